"""Charts without colour: what marks them stands out from its page, and lines are told apart by more than colour."""

from datetime import date

import pytest

from analysis.figures.charts import palette, period_lines
from analysis.methods import series
from analysis.methods.series import Series

PAGES = {"light": (palette.PAGE, {}), "dark": (palette.DARK_THEME[palette.PAGE], palette.DARK_THEME)}
OF_MARKS = (*palette.SERIES, palette.DARK_GREY, palette.CONTEXT_GREY, palette.MID_BLUE, palette.INK)


def grey(colour):
    """How light a colour is without its hue: relative luminance, WCAG 2.2."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    high, low = sorted((grey(one), grey(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_reckoning_gives_the_published_contrasts():
    """Government Analysis Function, "Data visualisation: colours in charts": against white."""
    published = {palette.BLUE: 10.25, palette.TEAL: 3.17, palette.PLUM: 9.77, palette.ORANGE: 3.03}
    assert {colour: round(contrast(colour, "#FFFFFF"), 2) for colour in published} == pytest.approx(published, abs=0.02)


@pytest.mark.parametrize("theme", PAGES)
def test_every_colour_of_a_mark_stands_out_in_grey(theme):
    page, exchanged = PAGES[theme]
    assert not [colour for colour in OF_MARKS if contrast(exchanged.get(colour, colour), page) < 3]


def test_lines_that_are_alike_in_grey_are_named_where_they_end():
    """Blue and plum are as dark as each other: each of four lines, the most there are, has its name beside it."""
    assert contrast(palette.BLUE, palette.PLUM) < 1.5
    names = ["One", "Two", "Three", "Four"]
    values = [[float(5 * at + n) for n in range(6)] for at in range(len(names))]
    lines = [Series(name, tuple(series.monthly(date(2025, 1, 1), each))) for name, each in zip(names, values, strict=True)]
    layout = period_lines.period_lines(lines, "%")["layout"]
    said = " ".join(str(each.get("text")) for each in layout.get("annotations", ()))
    assert all(name in said for name in names) and not layout.get("showlegend")
