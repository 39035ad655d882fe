"""What is loaded: months by source, the gaps named, and every row accounted for.

A month without a file is a gap, never zero. A month inside a registered break is loaded and not comparable.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

import pandas as pd

from analysis.declared.sources import Source, sources
from analysis.figures import disclosure
from analysis.release.questions.indicators import Breaks
from analysis.release.questions.loaded import Coverage
from analysis.release.rows import rows_of
from analysis.words import phrases
from analysis.words.fields import text
from analysis.words.months import months_apart, shifted

PUBLISHED = ("police_street", "police_outcomes", "police_stop_search")
MONTHLY = (*PUBLISHED, "partner_extract", "istv")
LOADED, PARTIAL, IN_BREAK = "loaded", "loaded in part", "loaded, not comparable"
GAP, LATE = "no file", "late"
PUBLISHED_AFTER_MONTHS = 2  # data.police.uk publishes a month about two months after its end
PART_OF_USUAL = 0.6  # a file with under 60% of the usual rows is held for part of a month; the door warns at the same share
MONTHS_ROUND, FEWEST_MONTHS = 12, 6  # usual: the median of the months up to a year before and after, of six at least
MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class Cell:
    """One month of one source and force (of a hospital its site; "" where its files name none).

    state: one of those above; rows: None without a file.
    """

    source: str
    force: str
    month: pd.Timestamp
    state: str
    rows: int | None

    @property
    def rows_said(self) -> str:
        """Its rows in words; of a source that is not open, 1 to 4 of them are people and are not told."""
        source = sources().get(self.source)
        hidden = source is not None and source.restricted and disclosure.too_few(self.rows)
        return disclosure.FEW if hidden else f"{self.rows or 0:,}"


def in_reading_order(declared: Mapping[str, Source]) -> list[Source]:
    """Sources as a reader needs them: police files, then published ones, then the partnership's own tables."""
    return sorted(
        declared.values(),
        key=lambda source: (_rank(source.id)[0], not source.where, source.title),
    )


def break_sentence(row: Breaks, titles: Mapping[str, str]) -> str:
    """A registered break in words."""
    source = text(row.source)
    assert row.from_month and row.to_month, "the door refuses a break without its months"
    span = phrases.period(row.from_month, row.to_month)
    reference = f" Reference: {row.reference.rstrip('.')}." if row.reference is not None else ""
    return f"{titles.get(source, source)}, {span}: {text(row.reason).rstrip('.')}.{reference}"


def last_due(today: date) -> date:
    """The newest month (its first day) whose files should be out by now."""
    return shifted(today, -(PUBLISHED_AFTER_MONTHS + 1))


def cells(coverage: pd.DataFrame, breaks: pd.DataFrame, due: date | None = None, partial: Collection[str] = ()) -> list[Cell]:
    """Every source × force × month from the first month of any monthly source to the last, gaps included.

    Frames: as the questions `coverage` and `breaks` answer. due: months up to this one that follow the last one loaded of
    their source are late; without it, nothing is. A partner's own list has no day on which it is due, and no month of it can be
    missing before its first or after its last. partial: forces of which a month without a file is no gap.
    """
    loaded: dict[tuple[str, str], dict[pd.Timestamp, int]] = {}
    for row in rows_of(Coverage, coverage):
        if row.source in MONTHLY and row.period:
            months = loaded.setdefault((row.source, text(row.force)), {})
            month = pd.Timestamp(row.period)
            months[month] = months.get(month, 0) + row.rows
    every = [month for months in loaded.values() for month in months]
    if not every:
        return []
    expected = pd.Timestamp(due) if due else pd.Timestamp.min
    span = pd.date_range(min(every), max(*every, expected), freq="MS")
    broken = _broken_months(breaks)
    return [
        Cell(source, force, month, _state(months, month, expected, (source, month) in broken), months.get(month))
        for (source, force), months in sorted(loaded.items(), key=lambda item: (MONTHLY.index(item[0][0]), item[0][1]))
        for month in span
        if month in months or (force not in partial and (source in PUBLISHED or min(months) <= month <= max(months)))
    ]


def gap_sentences(
    found: Sequence[Cell],
    titles: Mapping[str, str],
    forces: Mapping[str, str],
    withdrawn: Mapping[tuple[str, str], str] | None = None,
) -> list[str]:
    """One sentence per source and force that lacks months: "Police outcomes, Avon Police: no file for …".

    withdrawn: source and month (YYYY-MM) → why its file no longer stands, where it was undone.
    """
    sentences = _sentences(found, GAP, "no file for {}.", titles, forces)
    for (source, period), reason in (withdrawn or {}).items():
        if any(cell.source == source and f"{cell.month:%Y-%m}" == period and cell.rows is None for cell in found):
            when = phrases.month(pd.Timestamp(f"{period}-01"))
            sentences.append(f"{titles.get(source, source)}, {when}: {reason.rstrip('.')}.")
    return sentences


def late_sentences(found: Sequence[Cell], titles: Mapping[str, str], forces: Mapping[str, str]) -> list[str]:
    """One sentence per source and force that is late."""
    return _sentences(found, LATE, "late, should be out by now: {}.", titles, forces)


def partial_sentences(found: Sequence[Cell], titles: Mapping[str, str], forces: Mapping[str, str]) -> list[str]:
    """One sentence per source and force with months that hold far fewer rows than usual."""
    return _sentences(found, PARTIAL, "under 60% of the usual rows in {}.", titles, forces)


