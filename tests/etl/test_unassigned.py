"""What a Home Office table says of itself: notes of offences under no partnership, and a jump of their share."""

from datetime import date

import pytest

from analysis.indicators import asked as indicators
from analysis.indicators import indicator_state
from analysis.indicators import states as measures
from etl.acts import loading, verifying
from tests.etl import anytown
from tests.etl.anytown import load, rows, write
from tests.etl.test_home_office import HEADINGS
from tests.extracts import workbooks

FORCE = "Devon and Cornwall"
NOTE = (
    "Devon & Cornwall: Due to ongoing IT issues, offences for the Anytown Community Safety Partnership are recorded under the"
    " group 'Unassigned Devon and Cornwall' for the year ending March 2025."
)
BREAKS = "SELECT source, from_month::VARCHAR, to_month::VARCHAR, reason FROM breaks WHERE source = 'home_office_csp' ORDER BY 2"


def year(name, own=100, unassigned=0):
    found = [HEADINGS]
    for quarter in range(1, 5):
        for csp, count in (("Anytown", own), ("Elsewhere", 300), (f"Unassigned {FORCE}", unassigned)):
            found.append([name, quarter, FORCE, csp, "Assault with injury", "Violence", "With injury", "8N", count])
    return found


def book(folder, sheets, notes=(), name="book.xlsx"):
    beside = {"Notes": [["Force Notes"], *([note] for note in notes)]} if notes else {}
    return write(folder / name, workbooks.xlsx({**beside, **sheets}))


def checks(reports):
    return {report.file.rsplit("!", 1)[-1]: {p.check for p in report.problems} - {"sheets_passed_over"} for report in reports}


@pytest.fixture
def data(tmp_path):
    return anytown.data_folder(tmp_path / "data")


def test_a_note_marks_the_year_that_it_speaks_of_and_is_quoted(data, tmp_path):
    sheets = {"2023_24": year("2023/24"), "2024_25": year("2024/25", 40, 60), "2025_26": year("2025/26")}
    done = load(data, book(tmp_path, sheets, [NOTE]))
    assert checks(done.reports) == {"2023_24": set(), "2024_25": {"source_note", "unassigned_jump"}, "2025_26": set()}
    assert rows(data, BREAKS) == [("home_office_csp", "2024-04-01", "2025-03-01", f"The Home Office notes: {NOTE}")]
    assert verifying.verify(data) == []


def test_a_note_counts_as_long_as_its_file_stands(data, tmp_path):
    load(data, book(tmp_path, {"2024_25": year("2024/25", 40, 60)}, [NOTE]))
    load(data, book(tmp_path, {"2024_25": year("2024/25")}, name="corrected.xlsx"))
    assert rows(data, BREAKS) == []


@pytest.mark.parametrize(
    ("note", "first", "last"),
    [
        ("Unassigned holds Anytown from 2024 onwards.", "2024-04-01", "2025-03-01"),
        ("Unassigned holds Anytown since October 2024.", "2024-10-01", "2025-03-01"),
        ("In 2024/25 Anytown's offences are unassigned.", "2024-04-01", "2025-03-01"),
        ("Anytown: unassigned for the quarter ending June 2024.", "2024-04-01", "2024-06-01"),
        (f"For the year ending March 2025, data for some areas within {FORCE} are unassigned.", "2024-04-01", "2025-03-01"),
        ("Kent: data for Maidstone are recorded under an unassigned CSP group from 2024 onwards.", None, None),
        (f"{FORCE}: data for Elsewhere are unassigned from 2024 onwards.", None, None),
        ("Anytown was redrawn in 2024.", None, None),
    ],
)
def test_what_a_note_speaks_of(data, tmp_path, note, first, last):
    (report,) = loading.screen(data, loading.Handed([book(tmp_path, {"2024_25": year("2024/25")}, [note])]))
    assert report.verdict == "accepted"
    assert [(f"{one[0]}-01", f"{one[1]}-01") for one in report.breaks] == ([(first, last)] if first else [])


@pytest.mark.parametrize(("unassigned", "asked"), [(20, False), (24, True)])
def test_a_jump_of_the_share_without_a_partnership_is_asked(data, tmp_path, unassigned, asked):
    """20 of 420 are 4.8%, 24 of 424 are 5.7%; the year before had none."""
    load(data, book(tmp_path, {"2023_24": year("2023/24")}))
    path = book(tmp_path, {"2024_25": year("2024/25", 100, unassigned)}, name="new.xlsx")
    (report,) = loading.screen(data, loading.Handed([path]))
    assert (report.verdict == "needs_confirmation") == asked == ("unassigned_jump" in checks([report])["2024_25"])
    load(data, path)
    assert [(first, last) for _, first, last, _ in rows(data, BREAKS)] == [("2024-04-01", "2025-03-01")] * asked


def test_a_share_that_was_always_so_is_no_jump(data, tmp_path):
    sheets = {"2023_24": year("2023/24", 100, 60), "2024_25": year("2024/25", 100, 62)}
    assert all(report.verdict == "accepted" for report in loading.screen(data, loading.Handed([book(tmp_path, sheets)])))


def test_an_indicator_refuses_the_change_across_it(data, tmp_path, monkeypatch):
    load(data, book(tmp_path, {"2023_24": year("2023/24"), "2024_25": year("2024/25", 40, 60)}, [NOTE]))
    monkeypatch.setenv("VIOLENCE_DATA", str(data))
    (indicator,) = [one for one in indicators.declared() if one.id == "violence_with_injury"]
    (found,) = measures.states([indicator])
    assert found.point.first == date(2025, 1, 1) and found.point.value == 40
    assert NOTE.rstrip(".") in indicator_state.change_words(found)
    assert "fewer" not in indicator_state.change_words(found) and "less" not in indicator_state.change_words(found)
