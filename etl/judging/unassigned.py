"""What a source says of itself: notes on offences that stand under no partnership, and a jump of their share.

Where a force's offences stand under "Unassigned", its partnerships' counts are too low: those quarters are not comparable. The
release marks them as a break with the note as reason, as long as the file stands.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import duckdb
import pandas as pd

from analysis.words.months import financial_year_of, month_name, month_of, quarter_end, shifted
from etl import names
from etl.judging.surroundings import Surroundings
from etl.personal import kind_of_content
from etl.problems import Problem, declares, inform, warn
from etl.report import Report
from etl.sql import one_file

SOURCE = "home_office_csp"
JUMP, FEWEST = 0.05, 20
"""A quarter in which the share of the force's offences without a partnership lies 5 points above its lowest year's, and at least
20 offences have none; beside no other year, 5% of them."""
MONTHS = {name: n for n, name in enumerate(
    ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"), 1
)}  # fmt: skip
MONTH = rf"(?:{'|'.join(MONTHS)})"
LONGEST_NOTE = 400

Told = tuple[str, str, str]
"""A break that a file tells of itself: first and last month (YYYY-MM), and the reason."""


@dataclass(frozen=True)
class _Quarter:
    start: date
    unassigned: int
    total: int

    @property
    def share(self) -> float:
        return self.unassigned / self.total if self.total > 0 else 0.0

    @property
    def year(self) -> str:
        """The financial year, by its first month."""
        return month_name(financial_year_of(self.start))

    @property
    def months(self) -> tuple[str, str]:
        return month_name(self.start), month_name(quarter_end(self.start))


@declares("meaning", "source_note", "unassigned_jump")
def told(connection: duckdb.DuckDBPyConnection, reports: Sequence[Report], around: Surroundings) -> list[Report]:
    """The reports with the breaks that Home Office tables tell of themselves, and what is said or asked of them."""
    tables = [report for report in reports if _is_table(report)]
    if not tables:
        return list(reports)
    force = _own_force(connection, tables, around)
    quarters = _quarters(connection, tables, around, force) if force else {}
    return [_with_breaks(report, around, force or "", quarters) if _is_table(report) else report for report in reports]


def _is_table(report: Report) -> bool:
    return bool(report.source and report.source.id == SOURCE and report.verdict != "refused" and report.typed)


def _plain(text: str) -> str:
    """A note as it is searched: case, "&" and kinds of blanks do not count. Names by themselves: see etl.names."""
    return re.sub(r"\s+", " ", text.replace("&", " and ")).strip().casefold()


def _own_force(connection: duckdb.DuckDBPyConnection, tables: Sequence[Report], around: Surroundings) -> str | None:
    own = {names.folded(name) for name in around.partnership_names}
    for report in tables:
        rows = connection.execute(f"SELECT DISTINCT csp_name, force_name FROM {_typed(report)} ORDER BY ALL").fetchall()
        if found := next((force for csp, force in rows if names.folded(csp) in own), None):
            return str(found)
    return None


def _typed(report: Report) -> str:
    return f"read_parquet({one_file(report.typed)})"


def _quarters(
    connection: duckdb.DuckDBPyConnection, tables: Sequence[Report], around: Surroundings, force: str
) -> dict[date, _Quarter]:
    """The own force's offences by quarter, those without a partnership apart: of what is handed in, and of other loaded years."""
    handed_in = {portion.period for report in tables for portion in report.portions}
    relations = [_typed(report) for report in tables]
    relations += [
        f"(SELECT * FROM read_parquet({one_file(path)}) WHERE period = DATE '{period}-01')"
        for (source, _, period), (path, _) in around.months.items()
        if source == SOURCE and period not in handed_in
    ]
    every = " UNION ALL ".join(
        f"SELECT financial_year, quarter, force_name, csp_name, offences FROM {one} WHERE set_aside IS NULL" for one in relations
    )
    rows = connection.execute(
        "SELECT (financial_year + to_months((3 * (quarter - 1))::INTEGER))::DATE,"
        " coalesce(sum(offences) FILTER (starts_with(lower(trim(csp_name)), 'unassigned')), 0), sum(offences)"
        f" FROM ({every}) WHERE {names.folded_force_sql('force_name')} = $force GROUP BY 1 ORDER BY 1",
        {"force": names.folded_force(force)},
    ).fetchall()
    return {start: _Quarter(start, int(unassigned), int(total)) for start, unassigned, total in rows}


