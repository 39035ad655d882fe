"""The indicators: their declarations, read and checked once, and their figures from the release.

A declaration is `data/indicators/<id>.toml`. Its figures come from police recorded crime (a filter by crime type), from
the projects' returns, or from figures handed in (`indicator_values`). Nothing here judges: polarity is stated, no direction
is called better or worse until a method for that is in place. A period without a figure is a gap, never zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, cast

import pandas as pd

from analysis import catalogue, cells, comparison, delivery, disclosure, phrases
from analysis.catalogue import ConfigurationError

POLARITY = {
    "low_is_good": "Lower is better.",
    "high_is_good": "Higher is better.",
    "no_judgement": "No judgement: it also rises when more is reported or found.",
}
# Where figures come from. Those of the last two are read from indicator_values until their own extracts can be loaded.
SOURCES = ("police_street", "returns", "indicator_values", "home_office_csp", "partner_extract")
CHARTS = ("trend", "list")
REQUIRED = (
    "id",
    "title",
    "definition",
    "pillar",
    "polarity",
    "unit",
    "source",
    "frequency",
    "file",
    "version",
    "numerator",
)


@dataclass(frozen=True)
class Pillar:
    """One pillar of the partnership's strategy, in the strategy's order."""

    id: str
    name: str
    description: str


@dataclass(frozen=True)
class Indicator:
    """One declared indicator. unit: in the plural; file: what to load where it has no figures."""

    id: str
    title: str
    short_title: str
    definition: str
    pillar: str
    polarity: str
    unit: str
    source: str
    frequency: str
    geography: str
    file: str
    caveats: tuple[str, ...]
    version: int
    chart: str
    rate_per: int | None
    adopted: bool
    """Whether the partnership has adopted it (it has an adoption date)."""
    crime_types: tuple[str, ...]
    measures: tuple[str, ...]
    project_id: str
    labels: Mapping[str, str]
    """Breakdown as filed → its name for readers, in the order declared."""


@dataclass(frozen=True)
class Point:
    """One period of a series. value is in the indicator's unit; None: suppressed or not known.

    comparable: outside every registered break; `reason` says which break.
    """

    first: date
    last: date
    value: float | None
    numerator: float | None = None
    denominator: float | None = None
    lower: float | None = None
    upper: float | None = None
    status: str = "final"
    comparable: bool = True
    reason: str = ""


@dataclass(frozen=True)
class Series:
    """One line of an indicator: its label ("" where it is the only one), its points in order, and its area."""

    label: str
    points: tuple[Point, ...]
    area_code: str = ""


def pillars() -> list[Pillar]:
    """The pillars in the strategy's order, from data/reference/pillars.toml."""
    declared = catalogue.read_toml(catalogue.reference_folder() / "pillars.toml")["pillars"]
    ordered = sorted(declared, key=lambda pillar: pillar["order"])
    return [Pillar(pillar["id"], pillar["name"], pillar["description"]) for pillar in ordered]


def declared(folder: Path | None = None) -> list[Indicator]:
    """Every declared indicator, checked; adopted ones first, then by title.

    Raises ConfigurationError that names the file, what is wrong and what to do.
    """
    known_pillars = [pillar.id for pillar in pillars()]
    known_types = set(catalogue.crime_types()["crime_type"])
    found = [read(path, known_pillars, known_types) for path in sorted((folder or catalogue.indicators_folder()).glob("*.toml"))]
    return sorted(found, key=lambda indicator: (not indicator.adopted, indicator.id if indicator.adopted else indicator.title))


def read(path: Path, known_pillars: Sequence[str], known_types: set[str]) -> Indicator:
    """One declaration, checked."""
    content = catalogue.read_toml(path)
    if missing := [key for key in REQUIRED if key not in content]:
        raise ConfigurationError(f"{path.name} lacks: {', '.join(missing)}. Add it and start again.")
    if content["id"] != path.stem:
        raise ConfigurationError(f"{path.name} declares the id '{content['id']}'. Give file and id the same name.")
    _one_of(path, "pillar", content["pillar"], known_pillars)
    _one_of(path, "polarity", content["polarity"], list(POLARITY))
    _one_of(path, "source", content["source"], SOURCES)
    _one_of(path, "chart", content.get("chart", "trend"), CHARTS)
    figures = cast("dict[str, Any]", content["numerator"])
    for crime_type in figures.get("crime_types", []):
        _one_of(path, "numerator.crime_types", crime_type, sorted(known_types))
    needed = {"police_street": "crime_types", "returns": "measures"}.get(content["source"])
    if needed and not figures.get(needed):
        raise ConfigurationError(f"{path.name}: the source {content['source']} needs numerator.{needed}. Add the list.")
    return _indicator(content, figures)


def crime_types_asked(found: Sequence[Indicator]) -> list[str]:
    """All crime types that the indicators count: one question answers them together."""
    return sorted({crime_type for indicator in found for crime_type in indicator.crime_types})


