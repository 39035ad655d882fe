"""Tables as HTML: every row, named by its first cell, written as on screen, and every text as text."""

from datetime import date

import pandas as pd

from analysis.exports import written_table
from tests.analysis.test_pictures import HOSTILE


def test_numbers_days_and_blanks_are_written_as_on_screen() -> None:
    table = pd.DataFrame(
        {
            "Ward": ["Drake", None],
            "Crimes": pd.array([1234, None], dtype="Int64"),
            "Rate": [8.0, None],
            "Change": [12.4, -3.0],
            "Due": [date(2025, 3, 31), None],
            "Late": [True, False],
        }
    )
    made = written_table.table(table, "By ward & month", {"Crimes": "localized", "Rate": "%.1f", "Change": "%+.0f"})
    assert '<caption><span class="unseen">By ward &amp; month</span></caption>' in made and 'class="written">' in made
    assert '<tr><th scope="row">Drake</th>' in made and made.count('<th scope="col"') == 6
    assert '<th scope="col" class="number"><button type="button" class="sorts">Crimes</button></th>' in made
    for cell in ("1,234", "8.0", "+12", "−3"):
        assert f'<td class="number">{cell}</td>' in made
    assert '<td data-order="2025-03-31" class="whole">31 March 2025</td>' in made and "<td>True</td>" in made
    assert made.count('<td class="number"></td>') == 2 and "nan" not in made.lower() and "abbr" not in made


def test_what_may_not_be_shown_is_a_c_with_its_meaning() -> None:
    table = pd.DataFrame({"Period": ["June", "July"], "People": [7.0, None], "Status": ["final", "c: not shown, fewer than 5"]})
    made = written_table.table(table, "People helped")
    assert made.count('<abbr title="not shown">c</abbr>') == 1
    assert made.endswith("<p>c: confidential: not shown, because so few people or records would be counted.</p></div>")


def test_text_is_text_and_a_long_table_is_for_paper_and_says_what_is_left_out() -> None:
    made = written_table.table(pd.DataFrame({HOSTILE: [HOSTILE] * 250}), HOSTILE)
    assert "<script" not in made and "&lt;script&gt;" in made
    assert made.count("<tr>") == 1 + 100 and "The first 100 of 250 rows; the file of the table has all." in made
    assert 'class="written on_paper"' in made and 'class="written on_paper"' in written_table.table(
        pd.DataFrame({"a": range(51)}), ""
    )
    assert "on_paper" not in written_table.table(pd.DataFrame({"a": range(50)}), "")
    assert "The first" not in written_table.table(pd.DataFrame({"a": range(100)}), "")