def _with_breaks(report: Report, around: Surroundings, force: str, quarters: Mapping[date, _Quarter]) -> Report:
    years = [portion.period for portion in report.portions if portion.period]
    own = {start: quarter for start, quarter in quarters.items() if quarter.year in years}
    usual = _lowest_year(quarters)
    usually = f", usually {usual:.0%}" if usual is not None else ""
    jumped = [quarter for quarter in own.values() if quarter.share - (usual or 0.0) > JUMP and quarter.unassigned >= FEWEST]
    notes = [note for text in report.beside for note in _notes(text, around, force)]
    found: list[Told] = []
    problems: list[Problem] = []
    for note in notes:
        spans = _spans(note)
        for quarter in own.values():
            first, last = quarter.months
            if any(begin <= last and first <= end for begin, end in spans) if spans else quarter.unassigned > 0:
                found.append((first, last, f"The Home Office notes: {note}"))
    if found:
        problems.append(
            inform("source_note", f"A note in the file says: {found[0][2].partition(': ')[2]} {_marked(found, around)}")
        )
    known = {first for first, _, _ in found}
    for quarter in jumped:
        if quarter.months[0] not in known:
            reason = f"{quarter.share:.0%} of {force}'s offences stand under no partnership ('Unassigned'){usually}."
            found.append((*quarter.months, reason))
    if jumped:
        worst = max(jumped, key=lambda quarter: quarter.share)
        message = (
            f"{worst.share:.0%} of {force}'s offences in the quarter from {worst.months[0]} stand under no partnership"
            f" ('Unassigned'){usually}: {around.area_name}'s counts may be too low. {_marked(found, around)}"
        )
        remedy = "Ask the Home Office or the force, or wait for corrected tables. Confirm to load it with those quarters marked."
        problems.append(warn("unassigned_jump", message, remedy, value=worst.months[0]))
    return replace(report, breaks=tuple(_joined(found))).with_problems(problems)


def _joined(found: Sequence[Told]) -> list[Told]:
    """Quarters that follow each other for one reason as one break."""
    joined: list[Told] = []
    for first, last, reason in sorted(found):
        before = joined[-1] if joined else None
        if before and before[2] == reason and month_name(shifted(month_of(before[1]), 1)) == first:
            joined[-1] = (before[0], last, reason)
        else:
            joined.append((first, last, reason))
    return joined


def _lowest_year(quarters: Mapping[date, _Quarter]) -> float | None:
    """The share of a year's offences without a partnership, of its lowest year; None where one year alone is known."""
    sums: dict[str, tuple[int, int]] = {}
    for quarter in quarters.values():
        unassigned, total = sums.get(quarter.year, (0, 0))
        sums[quarter.year] = (unassigned + quarter.unassigned, total + quarter.total)
    return min(u / t for u, t in sums.values() if t) if len(sums) > 1 else None


def _marked(found: Sequence[Told], around: Surroundings) -> str:
    first, last = min(one[0] for one in found), max(one[1] for one in found)
    return f"{around.area_name}'s figures from {first} to {last} are marked as not comparable."


def _notes(text: str, around: Surroundings, force: str) -> list[str]:
    """The note, if it says that offences of the area, or of unnamed parts of its force, stand under no partnership."""
    plain = _plain(text)
    if "unassigned" not in plain or kind_of_content(text):
        return []
    ours = any(_plain(name) in plain for name in around.partnership_names)
    vague = bool(force) and _plain(force) in plain and bool(re.search(r"some|several|all (?:areas|partnerships|csps)", plain))
    return [" ".join(text.split())[:LONGEST_NOTE]] if ours or vague else []


def _spans(note: str) -> list[tuple[str, str]]:
    """The months that a note speaks of: a year ending, a financial year, or everything from a day on."""
    plain = _plain(note)
    spans: list[tuple[str, str]] = []
    for length, month, year in re.findall(rf"(year|quarter)s? ending ({MONTH})? ?(\d{{4}})", plain):
        last = pd.Period(f"{year}-{MONTHS.get(month, 3):02}", "M")
        spans.append((str(last - (11 if length == "year" else 2)), str(last)))
    for year in re.findall(r"\b(20\d\d)[/-]\d\d\b", plain):
        spans.append((f"{year}-04", f"{int(year) + 1}-03"))
    for month, year in re.findall(rf"(?:from|since) ({MONTH})? ?(\d{{4}})\b", plain):
        spans.append((f"{year}-{MONTHS.get(month, 1):02}", "9999-12"))
    return spans
