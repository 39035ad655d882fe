"""A grant's return as files: every cell of document and workbook, read back, is the page's; and templates are held to it."""

import io
import re
import time
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from docx import Document
from python_calamine import CalamineWorkbook

from analysis.declared import grant_reports as declared
from analysis.declared.settings import ConfigurationError
from analysis.exports import contents, pack, return_document, workbook
from analysis.exports.named import FiguresByName, NotMade
from analysis.exports.return_document import UnusableReturnTemplate
from analysis.figures.shown_release import ShownRelease
from analysis.grant_reports import answered, chosen
from analysis.indicators import states
from analysis.release import database
from analysis.release.questions.projects import Grants

TODAY = date(2026, 4, 3)
HOSTILE = "A & B <b>{{ marking }}</b> {% raise %} 'x'"


@pytest.fixture(scope="module")
def reports(demo_data):
    """Both reports of the demonstration's grant, and the CPU seconds of the first."""
    found, taken = {}, 0.0
    with pytest.MonkeyPatch.context() as patch, database.using(demo_data):
        patch.setenv("VIOLENCE_DATA", str(demo_data))
        release = database.release(demo_data)
        shown = ShownRelease(database.ask, release.id, TODAY)
        rows = shown.rows(Grants)
        for kind in declared.KINDS:
            asked, unmet = chosen.chosen(rows, TODAY, kind, "", "2024/25 Q4")
            assert asked and not unmet
            begun = time.process_time()
            found[kind] = answered.report(shown, asked, lambda: states.states(ask=shown.ask))
            return_document.docx(found[kind])
            workbook.xlsx(return_document.as_contents(found[kind]))
            taken = taken or time.process_time() - begun
    return found, taken


def test_a_return_takes_three_seconds_at_most(reports):
    assert reports[1] <= 3


@pytest.mark.parametrize("kind", declared.KINDS)
def test_every_cell_of_the_document_is_the_pages(reports, kind):
    report = reports[0][kind]
    book = Document(io.BytesIO(return_document.docx(report)))
    assert len(book.tables) == len(report.figures) >= 7
    for table, figure in zip(book.tables, report.figures, strict=True):
        headings, *rows = [[cell.text for cell in row.cells] for row in table.rows]
        assert headings == [str(name) for name in figure.table.columns]
        expected = [[contents.said(cell) or "–" for cell in row] for row in figure.table.astype(object).itertuples(index=False)]
        assert rows == expected, figure.id
    words = "\n".join(line.text for line in book.paragraphs)
    for section in report.sections:
        assert section.title in words and section.narrative.text in words
        assert f"{section.narrative.words} of at most {section.word_limit} words" in words
    assert all(said in words for said in report.missing) and "Draft, not signed off." in words
    assert "OFFICIAL" in book.sections[0].header.paragraphs[0].text and book.core_properties.language == "en-GB"


@pytest.mark.parametrize("kind", declared.KINDS)
def test_every_number_of_the_workbook_is_the_pages(reports, kind):
    report = reports[0][kind]
    book = CalamineWorkbook.from_filelike(io.BytesIO(workbook.xlsx(return_document.as_contents(report))))
    numbers = 0
    for place, figure in enumerate(report.figures, start=1):
        names = [str(heading) for heading in figure.table.columns]
        lines = book.get_sheet_by_name(f"Table {place}").to_python()
        top = next(number for number, line in enumerate(lines) if line[: len(names)] == names)
        rows = lines[top + 1 :]
        for row, cells in zip(rows, figure.table.astype(object).itertuples(index=False), strict=True):
            for value, cell in zip(row, cells, strict=False):
                if isinstance(cell, int | float) and not pd.isna(cell):
                    assert value == cell
                    numbers += 1
                elif not contents.said(cell):
                    assert value == "" or re.fullmatch(r"\[\w+\]", str(value))
                elif isinstance(cell, str):
                    assert value == cell
    assert numbers > 40
    cover = "\n".join(str(cell) for row in book.get_sheet_by_name("Cover").to_python() for cell in row)
    assert report.sections[0].narrative.text[:60] in cover


