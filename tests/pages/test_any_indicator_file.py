"""Any file of indicator figures that the door lets in gives states, figures and pages: none of them ends in a fault.

Values, periods, denominators and statuses are drawn over all that the declaration of the source allows.
"""

import csv
import re
import shutil
import tempfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from analysis.figures import disclosure
from analysis.figures.figure import Caption
from analysis.indicators import asked as indicators
from analysis.indicators import board, detail, overview, what_changed
from analysis.indicators import cards as indicator_cards
from analysis.indicators import figures as indicator_figures
from analysis.indicators import sparklines as pictures
from analysis.indicators import states as measures
from analysis.release.database import ask, release
from etl.acts import loading
from tests.conftest import PROJECT, TESTER

HEADINGS = ["indicator_id", "period_start", "period_end", "area_code", "breakdown", "numerator", "denominator", "value"]
HEADINGS += ["lower", "upper", "status", "note"]
AREA, ELSEWHERE = "E06000026", "E06000027"
CAPTION = Caption("source", "period", "area", "release")
EVERY_PAGE = str(PROJECT / "pages" / "every_page.py")
PAGES = ("violence/overview.py", "violence/pillars.py", "violence/indicator.py", "extracts/definitions.py")

DECLARED = {one.id: one for one in indicators.declared() if one.source == "indicator_values"}
days = st.dates(date(1999, 12, 1), date(2026, 10, 31))
lengths = st.sampled_from((0, 27, 28, 29, 30, 88, 89, 90, 91, 120, 364, 365, 366, 1095))
numbers = st.one_of(
    st.sampled_from((0, 1, 2, 4, 5, 9, 10, 100, 0.1, 33.3, 99.95, 1e-9, 1e9)),
    st.integers(0, 2000),
    st.floats(0, 1e7, allow_nan=False, allow_subnormal=False),
)
blank = st.just("")


@st.composite
def rows(draw, ids):
    """The rows of one indicator: a run of successive periods, or periods anywhere; shares, counts, blanks and hidden figures."""
    one = DECLARED[draw(st.sampled_from(ids))]
    breakdown = draw(st.sampled_from(("", *one.labels)))
    first, step = draw(days), draw(st.sampled_from((0, 1, 3, 4, 12)))
    found = []
    for place in range(draw(st.integers(1, 30))):
        start = months_later(first.replace(day=1), step * place) if step else draw(days)
        end = months_later(start, step) - timedelta(days=1) if step else start + timedelta(days=draw(lengths))
        denominator = draw(st.one_of(blank, st.just(0), numbers))
        numerator = draw(st.one_of(blank, numbers)) if denominator == "" else draw(st.floats(0, 1)) * float(denominator)
        status = draw(st.sampled_from(("final", "final", "final", "provisional", "estimated", "suppressed")))
        value = "" if status == "suppressed" else draw(st.one_of(numbers, blank) if not place else numbers)
        per = 100.0 if one.is_share else float(one.rate_per or 0)
        if value != "" and per and numerator != "" and denominator not in ("", 0):
            value = per * float(numerator) / float(denominator)  # a value that contradicts its own parts is asked about
        if value != "" and one.is_share:
            value = min(float(value), 100.0)
        interval = draw(st.booleans()) and value != ""
        low, high = (float(value) / 2, float(value) * 1.5) if interval else ("", "")
        area = draw(st.sampled_from((AREA, AREA, AREA, ELSEWHERE)))
        found.append([one.id, start, end, area, breakdown, numerator, denominator, value, low, high, status, ""])
    return found


def months_later(day, months):
    """The first of the month so many months later."""
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, 1)


files = st.lists(rows(list(DECLARED)), min_size=1, max_size=4).map(lambda parts: unique([row for part in parts for row in part]))


def unique(found):
    """One row a key, as the door asks for."""
    return list({tuple(row[:5]): row for row in found}.values())


