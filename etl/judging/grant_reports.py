"""Narratives and signed reports of grants: sections and word limits as declared, quarters of the grant, no sign-off to come."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from analysis.declared.grant_reports import report as declared
from analysis.words.in_plain_words import InPlainWords
from analysis.words.phrases import words_of
from etl.judging import codes
from etl.judging.surroundings import Surroundings
from etl.problems import EXAMPLES, Problem, counted, declares, fail, shortened
from etl.report import Report


def about(connection: duckdb.DuckDBPyConnection, report: Report, around: Surroundings) -> list[Problem]:
    """What of a file of narratives, or of a signed report, cannot be so."""
    if report.source is None or report.typed is None:
        return []
    found = _outside_grants(connection, report, around)
    if report.source.id == "narratives":
        return [*found, *_narratives(connection, report)]
    return [*found, *_still_to_come(connection, report, around)]


@declares("meaning", "narrative_too_long", "section_unknown")
def _narratives(connection: duckdb.DuckDBPyConnection, report: Report) -> list[Problem]:
    rows = connection.execute(f'SELECT row, report, section, "text" FROM {codes.typed_rows(report)} ORDER BY row').fetchall()
    found: list[Problem] = []
    for row, kind, name, text in rows:
        place = {"line": codes.line_of(report, row)}
        try:
            own = declared(str(kind))
        except InPlainWords as problem:
            return [fail("section_unknown", f"Which sections there are cannot be told: {problem}", "Correct that file first.")]
        section = own.section(name)
        if section is None:
            known = ", ".join(one.id for one in own.sections)
            message = f"Row {place['line']}: the {own.title.lower()} has no section '{shortened(name)}'."
            remedy = f"Its sections are: {known}."
            found.append(fail("section_unknown", message, remedy, column="section", value=shortened(name), **place))
            continue
        if (words := words_of(text)) > section.word_limit:
            message = (
                f"Row {place['line']}: the narrative of '{section.title}' has {counted(words, 'word')}, the most is"
                f" {section.word_limit}."
            )
            remedy = f"Take out {counted(words - section.word_limit, 'word')}."
            found.append(fail("narrative_too_long", message, remedy, column="text", value=str(words), **place))
    return found[:EXAMPLES]


@declares("meaning", "quarter_outside_grant")
def _outside_grants(connection: duckdb.DuckDBPyConnection, report: Report, around: Surroundings) -> list[Problem]:
    rows = connection.execute(
        f"SELECT min(row), grant_id, quarter FROM {codes.typed_rows(report)} GROUP BY grant_id, quarter ORDER BY 1"
    ).fetchall()
    return [
        fail(
            "quarter_outside_grant",
            f"Row {codes.line_of(report, row)}: {quarter} is no quarter of {grant}, which is of {around.grant_years[grant]}.",
            f"Write a quarter from {around.grant_years[grant]} Q1 to {around.grant_years[grant]} Q4.",
            line=codes.line_of(report, row),
            column="quarter",
            value=str(quarter),
        )
        for row, grant, quarter in rows
        if grant in around.grant_years and str(quarter).partition(" ")[0] != around.grant_years[grant]
    ][:EXAMPLES]


@declares("meaning", "sign_off_to_come")
def _still_to_come(connection: duckdb.DuckDBPyConnection, report: Report, around: Surroundings) -> Sequence[Problem]:
    rows = connection.execute(
        f"SELECT min(row), signed_on::VARCHAR FROM {codes.typed_rows(report)} WHERE signed_on > $today::DATE"
        " GROUP BY ALL ORDER BY 1",
        {"today": around.today.isoformat()},
    ).fetchall()
    return [
        fail(
            "sign_off_to_come",
            f"Row {codes.line_of(report, row)}: the sign-off on {day} has not come yet.",
            "Write the day on which the report was signed off. Check the date of this computer too.",
            line=codes.line_of(report, row),
            column="signed_on",
            value=day,
        )
        for row, day in rows[:EXAMPLES]
    ]
