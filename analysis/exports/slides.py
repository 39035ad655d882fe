"""Slides (PPTX, 16:9) of figures: the takeaway as title, a native chart where the kind allows it, and what it means as notes.

A partnership's own template is used where it has a layout with a title; else a sentence says what it lacks.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.dml import MSO_LINE_DASH_STYLE
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Mm, Pt

from analysis.exports import contents, native, properties
from analysis.exports.contents import LANGUAGE, Contents, Heading
from analysis.exports.native import NativeChart
from analysis.exports.sheets import clean
from analysis.figures.charts.palette import BLUE, CONTEXT_GREY, DARK_GREY, INK, PALE_GREY
from analysis.figures.figure import Cleared
from analysis.words import phrases
from analysis.words.in_plain_words import InPlainWords

PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
FONT = "Arial"
WIDTH, HEIGHT = Mm(338.67), Mm(190.5)
EDGE, TOP, FOOT = Mm(16), Mm(56), Mm(172)
"""Where words begin from the left, charts from above, and the foot from above."""
LONGEST_TITLE, LONGEST_SENTENCE = contents.LONGEST_LEAD, 330
LONGEST_CELLS = (90, 60, 45, 30)
WHERE_ALL_STAND = 30
"""Cells are cut so short only where all rows of the table then stand on the slide."""
LETTER, LINE = 0.19, 0.43
"""The width of a letter and the height of a line of a table, in millimetres a point of size."""
MOST_LABELS = 12
"""Labels below a chart that stand side by side."""
MOST_ROWS, MOST_COLUMNS, MOST_LINES = 10, 7, 12
"""Rows and columns of a table, and lines of words, that can be read from the back of a room."""
TITLE_KINDS = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
Draw = Callable[[Cleared], bytes]
"""A figure's picture as PNG."""


class UnusableTemplate(InPlainWords):
    """A template that cannot be used; the message says what it lacks."""


def pptx(what: Contents, draw: Draw, template: Path | None = None) -> bytes:
    """The slides. draw: the picture of a figure, sized for a slide. Raises UnusableTemplate."""
    writer = _Pptx(what, draw, _opened(template) if template else _own())
    writer.write()
    content = io.BytesIO()
    writer.deck.save(content)
    return content.getvalue()


def _own() -> Any:
    """The empty deck that comes with the library, made as wide as screens are."""
    deck: Any = Presentation()
    wider = WIDTH / deck.slide_width
    deck.slide_width, deck.slide_height = WIDTH, HEIGHT
    for page in (deck.slide_master, *deck.slide_layouts):
        for shape in page.placeholders:
            shape.left, shape.width = Emu(round(shape.left * wider)), Emu(round(shape.width * wider))
    return deck


def _opened(template: Path) -> Any:
    try:
        deck: Any = Presentation(str(template))
    except Exception as error:  # whatever the reader says of a file that is none
        raise UnusableTemplate(
            f"The template {template.name} cannot be read as a PowerPoint file. The slides are made without it."
        ) from error
    if _layout(deck) is None:
        raise UnusableTemplate(
            f"The template {template.name} has no layout with a title: add the layout “Title Only” to it. The slides are made "
            "without it."
        )
    # Slides that the template holds are examples: its layouts are what is used.
    listed = deck.slides._sldIdLst
    for slide in list(listed):
        deck.part.drop_rel(slide.get(qn("r:id")))
        listed.remove(slide)
    return deck


def _layout(deck: Any) -> Any | None:
    """The layout for figures: that with a title and the fewest other places."""
    found = [
        (sum(place.placeholder_format.type not in TITLE_KINDS for place in layout.placeholders), at, layout)
        for at, layout in enumerate(deck.slide_layouts)
        if any(place.placeholder_format.type in TITLE_KINDS for place in layout.placeholders)
    ]
    return min(found, key=lambda each: each[:2])[2] if found else None


