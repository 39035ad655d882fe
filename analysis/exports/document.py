"""A document (DOCX) of figures: headings, numbered captions, alternative text, heading rows that repeat, methods and sources.

Made for a screen reader and for a strategy alike: the language is set, each picture says what it shows, nothing is told by looks.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from analysis.exports import contents, properties
from analysis.exports.contents import LANGUAGE, Contents, Heading
from analysis.exports.sheets import clean
from analysis.figures.charts.palette import BLUE, CONTEXT_GREY, INK
from analysis.figures.figure import Cleared
from analysis.words import phrases

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FONT = "Arial"
MARGIN, WIDTH = 25, 160  # millimetres of A4
MOST_ROWS = 30
"""Rows of a table that stand in the document; all of them are in the workbook."""
TOGETHER = 30
"""Lines of a table that is not broken between pages."""
DENSE = 6
"""Columns from which a table's letters are smaller."""
LARGE, SMALL = 9, 7
ROOM_OF = {LARGE: 92, SMALL: 118}
"""Size of letters → how many a line of a table holds; columns beyond it are in the workbook."""
Draw = Callable[[Cleared], bytes]
"""A figure's picture as PNG."""


def docx(what: Contents, draw: Draw) -> bytes:
    """The document. draw: the picture of a figure with a chart or map, sized for a column of A4."""
    writer = _Docx(what, draw)
    writer.write()
    content = io.BytesIO()
    writer.book.save(content)
    return content.getvalue()


class _Docx:
    """Writes one document from top to bottom."""

    def __init__(self, what: Contents, draw: Draw) -> None:
        self.what, self.draw = what, draw
        self.book: Any = Document()
        self.numbers = {"Figure": 0, "Table": 0}
        self.marks = 0

    def write(self) -> None:
        """Every part in order."""
        self._styles()
        properties.describe(self.book.core_properties, self.what)
        self._page()
        self._front()
        titles = iter(contents.unique([contents.led(figure).title for figure in self.what.figures]))
        for part in self.what.parts:
            self._part(part, titles)
        self._said("What is not here", self.what.left_out, "These figures were asked for and could not be made.")
        self._quality()
        self._methods()
        self._sources()

    # The whole

    def _styles(self) -> None:
        styles = self.book.styles
        run = styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
        for language in run.findall(qn("w:lang")):
            run.remove(language)
        language = OxmlElement("w:lang")
        for kind in ("w:val", "w:eastAsia"):
            language.set(qn(kind), LANGUAGE)
        run.append(language)
        for name, size, colour, bold in (
            ("Normal", 11, INK, False),
            ("Title", 26, BLUE, True),
            ("Heading 1", 18, BLUE, True),
            ("Heading 2", 13, INK, True),
            ("Caption", 9, INK, False),
            ("List Bullet", 11, INK, False),
        ):
            style = styles[name]
            style.font.name, style.font.size, style.font.bold, style.font.italic = FONT, Pt(size), bold, False
            style.font.color.rgb = RGBColor.from_string(colour.lstrip("#"))
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for kind in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
                fonts.attrib.pop(qn(kind), None)
            for kind in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
                fonts.set(qn(kind), FONT)
        for border in styles["Title"].element.iter(qn("w:pBdr")):
            border.getparent().remove(border)
            break
        styles["Normal"].paragraph_format.space_after = Pt(6)
        styles["Heading 1"].paragraph_format.space_before = Pt(0)
        styles["Heading 2"].paragraph_format.space_before = Pt(14)
        styles["Heading 2"].paragraph_format.keep_with_next = True

    def _page(self) -> None:
        section = self.book.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(MARGIN)
        section.top_margin = section.bottom_margin = Mm(22)
        for place in (section.header, section.footer):
            line = place.paragraphs[0]
            line.alignment = WD_ALIGN_PARAGRAPH.CENTER
            line.text = clean(self.what.marked)
        foot = section.footer.add_paragraph("Page ")
        foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _field(foot, "PAGE", "1")
        foot.add_run(" of ")
        _field(foot, "NUMPAGES", "1")

    def _front(self) -> None:
        what = self.what
        self.book.add_heading(clean(what.title), level=0)
        self._words(f"{what.partnership}. Figures for {what.area}.")
        self._words(f"Made on {phrases.day_and_month(what.made_on)} from release {what.release}. Marking: {what.marking}.")
        if what.demonstration:
            self._words(contents.MADE_UP, bold=True)
        self._words("Contents", bold=True)
        line = self.book.add_paragraph()
        _field(line, 'TOC \\o "1-1" \\h \\z \\u', "")
        names = [part.title for part in what.parts] + [*(["What is not here"] if what.left_out else []), *AFTER]
        _result(line, [clean(name) for name in names])

    # The parts

    def _part(self, part: Heading, titles: Any) -> None:
        self._heading(part.title)
        for said in part.words:
            self.book.add_paragraph(clean(said), style="List Bullet")
        for figure in part.figures:
            self._figure(figure, next(titles))

    def _figure(self, figure: Cleared, title: str) -> None:
        figure = contents.led(figure)
        self.book.add_heading(clean(title), level=2)
        self._words(figure.sentence).paragraph_format.keep_with_next = True
        if figure.chart is not None:
            line = self.book.add_paragraph()
            line.paragraph_format.keep_with_next = True
            line.add_run().add_picture(io.BytesIO(self.draw(contents.among_words(figure))), width=Mm(WIDTH))
            shape = line._p.xpath(".//wp:docPr")[0]
            shape.set("descr", clean(figure.alt or figure.sentence)[:2000])
            shape.set("title", clean(title)[:255])
            self._caption("Figure", figure.caption.text())
        # What a map tells is in its table alone for whoever does not see it.
        if not isinstance(figure.chart, dict):
            self._caption("Table", figure.caption.text(), above=True)
            self._table(figure.table, f"{title}. {figure.sentence}", figure.formats)
        for note in figure.notes:
            self._words(note, size=9, colour=CONTEXT_GREY)

    def _quality(self) -> None:
        self._said(AFTER[0], self.what.quality, "What a reader must know of the data before using a figure.")

    def _methods(self) -> None:
        if not self.what.definitions:
            return
        self._heading(AFTER[1])
        for one in self.what.definitions:
            self.book.add_heading(clean(one.name), level=2)
            for key, said in one.rows:
                line = self.book.add_paragraph()
                line.add_run(f"{clean(key)}: ").bold = True
                line.add_run(clean(said))

    def _sources(self) -> None:
        if not self.what.sources:
            return
        self._heading(AFTER[2])
        rows = [
            {"Source": one.title, "Publisher": one.publisher, "Loaded": one.loaded, "Licence": one.licence}
            for one in self.what.sources
        ]
        self._caption("Table", f"The sources that the figures rest on, release {self.what.release}.", above=True)
        self._table(pd.DataFrame(rows), "The sources that the figures rest on")

    # Their pieces

    def _heading(self, title: str) -> None:
        self.book.add_heading(clean(title), level=1).paragraph_format.page_break_before = True

    def _said(self, title: str, lines: Sequence[str], first: str) -> None:
        if lines:
            self._heading(title)
            self._words(first)
            for said in lines:
                self.book.add_paragraph(clean(said), style="List Bullet")

    def _words(self, said: str, *, bold: bool = False, size: float = 0, colour: str = "") -> Any:
        line = self.book.add_paragraph()
        run = line.add_run(clean(said))
        run.bold = bold or None
        if size:
            run.font.size = Pt(size)
        if colour:
            run.font.color.rgb = RGBColor.from_string(colour.lstrip("#"))
        return line

    def _caption(self, kind: str, said: str, *, above: bool = False) -> None:
        """A caption numbered by Word itself, so that numbers follow when parts are moved."""
        self.numbers[kind] += 1
        line = self.book.add_paragraph(style="Caption")
        line.add_run(f"{kind} ")
        _field(line, f"SEQ {kind} \\* ARABIC", str(self.numbers[kind]))
        line.add_run(f": {clean(said)}")
        line.paragraph_format.keep_with_next = above

    def _table(self, frame: pd.DataFrame, alt: str, formats: Mapping[str, str] | None = None) -> None:
        rows, left_out = contents.some_rows(frame, MOST_ROWS)
        shown, more = contents.some_columns(rows, contents.columns_within(contents.telling(rows), ROOM_OF[SMALL]))
        table = self.book.add_table(rows=1, cols=len(shown.columns), style="Table Grid")
        table.autofit = False
        size = LARGE if len(shown.columns) < DENSE else SMALL
        widths = [Mm(WIDTH * share) for share in contents.shares(shown, ROOM_OF[size])]
        _described(table, clean(alt)[:2000])
        numeric = [pd.api.types.is_numeric_dtype(shown[name]) for name in shown.columns]
        _heading_row(table.rows[0])
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        for cell, name in zip(table.rows[0].cells, shown.columns, strict=True):
            _fill(cell, clean(str(name)), size, bold=True)
        lines = contents.lines(rows, shown.columns, formats)
        for line in lines:
            for cell, said, number in zip(table.add_row().cells, line, numeric, strict=True):
                _fill(cell, clean(said), size, right=number)
        letters = [ROOM_OF[size] * width / Mm(WIDTH) - 3 for width in widths]
        tall = [max(contents.lines_of(said, each) for said, each in zip(line, letters, strict=True)) for line in lines]
        for place, row in enumerate(table.rows):
            _whole(row)
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = width
                # A short table stands on one page; of a long one the first rows stand with its caption.
                together = sum(tall) <= TOGETHER or place == 0
                cell.paragraphs[0].paragraph_format.keep_with_next = together and place < len(shown)
        for said in (contents.meaning_of_c(lines), left_out, more):
            if said:
                self._words(said, size=9)


