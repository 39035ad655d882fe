"""Pictures: each chart that there is drawn value by value, its gaps kept, its words as they are written, and nothing cut off."""

import ast
import io
import subprocess
import sys
import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from itertools import groupby

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from PIL import Image

from analysis.crime import figures as crime_figures
from analysis.crime import hotspot_figures, hotspot_views, ten_places
from analysis.exports import axis, chart_drawing, composition, picture, translated
from analysis.figures import maps
from analysis.figures.charts import bars, control, dots, heat, matrix, path_lines, period_lines, share_curve, timeline, trends
from analysis.figures.charts.canvas import Line
from analysis.figures.charts.notes import Note
from analysis.figures.charts.palette import ORANGE
from analysis.figures.figure import MADE_UP, OPEN, Caption, Cleared, Figure
from analysis.indicators import figures as indicator_figures
from analysis.indicators import states as measures
from analysis.indicators import ward_figures
from analysis.loaded import calendar_chart, coverage
from analysis.loaded.coverage import Cell
from analysis.methods import count_charts, forecast, rates, series
from analysis.methods.series import Series
from analysis.projects import progress
from tests.analysis import hotspot_places
from tests.analysis.test_crime_figures import CAPTION, months, selection
from tests.conftest import PROJECT

HOSTILE = r"=1+1 $x^2$ _a_ \frac{1}{2} <script>alert('1')</script> & ]]> % £ “é” **b** [l](http://x)"
DAY, LATER = date(2024, 10, 1), date(2024, 10, 20)
COUNTS = [float(7 + (5 * month) % 11) for month in range(48)]


def cleared(chart, **changes) -> Cleared:
    """A figure with a chart, as it left the gate."""
    table = pd.DataFrame({"Month": ["March 2025"], "Crimes": [7]})
    notes = ("Hatched: not comparable.",)
    return replace(Cleared("f", "A title", "A sentence.", chart, table, CAPTION, notes, "", {}), **changes)


def points(values=COUNTS):
    return tuple(series.monthly(date(2021, 10, 1), values))


def judged(values=COUNTS):
    broken = [(date(2022, 3, 1), date(2022, 6, 1), "A new system.")]
    breaks = [series.Break(*each) for each in broken]
    return count_charts.count_chart(points(values), "lower", breaks=breaks)


def hidden(point):
    return replace(point, value=None, hidden=True, between=(1.0, 4.0))


def calendar():
    states = (coverage.LOADED, coverage.IN_BREAK, coverage.PARTIAL, coverage.GAP, coverage.LATE)
    cells = [Cell("s", "f", pd.Timestamp(2025, month, 1), state, None) for month, state in enumerate(states, 1)]
    return calendar_chart.calendar(cells, {("s", "f"): "A <source>"})


def of_wards():
    found = rates.funnel([("Drake", 30, 9000.0), ("Ham", 190, 12000.0), ("Stoke", 25, 11000.0)])
    return ward_figures._funnel_chart(found, "offences per 1,000 residents")


