"""Slides: native charts hold what was shown and nothing more, titles are unique, and each slide is read in order."""

import io
import zipfile
from datetime import date

import pandas as pd
import pytest
from docx import Document
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Mm
from python_calamine import CalamineWorkbook

from analysis.exports import contents, document, native, picture, slides
from analysis.exports.contents import Heading
from analysis.exports.named import Wanted
from analysis.words import phrases
from tests.exports import making

NAMES = ("indicator_N2", "recorded_crime_trend", "recorded_crime_streets", "recorded_crime_wards", "funnel_L2", "indicator_N3")


def draw(figure):
    return picture.png(figure, picture.SLIDE, "OFFICIAL")


@pytest.fixture(scope="module")
def one_picture():
    """A picture of a single point, where a test does not look at it."""
    from PIL import Image

    content = io.BytesIO()
    Image.new("RGB", (16, 9)).save(content, "png")
    return content.getvalue()


def opened(content):
    return Presentation(io.BytesIO(content))


def test_native_charts_hold_the_cleared_numbers_and_their_workbooks_nothing_else(demo_data):
    figures = [making.figures_by_name().make(Wanted(name)) for name in NAMES]
    deck = opened(slides.pptx(making.contents(*figures), draw))
    made = [slide for slide in deck.slides if any(shape.name in ("Chart", "Picture", "Table") for shape in slide.shapes)]
    kinds = [next(shape.name for shape in slide.shapes if shape.name in ("Chart", "Picture", "Table")) for slide in made]
    assert kinds == ["Chart", "Chart", "Chart", "Picture", "Picture", "Table"]
    for figure, slide in zip(figures, made, strict=True):
        shown = next(shape for shape in slide.shapes if shape.name in ("Chart", "Picture", "Table"))
        if not shown.has_chart:
            continue
        expected = native.native(figure)
        plot = shown.chart.plots[0]
        assert [tuple(series.values) for series in plot.series] == [series.values for series in expected.series]
        held = CalamineWorkbook.from_filelike(io.BytesIO(shown.chart.part.chart_workbook.xlsx_part.blob))
        (sheet,) = held.sheet_names
        rows = held.get_sheet_by_name(sheet).to_python()
        assert rows[0] == ["", *(series.name for series in expected.series)] and len(rows) == 1 + len(expected.categories)
        for place, series in enumerate(expected.series, 1):
            assert [row[place] for row in rows[1:]] == ["" if value is None else value for value in series.values]
    counted = figures[0].table
    first = native.native(figures[0]).series
    shown = [value for value in first[0].values if value is not None] + [value for value in first[1].values if value is not None]
    assert sorted(shown) == sorted(counted["Offences"].dropna())


def test_hidden_counts_are_gaps_and_no_average_tells_them(demo_data):
    """Quarters of admissions under 5 are hidden in the demonstration: no series of the slide holds a number from 1 to 4."""
    figure = making.figures_by_name().make(Wanted("indicator_N1"))
    assert (figure.table["Status"] == "suppressed").any()
    counted = native.native(figure).series[0].values
    assert None in counted and not [value for value in counted if value is not None and 0 < value < 5]
    deck = opened(slides.pptx(making.contents(figure, making.by_hand()), draw))
    said = [shape.text_frame.text for slide in deck.slides for shape in slide.shapes if shape.name == "What is left out"]
    hidden = (figure.table["Status"] == "suppressed").sum()
    assert said[0].startswith(f"{phrases.capital(phrases.count(hidden, 'gap'))} in the chart: confidential: not shown")
    assert "c: confidential: not shown" in said[1]
    (table,) = [shape.table for slide in deck.slides for shape in slide.shapes if shape.has_table]
    assert [cell.text for cell in list(table.rows)[2].cells][1:4] == ["c", "10.2", "c"]


def test_no_word_of_a_native_chart_is_turned_and_gridlines_are_few(demo_data, one_picture):
    figure = making.figures_by_name().make(Wanted("recorded_crime_trend"))
    deck = opened(slides.pptx(making.contents(figure), lambda _: one_picture))
    chart = next(shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart)
    for axis in (chart.category_axis, chart.value_axis):
        assert axis._element.find(qn("c:txPr")).find(qn("a:bodyPr")).get("rot") == "0"
    assert chart.category_axis.has_major_gridlines is False


