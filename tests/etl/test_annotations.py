"""A dated note that falls on no chart is said when it is loaded: of another area, or of a day without figures."""

import pytest

from etl.acts import loading
from tests.etl import anytown
from tests.etl.anytown import load, table, write
from tests.etl.test_values import VALUES, figure

NOTES = ["date", "indicator_id", "area_code", "text"]


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Anytown with figures of two indicators handed in: L6 for December 2024, N1 from January 2023 on."""
    folder = tmp_path_factory.mktemp("notes")
    data = anytown.data_folder(folder / "data")
    figures = table(VALUES, [figure(5.0, "2024-12"), figure(40, "2024-12", id="N1"), figure(41, "2023-01", id="N1")])
    done = load(data, *anytown.lookup_files(folder), write(folder / "values.csv", figures), confirmed=False)
    assert set(anytown.verdicts(done)) == {"accepted"}
    return data


def said(data, folder, *rows):
    ((verdict, problems),) = [
        (report.verdict, report.problems)
        for report in loading.screen(
            data, loading.Handed([write(folder / "annotations.csv", table(NOTES, [list(row) for row in rows]))])
        )
    ]
    return verdict, [(each.result, each.line, each.column) for each in problems if each.check == "note_on_no_chart"], problems


@pytest.mark.parametrize(
    ("row", "verdict", "result", "column"),
    [
        (("2024-12-05", "L6", "", "Shown"), "accepted", None, ""),
        (("2023-06-01", "N1", anytown.AREA, "Between two figures"), "accepted", None, ""),
        (("2024-12-05", "", "", "Shown on every chart"), "accepted", None, ""),
        (("2022-12-05", "", "", "Before all figures"), "needs_confirmation", "warning", "date"),
        (("2023-06-01", "L6", "", "Before its figures"), "needs_confirmation", "warning", "date"),
        (("2024-12-05", "L6", "E06999999", "Elsewhere"), "needs_confirmation", "warning", "area_code"),
        (("2025-02-01", "L6", "", "Figures come later"), "accepted", "information", "date"),
        (("2024-12-05", "L1", "", "No figures of it yet"), "accepted", None, ""),
    ],
)
def test_a_note_on_no_chart_is_said(data, tmp_path, row, verdict, result, column):
    found, problems, _ = said(data, tmp_path, row)
    assert (found, problems) == (verdict, [(result, 2, column)] if result else [])


def test_the_words_name_the_days_of_the_figures(data, tmp_path):
    _, _, problems = said(data, tmp_path, ("2020-06-01", "N1", "", "Too early"))
    (words,) = [each.message for each in problems if each.check == "note_on_no_chart"]
    assert words == "Row 2: this note falls on no chart: N1 has figures from 2023-01-01 to 2024-12-28."


def test_figures_handed_in_together_with_the_note_count(data, tmp_path):
    figures = write(tmp_path / "values.csv", table(VALUES, [figure(5.1, "2023-05")]))
    notes = write(tmp_path / "annotations.csv", table(NOTES, [["2023-05-02", "L6", "", "Now it has figures"]]))
    reports = loading.screen(data, loading.Handed([figures, notes]))
    assert [each.check for report in reports for each in report.problems if each.check == "note_on_no_chart"] == []
