"""Every file in tests/extracts/rejected gets the answer of its line in expected.csv, and changes nothing that is loaded.

All are screened; in make test the first of each source and verdict is handed to a load too, in make endurance every one.
"""

import csv
import io
import json
import shutil
import tempfile
from contextlib import redirect_stderr, redirect_stdout
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from analysis.declared import reference_tables
from analysis.declared.sources import sources
from etl.__main__ import main
from etl.door import screening
from etl.door.units import units
from etl.problems import CHECKS
from tests.conftest import PROJECT
from tests.etl import anytown
from tests.extracts import make
from tests.extracts.make import READ_AS, REJECTED, SAMPLES

MESSAGES = PROJECT / "tests" / "golden" / "messages.csv"
REPORT_KEYS = ["file", "source", "verdict", "periods", "rows", "loaded", "set_aside", "rejected", "problems"]
PROBLEM_KEYS = ["check", "result", "line", "column", "value", "message", "remedy"]
with (REJECTED / "expected.csv").open(newline="", encoding="utf-8") as table:
    EXPECTED = list(csv.DictReader(table))
UNITS = list(dict.fromkeys(line["file"] for line in EXPECTED))
FILES = list(dict.fromkeys(unit.split("!")[0] for unit in UNITS))
ELSEWHERE_TESTED = {"demonstration_loaded", "heading_matched", "name_personal", "rows_outside", "sheet_unchanged"}
ELSEWHERE_TESTED |= {"cells_small", "cells_elsewhere"}
ELSEWHERE_TESTED |= {"rows_by_time", "rows_of_other_month", "month_replaced", "records_gone"}
ELSEWHERE_TESTED |= {"areas_missing", "codes_not_placed", "layer_elsewhere", "outlines_disagree", "outlines_moved"}
ELSEWHERE_TESTED |= {"residents_differ", "rows_changed", "rows_taken_away", "wards_moved"}
ELSEWHERE_TESTED |= {"area_beside", "area_other", "count_below_zero", "count_not_whole", "counts_repeated", "grant_unknown"}
ELSEWHERE_TESTED |= {"hundred_times", "key_twice", "measure_unknown", "period_far_ahead", "project_unknown", "return_not_whole"}
ELSEWHERE_TESTED |= {
    "return_percent",
    "rows_repeated",
    "rows_replaced",
    "share_out_of_range",
    "suppressed_has_no_numerator",
    "breakdown_unknown",
    "value_jumps",
    "value_unlike_parts",
}
ELSEWHERE_TESTED |= {"grant_left_open", "grant_needed", "grant_said_twice", "part_of_nothing", "project_of_another_grant"}
ELSEWHERE_TESTED |= {"day_not_come", "forecast_passed", "period_outside_grant", "percent_as_part", "yes_no_number"}
ELSEWHERE_TESTED |= {"target_percent", "unit_unlike_kind", "move_beyond"}
ELSEWHERE_TESTED |= {"published_areas", "site_unknown", "zone_unknown"}
ELSEWHERE_TESTED |= {"few_corrected", "zones_drawn_anew"}
ELSEWHERE_TESTED |= {"note_on_no_chart", "area_total_revised", "source_note", "unassigned_jump"}
ELSEWHERE_TESTED |= {"narrative_too_long", "section_unknown", "quarter_outside_grant", "sign_off_to_come"}
"""Checks of what is loaded already, or of a file's name, not of a file: see test_withdrawal.py, test_heading_matches.py,
test_privacy.py, test_past.py, test_own_months.py, test_layers.py, test_values.py,
test_lists_add_up.py, test_unassigned.py, test_annotations.py, test_blank_workbook.py, test_grants.py,
test_published.py, test_activity.py, test_hospital.py, test_own_cells.py, test_delivery_checks.py, test_signed_returns.py,
test_side_by_side.py."""


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Anytown with places, residents and nine months of 20 crimes loaded, the last of them a file that is handed in again."""
    return loaded_anytown(tmp_path_factory.mktemp("anytown"))


def loaded_anytown(folder):
    data = anytown.data_folder(folder / "data")
    files = folder / "files"
    months = ["2024-06", "2024-07", "2024-08", "2024-09", "2024-10", "2024-11", "2024-12", "2025-01"]
    crimes = [anytown.crime(f"{month}{n}", month) for month in months for n in range(20)]
    street = anytown.write(files / "street.csv", anytown.street(crimes))
    places = [*anytown.lookup_files(files), *anytown.boundary_files(files), anytown.population_file(files)]
    codes = SAMPLES["offence_groups.csv"]
    # No project ships for Anytown: those that returns are judged beside are loaded.
    projects = reference_tables.shipped_file("projects.csv", "E06000026")
    done = anytown.load(data, *places, street, REJECTED / "loaded_already.csv", codes, projects)
    assert set(anytown.verdicts(done)) == {"accepted"}
    return data


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with all rejected files, the made ones too."""
    return all_files(tmp_path_factory.mktemp("rejected"))


