"""The hours of the night by weekday, from the force's own list: rounded down, so that none of 1 to 4 can be worked out.

A night is of the date of its evening: 01:00 on Sunday morning is Saturday night.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from analysis import access
from analysis.figures.charts import heat
from analysis.figures.figure import Caption, Counted, Figure
from analysis.methods import withheld
from analysis.methods.comparison import SMALLEST_BASE
from analysis.night.purple_flag import FRIDAY, LEFT_OUT, SATURDAY, UNCERTAIN
from analysis.words import fields, phrases
from analysis.words.periods import Period

HOURS = (17, 18, 19, 20, 21, 22, 23, 0, 1, 2, 3, 4)
NIGHTS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
FLAGS = {
    "": "All offences",
    "alcohol": "Related to alcohol",
    "weapon": "With a knife or firearm",
    "public": "Public place, not domestic",
}
KINDS = {"": "", "alcohol": " related to alcohol", "weapon": " with a knife or firearm", "public": " in public places"}
"""The same as they follow a noun in a sentence."""
SPREAD = (
    "Where only a span of up to 12 hours is told, an offence is spread evenly over its hours (aoristic); the hour is that of "
    "committing."
)
ROUNDED = f"{withheld.STEPS_TOLD}; c is {withheld.FEW_OR_NONE}. A night is of the date of its evening."
WIDEST_SHARE = 10  # points of a percentage: a share that is known less well is not told
MOST_NAMED = 3  # hours that share the highest number
FEWEST_OFFENCES = 30
"""At night, for a table of hours: one of fewer would, beside Purple Flag's exact numbers, come too near to single offences."""
ON_FEW = f"no hours are told on fewer than {FEWEST_OFFENCES} offences at night."
NO_HOUR_WITH_ENOUGH = f"No hours are told: no hour of a night of the week has {withheld.STEP} offences or more."
NO_HOURS = (
    "Files of data.police.uk cannot show this: they carry a month and no hour. It takes the force's own list of offences "
    "(partner extract) with committed_from and committed_to."
)


def rounded(number: float) -> float | None:
    """A number of offences as it is shown: rounded down, None where there are few or none."""
    return float(round(number)) if access.sees_all() else withheld.in_steps(number)


def table(rows: pd.DataFrame) -> list[list[float | None]]:
    """One list a weekday from Monday on, with a number for each of HOURS, as shown. rows: as `night_hours` answers."""
    known = {
        (int(one["weekday"]), int(one["hour"])): float(one["offences"]) for one in fields.lines(rows[rows["weekday"].notna()])
    }
    return [[rounded(known.get((weekday, hour), 0.0)) for hour in HOURS] for weekday in range(1, len(NIGHTS) + 1)]


def refused(rows: pd.DataFrame, period: Period, numbers: Sequence[Sequence[float | None]]) -> str:
    """Why there is no table; empty where there is one.

    No hour is known, few or none are at night, more may belong than do, or none has enough. numbers: what is shown (`table`).
    """
    known, unknown = (float(rows.loc[which, "offences"].sum()) for which in (rows["hour"].notna(), rows["hour"].isna()))
    if not known and (unknown or not period.loaded):
        return NO_HOURS
    at_night = float(rows.loc[rows["weekday"].notna(), "offences"].sum())
    if at_night < FEWEST_OFFENCES and not access.sees_all():
        return f"{ON_FEW[0].upper()}{ON_FEW[1:]}"
    if unknown > known:
        return f"No hours are shown for this period: {UNCERTAIN}."
    return "" if any(number is not None for line in numbers for number in line) else NO_HOUR_WITH_ENOUGH


def heat_table(
    rows: pd.DataFrame,
    numbers: Sequence[Sequence[float | None]],
    where: str,
    period: Period,
    caption: Caption,
    flag: str = "",
) -> Figure:
    """Offences by night of the week and hour.

    rows: as `night_hours` answers for that place, period and flag. numbers: what is shown of them (`table`). where: in words.
    """
    columns = [f"{hour:02d}:00" for hour in HOURS]
    frame = pd.DataFrame(
        [[f"{night} night", *line] for night, line in zip(NIGHTS, numbers, strict=True)], columns=["Night", *columns]
    )
    return Figure(
        id="night_hours",
        topic=True,
        title=f"{where}, hour by hour",
        sentence=_sentence(rows, numbers, period, flag),
        chart=heat.heat_table(
            [f"{night} night" for night in NIGHTS], columns, numbers, "offences, rounded", outlined=(FRIDAY - 1, SATURDAY - 1)
        ),
        table=frame,
        caption=caption,
        counts=Counted(("Night",), tuple(columns), nouns=("offences",)),
        notes=tuple(note for note in (ROUNDED, SPREAD, not_known(rows), LEFT_OUT, period.statement()) if note),
        formats=dict.fromkeys(columns, "%d"),
    )


def _sentence(rows: pd.DataFrame, numbers: Sequence[Sequence[float | None]], period: Period, flag: str) -> str:
    kind = KINDS[flag]
    at_night = rows[rows["weekday"].notna()]
    every = float(at_night["offences"].sum())
    weekend = float(at_night.loc[at_night["weekday"].isin((FRIDAY, SATURDAY)), "offences"].sum())
    whole, part = rounded(every), rounded(weekend)
    if not whole:
        several = "No offences" if access.sees_all() else f"{phrases.capital(withheld.FEW_OR_NONE)},"
        return f"{several}{kind} between 17:00 and 05:00, {period.in_sentence()}."
    least = "" if access.sees_all() else "At least "
    said = f"{least}{phrases.counted(whole, 'offences')}{kind} between 17:00 and 05:00, {period.in_sentence()}"
    return f"{said}{_share(part, whole)}.{_fullest(numbers)}"


def _share(part: float | None, whole: float) -> str:
    """What share lies on Friday and Saturday nights, as far as numbers rounded down leave it open; nothing where that is far."""
    if part is None or whole < SMALLEST_BASE:
        return ""
    if access.sees_all():
        return f"; about {phrases.percentage(part / whole)} of them on Friday and Saturday nights"
    lowest = math.floor(100 * part / (whole + withheld.STEP))
    highest = min(math.ceil(100 * (part + withheld.STEP) / whole), 100)
    return f"; {lowest}% to {highest}% of them on Friday and Saturday nights" if highest - lowest <= WIDEST_SHARE else ""


def _fullest(numbers: Sequence[Sequence[float | None]]) -> str:
    """The hour with most, or the few that share the highest number; nothing where many do, since any of them may have most."""
    most = max(value or 0.0 for line in numbers for value in line)
    named = [
        f"{night} night {hour:02d}:00 to {(hour + 1) % 24:02d}:00"
        for night, line in zip(NIGHTS, numbers, strict=True)
        for hour, value in zip(HOURS, line, strict=True)
        if value == most
    ]
    if not most or len(named) > MOST_NAMED:
        return ""
    least = "" if access.sees_all() else "at least "
    several = f" {least}{phrases.number(most)} each:" if len(named) > 1 else ""
    return f" Most in one hour{',' if several else ':'}{several} {phrases.listed(named, 'more hours')}."


def not_known(rows: pd.DataFrame) -> str:
    """How many offences no table of hours can hold. rows: as `night_hours` answers."""
    number = float(rows.loc[rows["hour"].isna(), "offences"].sum())
    least = "" if access.sees_all() else "at least "
    shown = rounded(number)
    several = withheld.FEW_OR_NONE if shown is None else f"{least}{phrases.number(shown)}"
    return f"Left out: {several}, of which the hour is not told, or only a span of over 12 hours, or which may lie elsewhere."