def test_a_wide_table_keeps_the_columns_that_tell_rows_apart_each_under_its_heading(one_picture):
    """By hand: two columns say the same in every row and go first, though they stand in front; a "c" stays where it belongs."""
    told = {f"Told {at}": [at, at + 10] for at in range(6)}
    table = pd.DataFrame({"Project": ["P1", "P2"], "Grant": ["g", "g"], "Lead": ["", ""], **told, "Money": [None, 7.0]})
    table["Note"] = ["c: not shown, fewer than 5", ""]
    table = table[["Project", "Grant", "Lead", "Money", *told, "Note"]]
    figure = making.by_hand(table=table, formats={"Money": "%.1f", "Told 1": "%+d"})
    deck = opened(slides.pptx(making.contents(figure), lambda _: one_picture))
    (written,) = [shape.table for slide in deck.slides for shape in slide.shapes if shape.has_table]
    held = [[cell.text_frame.text for cell in row.cells] for row in written.rows]
    assert held[0] == ["Project", "Money", *list(told)[: len(held[0]) - 2]] and len(held[0]) == slides.MOST_COLUMNS
    assert held[1] == ["P1", "c", "0", "+1", *map(str, range(2, len(held[0]) - 2))] and held[2][:3] == ["P2", "7.0", "10"]
    book = Document(io.BytesIO(document.docx(making.contents(figure), lambda _: one_picture)))
    heads, first, second = [[cell.text for cell in row.cells] for row in book.tables[0].rows][:3]
    expected = dict(zip(figure.table.columns, contents.lines(figure.table, formats=figure.formats)[0], strict=True))
    assert first == [expected[head] for head in heads] and "Told 0" in heads and second[heads.index("Told 0")] == "10"


def test_what_follows_is_the_title_and_is_said_once(one_picture):
    """Of a chapter for which its first figure speaks, one that leads with words, one with a heading, and one without figures."""
    figure, other = making.by_hand(title="Crime fell"), making.by_hand(title="Harm fell")
    parts = (
        Heading("Pillar", ("Crime fell.", "What it is."), (figure,), leads=True),
        Heading("In short", ("All fell.", "Why."), (), leads=True),
        Heading("Harm", ("What is asked.",), (other,)),
        Heading("Findings", ("What follows.", "For the partnership to write.")),
    )
    deck = opened(slides.pptx(making.contents(parts=parts, left_out=(), sources=()), lambda _: one_picture))
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    findings = "Findings: For the partnership to write"
    assert titles[1:-1] == ["Crime fell", "All fell", "Harm: Harm fell", "Harm fell", findings]
    assert titles[-1] == "How far the data can be trusted: 1 thing to know"


def test_every_slide_has_a_title_of_its_own_is_read_in_order_and_marked(one_picture):
    what = making.contents(making.by_hand(), making.by_hand(), making.by_hand(title="x" * 40 + " " + "y" * 100))
    deck = opened(slides.pptx(what, lambda _: one_picture))
    assert (deck.slide_width, deck.slide_height) == (Mm(338.67), Mm(190.5))
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert len(titles) == len(set(titles)) == 8 and titles[0] == "Board & partners" and max(map(len, titles)) <= 174
    assert "Offences fell & rose (2)" in titles
    for slide in deck.slides:
        names = [shape.name for shape in slide.shapes]
        assert slide.shapes[0] == slide.shapes.title and names[-1] == "Marking"
        assert "OFFICIAL · Demonstration data: made up" in slide.shapes[-1].text_frame.text
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.top >= 0
            assert shape.left + shape.width <= deck.slide_width and shape.top + shape.height <= deck.slide_height
    figures = [slide for slide in deck.slides if any(shape.has_table for shape in slide.shapes)]
    for slide in figures:
        table = next(shape for shape in slide.shapes if shape.has_table)
        assert table._element.xpath(".//p:cNvPr")[0].get("descr") == "12 offences in January 2017."
        assert table.table.first_row
        said = slide.notes_slide.notes_text_frame.text
        assert "A note." in said and "Source: police recorded crime" in said and "OFFICIAL" in said
    assert deck.core_properties.language == "en-GB" and deck.core_properties.title == "Board & partners"


def test_text_is_text_on_slides_and_in_their_workbooks(one_picture):
    chart = {
        "data": [{"type": "bar", "orientation": "h", "y": [making.HOSTILE.replace("<", "&lt;"), "b"], "x": [7, 9]}],
        "layout": {"xaxis": {"title": {"text": "=1+1"}}},
    }
    content = slides.pptx(making.contents(making.by_hand(chart=chart, title="=1+1 <b>x</b>")), lambda _: one_picture)
    archive = zipfile.ZipFile(io.BytesIO(content))
    (book,) = [name for name in archive.namelist() if name.endswith(".xlsx")]
    inside = zipfile.ZipFile(io.BytesIO(archive.read(book)))
    assert "<f>" not in inside.read("xl/worksheets/sheet1.xml").decode()
    slide = next(slide for slide in opened(content).slides if any(shape.has_chart for shape in slide.shapes))
    assert slide.shapes.title.text_frame.text == "=1+1 <b>x</b>"
    assert not [name for name in archive.namelist() if name.endswith(".rels") and b'TargetMode="External"' in archive.read(name)]


