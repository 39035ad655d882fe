"""Documents: structure, captions, alternative text, tables, language and marking, read back from the file."""

import io
import zipfile
from xml.etree import ElementTree

import pytest
from docx import Document

from analysis.exports import contents, document, picture
from analysis.exports.named import Wanted
from tests.exports import making

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture(scope="module")
def content():
    return document.docx(making.contents(making.by_hand(), making.by_hand(title="Another")), lambda _: b"")


def body_of(content):
    return ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml"))


def test_headings_make_the_outline(content):
    book = Document(io.BytesIO(content))
    outline = [(line.style.name, line.text) for line in book.paragraphs if line.style.name.startswith(("Heading", "Title"))]
    assert outline == [
        ("Title", "Board & partners"),
        ("Heading 1", "Recorded crime"),
        ("Heading 2", "Offences fell & rose"),
        ("Heading 2", "Another"),
        ("Heading 1", "What is not here"),
        ("Heading 1", "How far the data can be trusted"),
        ("Heading 1", "Definitions"),
        ("Heading 2", "Robbery"),
        ("Heading 1", "Sources"),
    ]


def test_language_properties_and_marking(content):
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert b'<w:lang w:val="en-GB"' in archive.read("word/styles.xml")
    book = Document(io.BytesIO(content))
    core = book.core_properties
    assert (core.language, core.title, core.author) == ("en-GB", "Board & partners", "Anytown Community Safety Partnership")
    assert core.created.date() == making.TODAY
    (section,) = book.sections
    for place in (section.header, section.footer):
        assert place.paragraphs[0].text == "OFFICIAL · Demonstration data: made up, not real crimes."
    assert b"NUMPAGES" in archive.read("word/footer1.xml")
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)


def test_tables_have_a_heading_row_that_repeats_a_caption_before_and_words_for_what_they_show(content):
    found = body_of(content)
    tables = found.findall(f".//{W}tbl")
    assert len(tables) == 3
    for table in tables:
        rows = table.findall(f"{W}tr")
        assert rows[0].find(f".//{W}tblHeader") is not None and not [row for row in rows[1:] if row.find(f".//{W}tblHeader")]
        assert table.find(f".//{W}tblDescription").get(f"{W}val")
        assert table.find(f".//{W}gridSpan") is None and table.find(f".//{W}vMerge") is None
    lines = list(found.find(f"{W}body"))
    for table in tables:
        before = lines[lines.index(table) - 1]
        assert before.find(f".//{W}pStyle").get(f"{W}val") == "Caption"
        assert "SEQ Table" in "".join(each.text or "" for each in before.iter(f"{W}instrText"))
    numbers = [line.text.split(":")[0] for line in Document(io.BytesIO(content)).paragraphs if line.style.name == "Caption"]
    assert numbers == ["Table 1", "Table 2", "Table 3"]


def test_what_may_not_be_shown_is_a_c_with_its_meaning(content):
    book = Document(io.BytesIO(content))
    states = {row.cells[4].text: [cell.text for cell in row.cells[1:4]] for row in book.tables[0].rows}
    assert states["c: not shown, fewer than 5"] == ["c", "10.2", "c"] and states["no file"] == ["", "", ""]
    after = book.tables[0]._tbl.getnext()
    assert "".join(each.text for each in after.iter(f"{W}t")).startswith("c: confidential: not shown")


def test_text_is_text(content):
    archive = zipfile.ZipFile(io.BytesIO(content))
    hostile = making.HOSTILE.replace("\x07", "")
    assert hostile in [line.text for line in Document(io.BytesIO(content)).paragraphs]
    links = [name for name in archive.namelist() if name.endswith(".rels") and b"hyperlink" in archive.read(name)]
    assert not links


def test_pictures_say_what_they_show_and_tables_are_those_of_the_figures(demo_data):
    figures = [making.figures_by_name().make(Wanted(name)) for name in ("indicator_L2", "years_L2", "recorded_crime_wards")]
    content = document.docx(making.contents(*figures), lambda one: picture.png(one, picture.COLUMN, "OFFICIAL"))
    chart, ward_map = body_of(content).iter("{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr")
    assert chart.get("descr") == figures[0].alt and chart.get("title") == figures[0].title
    assert ward_map.get("descr") == contents.led(figures[2]).sentence, "a map, and its table beside it"
    book = Document(io.BytesIO(content))
    first = next(line.text for line in book.paragraphs if line.style.name == "Caption")
    assert first == f"Figure 1: {figures[0].caption.text()}"
    for figure, table in zip(figures[1:], book.tables, strict=False):
        assert [cell.text for cell in table.rows[0].cells] == list(figure.table.columns)
        assert len(table.rows) == 1 + len(figure.table)
        assert [row.cells[0].text for row in table.rows[1:]] == list(figure.table.iloc[:, 0])
    assert "10,195" in [row.cells[1].text for row in book.tables[0].rows]


def test_of_long_tables_the_newest_rows_stand_and_the_rest_is_said(demo_data):
    figure = making.figures_by_name().make(Wanted("indicator_N3"))
    assert figure.chart is None
    longer = making.by_hand(table=making.repeated(figure.table, 40))
    book = Document(io.BytesIO(document.docx(making.contents(longer), lambda _: b"")))
    assert len(book.tables[0].rows) == 1 + document.MOST_ROWS
    assert "The newest 30 of 40 rows; the workbook has all." in [line.text for line in book.paragraphs]
