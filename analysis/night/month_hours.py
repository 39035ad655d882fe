"""The hours of the night in one month: twelve parts of its nights instead of eighty-four hours, and nothing said of few.

A month by weekday and hour is ones to fours, whom nobody may be told of. Parts of three hours and three kinds of night hold
enough to be told where much happens, and are told there alone. Few and none are one class, and no sum stands beside
the parts: tables of years and months, set against one another, then leave every small number open.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis import access
from analysis.figures.charts import heat
from analysis.figures.figure import Caption, Counted, Figure
from analysis.methods import withheld
from analysis.night import hours
from analysis.night.purple_flag import FRIDAY, LEFT_OUT, SATURDAY
from analysis.words import phrases
from analysis.words.months import MONTHS_A_YEAR
from analysis.words.periods import Period

PARTS = {
    "17:00 to 20:00": (17, 18, 19),
    "20:00 to 23:00": (20, 21, 22),
    "23:00 to 02:00": (23, 0, 1),
    "02:00 to 05:00": (2, 3, 4),
}
IN_SHORT = [part.replace(":00", "").replace(" to ", "–") for part in PARTS]
"""The same on the chart's axis, where they stand level on a phone: "17–20"."""
NIGHTS = {"Friday nights": (FRIDAY,), "Saturday nights": (SATURDAY,), "Sunday to Thursday nights": (7, 1, 2, 3, 4)}
FEWEST_A_YEAR = MONTHS_A_YEAR * withheld.STEP
ROUNDED = (
    f"{withheld.STEPS_TOLD}; c is {withheld.FEW_OR_NONE}, or a part with fewer than "
    f"{FEWEST_A_YEAR} in 12 months. A night is of the date of its evening. One month is told in parts of three hours, since "
    "single hours are too few to be told; twelve months are told hour by hour."
)


def told(number: float, of_year: float) -> float | None:
    """A number of offences of a part as it is shown: rounded down, None where there are few or none.

    of_year: that of the 12 months to this one. Where those hold few a month, none is told of any: what a year's table leaves open
    of a small number, a month's would close.
    """
    if access.sees_all():
        return float(round(number))
    return withheld.in_steps(number) if round(of_year, 6) >= FEWEST_A_YEAR else None


def table(rows: pd.DataFrame, of_year: pd.DataFrame) -> list[list[float | None]]:
    """One list for each of NIGHTS with a number for each of PARTS, as shown.

    rows, of_year: as `night_hours` answers for the month, and for the 12 months to it.
    """
    return [
        [told(_sum(rows, nights, hours_of), _sum(of_year, nights, hours_of)) for hours_of in PARTS.values()]
        for nights in NIGHTS.values()
    ]


def figure(
    rows: pd.DataFrame, numbers: Sequence[Sequence[float | None]], where: str, month: Period, caption: Caption, flag: str = ""
) -> Figure | str:
    """Offences by kind of night and part of it, or why none are told.

    rows: as `night_hours` answers for that place, month and flag. numbers: what is shown of them (`table`). where: in words.
    """
    when = phrases.month(month.first)
    # The same is said where there are none: a reason that stands for few alone would tell of them.
    at_night = float(rows.loc[rows["weekday"].notna(), "offences"].sum())
    few = at_night < hours.FEWEST_OFFENCES and not access.sees_all()
    if few or all(number is None for line in numbers for number in line):
        return (
            f"{where}, {when}: no part of the nights has enough offences{hours.KINDS[flag]} to be told of one month. "
            "Choose twelve months."
        )
    if why := hours.refused(rows, month, numbers):
        return why
    frame = pd.DataFrame([[night, *line] for night, line in zip(NIGHTS, numbers, strict=True)], columns=["Night", *PARTS])
    return Figure(
        id="night_hours",
        topic=True,
        title=f"{where}, {when}",
        sentence=_sentence(numbers, month, flag),
        chart=heat.heat_table(
            list(NIGHTS), IN_SHORT, numbers, "offences, rounded", outlined=(0, 1), row_height=48, across="Hours of the night"
        ),
        table=frame,
        caption=caption,
        counts=Counted(("Night",), tuple(PARTS), nouns=("offences",)),
        notes=(ROUNDED, hours.SPREAD, hours.not_known(rows), LEFT_OUT),
        formats=dict.fromkeys(PARTS, "%d"),
    )


def _sum(rows: pd.DataFrame, nights: Sequence[int], hours_of: Sequence[int]) -> float:
    return float(rows.loc[rows["weekday"].isin(nights) & rows["hour"].isin(hours_of), "offences"].sum())


def _sentence(numbers: Sequence[Sequence[float | None]], month: Period, flag: str) -> str:
    most = max(number or 0.0 for line in numbers for number in line)
    if not most:
        return f"No offence{hours.KINDS[flag]} is recorded between 17:00 and 05:00, {month.in_sentence()}."
    least = "" if access.sees_all() else "at least "
    fullest = [
        f"{night}, {part}"
        for night, line in zip(NIGHTS, numbers, strict=True)
        for part, number in zip(PARTS, line, strict=True)
        if number == most
    ]
    named = phrases.listed(fullest, "more parts")
    return f"Most offences{hours.KINDS[flag]}: {named}, {least}{phrases.number(most)}{' each' if len(fullest) > 1 else ''}."
