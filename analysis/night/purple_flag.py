"""What the assessors of Purple Flag ask for: Friday and Saturday nights in the night-time zones, in three periods of 12 months.

A night is of the date of its evening, 17:00 to 04:59. Counted are the offences of the force's own list that were committed
wholly within one, at a place wholly inside a zone, by the month recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar, cast

import pandas as pd

from analysis import access
from analysis.declared import indicators
from analysis.figures import disclosure, kept_back, moving_windows
from analysis.figures.figure import THINGS, Caption, Counted, Figure
from analysis.figures.other_worlds import Sum
from analysis.methods import comparison, withheld
from analysis.methods.comparison import Change
from analysis.methods.series import Numbers, Point
from analysis.words import fields, periods, phrases
from analysis.words.months import MONTHS_A_YEAR, every_month, month_end, shifted
from analysis.words.periods import Period

FRIDAY, SATURDAY = 5, 6
EVENING, NIGHT = 17 * 60, 12 * 60
"""When a night begins, and how long it is, in minutes."""
YEARS = 3
KIND = "night_time"
"""The kind of zone that the night is told of."""
LEFT_OUT_GROUPS = indicators.NEVER_BELOW_WARD
LEFT_OUT = (
    "Sexual offences and offences flagged as domestic abuse are left out: records of them are never shown of less than a ward."
)
WHOLLY = (
    "Counted by the month recorded, where the whole time in which an offence may have been committed lies in one night (17:00 to "
    "05:00, of the date of its evening)."
)
UNCERTAIN = "of more offences than are counted nobody can tell whether they belong, since their hour or place is not certain"
FILLED = 0.8  # of the offences of a period must have their kind of place told, or nothing is said of public places
KEPT_BACK = (
    f"Shown as c: {disclosure.FEW}, or another that would tell it, here or beside the same table of another month. "
    "Blank: a period that is not whole."
)
PARTS = {"alcohol": "Related to alcohol", "weapon": "With a knife or firearm", "public_place": "In public places"}
Amount = TypeVar("Amount", float, Numbers)
"""A count, or the counts of many months."""
Told = TypeVar("Told")
THEMES = {
    "wellbeing": "Wellbeing",
    "movement": "Movement",
    "broad_appeal": "Broad appeal",
    "place": "Place",
    "policy_envelope": "Policy envelope",
}


@dataclass(frozen=True)
class TableLine:
    """One line of the table: what it is called, and which column of which category it counts ("" for all together)."""

    label: str
    column: str
    category: str = ""

    @property
    def name(self) -> str:
        """Its name among the counts."""
        return f"{self.column}/{self.category}"


def lines(rows: pd.DataFrame) -> list[TableLine]:
    """All together and its parts, then each category of offence, the fullest first, with its part related to alcohol.

    rows: as `night_months` answers. A category that only earlier months held has a line too: a nought may tell of them.
    """
    spans = years(rows)
    named = rows[rows["category"] != ""] if spans else rows.head(0)
    ever = named.groupby("category")["records"].sum()
    inside = named[named["month"] >= pd.Timestamp(spans[0].first)] if spans else named
    held = inside.groupby("category")["records"].sum().sort_values(ascending=False, kind="stable")
    found = [TableLine("All", "records"), *(TableLine(said, column) for column, said in PARTS.items())]
    for category in [str(name) for name in held.index if ever[name]]:
        found += [TableLine(category, "records", category), TableLine(f"{category}: related to alcohol", "alcohol", category)]
    return found


def certain(rows: pd.DataFrame) -> pd.DataFrame:
    """All categories together, month by month, without the records of months in which more may belong than do.

    A list that tells no hours or no places would else read as a quiet month.
    """
    months = rows[rows["category"] == ""].sort_values("month")
    return months.assign(records=months["records"].mask((months["unsure"] > months["records"]).fillna(False).astype(bool)))


def _uncertain(rows: pd.DataFrame) -> dict[date, str]:
    """Month → why it has no figure."""
    months = certain(rows)
    return {month.date(): UNCERTAIN for month in months.loc[months["covered"].astype(bool) & months["records"].isna(), "month"]}


def years(rows: pd.DataFrame) -> list[Period]:
    """Three periods of 12 months one after the other, the last of them to the newest month loaded; none without a file."""
    months = _months(rows)
    loaded = months[months["covered"].astype(bool)]
    if not len(loaded):
        return []
    last = loaded["month"].iloc[-1].date()
    starts = [shifted(last, 1 - MONTHS_A_YEAR * back) for back in range(YEARS, 0, -1)]
    why = _uncertain(rows)
    return [periods.of_months(months, start, shifted(start, MONTHS_A_YEAR - 1), not_held=why) for start in starts]


def single_months(rows: pd.DataFrame) -> list[Period]:
    """Each month of those periods that is loaded and has figures, the newest first."""
    spans, months, why = years(rows), _months(rows), _uncertain(rows)
    every = every_month(spans[0].first, spans[-1].last) if spans else []
    found = [periods.of_months(months, month, month, not_held=why) for month in reversed(every)]
    return [month for month in found if month.whole]


def counts(rows: pd.DataFrame, year: Period) -> dict[str, float | None]:
    """Line → its count in a period, unsuppressed; None where a month of it is not loaded, or too few kinds of place are told."""
    inside = rows[(rows["month"] >= pd.Timestamp(year.first)) & (rows["month"] <= pd.Timestamp(year.last))]
    sums: dict[str, dict[str, float]] = {
        column: dict(inside.groupby("category")[column].sum().astype(float)) for column in ("records", *PARTS, "placed")
    }
    found = {line.name: sums[line.column].get(line.category, 0.0) if year.whole else None for line in lines(rows)}
    if sums["placed"].get("", 0) < FILLED * sums["records"].get("", 0) or not sums["records"].get("", 0):
        found["public_place/"] = None
    return found


def shown(found: Mapping[str, float | None], by_months: Collection[str] = ()) -> dict[str, float | None]:
    """The same without what may not be shown. by_months: as `told_by_months` gives it of the period, where it is one of many."""
    known = {name: count for name, count in found.items() if count is not None}
    if not known:
        return dict(found)
    # A category that only other periods hold changes nothing: what is hidden of a period is the same in every later table.
    held = {name: count for name, count in known.items() if known[f"records/{name.partition('/')[2]}"]}
    every, sums = _with_rests(held)
    back = kept_back.hidden(every, sums, held) if held else {}
    back |= dict.fromkeys(set(by_months) & set(known), kept_back.Reason.UNTOLD)
    return kept_back.Shown(found, back)


def told_by_months(rows: pd.DataFrame, run: pd.DatetimeIndex) -> dict[int, set[str]]:
    """By how many months of a run end with a period: the lines of which its 12 months may not be shown."""
    months = histories(rows, run)
    every, sums = _with_rests(months)
    return moving_windows.by_end(every, sums, months)


def histories(rows: pd.DataFrame, run: pd.DatetimeIndex) -> dict[str, Numbers]:
    """Line → its counts by month of a run."""
    inside = rows[rows["month"].isin(run)]
    by_category = inside.set_index(["month", "category"])[["records", *PARTS]].unstack(fill_value=0.0)
    by_month = cast("pd.DataFrame", by_category).astype(float)
    keys = cast("list[tuple[str, str]]", list(by_month.columns))
    wanted = [(column, category) for column, category in keys if column in ("records", "alcohol") or not category]
    return {f"{column}/{category}": cast("Numbers", by_month[column, category].to_numpy()) for column, category in wanted}


def run_of_months(rows: pd.DataFrame, last: date) -> pd.DatetimeIndex:
    """The months that are known without a gap up to the one that ends on the day `last`: what periods that move tell of."""
    known = certain(rows)
    known = known[(known["month"] <= pd.Timestamp(last))]
    gaps = known.loc[known["records"].isna() | ~known["covered"].astype(bool), "month"]
    return pd.DatetimeIndex(known.loc[known["month"] > gaps.max(), "month"] if len(gaps) else known["month"])


def by_run(
    rows: pd.DataFrame, years: Sequence[Period], told: Callable[[pd.DatetimeIndex], Told]
) -> list[tuple[int, Told] | None]:
    """Of each period how many months end with it, and what is told of its run of months; None of one that is not whole.

    Periods of one run are judged in one go: what is told at the end of the first is the beginning of what is told at the last.
    """
    runs = {year.last: run_of_months(rows, year.last) for year in years if year.whole}
    whole = {run[0]: run for run in sorted(runs.values(), key=len)}
    found = {first: told(run) for first, run in whole.items()}
    return [(len(runs[year.last]), found[runs[year.last][0]]) if year.last in runs else None for year in years]


def _with_rests(known: Mapping[str, Amount]) -> tuple[dict[str, Amount], list[Sum[str]]]:
    """The counts with those that the table never shows, and the sums that hold between them all."""
    every = dict(known)
    categories = [name.removeprefix("records/") for name in known if name.startswith("records/") and name != "records/"]
    sums = [Sum(f"{column}/", tuple(f"{column}/{category}" for category in categories)) for column in ("records", "alcohol")]
    for column, category in [*((column, "") for column in PARTS), *(("alcohol", category) for category in categories)]:
        part, whole, rest = f"{column}/{category}", f"records/{category}", f"not {column}/{category}"
        if part in known:
            every[rest] = known[whole] - known[part]
            sums.append(Sum(whole, (part, rest)))
    sums.append(Sum("not alcohol/", tuple(f"not alcohol/{category}" for category in categories)))
    return every, [one for one in sums if one.parts and all(name in every for name in one.names)]


def change(rows: pd.DataFrame, line: TableLine, year: Period) -> Change:
    """A line's count of a period against the 12 months before."""
    mine = rows[rows["category"] == line.category]
    without = _uncertain(rows)
    points = [
        Point(
            month.date(),
            month_end(month.date()),
            None if not covered or month.date() in without else float(value),
            comparable=bool(comparable),
            reason=fields.text(reason),
        )
        for month, covered, comparable, reason, value in zip(
            mine["month"], mine["covered"], mine["comparable"], mine["reason"], mine[line.column], strict=True
        )
    ]
    return comparison.on_year_before(points, year.first, year.last)


