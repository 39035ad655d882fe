"""Tables for paper: every row, written as on screen, and every text as text."""

from dataclasses import replace
from datetime import date

import pandas as pd

from analysis.exports import paper
from analysis.figures.figure import Caption, Cleared
from tests.analysis.test_pictures import HOSTILE

CAPTION = Caption("police street files", "2025", "Anytown", "3f9a1b2c4d5e6f70")


def figure(table: pd.DataFrame, **formats: str) -> Cleared:
    return Cleared("f", "t", "s", None, table, CAPTION, (), "", formats)


def test_numbers_days_and_blanks_are_written_as_on_screen() -> None:
    table = pd.DataFrame(
        {
            "Ward": ["Drake", None],
            "Crimes": pd.array([1234, None], dtype="Int64"),
            "Rate": [8.0, None],
            "Change": [12.4, -3.0],
            "Due": [date(2025, 3, 31), None],
        }
    )
    made = paper.table(figure(table, Crimes="localized", Rate="%.1f", Change="%+.0f"))
    assert "<tr><td>Drake</td>" in made and '<th class="number">Crimes</th>' in made and "<th>Ward</th>" in made
    for cell in ("1,234", "8.0", "+12", "-3"):
        assert f'<td class="number">{cell}</td>' in made
    assert "<td>31 March 2025</td>" in made and made.count('<td class="number"></td>') == 2 and "nan" not in made.lower()


def test_text_is_text_and_a_long_table_says_what_is_left_out() -> None:
    made = paper.table(figure(pd.DataFrame({HOSTILE: [HOSTILE] * 250})))
    assert "<script" not in made and "&lt;script&gt;" in made
    assert made.count("<tr>") == 1 + paper.MOST_ROWS and "The first 100 of 250 rows; the file of the table has all." in made
    assert "The first" not in paper.table(replace(figure(pd.DataFrame({"a": range(100)}))))