class Loaded:
    """A data folder of its own with one file loaded; `accepted` says whether the door let it in."""

    def __init__(self, found):
        self.folder = Path(tempfile.mkdtemp(prefix="indicator_file_"))
        file = self.folder / "values.csv"
        with file.open("w", newline="", encoding="utf-8") as out:
            csv.writer(out).writerows([HEADINGS, *found])
        done = loading.load(self.folder / "data", loading.Handed([file]), TESTER, confirmed=True)
        self.accepted = bool(done.release) and {report.verdict for report in done.reports} == {"accepted"}
        self.said = [problem for report in done.reports for problem in report.problems]

    def __enter__(self):
        self.patch = pytest.MonkeyPatch()
        self.patch.setenv("VIOLENCE_DATA", str(self.folder / "data"))
        return self

    def __exit__(self, *_):
        self.patch.undo()
        shutil.rmtree(self.folder, ignore_errors=True)


def every_word(found):
    """All that the pages would say and draw of these states; a fault anywhere is an error here."""
    assert not [one.indicator.id for one in found if one.fault], "a state could not be worked out"
    declared = [one.indicator for one in found]
    answers = indicators.answers(declared, ask)
    said = [overview.headline(found), what_changed.nothing_else(found), *board.strongest(found), *board.without_figures(found)]
    for one in (each for each in found if each.filled):
        figure = indicator_figures.indicator(one, CAPTION)
        said += [figure.title, figure.sentence, figure.alt, *figure.notes, one.judgement, one.target]
        said += [
            indicator_cards.body(disclosure.leave(indicator_cards.card(one, CAPTION)), one),
            detail.headline(one, "here"),
        ]
        said += [pictures.sparkline(one, dark) for dark in (False, True)]
        disclosure.leave(figure)
        for day in (one.point.first, one.point.last, date(2020, 2, 29)):
            then = overview.cut([one], answers, day)
            assert not then[0].fault
            since = overview.since(then, [one], overview.compared_by_day(day), day)
            said += [since.rest, since.unchanged, *(each.text for each in since.statements)]
    for pillar in what_changed.pillar_states(found):
        said += [pillar.words, pillar.counts, str(indicator_figures.summary(pillar))]
    return said


def held(found):
    """Load, and look at everything."""
    with Loaded(found) as loaded:
        if loaded.accepted:
            said = " ".join(every_word(measures.states(indicators.declared())))
            assert not re.search(r"\b(nan|inf|None(?! of\b))\b", said), said
            assert release() is not None
    return loaded


SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=SLOW)
@given(files)
def test_any_accepted_file_gives_states_and_figures(found):
    held(found)


@pytest.mark.endurance
@settings(max_examples=400, deadline=None, derandomize=True, suppress_health_check=SLOW)
@given(files)
def test_any_accepted_file_gives_states_and_figures_many_times(found):
    held(found)


@pytest.mark.parametrize(
    "found",
    [
        [["L6", "2023-01-01", "2023-12-31", AREA, "", 0, 0, "", "", "", "final", ""]],
        [
            ["L6", "2023-01-01", "2023-12-31", AREA, "", 0, 0, 0, "", "", "final", ""],
            ["L6", "2024-01-01", "2024-12-31", AREA, "", 10, 100, 10, "", "", "final", ""],
        ],
        [["N1", "2024-01-01", "2024-02-28", AREA, "", "", "", 12, "", "", "final", ""]],
        [["N1", "2024-02-29", "2024-02-29", AREA, "", "", "", 12, "", "", "final", ""]],
    ],
    ids=["nothing of nothing", "a share of nobody", "ends on 28 February of a leap year", "the leap day alone"],
)
def test_awkward_figures_give_pages_that_draw(found):
    with Loaded(found) as loaded:
        every_word(measures.states(indicators.declared()))
        app = AppTest.from_file(EVERY_PAGE, default_timeout=60).run()
        for page in PAGES:
            app.switch_page(page).run()
            assert not app.exception, page
            assert "could not be" not in " ".join(each.value for each in (*app.markdown, *app.warning)).lower(), page
    assert loaded.accepted, loaded.said