def charts():
    """A chart of each kind, with gaps, breaks, intervals, hidden counts and long names: name → chart."""
    gaps = [*COUNTS[:20], None, *COUNTS[21:40], None, COUNTS[41], None, *COUNTS[43:]]
    every = months("2021-10-01", "2025-09-01", missing=["2023-06-01"], broken=["2022-03-01", "2022-04-01"])
    two = [
        trends.Panel("Drake & <Ham>", [Line("Drake", gaps)], "crimes a month"),
        trends.Panel("All", [Line("All", COUNTS)], "crimes"),
    ]
    dated = [Note(date(2024, 10, 1), "training begins")]
    survey = tuple(replace(each, lower=each.value - 2, upper=each.value + 3, status="provisional") for each in points()[::12])
    later = points(COUNTS[::-1])[::12]
    fan = forecast.forecast(points())
    passed = [timeline.Mark("P1 One", DAY, kind, "x") for kind in timeline.KINDS]
    few = replace(judged(), points=tuple(hidden(each) if place % 7 == 3 else each for place, each in enumerate(judged().points)))
    long_name = "What was heard from those who were asked, written up and agreed with everybody who had been there (P2)"
    return {
        "bars": bars.bars([long_name, "Robbery", "Robbery"], [3, None, 12345], "crimes"),
        "bullet_bars": bars.bullet_bars(["People", "Schools"], [416, None], [500, 2], ["416 of 500", "no return yet"]),
        "grant_strip": bars.grant_strip(["P1 One", "P2 Two"], [20_000, 50_000], 55_000),
        "either_side": progress._either_side(["P1", "P2"], [-3242.0, 400.0], "pounds", ["£3,242 under", "over"], [ORANGE] * 2),
        "dots": dots.dots([dots.Dot("Anytown", 8, 7, 9, True), dots.Dot("Other", 5, 5, 5)], 6.5, "per 1,000"),
        "funnel": of_wards(),
        "trend": trends.trend(every, two, 380, chosen=("2024-10-01", "2025-09-01")),
        "period_lines": period_lines.period_lines([Series("One", survey), Series("Two", later)], "%", notes=dated),
        "control_chart": control.control_chart(judged(), "crimes a month", near=True, notes=dated, fan=fan),
        "control_chart of hidden counts": control.control_chart(few, "offences a month"),
        "calendar": calendar(),
        "share_curve": share_curve.share_curve([(0, 0), (1, 40), (25, 90)], [(1, 40, "40% in 2 cells")], "% of cells", "%"),
        "matrix": matrix.matrix({(5, 5): ["P1 & <b>"], (3, 4): ["P2", "P3", "P4"], (1, 1): ["P5"]}),
        "path_lines": path_lines.path_lines([(DAY, 3), (date(2025, 1, 1), 9)], [(DAY, 0), (LATER, 20)], "people", "Minimum"),
        "timeline": timeline.timeline(["P1 One", "P2"], passed, LATER, {DAY: "Money released", date(2020, 1, 1): "Start"}),
        "heat_table": heat.heat_table(["Friday", "Saturday"], ["20:00", "21:00"], [[0, 12], [None, 30]], "", outlined=[1]),
    }  # fmt: skip


CHARTS = charts()


def numbers(values):
    """The values of a trace as floats, days as days since year 1: worked out by numpy, not as pictures do."""
    if any(isinstance(value, str) for value in values):
        days = np.array([value or "NaT" for value in values], dtype="datetime64[D]")
        return np.where(np.isnat(days), np.nan, days.astype(float) + date(1970, 1, 1).toordinal())
    return np.array([np.nan if value is None else value for value in values], dtype=float)


def categories(chart, values):
    names = chart["layout"]["yaxis"].get("categoryarray") or list(dict.fromkeys(y for each in chart["data"] for y in each["y"]))
    return np.array([names.index(value) for value in values], dtype=float)


def places(chart, trace):
    by_name = chart["layout"]["yaxis"].get("type") == "category"
    return numbers(trace["x"]), categories(chart, trace["y"]) if by_name else numbers(trace["y"])


def by_id(drawing):
    return {artist.get_gid(): artist for artist in drawing.findobj() if artist.get_gid()}


def assert_same(chart, drawing):
    """Every value of every trace is where the drawing has it, and a missing one is missing there."""
    found = by_id(drawing)
    ends: dict[float, float] = {}
    for place, trace in enumerate(chart["data"]):
        if trace["type"] == "heatmap":
            assert_shaded(trace, place, found)
            continue
        x, y = places(chart, trace)
        mode = trace.get("mode", "")
        if trace["type"] == "bar":
            for at, (value, row) in enumerate(zip(x, y, strict=True)):
                bar = found.get(f"bar_{place}_{at}")
                assert (bar is None) == np.isnan(value)
                if bar is not None:
                    start = ends.get(row, 0.0) if chart["layout"].get("barmode") == "stack" else 0.0
                    assert (bar.get_x(), bar.get_width(), bar.get_y() + bar.get_height() / 2) == pytest.approx(
                        (start, value, row)
                    )
                    ends[row] = start + value
        elif trace.get("fill"):
            drawn = [found[name].get_path().vertices for name in found if name.startswith(f"area_{place}_")]
            known = ~(np.isnan(x) | np.isnan(y))
            np.testing.assert_allclose(np.vstack(drawn), np.column_stack([x[known], y[known]]))
        else:
            if "lines" in mode:
                np.testing.assert_allclose(found[f"trace_{place}"].get_xydata(), np.column_stack([x, y]))
            if "markers" in mode and len(x) and trace["marker"].get("opacity") != 0:
                drawn = [found[name].get_xydata() for name in found if name.startswith(f"marks_{place}_")]
                assert sorted(map(str, np.vstack(drawn))) == sorted(map(str, np.column_stack([x, y])))


def assert_shaded(trace, place, found):
    """Each number has a shade, the stronger the larger it is, and what is hidden has none."""
    drawn = {}
    for row, line in enumerate(trace["z"]):
        for column, value in enumerate(line):
            shade = found.get(f"shade_{place}_{row}_{column}")
            assert (shade is None) == (value is None)
            if shade is not None:
                drawn[value] = sum(shade.get_facecolor()[:3])
    assert sorted(drawn, reverse=True) == sorted(drawn, key=drawn.__getitem__)