def test_a_partnerships_template_is_used_and_one_without_a_title_is_named(tmp_path, one_picture):
    own = Presentation()
    own.slide_layouts[5].name = "Ours"
    own.slides.add_slide(own.slide_layouts[5]).shapes.title.text = "An example"
    own.save(str(tmp_path / "template.pptx"))
    deck = opened(slides.pptx(making.contents(making.by_hand()), lambda _: one_picture, tmp_path / "template.pptx"))
    assert {slide.slide_layout.name for slide in deck.slides} == {"Ours"} and deck.slide_width == own.slide_width
    assert "An example" not in [slide.shapes.title.text_frame.text for slide in deck.slides]
    bare = Presentation()
    for layout in bare.slide_layouts:
        for place in list(layout.placeholders):
            place._element.getparent().remove(place._element)
    bare.save(str(tmp_path / "bare.pptx"))
    (tmp_path / "none.pptx").write_bytes(b"no deck")
    for name, said in (("bare.pptx", "has no layout with a title"), ("none.pptx", "cannot be read as a PowerPoint file")):
        with pytest.raises(slides.UnusableTemplate, match=f"The template {name} {said}"):
            slides.pptx(making.contents(making.by_hand()), lambda _: one_picture, tmp_path / name)


def test_a_chart_of_another_kind_is_no_native_one():
    assert native.native(making.by_hand()) is None
    two = {"data": [{"type": "scatter", "mode": "lines", "x": ["2025-01-01"], "y": [9], "yaxis": axis} for axis in ("y", "y2")]}
    assert native.native(making.by_hand(chart={**two, "layout": {}})) is None
    bars = [{"type": "bar", "orientation": "h", "y": ["a"], "x": [-1]}]
    assert native.native(making.by_hand(chart={"data": bars, "layout": {}})) is None


def test_what_follows_leads_where_a_title_says_what_a_figure_is_about():
    said = "The zones hold 2,553 of 10,528 crimes (24%); a year before 2,634. Outside them 7,975."
    topic = making.by_hand(title="Zones against the rest", sentence=said, topic=True)
    led = contents.led(topic)
    assert led.title == "The zones hold 2,553 of 10,528 crimes (24%); a year before 2,634"
    assert led.sentence == "Zones against the rest. Outside them 7,975." and contents.led(led) == led
    long = contents.led(making.by_hand(title="Zones", sentence=f"Of 9 crimes 3.5 a day; {'x' * 170}. More.", topic=True))
    assert long.title == "Of 9 crimes 3.5 a day" and long.sentence.startswith("Zones. Xxx")
    assert contents.led(making.by_hand(sentence=said)).title == "Offences fell & rose"


def table_on_a_slide(rows, one_picture):
    """A table with many words in a slide, and what the slide says is left out of it."""
    table = pd.DataFrame(
        {"Project": [f"P{number}" for number in range(rows)], **{f"Words {at}": ["long words " * 9] * rows for at in range(9)}}
    )
    table["Note"] = ""
    table["People"] = pd.array([7, None] * (rows // 2) + [9] * (rows % 2), dtype="Int64")
    deck = opened(slides.pptx(making.contents(making.by_hand(table=table)), lambda _: one_picture))
    slide = next(slide for slide in deck.slides if any(shape.has_table for shape in slide.shapes))
    (shown,) = [shape.table for shape in slide.shapes if shape.has_table]
    (left,) = [shape.text_frame.text for shape in slide.shapes if shape.name == "What is left out"]
    return shown, left


def test_a_table_has_as_many_rows_as_stand_above_the_foot(one_picture):
    shown, left = table_on_a_slide(12, one_picture)
    assert len(shown.columns) == 7 and 1 < len(shown.rows) < 9
    assert "of 12 rows; the workbook has all. 5 more columns in the workbook." in left
    assert max(len(cell.text) for row in shown.rows for cell in row.cells) > 31, "words are not cut short for some rows alone"


def test_words_are_cut_short_where_all_rows_then_stand(one_picture):
    shown, left = table_on_a_slide(9, one_picture)
    assert len(shown.rows) == 1 + 9 and " rows; " not in left
    assert max(len(cell.text) for row in shown.rows for cell in row.cells) <= 31


def test_months_of_a_native_chart_stand_on_an_axis_of_dates(demo_data, one_picture):
    figure = making.figures_by_name().make(Wanted("indicator_L2"))
    deck = opened(slides.pptx(making.contents(figure), lambda _: one_picture))
    axis = next(shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart).category_axis._element
    assert axis.tag == qn("c:dateAx") and axis.find(qn("c:majorTimeUnit")).get("val") == "months"
    assert axis.find(qn("c:numFmt")).get("formatCode") == "mmm yyyy"


def test_months_of_a_folded_chart_are_those_that_its_points_name():
    """Where a long gap is folded away the days of a chart are moved: its labels would be one a month, and run into each other."""
    line = {"type": "scatter", "mode": "lines", "x": ["2021-11-01", "2021-11-20", "2021-12-09"], "y": [9, None, 7]}
    folded = {**line, "text": ["November 2021: 9. As usual", "December 2021", "January 2022: 7"]}
    chart = native.native(making.by_hand(chart={"data": [folded], "layout": {}}))
    assert chart and chart.months == (date(2021, 11, 1), date(2021, 12, 1), date(2022, 1, 1))
    quarters = {**line, "text": ["April to June 2021: 9", "July to September 2021", "October to December 2021: 7"]}
    other = native.native(making.by_hand(chart={"data": [quarters], "layout": {}}))
    assert other and other.months == ()