class _Pptx:
    """Writes one deck, slide by slide. Shapes are added in the order in which they are read."""

    def __init__(self, what: Contents, draw: Draw, deck: Any) -> None:
        self.what, self.draw, self.deck = what, draw, deck
        self.layout = _layout(deck)
        self.titles: list[str] = []

    def write(self) -> None:
        """Cover, a slide a part and a figure, what is not here, quality and sources."""
        what = self.what
        properties.describe(self.deck.core_properties, self.what)
        self._words(
            what.title,
            [
                f"{what.partnership}. Figures for {what.area}.",
                f"Made on {phrases.day_and_month(what.made_on)} from release {what.release}.",
                *([contents.MADE_UP] if what.demonstration else []),
            ],
        )
        for part in what.parts:
            self._part(part)
        self._words(f"{phrases.capital(phrases.count(len(what.left_out), 'thing'))} not here", what.left_out)
        self._words(f"How far the data can be trusted: {phrases.count(len(what.quality), 'thing')} to know", what.quality)
        sources = [f"{one.title}, {one.publisher}. Loaded: {one.loaded}." for one in what.sources]
        self._words(f"The figures rest on {phrases.count(len(sources), 'source')}", sources)

    def _part(self, part: Heading) -> None:
        titles = [contents.led(figure).title for figure in part.figures]
        if part.leads and len(part.words[0]) <= LONGEST_TITLE:
            takeaway, rest = part.words[0].rstrip("."), part.words[1:]
            # What the first figure says by its own title needs no slide before it.
            if titles[:1] != [takeaway]:
                self._words(takeaway, rest or titles or [f"{part.title}."])
        elif part.words:
            follows = titles[0] if titles else part.words[-1].rstrip(".")
            self._words(f"{part.title}: {follows}", part.words)
        for figure in part.figures:
            self._figure(figure)

    def _words(self, title: str, lines: Sequence[str]) -> None:
        """Slides of lines under one title; more than fit go on the next, whose title says so."""
        parts = [lines[start : start + MOST_LINES] for start in range(0, len(lines), MOST_LINES)]
        for number, some in enumerate(parts, 1):
            slide = self._slide(title if number == 1 else f"{title}, part {number} of {len(parts)}")
            box = self._box(slide, "Words", EDGE, TOP - Mm(8), WIDTH - 2 * EDGE, FOOT - TOP)
            for at, said in enumerate(some):
                size = 18 if len(lines) <= 5 else 14 if len(lines) <= 8 else 12
                _say(box.text_frame, said, size, first=not at, after=size / 2)
            self._foot(slide, f"{self.what.partnership} · release {self.what.release[:8]}")

    def _figure(self, figure: Cleared) -> None:
        figure = contents.led(figure)
        slide = self._slide(figure.title)
        box = self._box(slide, "In a sentence", EDGE, Mm(34), self.deck.slide_width - 2 * EDGE, Mm(20))
        _say(box.text_frame, _shortened(figure.sentence, LONGEST_SENTENCE), 14, first=True)
        chart = native.native(figure)
        if chart:
            shown: Any = self._chart(slide, chart, figure)
        elif figure.chart is not None:
            shown = self._picture(slide, figure)
        else:
            shown = self._table(slide, figure)
        described = shown._element.xpath(".//p:cNvPr")[0]
        described.set("descr", clean(figure.alt or figure.sentence)[:2000])
        described.set("name", "Chart" if chart else "Picture" if figure.chart is not None else "Table")
        self._foot(slide, figure.caption.text())
        notes = slide.notes_slide.notes_text_frame
        if notes is not None:
            notes.text = clean("\n".join((figure.title, figure.sentence, *figure.notes, figure.caption.text(), self.what.marked)))

    def _slide(self, title: str) -> Any:
        """A slide with a title of its own, and no empty places left on it."""
        slide = self.deck.slides.add_slide(self.layout)
        title = self._unique(_shortened(title, LONGEST_TITLE))
        for place in list(slide.placeholders):
            if place.placeholder_format.type not in TITLE_KINDS:
                place._element.getparent().remove(place._element)
        place = slide.shapes.title
        place.left, place.top, place.width, place.height = EDGE, Mm(10), self.deck.slide_width - 2 * EDGE, Mm(24)
        place.text_frame.word_wrap = True
        place.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
        place.text_frame.text = clean(title)
        for line in place.text_frame.paragraphs:
            line.alignment = PP_ALIGN.LEFT
            for run in line.runs:
                _lettered(run, 26 if len(title) < 70 else 22 if len(title) < 110 else 18, BLUE, bold=True)
        return slide

    def _unique(self, title: str) -> str:
        self.titles.append(title)
        return contents.unique(self.titles)[-1]

    def _box(self, slide: Any, name: str, left: int, top: int, width: int, height: int) -> Any:
        box = slide.shapes.add_textbox(left, top, width, height)
        box.name = name
        box.text_frame.word_wrap = True
        return box

    def _foot(self, slide: Any, said: str) -> None:
        """Caption and marking, read last."""
        wide = self.deck.slide_width - 2 * EDGE
        caption = self._box(slide, "Source", EDGE, FOOT - Mm(2), round(wide * 0.78), Mm(14))
        _say(caption.text_frame, _shortened(said, LONGEST_SENTENCE), 10, first=True, colour=DARK_GREY)
        marking = self._box(slide, "Marking", EDGE + round(wide * 0.8), FOOT - Mm(2), round(wide * 0.2), Mm(14))
        _say(marking.text_frame, f"{self.what.marked} · {len(self.titles)}", 10, first=True, colour=DARK_GREY, right=True)

    def _chart(self, slide: Any, chart: NativeChart, figure: Cleared) -> Any:
        data = CategoryChartData(number_format="#,##0.##")
        data.categories = chart.months or [clean(category) for category in chart.categories]
        for series in chart.series:
            data.add_series(clean(series.name), series.values)
        kind = XL_CHART_TYPE.LINE if chart.kind == "lines" else XL_CHART_TYPE.BAR_CLUSTERED
        said = contents.gaps_in_chart(figure.table)
        room = FOOT - TOP - Mm(11 if said else 4)
        frame = slide.shapes.add_chart(kind, EDGE, TOP, self.deck.slide_width - 2 * EDGE, room, data)
        _drawn(frame.chart, chart)
        self._left_out(slide, said)
        return frame

    def _picture(self, slide: Any, figure: Cleared) -> Any:
        room = FOOT - TOP - Mm(4)
        shown = slide.shapes.add_picture(io.BytesIO(self.draw(contents.among_words(figure))), EDGE, TOP, height=room)
        widest = self.deck.slide_width - 2 * EDGE
        if shown.width > widest:
            shown.height, shown.width = round(shown.height * widest / shown.width), widest
        shown.left = round((self.deck.slide_width - shown.width) / 2)
        return shown

    def _table(self, slide: Any, figure: Cleared) -> Any:
        narrow, columns = contents.some_columns(figure.table, MOST_COLUMNS)
        wide, size = self.deck.slide_width - 2 * EDGE, 12 if len(narrow.columns) <= 5 else 10
        shares = contents.shares(narrow)
        widths = [share * wide for share in shares]
        # Words of cells give way before rows do: all rows in few words say more than half of them in many.
        fits = [(_rows_that_fit(narrow, widths, size, longest), longest) for longest in LONGEST_CELLS]
        fits = [each for each in fits if each[1] > WHERE_ALL_STAND or each[0] >= len(narrow)]
        most, longest = max(fits, key=lambda each: (min(each[0], MOST_ROWS), each[1]))
        rows, left_out = contents.some_rows(figure.table, most)
        shown = rows[narrow.columns]
        frame = slide.shapes.add_table(len(shown) + 1, len(shown.columns), EDGE, TOP, wide, Mm(9) * (len(shown) + 1))
        table, lines = frame.table, contents.lines(rows, shown.columns, figure.formats)
        table.first_row, table.horz_banding = True, False
        for place, (name, share) in enumerate(zip(shown.columns, shares, strict=True)):
            table.columns[place].width = round(wide * share)
            _cell(table.cell(0, place), _shortened(str(name), longest), size, bold=True)
            numeric = pd.api.types.is_numeric_dtype(shown[name])
            for row, line in enumerate(lines, 1):
                _cell(table.cell(row, place), _shortened(line[place], longest), size, right=numeric)
        self._left_out(slide, contents.meaning_of_c(lines), left_out, columns)
        return frame

    def _left_out(self, slide: Any, *said: str) -> None:
        if any(said):
            note = self._box(slide, "What is left out", EDGE, FOOT - Mm(10), self.deck.slide_width - 2 * EDGE, Mm(7))
            _say(note.text_frame, " ".join(filter(None, said)), 10, first=True, colour=DARK_GREY)