def series(
    indicator: Indicator, months: pd.DataFrame, values: pd.DataFrame, returns: pd.DataFrame, area_code: str
) -> list[Series]:
    """The figures of one indicator; empty where nothing is loaded for it.

    Frames: as the questions `indicator_months`, `indicator_values` and `returns` answer.
    """
    if indicator.source == "police_street":
        return _from_police(indicator, months)
    if indicator.source == "returns":
        return _from_returns(indicator, returns)
    return _from_values(indicator, values, area_code)


def latest(one: Series) -> Point | None:
    """The newest point that has a figure or says why it has none (suppressed)."""
    known = [point for point in one.points if point.value is not None or point.status == "suppressed"]
    return known[-1] if known else None


def year_before(one: Series, point: Point) -> Point | None:
    """The point of the same period a year before, where there is one."""
    first, last = _a_year_before(point.first), _a_year_before(point.last + timedelta(days=1)) - timedelta(days=1)
    return next((other for other in one.points if (other.first, other.last) == (first, last)), None)


def title(indicator: Indicator, found: Sequence[Series]) -> str:
    """The figure's title as a statement: "Robbery: 25 crimes in September 2025"."""
    points = [(one.label, latest(one)) for one in found]
    known = [(label, point) for label, point in points if point]
    if not known:
        return f"{_name(indicator)}: no figure"
    newest = max(point.last for _, point in known)
    said = [_named(label, _value(indicator, point)) for label, point in known if point.last == newest]
    point = next(point for _, point in known if point.last == newest)
    joiner = "up to " if indicator.source == "returns" else "in "
    when = phrases.day_and_month(point.last) if indicator.source == "returns" else phrases.days(point.first, point.last)
    return f"{_name(indicator)}: {phrases.listed(said)} {joiner}{when}"


def sentence(indicator: Indicator, found: Sequence[Series], months: pd.DataFrame, residents: float | None) -> str:
    """What the latest figure means: its rate, its status, and a year before where both are comparable.

    months: as the question `indicator_months` answers. residents: of the area, None where not loaded.
    """
    parts: list[str] = []
    for one in found:
        point = latest(one)
        if point:
            said = [
                _rate(indicator, point, residents),
                _running_total(indicator, one),
                _status(indicator, point),
                _before(indicator, one, point, months),
            ]
            parts += [phrases.capital(f"{one.label}: {text}" if one.label else text) for text in said if text]
    return " ".join(f"{part.rstrip('.')}." for part in parts)


def table(indicator: Indicator, found: Sequence[Series]) -> pd.DataFrame:
    """The series as readers see them, one row a period, the newest last; blank where there is no figure."""
    rows: list[dict[str, Any]] = []
    for one in found:
        for point in one.points:
            rows.append(
                {
                    "Period": phrases.days(point.first, point.last),
                    "Breakdown": one.label,
                    phrases.capital(indicator.unit): point.value,
                    "Lower": point.lower,
                    "Upper": point.upper,
                    "Numerator": point.numerator,
                    "Denominator": point.denominator,
                    "Status": _status_words(point),
                }
            )
    frame = pd.DataFrame(rows)
    optional = ["Breakdown", "Lower", "Upper", "Numerator", "Denominator"]
    empty = [name for name in optional if frame[name].replace("", None).isna().all()]
    return frame.drop(columns=empty)


def period_words(found: Sequence[Series]) -> str:
    """From the first period to the last, in words."""
    points = [point for one in found for point in one.points]
    return phrases.days(min(point.first for point in points), max(point.last for point in points))


def _indicator(content: dict[str, Any], figures: dict[str, Any]) -> Indicator:
    labels = cast("dict[str, str]", figures.get("labels", {}))
    return Indicator(
        id=content["id"],
        title=content["title"],
        short_title=content.get("short_title", content["title"]),
        definition=content["definition"],
        pillar=content["pillar"],
        polarity=content["polarity"],
        unit=content["unit"],
        source=content["source"],
        frequency=content["frequency"],
        geography=content.get("geography", ""),
        file=content["file"],
        caveats=tuple(content.get("caveats", ())),
        version=content["version"],
        chart=content.get("chart", "trend"),
        rate_per=content.get("rate_per"),
        adopted=bool(content.get("adopted_on")),
        crime_types=tuple(figures.get("crime_types", ())),
        measures=tuple(figures.get("measures", ())),
        project_id=figures.get("project_id", ""),
        labels={key: labels.get(key, _readable(key)) for key in figures.get("breakdown", ())},
    )


def _one_of(path: Path, key: str, value: object, known: Sequence[str]) -> None:
    if value not in known:
        raise ConfigurationError(f"{path.name}: {key} is '{value}', which is not known. Use one of: {', '.join(known)}.")


def _from_police(indicator: Indicator, months: pd.DataFrame) -> list[Series]:
    totals: dict[date, float] = {}
    said: dict[date, Mapping[Any, Any]] = {}
    for row in months.to_dict("records"):
        if row["crime_type"] in indicator.crime_types:
            first = pd.Timestamp(row["month"]).date()
            totals[first] = totals.get(first, 0) + (cells.number(row["crimes"]) or 0)
            said[first] = row
    points: list[Point] = []
    for first, row in said.items():
        points.append(
            Point(
                first=first,
                last=(pd.Timestamp(first) + pd.offsets.MonthEnd(0)).date(),
                value=totals[first] if row["covered"] else None,
                status="final" if row["covered"] else "no file",
                comparable=bool(row["comparable"]),
                reason=cells.text(row["reason"]),
            )
        )
    return [Series("", tuple(points))] if any(point.value is not None for point in points) else []