@pytest.mark.parametrize("name", CHARTS)
def test_every_value_is_drawn_where_the_chart_has_it_and_all_words_lie_inside(name):
    chart = CHARTS[name]
    for size in picture.SIZES:
        sheet = composition.draw(cleared(chart), size, "OFFICIAL")
        assert_same(chart, sheet.drawing)
        assert sheet.width == pytest.approx(size.width * 72 / 25.4) and sheet.height <= size.tallest * 72 / 25.4 + 0.01
        grey = [line for line in sheet.drawing.findobj() if getattr(line, "get_color", lambda: "")() == chart_drawing.GRID]
        assert sum(not isinstance(line, Text) for line in grey) <= 10
        sheet.drawing.set_dpi(300)
        canvas = FigureCanvasAgg(sheet.drawing)
        wide, high = canvas.get_width_height()
        for words in sheet.drawing.findobj(Text):
            if words.get_text():
                assert words.get_rotation() == 0
                box = words.get_window_extent(canvas.get_renderer())
                assert box.x0 >= 0 and box.x1 <= wide and box.y0 >= 0 and box.y1 <= high, (size.name, words)


def test_a_chart_of_every_kind_is_among_them():
    made = {
        node.name
        for path in [*(PROJECT / "analysis/figures/charts").glob("*.py"), PROJECT / "analysis/loaded/calendar_chart.py"]
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef)
        and isinstance(last := node.body[-1], ast.Return)
        and isinstance(last.value, ast.Dict)
        and [ast.unparse(key) for key in last.value.keys if key] == ["'data'", "'layout'"]
    }
    assert len(made) > 8 and made <= set(CHARTS)


def test_every_indicator_of_the_demonstration_can_be_drawn(demo_data):
    drawn = [indicator_figures.indicator(state, CAPTION).chart for state in measures.states() if state.filled]
    drawn = [chart for chart in drawn if chart]
    assert len(drawn) > 20
    for chart in drawn:
        assert not translated.unknown(chart)
        assert_same(chart, composition.draw(cleared(chart), picture.COLUMN, "OFFICIAL").drawing)


@pytest.mark.parametrize(
    "strange",
    [
        {"data": [{"type": "pie", "values": [1]}]},
        {"data": [{"type": "scatter", "mode": "lines", "x": [1], "y": [1], "stackgroup": "one"}]},
        {"data": [{"type": "scatter", "mode": "lines", "x": [1], "y": [1], "connectgaps": True}]},
        {"data": [{"type": "scatter", "mode": "markers", "x": [1], "y": [1], "marker": {"symbol": ["circle", "star"]}}]},
        {"layout": {"annotations": [{"text": "a", "showarrow": True}]}},
        {"layout": {"shapes": [{"type": "circle"}]}},
        {"layout": {"yaxis": {"type": "log"}}},
        {"layout": {"images": []}},
    ],
)
def test_what_pictures_do_not_draw_is_refused_and_never_left_out(strange):
    chart = {"data": [], "layout": {"height": 200, "xaxis": {}, "yaxis": {}}}
    with pytest.raises(translated.NotDrawn, match="No picture could be made"):
        picture.png(cleared({**chart, **strange}), picture.COLUMN, "OFFICIAL")


# SVG read again


def path_of(drawn, name):
    """The points of a line of an SVG, stretch by stretch, y upwards."""
    group = next(each for each in drawn.iter() if each.get("id") == name)
    written = next(each for each in group if each.tag.endswith("path")).get("d").split()
    stretches, at = [], 0
    while at < len(written):
        if written[at] == "M":
            stretches.append([])
        stretches[-1].append((float(written[at + 1]), -float(written[at + 2])))
        at += 3
    return stretches


def words_of(drawn):
    return [" ".join("".join(each.itertext()).split()) for each in drawn.iter() if each.tag.endswith("}text")]