def incidents(rows: pd.DataFrame, found: Sequence[Mapping[str, float | None]], caption: Caption) -> Figure:
    """The table of incidents; a category of noughts alone has no line, nor has a part of one of which no count is shown.

    rows: as `night_months` answers. found: of each period (`years`, of which there must be any) the counts that are shown.
    """
    spans = years(rows)
    every = [line for line in lines(rows) if not line.category or _has_a_line(line, [each[line.name] for each in found])]
    headings = [year.heading() for year in spans]
    table = kept_back.noted(pd.DataFrame([_row(rows, line, found, spans, headings) for line in every]))
    return Figure(
        id="purple_flag",
        topic=True,
        title="Offences by kind, in three periods of 12 months",
        sentence=_sentence(rows, found, spans),
        chart=None,
        table=table,
        caption=caption,
        counts=Counted(
            ("Offences",),
            tuple(headings),
            derived={"Change (%)": tuple(headings[-2:]), "95% interval": tuple(headings[-2:])},
            words=("Clear change?", kept_back.NOTE),
            nouns=("offences",),
            totals=_totals(every),
            parts=tuple((place, 0) for place in range(1, len(PARTS) + 1)),
        ),
        notes=tuple(
            note for note in (LEFT_OUT, WHOLLY, KEPT_BACK, _unsure(rows, spans), _unplaced(found), _limits(spans)) if note
        ),
        formats=dict.fromkeys(headings, "localized") | {"Change (%)": "%+d"},
    )