def all_files(folder):
    for path in REJECTED.iterdir():
        shutil.copy(path, folder)
    for name in make.BUILDERS:
        make.build(name, folder)
    return folder


@pytest.fixture(scope="module")
def screened(data, folder):
    """What `screen --json` prints of a file, asked once: `screened(name)`. It ends with 1 and changes nothing that is loaded."""

    @cache
    def reports(name):
        before = anytown.fingerprint(data)
        found = answer(data, folder / name)
        assert anytown.fingerprint(data) == before
        return found

    return reports


def answer(data, path):
    said, complained = io.StringIO(), io.StringIO()
    with redirect_stdout(said), redirect_stderr(complained):
        assert main(["--data", str(data), "screen", "--json", str(path)]) == 1
    assert complained.getvalue() == ""
    return json.loads(said.getvalue())


def lines_of(report):
    """What is said of one unit, a line a problem, as the golden file of messages has it: the day of the test is TODAY."""
    today = str(date.today())
    return [
        [report["file"], *("" if p[key] is None else str(p[key]).replace(today, "TODAY") for key in PROBLEM_KEYS)]
        for p in report["problems"]
    ]


def write_messages():
    """python -c "from tests.etl.test_rejected import write_messages as w; w()": the golden file anew, to be read line by line."""
    with tempfile.TemporaryDirectory() as place:
        made = {name: Path(place) / name for name in ("anytown", "files")}
        for folder in made.values():
            folder.mkdir()
        data, folder = loaded_anytown(made["anytown"]), all_files(made["files"])
        found = [line for name in FILES for report in answer(data, folder / name) for line in lines_of(report)]
    with MESSAGES.open("w", newline="", encoding="utf-8") as table:
        csv.writer(table, lineterminator="\n").writerows([["file", *PROBLEM_KEYS], *found])


def test_every_message_is_the_golden_one_to_the_letter(screened):
    with MESSAGES.open(newline="", encoding="utf-8") as table:
        golden = list(csv.reader(table))[1:]
    found = [line for name in FILES for report in screened(name) for line in lines_of(report)]
    assert sorted(found) == sorted(golden)


@pytest.mark.parametrize("unit", UNITS)
def test_each_file_gets_its_answer_and_changes_nothing(screened, folder, unit):
    name = unit.split("!")[0]
    report = next(report for report in screened(name) if report["file"] == unit)
    for line in (line for line in EXPECTED if line["file"] == unit):
        assert report["verdict"] == line["verdict"]
        as_expected(report["problems"], line)
    assert_documented(report)
    assert_no_row_is_quoted(report, folder / name)


def not_loaded(capsys, data, path, verdict):
    """Refused files are loaded with --yes: a confirmation must not let them in."""
    before = anytown.fingerprint(data)
    confirmed = ["--yes"] if verdict == "refused" else []
    assert main(["--data", str(data), "load", *confirmed, str(path)]) == 1
    assert "Nothing has been loaded." in capsys.readouterr().err
    assert anytown.fingerprint(data) == before


def test_the_first_file_of_each_source_and_verdict_is_not_loaded(capsys, data, folder, screened):
    first = {}
    for name in FILES:
        if len(found := screened(name)) == 1:
            first.setdefault((found[0]["source"], found[0]["verdict"]), name)
    assert len(first) > 25
    for (_, verdict), name in first.items():
        not_loaded(capsys, data, folder / name, verdict)


@pytest.mark.endurance
@pytest.mark.parametrize("name", FILES)
def test_no_file_is_loaded(capsys, data, folder, screened, name):
    if len(found := screened(name)) == 1:  # of a ZIP with several members the good ones are loaded: see below
        not_loaded(capsys, data, folder / name, found[0]["verdict"])


def as_expected(problems, line):
    """One of the problems is the one that the table names."""
    wanted = (line["check"], line["line"], line["column"])
    found = [p for p in problems if (p["check"], str(p["line"] or ""), p["column"] or "") == wanted]
    assert found, f"expected {wanted}, got {problems}"
    assert any(line["value"] in (p["value"] or "") and line["remedy contains"] in p["remedy"] for p in found), found
    if line["value"]:
        assert any(p["value"] == line["value"] for p in found), found


def assert_documented(report):
    """Keys in their order and values in their types, as the documentation of --json has them."""
    assert list(report) == REPORT_KEYS
    assert report["source"] is None or report["source"] in sources()
    assert report["verdict"] in ("accepted", "needs_confirmation", "refused")
    assert report["periods"] is None or all(len(period) == 7 for period in report["periods"])
    counts = [report[key] for key in ("rows", "loaded", "set_aside", "rejected")]
    assert counts == [None] * 4 or (all(isinstance(n, int) for n in counts) and counts[0] == sum(counts[1:]))
    if report["verdict"] == "refused" and report["rows"] is not None:
        assert counts == [report["rows"], 0, 0, report["rows"]]
    assert report["problems"]
    for problem in report["problems"]:
        assert list(problem) == PROBLEM_KEYS
        assert problem["check"] in CHECKS or any(rule.check == problem["check"] for s in sources().values() for rule in s.rules)
        assert problem["result"] in ("fail", "warning", "information")
        assert problem["line"] is None or isinstance(problem["line"], int)
        assert problem["message"].endswith(".")
        assert problem["remedy"].endswith((".", "?")) or problem["result"] == "information"