def _from_values(indicator: Indicator, values: pd.DataFrame, area_code: str) -> list[Series]:
    rows = [row for row in values.to_dict("records") if row["indicator_id"] == indicator.id]
    mine = [row for row in rows if row["area_code"] == area_code] or rows
    groups: dict[tuple[str, str], list[Point]] = {}
    for row in mine:
        key = (cells.text(row["breakdown"]), cells.text(row["area_code"]))
        groups.setdefault(key, []).append(_filed_point(row))
    order = list(indicator.labels)
    ranked = sorted(groups.items(), key=lambda item: order.index(item[0][0]) if item[0][0] in order else len(order))
    return [
        Series(indicator.labels.get(breakdown, _readable(breakdown)), tuple(points), area) for (breakdown, area), points in ranked
    ]


def _filed_point(row: Mapping[Any, Any]) -> Point:
    first, last = cells.day(row["period_start"]), cells.day(row["period_end"])
    assert first and last, "screening lets no figure in without its period"
    status = cells.text(row["status"])
    hidden = status == "suppressed"
    return Point(
        first,
        last,
        None if hidden else cells.number(row["value"]),
        numerator=None if hidden else cells.number(row["numerator"]),
        denominator=cells.number(row["denominator"]),
        lower=cells.number(row["lower"]),
        upper=cells.number(row["upper"]),
        status=status,
    )


def _from_returns(indicator: Indicator, returns: pd.DataFrame) -> list[Series]:
    """The running total at the end of each period returned."""
    rows = [
        row
        for row in delivery.read_returns(returns)
        if row.project_id == indicator.project_id and row.measure_id in indicator.measures and row.value is not None
    ]
    points: list[Point] = []
    for end in sorted({row.last for row in rows}):
        totals = [
            delivery.to_date([row for row in rows if row.measure_id == measure and row.last <= end], "count")[0]
            for measure in indicator.measures
        ]
        known = [total for total in totals if total is not None]
        hidden = indicator.unit == "people" and disclosure.too_few(sum(known))
        status = "suppressed" if hidden else "final"
        points.append(Point(min(row.first for row in rows), end, None if hidden else sum(known), status=status))
    return [Series("", tuple(points))] if points else []


def _value(indicator: Indicator, point: Point) -> str:
    if point.value is None:
        return "not shown (too few)"
    number = phrases.number(point.value)
    if indicator.unit == "%":
        return f"{number}%"
    return f"{number} {indicator.unit.removesuffix('s') if point.value == 1 else indicator.unit}"


def _rate(indicator: Indicator, point: Point, residents: float | None) -> str:
    """The rate of a count by month; figures handed in are rates already where their unit says so."""
    if indicator.source != "police_street" or not indicator.rate_per or not residents or point.value is None:
        return ""
    return f"that is {point.value / residents * indicator.rate_per:,.1f} per {indicator.rate_per:,} residents"


def _running_total(indicator: Indicator, one: Series) -> str:
    if indicator.source != "returns":
        return ""
    return f"the running total of the project's returns since {phrases.month(one.points[0].first)}"


def _status(indicator: Indicator, point: Point) -> str:
    said = {
        "provisional": "the figure is provisional",
        "estimated": "the figure is an estimate",
        "suppressed": "the figure is suppressed: it would count too few people",
    }.get(point.status, "")
    if point.lower is not None and point.upper is not None:
        sign = "%" if indicator.unit == "%" else ""
        interval = f"its interval is {point.lower:,.1f}{sign} to {point.upper:,.1f}{sign}"
        return f"{said}; {interval}" if said else interval
    return said


def _before(indicator: Indicator, one: Series, point: Point, months: pd.DataFrame) -> str:
    """The same period a year before, side by side and without a judgement, or why it cannot stand beside."""
    if point.value is None:
        return ""
    if indicator.source == "police_street":
        refused = comparison.with_year_before(months, point.first, point.first).refused
        if refused:
            return refused
    before = year_before(one, point)
    if before is None:
        return ""
    when = phrases.days(before.first, before.last)
    if before.value is None:
        return f"no figure can be shown for {when}, a year before"
    return f"a year before, in {when}: {_value(indicator, before)}"


def _name(indicator: Indicator) -> str:
    """The indicator's short title, with the partnership's own number where it has adopted it."""
    return f"{indicator.short_title} ({indicator.id})" if indicator.adopted else indicator.short_title


def _named(label: str, text: str) -> str:
    return f"{label.lower() if label else ''} {text}".strip()


def _status_words(point: Point) -> str:
    if not point.comparable and point.value is not None:
        return "not comparable"
    return point.status


def _a_year_before(when: date) -> date:
    return (pd.Timestamp(when) - pd.DateOffset(years=1)).date()


def _readable(slug: str) -> str:
    return phrases.capital(slug.replace("_", " "))
