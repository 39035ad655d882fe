"""Files as the door found them, in words: a verdict each, and every cause once however often it occurs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import pandas as pd

from analysis.words import fields, phrases
from analysis.words.problem import Problem

Verdict = Literal["accepted", "needs_confirmation", "refused"]
VERDICTS: dict[Verdict, str] = {
    "refused": "✕ Refused",
    "needs_confirmation": "! Needs your confirmation",
    "accepted": "✓ Accepted",
}
"""Told apart by shape and word, in the order in which they are read."""
RESULTS = {"fail": "✕ Refused for this", "warning": "! Confirm", "information": "For information"}
EXAMPLES = 5
MONTH, NUMBERS = re.compile(r"\d{4}-\d{2}"), re.compile(r"\d[\d,.%-]*")
FURTHER = re.compile(r"([\d,]+) further (?:cells|lines|rows) ")
"""How the door counts what it does not name one by one."""


@dataclass(frozen=True)
class MatchByHand:
    """A heading that somebody says stands for a column of a source (its id), named by our own heading."""

    source: str
    heading: str
    stands_for: str


@dataclass(frozen=True)
class HeadingsToMatch:
    """Headings of a file that its source does not know, and the columns that the file lacks: they may be matched by hand.

    source: its id. wanted: our headings, each with the unknown heading that looks like it, if any. needed: whether the file is
    refused as it is.
    """

    source: str
    title: str
    wanted: tuple[tuple[str, str | None], ...]
    unknown: tuple[str, ...]
    needed: bool


@dataclass(frozen=True)
class CheckedFile:
    """One unit of acceptance: a file, a member of a ZIP or a sheet. rows is None where it could not be read as a table.

    periods: YYYY-MM. source: the source's title, "" where not known.
    """

    name: str
    verdict: Verdict
    source: str
    periods: tuple[str, ...]
    rows: int | None
    loaded: int | None
    set_aside: int | None
    findings: tuple[Problem, ...]
    offer: HeadingsToMatch | None = None


@dataclass(frozen=True)
class Cause:
    """What is wrong in one way, however often. count: occurrences in the file; lines and values: the first few."""

    file: str
    check: str
    result: str
    column: str
    count: int
    lines: tuple[int, ...]
    values: tuple[str, ...]
    message: str
    remedy: str

    def sentence(self) -> str:
        """The first occurrence, how many more there are, and what to do."""
        more = f" The same in {phrases.count(self.count - 1, 'other place', 'other places')}." if self.count > 1 else ""
        return f"{self.message}{more} {self.remedy}".strip()


@dataclass(frozen=True)
class Confirmation:
    """One cause that somebody must confirm, in all files that have it. key tells it apart from the others."""

    key: str
    files: tuple[str, ...]
    count: int
    message: str
    remedy: str
    also: tuple[str, ...] = ()
    """The other months (YYYY-MM) of which the same is said."""

    def sentence(self) -> str:
        """What is confirmed by ticking."""
        if self.also:
            more = f" The same of {months(self.also)}."
        else:
            more = f" The same in {phrases.count(self.count - 1, 'other place', 'other places')}." if self.count > 1 else ""
        return f"{self.message}{more} In {phrases.listed(self.files, 'more files')}."


def causes(file: CheckedFile) -> list[Cause]:
    """The causes in one file, in the order in which they were found.

    Cells of one column that fail the same check are one cause; findings about the whole file are each their own.
    """
    found: dict[tuple[str, ...], Cause] = {}
    last_of_check: dict[str, tuple[str, ...]] = {}
    for finding in file.findings:
        further = FURTHER.match(finding.message)
        if further and finding.check in last_of_check:
            key = last_of_check[finding.check]
            found[key] = replace(found[key], count=found[key].count + int(further.group(1).replace(",", "")))
            continue
        key = _key(finding)
        last_of_check[finding.check] = key
        found[key] = _with(found[key], finding) if key in found else _first(file.name, finding)
    return list(found.values())


def confirmations(files: Sequence[CheckedFile]) -> list[Confirmation]:
    """What must be ticked before the files that are not refused can be loaded; one cause in several files is one tick."""
    together: dict[tuple[str, ...], list[Cause]] = {}
    for file in files:
        if file.verdict == "needs_confirmation":
            for cause in causes(file):
                if cause.result == "warning":
                    together.setdefault(_asked_once(cause), []).append(cause)
    return [
        Confirmation(
            "|".join(key),
            tuple(dict.fromkeys(cause.file for cause in mine)),
            # The same finding about several whole files is said once: the files are named.
            sum(cause.count for cause in mine) if mine[0].lines else 1,
            mine[0].message,
            mine[0].remedy,
            _other_months(mine),
        )
        for key, mine in together.items()
    ]


def _asked_once(cause: Cause) -> tuple[str, ...]:
    """What makes causes of several files one: the cells of a column, the same words, or the same words of other months."""
    if cause.lines:
        return (cause.check, cause.column)
    of_month = any(MONTH.fullmatch(value) for value in cause.values)
    return (cause.check, cause.column, NUMBERS.sub("#", cause.message) if of_month else cause.message)


def _other_months(mine: Sequence[Cause]) -> tuple[str, ...]:
    """The months of the causes after the first one's, in their order."""
    said = [value for cause in mine if not cause.lines for value in cause.values if MONTH.fullmatch(value)]
    return tuple(sorted(set(said) - set(mine[0].values)))