def _has_a_line(line: TableLine, counts: Sequence[float | None]) -> bool:
    return any(count != 0 for count in counts) if line.column == "records" else any(counts)


def _totals(every: Sequence[TableLine]) -> tuple[Sum[int], ...]:
    """Which lines make up another: the categories all together."""
    categories = tuple(place for place, line in enumerate(every) if line.category and line.column == "records")
    return (Sum(0, categories),) if categories else ()


def _row(
    rows: pd.DataFrame,
    line: TableLine,
    found: Sequence[Mapping[str, float | None]],
    spans: Sequence[Period],
    headings: Sequence[str],
) -> dict[str, Any]:
    cells = [each[line.name] for each in found]
    one = change(rows, line, spans[-1]) if None not in cells[-2:] else Change(None, None)
    return {
        "Offences": line.label,
        **{heading: None if cell is None else int(cell) for heading, cell in zip(headings, cells, strict=True)},
        "Clear change?": one.verdict,
        "95% interval": one.interval,
        "Change (%)": None if one.relative is None else round(100 * one.relative),
        kept_back.NOTE: kept_back.why(dict(zip(headings, found, strict=True)), line.name),
    }


def headline(rows: pd.DataFrame, found: Sequence[Mapping[str, float | None]]) -> str:
    """The statement: how many in the newest period, and the change on the one before."""
    spans = years(rows)
    if not spans:
        return "What happens at night is not known: the files loaded carry no hour"
    return _sentence(rows, found, spans).removesuffix(".")


