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
    "65 and over": (65, 200),
}
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
SEXES = ("Female", "Male")
Bands = Mapping[str, Mapping[str, float]]
"""Age band, all ages last → sex → residents."""


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
    changes = [_change(_all(now[band]), _all(before[band])) for band in now]
    table: dict[str, Any] = {"Age": list(now)} | {sex: _whole([each[sex] for each in now.values()]) for sex in SEXES}
    table["All"] = _whole([_all(each) for each in now.values()])
    table["Share (%)"] = [round(100 * _all(each) / everybody, 1) if everybody else None for each in now.values()]
    if len(days) > 1:
        table[since] = pd.array(changes, dtype="Float64")
    return Figure(
        id="residents",
        title=_title(rows, days[-1], everybody, area),
        sentence=_sentence(now, before, days[0], days[-1]),
        chart=bars.bars(list(BANDS), [_all(now[band]) for band in BANDS], "residents"),
        table=pd.DataFrame(table),
        caption=caption,
        counts=OPEN,
        notes=(USUALLY,),
        formats=dict.fromkeys((*SEXES, "All"), "localized") | {"Share (%)": "%.1f", since: "%+.0f"},
    )


def _by_band(rows: pd.DataFrame) -> dict[str, dict[str, float]]:
    found = {
        band: {sex: float(rows.loc[rows["age"].between(*ages) & (rows["sex"] == sex), "residents"].sum()) for sex in SEXES}
        for band, ages in BANDS.items()
    }
    return found | {ALL_AGES: {sex: sum(each[sex] for each in found.values()) for sex in SEXES}}


def _all(of_sexes: Mapping[str, float]) -> float:
    return sum(of_sexes.values())


def _whole(numbers: Sequence[float]) -> Any:
    return pd.array([round(number) for number in numbers], dtype="Int64")


def _change(now: float, before: float) -> float | None:
    return round(100 * (now - before) / before) if before else None


def _title(rows: pd.DataFrame, newest: date, everybody: float, area: str) -> str:
    children = float(rows.loc[(rows["as_at"] == pd.Timestamp(newest)) & (rows["age"] < UNDER_AGE), "residents"].sum())
    share = phrases.percentage(children / everybody) if everybody else "none"
    return f"{phrases.counted(everybody, 'residents')} of {area}, {share} of them under {UNDER_AGE}"


def _sentence(now: Bands, before: Bands, first: date, newest: date) -> str:
    largest = max(BANDS, key=lambda band: _all(now[band]))
    people = phrases.counted(_all(now[largest]), "residents")
    said = f"On {phrases.day_and_month(newest)} the largest group was aged {largest}: {people}."
    if first == newest:
        return said
    more = _all(now[ALL_AGES]) - _all(before[ALL_AGES])
    size = f"{phrases.number(abs(more))} {'more' if more > 0 else 'fewer'} than" if more else "as many as"
    return f"{said} All ages together are {size} on {phrases.day_and_month(first)}."
