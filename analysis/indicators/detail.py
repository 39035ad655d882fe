"""What the page of one indicator says beside its chart: definition and versions, the files that feed it, the outlook."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.declared.indicators import CHARTS, DENOMINATORS
from analysis.declared.sources import Source
from analysis.figures.figure import FILES, Caption, Figure, Things
from analysis.indicators import asked as indicators
from analysis.indicators import by_ward
from analysis.indicators.asked import Indicator
from analysis.indicators.indicator_state import IndicatorState
from analysis.methods import forecast
from analysis.methods.forecast import Forecast
from analysis.release.questions.loaded import Coverage
from analysis.release.rows import rows_of
from analysis.words import fields, phrases


def headline(found: IndicatorState, where: str) -> str:
    """The page's statement: "Violent crime (L2) in Plymouth: no clear change"."""
    if not found.filled:
        return found.headline
    said = "a running total" if found.indicator.chart == "running_total" else found.variation_words.lower()
    return f"{found.indicator.name} in {where}: {said}"


def definition(one: Indicator, pillar: str) -> list[tuple[str, str]]:
    """The declaration in words: (what, said), nothing left blank."""
    target = one.target
    due = f" by {phrases.day_and_month(target.due)}" if target and target.due else ""
    rows = [
        ("What it is", f"{one.title}. {one.definition}"),
        ("Why it matters", one.why),
        ("Pillar", pillar),
        ("Which way is better", indicators.POLARITY[one.polarity]),
        ("Unit", f"{one.unit}; denominator: {DENOMINATORS[one.denominator]}"),
        ("Judged by", phrases.capital(CHARTS[one.chart])),
        ("How often, for which places", f"{_every(one.frequency)}. {by_ward.places(one)}"),
        ("Target", f"{target.for_chart().words()}{due} ({target.origin})" if target else "None is agreed"),
        ("Adopted", phrases.day_and_month(one.adopted_on) if one.adopted_on else "Not among the adopted indicators"),
        ("Owner", one.owner or "Not named yet"),
        ("Reviewed", phrases.day_and_month(one.reviewed_on) if one.reviewed_on else "Not yet"),
    ]
    return rows


def versions(one: Indicator) -> list[str]:
    """Each version of the definition, the newest first."""
    said: list[str] = []
    for version in reversed(one.versions):
        until = f"to {phrases.day_and_month(version.last)}" if version.last else "in force"
        change = f": {version.change}" if version.change else ""
        said.append(f"Version {version.number}, from {phrases.day_and_month(version.first)}, {until}{change}")
    return said


def feeds(one: Indicator, coverage: pd.DataFrame, source: Source, caption: Caption) -> Figure:
    """The extracts that feed the indicator. coverage: as the question `coverage` answers."""
    rows = [row for row in rows_of(Coverage, coverage) if row.source == source.id]
    months = [row.period for row in rows if row.period]
    span = f", {phrases.period(min(months), max(months))}" if months else ""
    files = phrases.count(len(rows), "file")
    return Figure(
        id=f"feeds_{one.id}",
        title=f"{files} of {source.title} feed this indicator{span}" if len(rows) else f"No file of {source.title} is loaded",
        sentence=f"Published by {source.publisher}, {source.grain}." if len(rows) else f"To load: {one.file}",
        chart=None,
        table=pd.DataFrame([_feed(row) for row in rows]),
        caption=caption,
        counts=Things(dict.fromkeys(("Rows", "Loaded", "Set aside"), (FILES,))),
        formats=dict.fromkeys(("Rows", "Loaded", "Set aside"), "localized"),
    )


def outlook(found: IndicatorState, ahead: Forecast) -> list[str]:
    """The forecast in sentences: the range, the course for the target, the record; or why there is none."""
    if ahead.refused:
        return [ahead.refused]
    last = ahead.months[-1]
    low, high = last.bands[max(last.bands)]
    span = phrases.days(ahead.months[0].first, last.last)
    said = [
        f"Expected in {phrases.days(last.first, last.last)}: {_range(low, high, found.indicator.unit)}, if things "
        f"go on as they did (shaded: 80% and 95% ranges for {span}).",
    ]
    if found.indicator.target:
        said.append(forecast.on_course(ahead, found.indicator.target.for_chart()).words)
    first = phrases.month(ahead.first) if ahead.first else ""
    said.append(f"Method: {ahead.model}, chosen of {len(ahead.tests)} by its record since {first}. {ahead.tests[0].words()}")
    return said


def _every(frequency: str) -> str:
    return "At irregular times" if frequency == "irregular" else f"Every {frequency}"


def _feed(row: Coverage) -> dict[str, Any]:
    month, as_at = row.period, row.as_at
    return {
        "Month or date": phrases.short_month(month) if month else phrases.day_and_month(as_at) if as_at else "",
        "Force": fields.text(row.force),
        "File": row.file,
        "Rows": fields.number(row.rows),
        "Loaded": fields.number(row.loaded),
        "Set aside": fields.number(row.set_aside),
    }


def _range(low: float, high: float, unit: str) -> str:
    ends = list(dict.fromkeys((_whole(low), _whole(high))))
    return f"{' to '.join(ends)} {phrases.unit_of(1 if ends[-1] == '1' else high, unit)}"


def _whole(value: float) -> str:
    return phrases.number(round(value) if abs(value) >= 10 else round(value, 1))