def assert_no_row_is_quoted(report, path):
    """No message says more of a row than the cell that is at fault."""
    if path.suffix != ".csv" or not path.exists() or path.stat().st_size > 2_000_000:
        return
    text = path.read_bytes().decode("latin-1").replace("\0", "")
    for row in text.splitlines()[0 if path.name.startswith("heading_row") else 1 :]:
        cells = {cell.strip('" ') for cell in row.replace(";", ",").replace("\t", ",").replace("|", ",").split(",")}
        telling = [cell for cell in cells if len(cell) > 5 and cell not in ("period", "wardens")]
        for problem in report["problems"]:
            if problem["check"] == "key_doubled":
                continue  # the key says which record it is, and nothing else of it
            said = " ".join(str(problem[key]) for key in ("message", "value", "remedy"))
            assert len([cell for cell in telling if cell in said]) <= 1, f"{said} quotes {row}"


STRICTER = ["street_excel_id", "control_character", "line_separator", "street_location_name", "lsoa_code_of_another_kind"]


@pytest.mark.parametrize("name", [*STRICTER, "annotation_with_name", "partner_2400"])
def test_what_was_accepted_once_is_read_again_though_rules_became_stricter(tmp_path, name):
    """The typed rows of an archive are made again when a declaration changes: what stands must not be lost by it."""
    path = REJECTED / f"{name}.csv"
    (unit,) = units(path)
    assert screening.screen(screening.connect(), unit, tmp_path).verdict == "refused"
    report = screening.screen(screening.connect(), unit, tmp_path, again=True)
    rows = [line for line in path.read_text(encoding="utf-8").split("\n")[1:] if line.strip(",")]
    found = screening.connect().execute(f"SELECT count(*) FROM '{report.typed}'").fetchone()
    assert found == (len(rows),)


def test_no_file_is_left_out():
    kept = {path.name for path in REJECTED.iterdir()} - {"expected.csv"}
    named = {unit.split("!")[0] for unit in UNITS} - {"not_there.csv"}
    assert named == kept | make.BUILDERS


def test_every_check_has_a_file_that_triggers_it():
    shown = {line["check"] for line in EXPECTED}
    with READ_AS.open(newline="", encoding="utf-8") as table:
        shown |= {check for line in csv.DictReader(table) for check in line["information"].split()}
    rules = {rule.check for source in sources().values() for rule in source.rules}
    assert (set(CHECKS) | rules) - shown - ELSEWHERE_TESTED == set()


def test_of_many_faults_the_first_are_named_and_the_rest_counted(screened):
    (report,) = screened("many_faults.csv")
    assert [p["line"] for p in report["problems"] if p["result"] == "fail"] == list(range(2, 22))
    assert report["problems"][-1]["message"] == "5 further cells of column Crime type have the same fault."


def test_the_words_name_file_line_column_value_and_remedy(capsys, data):
    assert main(["--data", str(data), "screen", str(REJECTED / "crime_type_misspelt.csv")]) == 1
    out = capsys.readouterr()
    assert out.out == ""
    assert out.err.strip().splitlines() == [
        "crime_type_misspelt.csv: refused",
        "  Police recorded crime (street level)",
        "  4 rows: 0 loaded, 0 set aside, 4 rejected",
        "  fail: Row 3, column Crime type: 'Burglery' is not known here. Did you mean 'Burglary'? Write it exactly so."
        " Save the file and load it again. Nothing of it has been loaded.",
    ]


def test_of_a_zip_with_one_bad_member_the_good_one_is_kept(capsys, tmp_path, folder):
    data = anytown.data_folder(tmp_path / "data")
    assert main(["--data", str(data), "load", "--json", str(folder / "damaged_member.zip")]) == 1
    reports = json.loads(capsys.readouterr().out)["files"]
    assert [(r["file"], r["verdict"], r["loaded"]) for r in reports] == [
        ("damaged_member.zip!2025-03/one.csv", "accepted", 6),
        ("damaged_member.zip!2025-03/two.csv", "refused", None),
    ]
    assert anytown.rows(data, "SELECT count(*) FROM crimes") == [(6,)]


def test_what_needs_confirmation_is_loaded_once_it_is_confirmed(capsys, tmp_path, data, folder):
    own = tmp_path / "data"
    shutil.copytree(data, own)
    unsure = {line["file"] for line in EXPECTED if line["verdict"] == "needs_confirmation"}
    files = sorted({name.split("!")[0] for name in unsure})
    assert main(["--data", str(own), "load", "--yes", *(str(folder / name) for name in files)]) == 0
    err = capsys.readouterr().err
    assert f"Loaded {len(unsure)} of {len(unsure)} files." in err