def test_an_svg_holds_the_values_its_gaps_and_every_word():
    chart = CHARTS["trend"]
    caption = replace(CAPTION, source=f"{MADE_UP}street files")
    written = picture.svg(cleared(chart, caption=caption), picture.COLUMN, "OFFICIAL-SENSITIVE")
    drawn = ET.fromstring(written)
    at = next(place for place, trace in enumerate(chart["data"]) if trace.get("name") == "Drake")
    values = chart["data"][at]["y"]
    stretches = path_of(drawn, f"trace_{at}")
    known = [list(group) for is_known, group in groupby(values, lambda value: value is not None) if is_known]
    assert [len(each) for each in stretches] == [len(each) for each in known]
    heights, numbers_drawn = [y for each in stretches for _, y in each], [value for each in known for value in each]
    slope, offset = np.polyfit(numbers_drawn, heights, 1)
    assert slope > 0 and np.abs(slope * np.array(numbers_drawn) + offset - heights).max() < 0.01
    text = " ".join(words_of(drawn))
    for said in ("A title", "A sentence.", "Hatched: not comparable.", caption.text(), "OFFICIAL-SENSITIVE", composition.MADE_UP):
        assert said in text
    assert "Drake & <Ham>" in text
    assert b"<script" not in written and b"dc:date" not in written


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("trend", "Crimes a month and crimes"),
        ("funnel", "Offences per 1,000 residents by residents of the ward"),
        ("dots", "Per 1,000"),
    ],
)
def test_the_second_title_says_what_is_measured_where_and_when(name, what):
    assert composition.measured(cleared(CHARTS[name])) == f"{what}, Anytown, September 2025"


def test_text_from_files_is_text_in_svg_and_png():
    chart = bars.bars([HOSTILE], [3], HOSTILE, words=[HOSTILE.replace("<", "&lt;")])
    figure = cleared(chart, title=HOSTILE, sentence=f"{HOSTILE}\u202e\x00\x1b end", notes=(HOSTILE,))
    figure = replace(figure, caption=Caption(HOSTILE, HOSTILE, HOSTILE, "3f9a1b2c"))
    written = picture.svg(figure, picture.PAGE, "OFFICIAL")
    text = " ".join(words_of(ET.fromstring(written)))
    assert text.count(HOSTILE) >= 4 and f"{HOSTILE} end" in text
    assert b"<script" not in written and b"<a " not in written and "\u202e".encode() not in written
    drawn = Image.open(io.BytesIO(picture.png(figure, picture.PAGE, "OFFICIAL")))
    assert drawn.info["Title"] == HOSTILE and "\x00" not in drawn.info["Description"]


def test_long_notes_give_way_on_a_slide_before_its_letters_shrink():
    """The size of letters is told by the title; the notes on marks of the chart stay."""

    def title(figure):
        drawn = [each for each in composition.draw(figure, picture.SLIDE, "OFFICIAL").drawing.findobj(Text) if each.get_text()]
        return next(each.get_fontsize() for each in drawn if "A title" in each.get_text()), " ".join(
            each.get_text() for each in drawn
        )

    long = "A caveat that goes on and on about what the figure counts and what it leaves out. " * 40
    figure = cleared(CHARTS["control_chart"], notes=(long, "Hatched: not comparable.", "Grey: no file."))
    size, said = title(figure)
    short, _ = title(replace(figure, notes=("Hatched: not comparable.",)))
    assert size >= 0.85 * short
    assert "Hatched: not comparable. Grey: no file." in said and "All notes stand with the table." in said
    assert "All notes stand" not in title(replace(figure, notes=("A note.",)))[1]


def test_a_png_has_300_dots_an_inch_and_the_size_asked_for():
    for size in picture.SIZES:
        drawn = Image.open(io.BytesIO(picture.png(cleared(CHARTS["trend"]), size, "OFFICIAL")))
        assert drawn.width == pytest.approx(size.width / 25.4 * 300, abs=2) and drawn.info["dpi"][0] == pytest.approx(
            300, abs=0.1
        )
        assert drawn.info["Description"].startswith("OFFICIAL · ") and np.asarray(drawn).std() > 5


def test_pictures_are_the_same_every_time_and_in_every_thread():
    figure = cleared(CHARTS["control_chart"])
    with ThreadPoolExecutor(4) as threads:
        drawn = set(threads.map(lambda _: picture.svg(figure, picture.COLUMN, "OFFICIAL"), range(4)))
        packed = set(threads.map(lambda _: picture.png(figure, picture.COLUMN, "OFFICIAL"), range(3)))
    assert len(drawn) == 1 and len(packed) == 1


def test_nobody_waits_for_matplotlib_but_who_asks_for_a_picture():
    said = "import sys, analysis.exports.picture; sys.exit('matplotlib' in sys.modules)"
    subprocess.run([sys.executable, "-c", said], cwd=PROJECT, check=True)
    sources = [path.read_text(encoding="utf-8") for path in (PROJECT / "analysis/exports").glob("*.py")]
    assert not any("pyplot" in source for source in sources)


