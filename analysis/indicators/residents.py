"""Who lives in the area: residents by age and sex, from the mid-year estimates, with what changed since the first of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from analysis.declared.sources import sources
from analysis.figures.charts import bars
from analysis.figures.figure import OPEN, Caption, Figure
from analysis.figures.shown_release import ShownRelease
from analysis.words import phrases

BANDS = {
    "0 to 9": (0, 9),
    "10 to 17": (10, 17),
    "18 to 24": (18, 24),
    "25 to 34": (25, 34),
    "35 to 44": (35, 44),
    "45 to 54": (45, 54),
    "55 to 64": (55, 64),
    "65 and over": (65, 90),
}
"""First and last year of age of each; 90 stands for all above it."""
ALL_AGES, UNDER_AGE = "All ages", 18
SOURCE = "mid_year_estimates"
NOT_LOADED = (
    "Who lives here is not known by age and sex: no such table of the mid-year estimates (Office for National Statistics) "
    "is loaded."
)
USUALLY = (
    "Estimates of everybody who usually lives there. Who comes to work, for a night or to study for less than a year is not "
    "among them."
)
PARTLY = "Blank: of a year of age or of a sex there is no row. That is not known, not nought."
SEXES = ("Female", "Male")
OfSexes = Mapping[str, float | None]
Bands = Mapping[str, OfSexes]
"""Age band, all ages last → sex → residents; None where a year of age has no row."""


def of_area(shown: ShownRelease) -> Figure | str:
    """The area's residents, or that no table tells them."""
    rows = shown.ask("residents_by_ages") if shown.has("residents_by_age") else pd.DataFrame()
    if not len(rows):
        return NOT_LOADED
    area, newest = shown.info()["area_name"], rows["as_at"].max().date()
    source = sources()[SOURCE]
    caption = shown.caption(f"{source.title}, {source.publisher}", phrases.day_and_month(newest), area)
    return figure(rows, area, caption)


def figure(rows: pd.DataFrame, area: str, caption: Caption) -> Figure:
    """Residents of the newest day by age band and sex, and the change since the first. rows: as `residents_by_ages` answers."""
    days = sorted({day.date() for day in rows["as_at"]})
    now, before = (_by_band(rows[rows["as_at"] == pd.Timestamp(day)]) for day in (days[-1], days[0]))
    everybody = _all(now[ALL_AGES])
    since = f"Change since {days[0].year} (%)"
    known = [_all(now[band]) for band in BANDS]
    changes = [_change(_all(now[band]), _all(before[band])) for band in now]
    table: dict[str, Any] = {"Age": list(now)} | {sex: _whole([each[sex] for each in now.values()]) for sex in SEXES}
    table["All"] = _whole([_all(each) for each in now.values()])
    table["Share (%)"] = [_share(_all(each), everybody) for each in now.values()]
    if len(days) > 1:
        table[since] = pd.array(changes, dtype="Float64")
    return Figure(
        id="residents",
        title=_title(now, everybody, area),
        sentence=_sentence(now, before, days[0], days[-1]),
        chart=bars.bars(list(BANDS), known, "residents") if any(number is not None for number in known) else None,
        table=pd.DataFrame(table),
        caption=caption,
        counts=OPEN,
        notes=(USUALLY, *((PARTLY,) if _lacks(now) or _lacks(before) else ())),
        formats=dict.fromkeys((*SEXES, "All"), "localized") | {"Share (%)": "%.1f", since: "%+.0f"},
    )


def _by_band(rows: pd.DataFrame) -> Bands:
    """Of one day. A year of age without a row is not known: what is left of its band would pass for the whole."""
    told = rows.dropna(subset=["residents"])
    of_age = {sex: told[told["sex"] == sex].groupby("age")["residents"].sum() for sex in SEXES}
    found = {
        band: {sex: _sum([of_age[sex].get(age) for age in range(first, last + 1)]) for sex in SEXES}
        for band, (first, last) in BANDS.items()
    }
    return found | {ALL_AGES: {sex: _sum([each[sex] for each in found.values()]) for sex in SEXES}}


def _sum(numbers: Sequence[float | None]) -> float | None:
    """None where one of them is not known."""
    known = [float(number) for number in numbers if number is not None]
    return sum(known) if len(known) == len(numbers) else None


def _all(of_sexes: OfSexes) -> float | None:
    return _sum(list(of_sexes.values()))


def _lacks(bands: Bands) -> bool:
    return _all(bands[ALL_AGES]) is None


def _whole(numbers: Sequence[float | None]) -> Any:
    return pd.array([None if number is None else round(number) for number in numbers], dtype="Int64")


def _share(number: float | None, everybody: float | None) -> float | None:
    return round(100 * number / everybody, 1) if number is not None and everybody else None


def _change(now: float | None, before: float | None) -> float | None:
    return round(100 * (now - before) / before) if now is not None and before else None


def _title(now: Bands, everybody: float | None, area: str) -> str:
    children = _sum([_all(now[band]) for band, (_, last) in BANDS.items() if last < UNDER_AGE])
    if everybody is None or children is None:
        return f"Residents of {area} by age and sex, not known in full"
    share = phrases.percentage(children / everybody) if everybody else "none"
    return f"{phrases.counted(everybody, 'residents')} of {area}, {share} of them under {UNDER_AGE}"


def _sentence(now: Bands, before: Bands, first: date, newest: date) -> str:
    sizes = {band: number for band in BANDS if (number := _all(now[band])) is not None}
    everybody, then = _all(now[ALL_AGES]), _all(before[ALL_AGES])
    if everybody is None:
        return f"How many residents there were on {phrases.day_and_month(newest)} is not known of every age and sex."
    largest = max(sizes, key=lambda band: sizes[band])
    people = phrases.counted(sizes[largest], "residents")
    said = f"On {phrases.day_and_month(newest)} the largest group was aged {largest}: {people}."
    if first == newest:
        return said
    if then is None:
        return f"{said} How many there were on {phrases.day_and_month(first)} is not known of every age and sex."
    more = everybody - then
    size = f"{phrases.number(abs(more))} {'more' if more > 0 else 'fewer'} than" if more else "as many as"
    return f"{said} All ages together are {size} on {phrases.day_and_month(first)}."