def offers(files: Sequence[CheckedFile]) -> list[tuple[HeadingsToMatch, tuple[str, ...]]]:
    """What may be matched by hand, each with the files that it is about; what files are refused for comes first."""
    together: dict[HeadingsToMatch, list[str]] = {}
    for file in sorted(files, key=lambda file: not (file.offer and file.offer.needed)):
        if file.offer:
            together.setdefault(file.offer, []).append(file.name)
    return [(offer, tuple(names)) for offer, names in together.items()]


def offer_sentence(offer: HeadingsToMatch, names: Sequence[str]) -> str:
    """What is asked of whoever knows the files. names: theirs."""
    unknown = [f"'{heading}'" for heading in offer.unknown]
    files, one = phrases.listed(names, "more files"), len(names) == 1
    new = f"{phrases.listed(unknown, 'more headings')}, which '{offer.title}' does not know"
    if offer.needed:
        lacking = phrases.count(len(offer.wanted), "heading")
        return f"{files} {'lacks' if one else 'lack'} {lacking} and {'has' if one else 'have'} {new}. Say which stands for which."
    return f"{files} {'has' if one else 'have'} {new}. It would not be used, unless it stands for a column that is not there."


def match_sentence(match: MatchByHand) -> str:
    """One match in words."""
    return f"'{match.heading}' stands for '{match.stands_for}'."


def verdict_line(file: CheckedFile) -> str:
    """What became of one file, without its verdict: name, source, period, rows."""
    parts = [file.name, file.source, months(file.periods), rows_sentence(file)]
    return " · ".join(part for part in parts if part)


def months(periods: Sequence[str]) -> str:
    """Months (YYYY-MM) in words, runs joined."""
    return phrases.month_runs([pd.Timestamp(f"{period}-01").date() for period in periods]) if periods else ""


def rows_sentence(file: CheckedFile) -> str:
    """How many rows there are and what becomes of them."""
    if file.rows is None:
        return "" if file.verdict == "refused" else "not counted"
    said = phrases.count(file.rows, "row")
    if file.verdict == "refused":
        return f"{said}, none kept"
    return f"{said}, {file.set_aside:,} set aside" if file.set_aside else said


