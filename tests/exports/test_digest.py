"""The digest: what it tells since a day, that it says so where nothing is new, and that its HTML holds text as text."""

import re
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import pytest

from analysis.__main__ import main
from analysis.exports import digest
from analysis.indicators import overview
from tests.exports import making


@pytest.fixture
def figures(demo_data):
    return making.figures_by_name()


def test_what_changed_is_told_with_its_marking_and_release(figures):
    found = digest.digest(figures, date(2025, 9, 1))
    text = found.text()
    assert not found.nothing_new and found.headline.startswith("New since 1 September 2025: ")
    then = overview.cut(
        list(figures.states.values()),
        digest.indicators.answers([one.indicator for one in figures.states.values()], figures.shown.ask),
        date(2025, 9, 1),
    )
    told = overview.since(then, list(figures.states.values()), "", date(2025, 9, 1)).statements
    assert told and all(one.text in text for one in told)
    assert text.startswith("OFFICIAL · Demonstration data: made up") and text.rstrip().endswith("not real crimes.")
    assert figures.shown.id in text and "No file is late." in text
    fallen = [line for line in text.splitlines() if "due " in line and "Who must act" in line]
    days = [re.search(r"due (\d+ \w+ \d{4})", line)[1] for line in fallen]
    assert days and all(int(day[-4:]) >= 2025 for day in days)


def test_nothing_new_is_said(figures):
    found = digest.digest(figures, making.TODAY)
    assert found.nothing_new and found.headline == "Nothing new since 3 April 2026."
    assert "Nothing has changed since then." in found.text()


def test_a_day_ahead_and_one_that_is_none_are_sentences(demo_data, tmp_path, capsys):
    out = ["--data", str(demo_data), "--out", str(tmp_path / "out")]
    assert main(["digest", "--since", "2999-01-01", *out]) == 1
    assert "1 January 2999 lies ahead" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["digest", "--since", "31/12/2025", *out])
    assert "'31/12/2025' is not a date; write it as YYYY-MM-DD" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_html_is_whole_and_text_in_it_is_text(figures):
    found = digest.digest(figures, date(2025, 9, 1))
    hostile = replace(found, title=making.HOSTILE.replace("\x07", ""), sections=(("<script>", ("<b>x</b>",)),))
    page = hostile.page()
    assert "<script" not in page and "<b>" not in page and "&lt;b&gt;x&lt;/b&gt;" in page
    whole = ElementTree.fromstring(found.page().replace("<!DOCTYPE html>", "").replace('<meta charset="utf-8">', ""))
    assert whole.get("lang") == "en-GB"
    assert [one.text for one in whole.iter("h2")] == [
        "Indicators",
        "Late files",
        "Past their day since 1 September 2025",
        "Ratings",
    ]
    assert len(list(whole.iter("li"))) == sum(len(lines) for _, lines in found.sections)