AFTER = ("How far the data can be trusted", "Definitions", "Sources")
"""The parts that follow the figures."""


def _fill(cell: Any, said: str, size: float, *, bold: bool = False, right: bool = False) -> None:
    line = cell.paragraphs[0]
    line.paragraph_format.space_after = Pt(0)
    run = line.add_run(said)
    run.font.size, run.bold = Pt(size), bold
    if right:
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _whole(row: Any) -> None:
    """A row is not broken between pages."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _heading_row(row: Any) -> None:
    """Marked as the heading row: screen readers say it with each cell, and it repeats on each page."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _described(table: Any, alt: str) -> None:
    for name in ("w:tblCaption", "w:tblDescription"):
        mark = OxmlElement(name)
        mark.set(qn("w:val"), alt)
        table._tbl.tblPr.append(mark)


def _field(line: Any, instruction: str, result: str) -> None:
    """A field that Word works out: a number, a page, the contents."""
    for kind, text in (("begin", ""), ("", instruction), ("separate", ""), ("result", result), ("end", "")):
        run = line.add_run()
        if kind == "result":
            run.text = text
        elif kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
        else:
            said = OxmlElement("w:instrText")
            said.set(qn("xml:space"), "preserve")
            said.text = text
            run._r.append(said)


def _result(line: Any, names: Sequence[str]) -> None:
    """What stands in the contents until Word has filled them in."""
    run = line.runs[3]
    for place, name in enumerate(names):
        if place:
            run.add_break()
        run.add_text(name)