def _rows_that_fit(table: pd.DataFrame, widths: Sequence[float], size: float, longest: int) -> int:
    """How many of a table's rows stand between the sentence and the foot: their words may take several lines. At least one.

    longest: the letters of a cell.
    """
    letters = [(width / Mm(1) - 5) / (size * LETTER) for width in widths]
    room = (FOOT - Mm(12) - TOP) / Mm(1)
    texts = [[str(name) for name in table.columns], *contents.lines(contents.some_rows(table, MOST_ROWS)[0])]
    for number, row in enumerate(texts):
        cells = zip((_shortened(said, longest) for said in row), letters, strict=True)
        lines = max((contents.lines_of(said, each) for said, each in cells), default=1)
        room -= max(9.0, lines * size * LINE + 1.6)
        if room < 0:
            return max(1, number - 1)
    return max(1, len(texts) - 1)


def _drawn(chart: Any, what: NativeChart) -> None:
    """A light chart: grey gridlines, direct colours, gaps as gaps, from zero where it is bars."""
    chart.font.size, chart.font.name = Pt(11), FONT
    chart.font.color.rgb = _rgb(DARK_GREY)
    chart.has_title = False
    chart.has_legend = len(what.series) > 1
    if chart.has_legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    values, categories = chart.value_axis, chart.category_axis
    values.major_gridlines.format.line.color.rgb = _rgb(PALE_GREY)
    values.major_gridlines.format.line.width = Pt(0.5)
    values.format.line.fill.background()
    values.has_title = bool(what.unit)
    if what.unit:
        values.axis_title.text_frame.text = clean(what.unit)
        _lettered(values.axis_title.text_frame.paragraphs[0].runs[0], 11, DARK_GREY, bold=False)
    values.tick_labels.number_format, values.tick_labels.number_format_is_linked = "#,##0.##", False
    values.tick_labels.number_format = "#,##0" if _whole(what) else "#,##0.0"
    values.minimum_scale = 0 if what.kind == "bars" or _near_zero(what) else None
    categories.major_tick_mark, categories.tick_label_position = XL_TICK_MARK.NONE, XL_TICK_LABEL_POSITION.LOW
    categories.format.line.color.rgb = _rgb(CONTEXT_GREY)
    for axis in (categories, values):
        # Text is never turned; labels that do not fit side by side are left out.
        axis.tick_labels.font.size = Pt(11)
        axis._element.find(qn("c:txPr")).find(qn("a:bodyPr")).set("rot", "0")
    shown_as = chart._chartSpace.chart.find(qn("c:dispBlanksAs"))
    if shown_as is not None:
        shown_as.set("val", "gap")
    if what.kind == "bars":
        _bars(chart, what)
    else:
        _lines(chart, what)