# Maps


def square(west, south, size=0.02):
    corners = [[west, south], [west + size, south], [west + size, south + size], [west, south + size], [west, south]]
    return {"type": "Polygon", "coordinates": [corners]}


def feature(code, **properties):
    return {"type": "Feature", "id": code, "geometry": square(-4.17 + 0.02 * len(code), 50.36), "properties": properties}


def collection(*features):
    return {"type": "FeatureCollection", "features": list(features)}


def test_wards_are_drawn_in_their_colours_with_names_and_legend():
    rows = pd.DataFrame({"ward_code": ["E", "EE"], "ward_name": ["Drake", "Ham"], "chosen": [30, 9], "population": [9000, None]})
    wards = collection(feature("E", ward_code="E", ward_name="Drake"), feature("EE", ward_code="EE", ward_name="Ham"))
    deck, classes = crime_figures.ward_map(selection(wards=("E",)), rows, wards, "Count", False)
    figure = cleared(deck, legend=maps.legend(classes, "crimes"))
    sheet = composition.draw(figure, picture.COLUMN, "OFFICIAL")
    found = by_id(sheet.drawing)
    for code, count in (("E", 30), ("EE", 9)):
        colour = classes.colour(count, False)
        assert found[f"wards_{code}"].get_facecolor() == pytest.approx([part / 255 for part in colour])
    # A ward of 0.02 degrees of latitude is 2,225 metres high on the ground.
    top, bottom = (sorted(found["wards_E"].get_path().vertices[:, 1])[at] for at in (-1, 0))
    assert top - bottom == pytest.approx(2225, rel=0.02)
    words = words_of(ET.fromstring(picture.svg(figure, picture.COLUMN, "OFFICIAL")))
    assert {"Drake", "Ham", "9", "30", "crimes"} <= set(words) and "500 m" in words


def test_cells_and_zones_are_drawn_with_their_numbers():
    chosen = selection()
    found = hotspot_places.in_cells(chosen, [60, 9])
    wards, zones = (
        collection(feature("EEE", ward_code="EEE", ward_name="Drake")),
        collection(feature("Z", zone_id="Z", name="Quay")),
    )
    view, ten = hotspot_views.ranked_view(chosen, found), ten_places.ten_places(found)
    deck = hotspot_figures.hotspot_map(chosen, found, view, ten, wards, zones, "Z", False)
    outlines = {"land", "coast", "bands", "cells", "wards", "zones", "chosen", "chosen_zone"}
    assert {layer.id for layer in deck.layers} == outlines | {"zone_marks", "street_names", "ten_places"}
    figure = cleared(deck, legend=hotspot_figures.legend(view, "crimes in a cell", False))
    words = words_of(ET.fromstring(picture.svg(figure, picture.SLIDE, "OFFICIAL")))
    assert {"A", "1", "2", "60 (together 87%)", "crimes in a cell"} <= set(words)
    table = pd.DataFrame({"Cell": ["SX 474 544"], "Crimes": [60]})
    whole = Figure("cells", "Cells", "The busiest.", None, table, CAPTION, OPEN, notes=("No hours.",))
    on_paper = hotspot_figures.with_map(whole, chosen, found, view, ten, wards, zones)
    assert on_paper.notes[0] == "Zones, indicative: A Quay." and on_paper.notes[1].startswith("The busiest cells: 1 ")
    assert on_paper.legend.unit == "crimes in a cell" and on_paper.notes[-1] == "No hours."
    drawn_once = hotspot_views.density_view(chosen, found)
    smooth = hotspot_figures.hotspot_map(chosen, found, drawn_once, ten, wards, zones, None, False)
    assert picture.svg(cleared(smooth, legend=hotspot_figures.legend(drawn_once, "", False)), picture.SLIDE, "OFFICIAL")
    deck.layers[2]._kwargs["extruded"] = True
    with pytest.raises(translated.NotDrawn, match="cells: extruded"):
        picture.svg(figure, picture.SLIDE, "OFFICIAL")


def test_months_are_named_evenly_and_no_more_than_asked_for():
    whole = axis.read({"type": "date", "range": ["2020-09-15", "2025-09-30"], "nticks": 8}, [])
    assert ["".join(run.text for run in line) for _, (line,) in whole.ticks] == [f"Jan {year}" for year in range(21, 26)]
    year = axis.read({"type": "date", "range": ["2024-09-16", "2025-09-16"], "nticks": 8}, [])
    assert [date.fromordinal(int(day)).month for day, _ in year.ticks] == [11, 1, 3, 5, 7, 9]