def _sentences(found: Sequence[Cell], state: str, what: str, titles: Mapping[str, str], forces: Mapping[str, str]) -> list[str]:
    months: dict[tuple[str, str], list[pd.Timestamp]] = {}
    for cell in found:
        if cell.state == state:
            months.setdefault((cell.source, cell.force), []).append(cell.month)
    return [
        f"{of_force(titles.get(source, source), force, forces)}: {what.format(phrases.month_runs(mine, at_most=len(mine)))}"
        for (source, force), mine in months.items()
    ]


def of_force(title: str, force: str, forces: Mapping[str, str]) -> str:
    """A source's title with its force, where its files name one."""
    return f"{title}, {forces.get(force, force)}" if force else title


def calendar(found: Sequence[Cell], titles: Mapping[str, str], forces: Mapping[str, str]) -> pd.DataFrame:
    """The grid as a table: one row per source, force and year, one column a month with its rows in words."""
    rows: dict[tuple[str, str, int], dict[str, str]] = {}
    for cell in found:
        said = cell.state if cell.rows is None else cell.rows_said + IN_TABLE.get(cell.state, "")
        rows.setdefault((cell.source, cell.force, cell.month.year), {})[MONTH_NAMES[cell.month.month - 1]] = said
    return pd.DataFrame(
        [
            {"Source": titles.get(source, source), "Force": forces.get(force, force), "Year": str(year)}
            | {name: months.get(name, "") for name in MONTH_NAMES}
            for (source, force, year), months in rows.items()
        ],
        columns=["Source", "Force", "Year", *MONTH_NAMES],
    )


IN_TABLE = {IN_BREAK: " (break)", PARTIAL: " (part)"}
ROWS = ("Rows read", "Loaded", "Set aside", "Rejected")


def accounts(coverage: pd.DataFrame, titles: Mapping[str, str]) -> pd.DataFrame:
    """One row per source: files, rows read, loaded, set aside, rejected, in the area (blank where none is counted)."""
    totals: dict[str, dict[str, Any]] = {}
    files: dict[str, set[str]] = {}
    for row in sorted(rows_of(Coverage, coverage), key=lambda row: _rank(row.source)):
        total = totals.setdefault(
            row.source,
            {"Source": titles.get(row.source, row.source), "Files": 0} | dict.fromkeys(ROWS, 0) | {"In the area": None},
        )
        # A table that people fill in is one file, and one row of coverage for each of its periods.
        files.setdefault(row.source, set()).add(row.file)
        total["Files"] = len(files[row.source])
        counted = (row.rows, row.loaded, row.set_aside, row.rejected)
        for name, rows in zip(ROWS, counted, strict=True):
            total[name] += rows or 0
        if row.in_area is not None:
            total["In the area"] = (total["In the area"] or 0) + row.in_area
    table = pd.DataFrame(totals.values(), columns=["Source", "Files", *ROWS, "In the area"])
    return table.astype({"In the area": "Int64"})


def accounts_sentence(table: pd.DataFrame) -> str:
    """Whether every row is accounted for, in words. table: as `accounts` gives it."""
    read, loaded, aside, rejected = (int(table[name].sum()) for name in ROWS)
    rows = phrases.count(read, "row")
    said = f"{loaded:,} {phrases.are(loaded)} loaded, {aside:,} set aside and {rejected:,} rejected"
    statement = f"Of {rows} in the files accepted, {said}"
    left = unaccounted(table)
    return (
        f"{statement}; {left:,} {phrases.are(left)} not accounted for."
        if left
        else f"{statement}; together they are all the rows."
    )


def unaccounted(table: pd.DataFrame) -> int:
    """Rows read that are neither loaded, set aside nor rejected: 0 unless something is wrong."""
    return int((table["Rows read"] - table["Loaded"] - table["Set aside"] - table["Rejected"]).sum())


def located_sentence(located: pd.DataFrame, area: str) -> str:
    """Where the records lie, in words. located: as the question answers, one force or several."""
    records, inside, outside, nowhere = (int(located[name].sum()) for name in ("records", "in_area", "outside", "not_located"))
    counted = f"{phrases.counted(records, 'crimes and incidents')} that {'counts' if records == 1 else 'count'}"
    without = "1 has" if nowhere == 1 else f"{nowhere:,} have"
    where = "it lies" if nowhere == 1 else "they lie"
    said = f"Of {counted}, {inside:,} {'lies' if inside == 1 else 'lie'} in {area}, {outside:,} outside it, and {without}"
    return f"{said} no location in the file, so that nobody can say where {where}."


def _state(months: Mapping[pd.Timestamp, int], month: pd.Timestamp, due: pd.Timestamp, broken: bool) -> str:
    if month not in months:
        return LATE if max(months) < month <= due else GAP
    if broken:
        return IN_BREAK
    return PARTIAL if _is_part(months, month) else LOADED


def _is_part(months: Mapping[pd.Timestamp, int], month: pd.Timestamp) -> bool:
    """Whether a month has far fewer rows than the months round it; not known, hence no, where there are too few of those."""
    others = [rows for other, rows in months.items() if other != month and months_apart(other, month) <= MONTHS_ROUND]
    return len(others) >= FEWEST_MONTHS and months[month] < PART_OF_USUAL * median(others)


def _broken_months(breaks: pd.DataFrame) -> set[tuple[str, pd.Timestamp]]:
    return {
        (text(row.source), month)
        for row in rows_of(Breaks, breaks)
        if row.from_month and row.to_month
        for month in pd.date_range(row.from_month, row.to_month, freq="MS")
    }


def _rank(source: str) -> tuple[int, str]:
    """Police files first, in the order of PUBLISHED; the others by name."""
    return (PUBLISHED.index(source) if source in PUBLISHED else len(PUBLISHED), source)
