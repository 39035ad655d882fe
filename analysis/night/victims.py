"""Who is harmed: victims by sex and age band from the force's own list, in three periods of 12 months.

What may be shown of them: `victim_counts`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.figures import kept_back
from analysis.figures.figure import Caption, Counted, Figure
from analysis.figures.other_worlds import Sum
from analysis.methods.comparison import SMALLEST_BASE
from analysis.night.purple_flag import KEPT_BACK, LEFT_OUT
from analysis.words import phrases
from analysis.words.periods import Period

SEXES = {
    "Female": "women and girls",
    "Male": "men and boys",
    "Other": "people of another sex",
    "": "victims whose sex is not told",
}
NOT_TOLD = "Not told, or no victim"
RECORDED = (
    "Offences recorded, each by its victim: many who are harmed tell nobody, and one who is harmed twice counts twice. How many "
    "are harmed these figures cannot tell."
)
NO_RATE = (
    "No rate is worked out: it takes residents by sex and single year of age, such as the mid-year estimates of the ONS, which "
    "are not loaded."
)
NO_RATE_OF_A_ZONE = "No rate of a zone is worked out: those who are harmed there are not its residents."
PER_1000 = (
    f"Per 1,000 residents of that sex and age, {{as_at}}; blank on fewer than {SMALLEST_BASE}, or where sex or age is not told."
)
OLDEST = 90
"""The age that stands for itself and all above it in the tables of residents."""
OLD_ENOUGH = 99  # a band that ends here is meant to hold everybody above its beginning
NOT_LOADED = (
    "Who is harmed is not known: open police data say nothing of victims. It takes the force's own list of offences (partner "
    "extract) with victim_age_band and victim_sex."
)
SHARED = (
    "{zone}: who is harmed is not told here. It shares places with {other}, of which it is told, and the difference of the "
    "two tables could tell of single people."
)
BESIDE_PURPLE_FLAG = (
    "{zone}: who is harmed is not told here. In some months next to nothing happens in the zones but on Friday and Saturday "
    "nights, so that it could tell of single people beside the table for Purple Flag."
)


def ages(band: str) -> tuple[int, int] | None:
    """First and last age of a band, both included, as lists write it: "18–24", "65+", "under 18", "over 64".

    None where it is not told, or ends between two ages whose residents no table tells apart (OLDEST).
    """
    if found := re.fullmatch(r"(\d+)–(\d+)", band):
        first, last = int(found[1]), int(found[2])
        if first > OLDEST or OLDEST <= last < OLD_ENOUGH:
            return None
        return first, min(last, OLDEST)
    if found := re.fullmatch(r"(\d+) ?\+", band):
        return int(found[1]), OLDEST
    if found := re.fullmatch(r"(under|over) (\d+)", band):
        return (0, int(found[2]) - 1) if found[1] == "under" else (int(found[2]) + 1, OLDEST)
    return (0, OLDEST) if band == "all" else None


def rates(
    shown: Mapping[tuple[str, str], float | None], year: Period, residents: pd.DataFrame
) -> dict[tuple[str, str], float | None]:
    """Offences per 1,000 residents of each sex and age band; None on fewer than ten, or where no such residents are known.

    residents: as `residents_by_ages` answers; those of the newest day up to the period's end, else of the first day told.
    """
    day = as_at(residents, year)
    of_day = residents[residents["as_at"] == day]
    found: dict[tuple[str, str], float | None] = {}
    for (sex, band), count in shown.items():
        span = ages(band)
        if count is None or count < SMALLEST_BASE or span is None or sex not in ("Female", "Male", "all"):
            found[sex, band] = None
            continue
        mine = of_day[of_day["age"].between(*span) & ((of_day["sex"] == sex) | (sex == "all"))]
        number = float(mine["residents"].sum())
        found[sex, band] = round(1000 * count / number, 1) if number else None
    return found


def as_at(residents: pd.DataFrame, year: Period) -> Any:
    """The day whose residents a period is told by: the newest up to its end, else the first."""
    days = sorted(residents["as_at"].unique())
    return next((day for day in reversed(days) if pd.Timestamp(day).date() <= year.last), days[0] if days else None)


def victims(
    name: str,
    years: Sequence[Period],
    found: Sequence[Mapping[tuple[str, str], float | None]],
    caption: Caption,
    *,
    zone: bool,
    residents: pd.DataFrame | None = None,
) -> Figure:
    """The table of a place. years: the periods; found: of each what is shown, without counts where it is not whole.

    residents: as `residents_by_ages` answers, of the area; without them no rate is told.
    """
    headings = [year.heading() for year in years]
    keys = sorted({key for each in found for key, count in each.items() if count != 0 or key == ("all", "all")}, key=_order)
    columns = {heading: [each.get(key, _absent(each)) for key in keys] for heading, each in zip(headings, found, strict=True)}
    per: dict[str, list[float | None]] = {}
    if residents is not None and len(residents) and not zone:
        told = {year.heading(): rates(each, year, residents) for year, each in zip(years, found, strict=True)}
        per = {f"Per 1,000, {heading}": [each.get(key) for key in keys] for heading, each in told.items()}
    table = pd.DataFrame({"Sex": [_sex(sex) for sex, _ in keys], "Age": [_age(age) for _, age in keys], **columns, **per})
    table[kept_back.NOTE] = [kept_back.why(dict(zip(headings, found, strict=True)), key) for key in keys]
    return Figure(
        id="victims",
        topic=True,
        title="Who is harmed",
        sentence=_sentence(name, years[-1], found[-1]),
        chart=None,
        table=kept_back.noted(table),
        caption=caption,
        counts=Counted(
            ("Sex", "Age"),
            tuple(headings),
            derived={told: (heading,) for told, heading in zip(per, headings, strict=False)},
            words=(kept_back.NOTE,),
            nouns=("offences",),
            totals=_totals(keys),
        ),
        notes=(RECORDED, KEPT_BACK, *_of_rates(per, years, residents, zone=zone), *((LEFT_OUT,) if zone else ())),
        formats=dict.fromkeys(headings, "localized") | dict.fromkeys(per, "%.1f"),
    )


def _of_rates(per: Mapping[str, Any], years: Sequence[Period], residents: pd.DataFrame | None, *, zone: bool) -> tuple[str, ...]:
    if zone:
        return (NO_RATE_OF_A_ZONE,)
    if not per or residents is None:
        return (NO_RATE,)
    days = dict.fromkeys(phrases.day_and_month(pd.Timestamp(as_at(residents, year)).date()) for year in years)
    return (PER_1000.format(as_at=phrases.listed(list(days))),)


def _totals(keys: Sequence[tuple[str, str]]) -> tuple[Sum[int], ...]:
    """Which rows make up another: the sexes everybody, the ages each sex."""
    wholes = {key: [place for place, one in enumerate(keys) if _part_of(one, key)] for key in keys if key[1] == "all"}
    return tuple(Sum(keys.index(key), tuple(places)) for key, places in wholes.items() if places)


def _part_of(one: tuple[str, str], whole: tuple[str, str]) -> bool:
    sexes = whole[0] == "all" and one[0] != "all" and one[1] == "all"
    return sexes or (whole[0] != "all" and one[0] == whole[0] and one[1] != "all")


def _absent(each: Mapping[tuple[str, str], float | None]) -> float | None:
    """A band that no month up to the end of a whole period names counts nobody."""
    return 0.0 if each else None


def _order(key: tuple[str, str]) -> tuple[int, int, int, str]:
    sex, age = key
    leading = re.search(r"[0-9]+", age)
    return ["all", *SEXES].index(sex), int(age != "all"), int(leading[0]) if leading else 999, age


def _sex(sex: str) -> str:
    return "Everybody" if sex == "all" else sex or NOT_TOLD


def _age(age: str) -> str:
    return "All ages" if age == "all" else age or NOT_TOLD


def _sentence(name: str, year: Period, found: Mapping[tuple[str, str], float | None]) -> str:
    if not found:
        return f"{name}: no number for {year.span}, {year.part}."
    whole = found.get(("all", "all"))
    told = {key: count for key, count in found.items() if count and "all" not in key and all(key)}
    said = f"{name}: {phrases.counted(whole, 'offences')} {year.in_statement()}" if whole is not None else f"{name}, {year.span}"
    if not told:
        return f"{said}. Of no sex and age band a number is shown."
    (sex, age), most = max(told.items(), key=lambda item: (item[1], item[0]))
    return f"{said}; most often against {SEXES[sex]} aged {age}: {phrases.number(most)}."
