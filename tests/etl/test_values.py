"""Figures held against themselves, their parts and what is loaded; records that stand twice; names that no list holds."""

import pytest

from etl.acts import loading
from tests.etl import anytown
from tests.etl.anytown import load, table, write
from tests.etl.test_home_office import HEADINGS as HOME_OFFICE
from tests.extracts import workbooks

VALUES = ["indicator_id", "period_start", "period_end", "area_code", "breakdown", "numerator", "denominator", "value", "lower"]
VALUES += ["upper", "status", "note"]
RETURNS = ["grant_id", "project_id", "period_start", "period_end", "measure_id", "value", "basis", "status", "submitted_on"]
RETURNS += ["version", "note"]


def figure(value, month="2025-01", *, id="L6", parts=("", ""), area=anytown.AREA, status="final", breakdown="", end=""):
    return [id, f"{month}-01", end or f"{month}-28", area, breakdown, *parts, value, "", "", status, ""]


def returned(measure="workshops", value=5, *, project="Q1", grant="G1", start="2025-01-01"):
    return [grant, project, start, "2025-03-31" if start < "2025-03" else start, measure, value, "period", "submitted", "", 1, ""]


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Anytown with its lookups, one project with two measures, and two figures."""
    folder = tmp_path_factory.mktemp("values")
    data = anytown.data_folder(folder / "data")
    projects = table(
        ["grant_id", "project_id", "title", "summary", "lead_organisation", "pillars", "indicators", "stage", "starts", "ends",
         "sustainability"], [["G1", "Q1", "One", "", "", "", "", "", "", "", ""]])  # fmt: skip
    grants = table(["grant_id", "title", "funder", "year", "awarded", "conditions_signed_on", "released_on"],
                   [["G1", "Grant", "", "2024/25", "1000", "", ""]])  # fmt: skip
    targets = table(
        ["project_id", "measure_id", "label", "unit", "kind", "minimum", "due", "counts_people", "source"],
        [
            ["Q1", "workshops", "W", "workshops", "count", "", "", "N", ""],
            ["Q1", "people", "P", "people", "count", "", "", "Y", ""],
            ["Q1", "share", "S", "%", "percent", "", "", "N", ""],
        ],
    )
    loaded = table(VALUES, [figure(5.0, "2024-12"), figure(40, "2024-12", id="N1")])
    done = load(
        data,
        *anytown.lookup_files(folder),
        *(
            write(folder / f"{name}.csv", text)
            for name, text in (("grants", grants), ("projects", projects), ("targets", targets))
        ),
        write(folder / "loaded.csv", loaded),
        confirmed=False,
    )
    assert set(anytown.verdicts(done)) == {"accepted"}
    return data


def asked(data, path):
    return [
        (r.verdict, {p.check for p in r.problems if p.result != "information"})
        for r in loading.screen(data, loading.Handed([path]))
    ]


OK = ("accepted", set())


def confirm(check):
    return ("needs_confirmation", {check})


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([figure(5.1)], OK),
        ([figure(0.051), figure(5.2, "2025-02")], confirm("value_jumps")),
        ([figure(0.052)], confirm("value_jumps")),
        ([figure(4000, id="N1")], confirm("value_jumps")),
        ([figure(60, id="N1")], OK),
        ([figure(100.5)], ("refused", {"share_out_of_range"})),
        ([figure(-1)], ("refused", {"share_out_of_range"})),
        ([figure(-1, id="N1")], ("refused", {"count_below_zero"})),
        ([figure(41.5, id="N1")], confirm("count_not_whole")),
        ([figure(41.5, id="N1", status="estimated")], OK),
        ([figure(3.0, parts=(30, 100))], confirm("value_unlike_parts")),
        ([figure(0.3, parts=(30, 100))], ("needs_confirmation", {"value_unlike_parts"})),
        ([figure(29.6, parts=(296, 1000))], OK),
        ([figure(30, parts=(296, 1000))], OK),
        ([figure(5.16, parts=(516, 10000))], OK),
        ([figure(160.3, id="L3", parts=(40, 24950))], OK),
        ([figure(16.03, id="L3", parts=(40, 24950))], confirm("value_unlike_parts")),
        ([figure(4, id="x1", parts=(40, 1000))], confirm("indicator_unknown")),
        ([figure(7, id="x1", parts=(40, 1000))], ("needs_confirmation", {"indicator_unknown", "value_unlike_parts"})),
        ([figure(5.1, area="E06980000")], confirm("area_other")),
        ([figure(5.1, area="E92000001")], OK),
        ([figure(5.1, area="E05990001")], OK),
        ([figure(5.1, "2062-01")], confirm("period_far_ahead")),
        ([figure(500.0, "2024-12", id="L3"), figure(5.2)], OK),
        ([figure(4000, "2024-12", id="N1")], ("needs_confirmation", {"hundred_times"})),
        # Quarters of 90 and of 91 days stand in one series.
        ([figure(5.2, end="2025-03-31"), figure(0.05, "2025-04", end="2025-06-30")], confirm("value_jumps")),
        ([figure(160.3, id="L3", parts=(40.5, 25265))], confirm("count_not_whole")),
        ([figure(160.3, id="L3", parts=(40.5, 25265), status="estimated")], OK),
        ([figure("", parts=(3, 1000), status="suppressed")], ("refused", {"suppressed_has_no_numerator"})),
        ([figure("", parts=("", 1000), status="suppressed")], OK),
        ([figure(30, id="L1", breakdown="After dark")], confirm("breakdown_unknown")),
        ([figure(30, id="L1", breakdown="after_dark")], OK),
    ],
)
def test_figures_that_cannot_be_so(data, tmp_path, rows, expected):
    ((verdict, checks),) = asked(data, write(tmp_path / "values.csv", table(VALUES, rows)))
    assert verdict == expected[0] and expected[1] <= checks, checks
    if not expected[1]:
        assert checks == set()


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (returned(), OK),
        (returned(project="Q01"), confirm("project_unknown")),
        (returned("workshop_count"), confirm("measure_unknown")),
        (returned(grant="G01"), confirm("grant_unknown")),
        (returned("people", 5.5), confirm("return_not_whole")),
        (returned("share", 120), ("refused", {"return_percent"})),
        (returned("share", 99.5), OK),
        (returned(start="2099-01-01"), ("refused", {"day_not_come", "period_far_ahead", "period_outside_grant"})),
    ],
)
def test_returns_of_what_no_list_holds(data, tmp_path, row, expected):
    assert asked(data, write(tmp_path / "returns.csv", table(RETURNS, [row]))) == [expected]


def test_the_nearest_name_is_said(data, tmp_path):
    path = write(tmp_path / "returns.csv", table(RETURNS, [returned("workshop_count")]))
    (problem,) = [p for p in loading.screen(data, loading.Handed([path]))[0].problems if p.check == "measure_unknown"]
    assert (problem.line, problem.value) == (2, "workshop_count")
    assert problem.remedy.startswith("Did you mean workshops?")


def test_two_sheets_with_one_key_are_asked_and_neither_counts_unasked(data, tmp_path):
    final, draft = ([VALUES, figure(value, "2025-01", id="N1")] for value in (12, 99))
    path = write(tmp_path / "two.xlsx", workbooks.xlsx({"Final": final, "Draft (old)": draft}))
    assert asked(data, path) == [confirm("key_twice")] * 2
    (said,) = {
        p.message for report in loading.screen(data, loading.Handed([path])) for p in report.problems if p.check == "key_twice"
    }
    assert "two.xlsx!Final and two.xlsx!Draft (old) hold 1 row of the same indicator_id" in said
    assert "The later one, two.xlsx!Draft (old), would count." in said
    other = write(tmp_path / "apart.xlsx", workbooks.xlsx({"A": final, "B": [VALUES, figure(9, "2025-02", id="N1")]}))
    assert asked(data, other) == [OK, OK]


def test_what_takes_the_place_of_loaded_rows_is_said(data, tmp_path):
    path = write(tmp_path / "again.csv", table(VALUES, [figure(5.5, "2024-12"), figure(40, "2024-12", id="N1")]))
    (report,) = loading.screen(data, loading.Handed([path]))
    (said,) = [p.message for p in report.problems if p.check == "rows_replaced"]
    assert said == "1 row of the file takes the place of loaded ones. 1 are loaded already as they are."


def home_office(name, code, count, quarter=1):
    return ["2024/25", quarter, "Devon and Cornwall", name, "x", "x", "x", code, count]


def test_counts_that_stand_twice_are_asked_with_what_repeats(data, tmp_path):
    once = [home_office("Elsewhere", "8N", 4), *(home_office("Anytown", code, 20) for code in ("8N", "1", "34B"))]
    assert asked(data, write(tmp_path / "once.csv", table(HOME_OFFICE, once))) == [OK]
    path = write(tmp_path / "twice.csv", table(HOME_OFFICE, once + once[1:]))
    (report,) = loading.screen(data, loading.Handed([path]))
    (problem,) = report.problems
    assert (report.verdict, problem.check, problem.line) == ("needs_confirmation", "counts_repeated", 6)
    assert problem.message == (
        "3 counts of one offence, partnership and quarter stand in 6 rows, and would be added, such as code 8N of Anytown in rows"
        " 3 and 6. 3 of them are of Anytown."
    )


@pytest.mark.parametrize(("count", "expected"), [(20, OK), (21, OK), (22, confirm("area_total_revised"))])
def test_a_year_handed_in_again_is_held_against_the_areas_total(tmp_path, count, expected):
    data = anytown.data_folder(tmp_path / "data")
    load(data, write(tmp_path / "one.csv", table(HOME_OFFICE, [home_office("Anytown", "8N", 20), home_office("Far", "8N", 1)])))
    again = write(tmp_path / "two.csv", table(HOME_OFFICE, [home_office("Anytown", "8N", count), home_office("Far", "8N", 2)]))
    assert asked(data, again) == [expected]


@pytest.mark.parametrize(("twice", "expected"), [(False, OK), (True, confirm("rows_repeated"))])
def test_a_list_pasted_twice_is_asked(data, tmp_path, twice, expected):
    rows = [["8N", f"2025-01-{day:02}", "E01990001"] for day in range(1, 13)]
    # Two records alike are two records.
    rows.append(rows[0])
    path = write(tmp_path / "force.csv", table(["offence_code", "recorded_on", "lsoa_code"], rows + rows * twice))
    assert asked(data, path) == [expected]


def test_the_areas_rows_pasted_twice_are_asked(data, tmp_path):
    inside = [["8N", f"2025-01-{day:02}", "E01990001"] for day in range(1, 13)]
    outside = [["8N", f"2025-01-{day:02}", anytown.ELSEWHERE] for day in range(1, 29)]
    path = write(tmp_path / "force.csv", table(["offence_code", "recorded_on", "lsoa_code"], inside + outside + inside))
    assert asked(data, path) == [confirm("rows_repeated")]
