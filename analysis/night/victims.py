"""Who is harmed: victims by sex and age band from the force's own list, in three periods of 12 months."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, cast

import pandas as pd

from analysis.figures import disclosure
from analysis.figures.figure import Caption, Counted, Figure
from analysis.night import kept_back
from analysis.night.kept_back import Sum
from analysis.night.purple_flag import LEFT_OUT
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
NO_RATE = "No rate is worked out: it takes residents by sex and age band, which no table loaded here gives."
NOT_LOADED = (
    "Who is harmed is not known: open police data say nothing of victims. It takes the force's own list of offences (partner "
    "extract) with victim_age_band and victim_sex."
)
KEPT_BACK = f"Blank: {disclosure.FEW}, or another that would tell it, or a period that is not whole."
Counts = Mapping[tuple[str, str], float]
"""Sex and age band → offences. An age band of "all" is all of a sex; a sex of "all" is everybody."""


def counts(rows: pd.DataFrame) -> dict[tuple[str, str], float]:
    """The counts of one period with their sums, unsuppressed. rows: as `victims` answers."""
    found = {
        (str(row["sex"]), str(row["age_band"])): float(row["offences"])
        for row in cast("list[dict[str, Any]]", rows.to_dict("records"))
    }
    by_sex = {(sex, "all"): sum(n for (of, _), n in found.items() if of == sex) for sex in dict.fromkeys(s for s, _ in found)}
    return found | by_sex | {("all", "all"): sum(found.values())}


def shown(found: Counts) -> dict[tuple[str, str], float | None]:
    """The same without what may not be shown."""
    named = {_name(key): count for key, count in found.items()}
    sexes = [sex for sex, age in found if age == "all" and sex != "all"]
    sums = [Sum("all/all", tuple(_name((sex, "all")) for sex in sexes))]
    sums += [Sum(_name((sex, "all")), tuple(_name(key) for key in found if key[0] == sex and key[1] != "all")) for sex in sexes]
    back = kept_back.hidden(named, sums, list(named))
    return {key: None if _name(key) in back else count for key, count in found.items()}


def _name(key: tuple[str, str]) -> str:
    return "/".join(key)


def victims(
    name: str, years: Sequence[Period], found: Sequence[Mapping[tuple[str, str], float | None]], caption: Caption, *, zone: bool
) -> Figure:
    """The table of a place. years: the periods; found: of each what is shown, without counts where it is not whole."""
    headings = [year.heading() for year in years]
    keys = sorted({key for each in found for key in each}, key=_order)
    table = pd.DataFrame(
        [
            {"Sex": _sex(sex), "Age": _age(age)}
            | {heading: each.get((sex, age), _absent(each)) for heading, each in zip(headings, found, strict=True)}
            for sex, age in keys
        ],
        columns=["Sex", "Age", *headings],
    )
    return Figure(
        id="victims",
        title="Who is harmed",
        sentence=_sentence(name, years[-1], found[-1]),
        chart=None,
        table=table,
        caption=caption,
        counts=Counted(besides=("Sex", "Age"), nouns=("offences",)),
        notes=(RECORDED, KEPT_BACK, NO_RATE, *((LEFT_OUT,) if zone else ())),
        formats=dict.fromkeys(headings, "localized"),
    )


def _absent(each: Mapping[tuple[str, str], float | None]) -> float | None:
    """A band that a whole period does not name counts nobody."""
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
