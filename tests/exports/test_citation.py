"""What goes with a figure that leaves: a sentence with its source, a file name, and text that is text in each kind of file."""

import csv
import io
import zipfile
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from analysis.exports import citation, contents, picture, workbook
from analysis.figures.figure import Caption, Cleared
from analysis.words import periods
from tests.analysis.sentences import faults
from tests.analysis.test_pictures import HOSTILE

PERIOD = periods.whole(date(2024, 10, 1), date(2025, 9, 1))
CAPTION = Caption("police street files", PERIOD, "Drake and Stoke", "3f9a1b2c4d5e6f70", attribution="")
FIGURE = Cleared("trend", "Robbery in Drake", "31 crimes recorded in September 2025.", None, pd.DataFrame(), CAPTION, (), "", {})


def test_a_citation_says_the_figure_its_source_and_its_marking():
    said = citation.cited(FIGURE, "OFFICIAL")
    assert said == (
        "Robbery in Drake. 31 crimes recorded in September 2025. [OFFICIAL. Source: police street files · October 2024 to "
        "September 2025 · Drake and Stoke · release 3f9a1b2c.]"
    )
    assert faults(said.partition(" [")[0]) == []


@pytest.mark.parametrize(
    ("caption", "size", "name"),
    [
        (CAPTION, None, "trend_Drake-and-Stoke_2024-10_to_2025-09_release_3f9a1b2c.csv"),
        (CAPTION, picture.SLIDE, "trend_Drake-and-Stoke_2024-10_to_2025-09_release_3f9a1b2c_slide.csv"),
        (
            replace(CAPTION, area="Môn/../=cmd", period="as loaded, 2025"),
            None,
            "trend_Mon-cmd_as-loaded-2025_release_3f9a1b2c.csv",
        ),
        (
            replace(CAPTION, area="", period="\u202e" + "long " * 40),
            None,
            f"trend_{('long-' * 12).strip('-')}_release_3f9a1b2c.csv",
        ),
    ],
)
def test_a_file_name_says_figure_area_period_and_release_and_nothing_that_a_system_minds(caption, size, name):
    assert citation.file_name(replace(FIGURE, caption=caption), "csv", size) == name


def test_formulas_and_scripts_in_every_field_are_text_in_csv_and_xlsx():
    table = pd.DataFrame({HOSTILE: [HOSTILE, "@SUM(A1)", "\t=1", "-2+3"], "Crimes": [7, 12, None, 9]})
    caption = Caption(HOSTILE, HOSTILE, HOSTILE, "3f9a1b2c")
    figure = replace(FIGURE, title=HOSTILE, sentence=HOSTILE, table=table, caption=caption, notes=(HOSTILE,))
    rows = list(csv.reader(io.StringIO(figure.csv("OFFICIAL").decode("utf-8-sig"), newline="")))
    assert all(not cell.startswith(("=", "@", "\t", "+")) for row in rows[1:] for cell in row)
    assert rows[4][0] == "'-2+3" and rows[4][1] in ("9", "9.0")
    made = workbook.xlsx(contents.of_one(figure, HOSTILE, "OFFICIAL", date(2025, 1, 1)))
    parts = zipfile.ZipFile(io.BytesIO(made))
    assert not any(b"<f>" in parts.read(name) for name in parts.namelist()) and "xl/externalLinks" not in str(parts.namelist())
    book = CalamineWorkbook.from_object(io.BytesIO(made))
    rows = book.get_sheet_by_name("Table 1").to_python()
    assert [row[0] for row in rows[-4:]] == [HOSTILE, "@SUM(A1)", "\t=1", "-2+3"]
    assert [row[1] for row in rows[-4:]] == [7, 12, "[x]", 9]
    assert "OFFICIAL" in str(rows)