def verdicts_sentence(files: Sequence[CheckedFile]) -> str:
    """How many files have which verdict: "2 files accepted, 1 needs your confirmation, 1 refused."."""
    number = {verdict: sum(file.verdict == verdict for file in files) for verdict in VERDICTS}
    confirm = "needs your confirmation" if number["needs_confirmation"] == 1 else "need your confirmation"
    words = {"accepted": "accepted", "needs_confirmation": confirm, "refused": "refused"}
    parts = [f"{number[verdict]:,} {words[verdict]}" for verdict in reversed(VERDICTS) if number[verdict]]
    left_out = " Refused files are left out; nothing of them is kept." if number["refused"] else ""
    return f"Of {phrases.count(len(files), 'file')}: {', '.join(parts)}.{left_out}"


def files_table(files: Sequence[CheckedFile]) -> pd.DataFrame:
    """One row a file: its verdict, source, months and rows."""
    return pd.DataFrame(
        [
            {
                "File": file.name,
                "Verdict": VERDICTS[file.verdict],
                "Source": file.source,
                "Months": months(file.periods),
                "Rows": file.rows,
                "Set aside": file.set_aside,
            }
            for file in files
        ],
        columns=["File", "Verdict", "Source", "Months", "Rows", "Set aside"],
    ).astype({"Rows": "Int64", "Set aside": "Int64"})


def causes_table(files: Sequence[CheckedFile]) -> pd.DataFrame:
    """One row a cause: file, result, check, how many, lines, column, values, what is wrong and what to do."""
    return pd.DataFrame(
        [
            {
                "File": cause.file,
                "Result": RESULTS[cause.result],
                "Column": cause.column,
                "Times": cause.count,
                "Lines": _examples([f"{line}" for line in cause.lines], cause.count),
                "Values": _examples(cause.values, cause.count),
                "What was found": cause.message,
                "What to do": cause.remedy,
                "Check": cause.check,
            }
            for file in files
            for cause in causes(file)
        ],
        columns=["File", "Result", "Column", "Times", "Lines", "Values", "What was found", "What to do", "Check"],
    )


def causes_sentence(files: Sequence[CheckedFile]) -> str:
    """How many causes there are of which kind: "1 to correct, 2 to confirm, 13 for information"."""
    found = [cause.result for file in files for cause in causes(file)]
    words = {"fail": "to correct", "warning": "to confirm", "information": "for information"}
    return phrases.listed([f"{found.count(result):,} {word}" for result, word in words.items() if result in found])


def findings_csv(files: Sequence[CheckedFile]) -> bytes:
    """Every finding as CSV, one a row, in UTF-8 with a byte-order mark. No cell can start a formula."""
    rows = [
        {
            "File": file.name,
            "Result": finding.result,
            "Check": finding.check,
            "Line": finding.line,
            "Column": finding.column,
            "Value": finding.value,
            "What was found": finding.message,
            "What to do": finding.remedy,
        }
        for file in files
        for finding in file.findings
    ]
    table = pd.DataFrame(rows, columns=["File", "Result", "Check", "Line", "Column", "Value", "What was found", "What to do"])
    table["Line"] = table["Line"].astype("Int64")
    for name in table.columns.drop("Line"):
        table[name] = table[name].map(fields.inert)
    return table.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def _key(finding: Problem) -> tuple[str, ...]:
    key = (finding.check, finding.result, finding.column or "")
    return key if finding.line is not None else (*key, finding.message)


def _first(file: str, finding: Problem) -> Cause:
    return Cause(
        file,
        finding.check,
        finding.result,
        finding.column or "",
        1,
        () if finding.line is None else (finding.line,),
        () if finding.value is None else (finding.value,),
        finding.message,
        finding.remedy,
    )


def _with(cause: Cause, finding: Problem) -> Cause:
    """The cause with one more occurrence; only the first few lines and values are kept as examples."""
    lines, values = cause.lines, cause.values
    if finding.line is not None and len(lines) < EXAMPLES:
        lines = (*lines, finding.line)
    if finding.value is not None and finding.value not in values and len(values) < EXAMPLES:
        values = (*values, finding.value)
    return replace(cause, count=cause.count + 1, lines=lines, values=values)


def _examples(shown: Sequence[str], count: int) -> str:
    return ", ".join(shown) + (", …" if shown and count > len(shown) else "")