def test_the_pack_of_a_return_has_its_tables_under_their_names_and_the_templates_document(reports, demo_data, monkeypatch):
    report = reports[0][declared.QUARTERLY]
    monkeypatch.setenv("VIOLENCE_DATA", str(demo_data))
    with database.using(demo_data):
        figures = FiguresByName(ShownRelease(database.ask, database.release(demo_data).id, TODAY))
        asked = [("grant", "sv-2024-25"), ("quarter", "2024/25 Q4")]
        made = pack.make(figures, pack.ready_order(declared.QUARTERLY, figures, asked, ["document", "csv"]))
        with pytest.raises(NotMade, match="“sv-2023” is no grant of this partnership"):
            pack.ready_order(declared.QUARTERLY, figures, [("grant", "sv-2023")])
    assert made.figures == len(report.figures) and set(report.missing) <= set(made.left_out)
    for figure in report.figures:
        (name,) = [name for name in made.files if name.endswith(f"_{figure.id}.csv")]
        assert (
            made.files[name] == figure.csv(report.marking + " · " + contents.MADE_UP)
            or figure.csv(report.marking) == made.files[name]
        )
    tables = Document(io.BytesIO(made.files["quarterly_return.docx"])).tables
    assert len(tables) == len(report.figures)


def test_what_people_write_stands_as_they_wrote_it(reports):
    report = reports[0][declared.QUARTERLY]
    first = replace(report.sections[0], narrative=replace(report.sections[0].narrative, text=HOSTILE, state="edited"))
    book = Document(io.BytesIO(return_document.docx(replace(report, recipient="A & B", sections=(first, *report.sections[1:])))))
    words = [line.text for line in book.paragraphs]
    assert HOSTILE in words and any("to the A & B." in line for line in words)


def template(path, change):
    """The shipped template with another text in one of its paragraphs or table cells."""
    book = Document(str(declared.file_of(declared.TEMPLATE)))
    change(book)
    book.save(str(path))
    return path


def without(text):
    def change(book):
        for line in book.paragraphs:
            line.text = line.text.replace(text, "")

    return change


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (without("{{ section.narrative }}"), "it lacks placeholders for narrative"),
        (without("{{ recipient }}"), "it lacks placeholders for recipient"),
        (
            lambda book: book.add_paragraph("{{ weather }} {{ title.upper }}"),
            "placeholders that are not known: upper and weather",
        ),
        (lambda book: book.add_paragraph("{{ title"), "a placeholder is not written as it must be"),
        (lambda book: book.add_paragraph("{{ ''.__class__.__mro__ }}"), "not known: __class__ and __mro__"),
        (lambda book: book.add_paragraph("{{ title / 2 }}"), "something in it that is worked out cannot be"),
        (lambda book: book.add_paragraph("{{ sections[0]['__class__'] }}"), "not known: .*__class__"),
        (lambda book: book.add_paragraph("{% include 'other' %}"), "cannot be"),
    ],
)
def test_a_template_that_names_too_little_or_too_much_is_refused_by_name(reports, tmp_path, change, words):
    with pytest.raises(UnusableReturnTemplate, match=words) as refused:
        return_document.docx(reports[0][declared.QUARTERLY], template(tmp_path / "own.docx", change))
    assert str(refused.value).startswith("The template own.docx cannot be used: ") and "Traceback" not in str(refused.value)


def test_a_template_that_is_no_document_is_refused_and_a_partnerships_own_is_taken(reports, tmp_path, monkeypatch):
    (tmp_path / "own.docx").write_bytes(b"no document")
    with pytest.raises(UnusableReturnTemplate, match="it is no Word document"):
        return_document.opened(tmp_path / "own.docx")
    monkeypatch.setenv("VIOLENCE_DATA", str(tmp_path))
    template(tmp_path / declared.TEMPLATE, lambda book: book.add_paragraph("Our own words"))
    book = Document(io.BytesIO(return_document.docx(reports[0][declared.QUARTERLY])))
    assert book.paragraphs[-1].text == "Our own words"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("words = 900", "words must be a whole number from 1 to 500"),
        ('tables = ["weather"]', "names weather, which there is not"),
        ('title = ""', "title must be a text"),
    ],
)
def test_a_declaration_that_cannot_be_so_is_named_by_section_and_key(tmp_path, monkeypatch, line, words):
    monkeypatch.setenv("VIOLENCE_DATA", str(tmp_path))
    lines = {"id": 'id = "a"', "title": 'title = "A"', "words": "words = 10", "tables": 'tables = ["risks"]'}
    lines[line.partition(" ")[0]] = line
    section = "\n".join(["[[quarterly_return.sections]]", *lines.values()])
    (tmp_path / declared.DECLARATION).write_text(f'roles = ["Chair"]\n[quarterly_return]\ntitle = "Return"\n{section}\n')
    with pytest.raises(ConfigurationError, match=words):
        declared.report(declared.QUARTERLY)