def _bars(chart: Any, what: NativeChart) -> None:
    chart.category_axis.reverse_order = True
    chart.value_axis.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    chart.value_axis.has_major_gridlines = False
    chart.value_axis.has_title = False
    plot = chart.plots[0]
    plot.gap_width, plot.has_data_labels = 40, True
    plot.data_labels.number_format = "#,##0" if _whole(what) else "#,##0.0"
    plot.data_labels.number_format_is_linked = False
    for series in plot.series:
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = _rgb(BLUE)


def _lines(chart: Any, what: NativeChart) -> None:
    for series, told in zip(chart.plots[0].series, what.series, strict=True):
        series.smooth = False
        series.format.line.color.rgb = _rgb(told.colour)
        series.format.line.width = Pt(2.25 if told.colour != CONTEXT_GREY else 1.25)
        if told.dashed:
            series.format.line.dash_style = MSO_LINE_DASH_STYLE.DASH
        series.marker.style = None
        if _lone(told.values):
            series.marker.size = 6
        else:
            series._element.get_or_add_marker().get_or_add_symbol().set("val", "none")
    # Every so many labels: those of sixty months would run into each other.
    every = max(1, -(-len(what.categories) // MOST_LABELS))
    axis = chart.category_axis._element
    if what.months:
        chart.category_axis.tick_labels.number_format, chart.category_axis.tick_labels.number_format_is_linked = "mmm yyyy", False
        for name in ("c:baseTimeUnit", "c:majorUnit", "c:majorTimeUnit", "c:minorUnit", "c:minorTimeUnit"):
            for old in axis.findall(qn(name)):
                axis.remove(old)
        for name, value in (("c:baseTimeUnit", "months"), ("c:majorUnit", str(every)), ("c:majorTimeUnit", "months")):
            axis.append(axis.makeelement(qn(name), {"val": value}))
        return
    for name in ("c:tickLblSkip", "c:tickMarkSkip"):
        skip = axis.makeelement(qn(name), {"val": str(every)})
        _put_before(axis, skip)


def _put_before(axis: Any, skip: Any) -> None:
    """Where the schema wants it: before noMultiLvlLbl, which ends the axis."""
    last = axis.find(qn("c:noMultiLvlLbl"))
    if last is None:
        axis.append(skip)
    else:
        last.addprevious(skip)


def _lone(values: Sequence[float | None]) -> bool:
    """Whether a point has a gap on both sides, so that no line shows it."""
    padded = [None, *values, None]
    return any(
        here is not None and left is None and right is None
        for left, here, right in zip(padded, padded[1:], padded[2:], strict=False)
    )


def _whole(what: NativeChart) -> bool:
    first = what.series[0].values
    return all(value is None or float(value).is_integer() for value in first)


def _near_zero(what: NativeChart) -> bool:
    """Whether a scale from zero leaves the lines readable: counts do, shares near each other do not."""
    known = [value for series in what.series for value in series.values if value is not None]
    return bool(known) and min(known) >= 0 and (min(known) < 0.6 * max(known) or _whole(what))


def _cell(cell: Any, said: str, size: float, *, bold: bool = False, right: bool = False) -> None:
    cell.margin_top = cell.margin_bottom = Mm(0.8)
    cell.fill.background()
    cell.text_frame.text = clean(said)
    line = cell.text_frame.paragraphs[0]
    line.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
    for run in line.runs:
        _lettered(run, size, INK, bold=bold)


def _say(frame: Any, said: str, size: float, *, first: bool, colour: str = INK, after: float = 0, right: bool = False) -> None:
    line = frame.paragraphs[0] if first else frame.add_paragraph()
    line.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
    line.space_after = Pt(after)
    _lettered(_run(line, said), size, colour, bold=False)


def _run(line: Any, said: str) -> Any:
    run = line.add_run()
    run.text = clean(said)
    return run


def _lettered(run: Any, size: float, colour: str, *, bold: bool) -> None:
    run.font.size, run.font.name, run.font.bold = Pt(size), FONT, bold
    run.font.color.rgb = _rgb(colour)
    run._r.get_or_add_rPr().set("lang", LANGUAGE)


def _rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(colour.lstrip("#"))


def _shortened(said: str, longest: int) -> str:
    """Words cut at a word where they are too long for a slide; the notes have all of them."""
    return said if len(said) <= longest else f"{said[: longest - 1].rpartition(' ')[0].rstrip(',;:.')} …"