def _sentence(rows: pd.DataFrame, found: Sequence[Mapping[str, float | None]], spans: Sequence[Period]) -> str:
    year, now = spans[-1], found[-1]["records/"]
    subject = "Friday and Saturday nights in the night-time zones"
    if now is None:
        why = f"{disclosure.FEW} offences, or a number that would tell one" if year.whole else f"{year.part}"
        return f"{subject}: no number is shown for {year.span} ({why})."
    said = f"{subject}: {phrases.counted(now, 'offences')} {year.in_statement()}"
    before = found[-2]["records/"]
    if before is None:
        return f"{said}."
    one = change(rows, TableLine("All", "records"), year)
    if one.refused:
        return f"{said}. {one.refused}"
    return f"{said}, {phrases.number(before)} in the 12 before: {one.clause()}."


def _unsure(rows: pd.DataFrame, spans: Sequence[Period]) -> str:
    """How many offences of the newest period may belong, and nobody can tell."""
    inside = rows[(rows["category"] == "") & (rows["month"] >= pd.Timestamp(spans[-1].first))]
    number = float(inside["unsure"].sum())
    if access.sees_all() and not number:
        return ""
    if access.sees_all():
        several = f"{phrases.number(number)} more"
    elif told := withheld.in_steps(number):
        several = f"at least {phrases.number(told)} more"
    else:
        # Nought and few are one: the period moves on by a month, and what comes into it would be told.
        several = f"fewer than {withheld.STEP} more, or none,"
    return f"Of {several} in the newest period nobody can tell whether they belong: their hour or place is not certain."


def _unplaced(found: Sequence[Mapping[str, float | None]]) -> str:
    if not found or found[-1].get("records/") is None or any(each["public_place/"] is not None for each in found):
        return ""
    return f"Of public places nothing is said where the kind of place is told of fewer than {FILLED:.0%} of a period's offences."


def _limits(spans: Sequence[Period]) -> str:
    return " ".join(dict.fromkeys(year.statement() for year in spans if year.statement()))


def evidence(rows: pd.DataFrame, caption: Caption) -> Figure:
    """The five themes with what the partnership has written of each. rows: as `purple_flag_evidence` answers."""
    written = fields.lines(rows)
    table = [
        {"Theme": title, "Year": one["year"], "Achievement": one["achievement"], "Evidence": one["evidence"] or ""}
        for theme, title in THEMES.items()
        for one in ([each for each in written if each["theme"] == theme] or [{"year": "", "achievement": "", "evidence": ""}])
    ]
    filled = [title for theme, title in THEMES.items() if any(one["theme"] == theme for one in written)]
    missing = [title for title in THEMES.values() if title not in filled]
    lacking = f"Nothing is written yet of {phrases.listed(missing, at_most=len(THEMES)).lower()}."
    return Figure(
        id="purple_flag_themes",
        topic=True,
        title="The five themes",
        sentence=lacking if missing else "Something is written of each of the five themes.",
        chart=None,
        table=pd.DataFrame(table),
        caption=caption,
        counts=THINGS,
    )


def _months(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["category"] == ""].sort_values("month")


def newest(rows: pd.DataFrame) -> date | None:
    """The first day of the newest month loaded."""
    spans = years(rows)
    return spans[-1].last.replace(day=1) if spans else None
