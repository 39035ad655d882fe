"""What is loaded: gaps are named, every row is accounted for, and a second count in plain Python agrees."""

import csv
import io
import zipfile
from collections import Counter
from datetime import date

import pandas as pd
import pytest

from analysis.declared import sources as declarations
from analysis.figures.figure import Caption
from analysis.loaded import coverage, coverage_figures
from analysis.loaded.coverage import GAP, IN_BREAK, LATE, LOADED, PARTIAL, Cell
from analysis.release.database import ask
from analysis.release.questions.indicators import Breaks
from analysis.release.questions.loaded import Coverage, Unmapped
from analysis.release.rows import ask_rows, rows_of
from tests import plain
from tests.answers import answer

CAPTION = Caption("a source", "a period", "Anytown", "0123456789abcdef")
TITLES = {"police_street": "Crime", "police_outcomes": "Outcomes"}
FORCES = {"devon-and-cornwall": "Devon & Cornwall Police"}


def held(rows: list[tuple[str, str, int]]) -> pd.DataFrame:
    """Rows of `coverage`: source, month, rows; all of one force, nothing set aside."""
    return answer(
        Coverage,
        [
            {
                "source": source, "force": "devon-and-cornwall", "period": pd.Timestamp(f"{month}-01"), "rows": count,
                "loaded": count, "set_aside": 0, "rejected": 0, "in_area": 1, "file": f"{source} {month}.csv",
            }
            for source, month, count in rows
        ],
    )  # fmt: skip


def registered(first: str, last: str) -> pd.DataFrame:
    days = {"from_month": pd.Timestamp(first), "to_month": pd.Timestamp(last)}
    return answer(Breaks, [{"source": "police_street", "kind": "", "reason": "New records system."} | days])


NO_BREAK = pd.DataFrame(columns=["source", "from_month", "to_month", "kind", "reason", "reference"])


def test_a_month_without_a_file_is_a_gap_and_has_no_number():
    found = coverage.cells(held([("police_street", "2025-01", 10), ("police_street", "2025-03", 12)]), NO_BREAK)
    assert [(cell.state, cell.rows) for cell in found] == [(LOADED, 10), (GAP, None), (LOADED, 12)]
    assert coverage_figures.headline(found) == (
        "2 months of police recorded crime loaded, January 2025 to March 2025; 1 month between them without a file"
    )
    table = coverage.calendar(found, TITLES, FORCES)
    assert table[["Jan", "Feb", "Mar", "Apr"]].iloc[0].tolist() == ["10", "no file", "12", ""]


def test_a_hospital_site_is_a_line_of_its_own_and_tells_no_few_people():
    rows = held([("police_street", "2025-01", 10), ("istv", "2025-01", 3), ("istv", "2025-02", 12)])
    rows.loc[rows["source"] == "istv", "force"] = "RK950"
    found = coverage.cells(rows, NO_BREAK)
    figure = coverage_figures.grid(found, [], TITLES | {"istv": "Assaults"}, FORCES, CAPTION)
    mine = figure.table[figure.table["Source"] == "Assaults"]
    assert mine[["Force", "Jan", "Feb"]].values.tolist() == [["RK950", "fewer than 5", "12"]]
    assert (
        "Assaults, RK950" in str(figure.chart) and "fewer than 5 rows" in str(figure.chart) and "3 rows" not in str(figure.chart)
    )


def test_a_partners_list_has_no_force_and_no_gap_outside_its_own_months():
    rows = held([(source, month, 10) for source in ("police_street", "partner_extract") for month in ("2025-02", "2025-04")])
    rows = pd.concat([rows, held([("police_street", "2025-01", 10), ("police_street", "2025-05", 10)])])
    rows.loc[rows["source"] == "partner_extract", "force"] = None
    found = coverage.cells(rows, NO_BREAK, date(2025, 8, 1))
    mine = [(f"{cell.month:%m}", cell.force, cell.state) for cell in found if cell.source == "partner_extract"]
    assert mine == [("02", "", LOADED), ("03", "", GAP), ("04", "", LOADED)]
    titles = TITLES | {"partner_extract": "Partner extract"}
    figure = coverage_figures.grid(found, [], titles, FORCES, CAPTION, late_known=True)
    assert "Partner extract: no file for March 2025." in figure.sentence
    assert "Crime, Devon & Cornwall Police: no file for March 2025." in figure.sentence


def test_months_that_should_be_out_by_now_are_late():
    # A month is due once two whole months have passed since its end: on 30 November 2025 that is August, a day later September.
    assert coverage.last_due(date(2025, 11, 30)) == date(2025, 8, 1)
    assert coverage.last_due(date(2025, 12, 1)) == date(2025, 9, 1)
    rows = held([("police_street", "2025-05", 10), ("police_street", "2025-07", 12), ("police_outcomes", "2025-05", 9)])
    found = coverage.cells(rows, NO_BREAK, date(2025, 8, 1))
    street = [cell.state for cell in found if cell.source == "police_street"]
    outcomes = [cell.state for cell in found if cell.source == "police_outcomes"]
    assert (street, outcomes) == ([LOADED, GAP, LOADED, LATE], [LOADED, LATE, LATE, LATE])
    assert coverage.late_sentences(found, TITLES, FORCES) == [
        "Crime, Devon & Cornwall Police: late, should be out by now: August 2025.",
        "Outcomes, Devon & Cornwall Police: late, should be out by now: June 2025 to August 2025.",
    ]
    assert all(cell.rows is None for cell in found if cell.state == LATE)
    # Loaded up to the month that is due, or beyond it: nothing is late.
    assert LATE not in {cell.state for cell in coverage.cells(rows, NO_BREAK, date(2025, 5, 1))}


def test_a_month_with_far_fewer_rows_than_its_neighbours_is_loaded_in_part():
    rows = [("police_street", f"2025-{month:02d}", 59 if month == 4 else 100) for month in range(1, 9)]
    found = coverage.cells(held(rows), NO_BREAK)
    assert [cell.month.month for cell in found if cell.state == PARTIAL] == [4]
    figure = coverage_figures.grid(found, [], TITLES, FORCES, CAPTION)
    assert "under 60% of the usual rows in April 2025." in figure.sentence and coverage_figures.PARTIAL_NOTE in figure.notes
    assert figure.table.loc[0, "Apr"] == "59 (part)"
    # With fewer than six other months nobody knows what is usual.
    assert PARTIAL not in {cell.state for cell in coverage.cells(held(rows[:6]), NO_BREAK)}


def test_a_gap_left_by_an_undo_says_why():
    found = coverage.cells(held([("police_street", "2025-01", 10), ("police_street", "2025-03", 12)]), NO_BREAK)
    why = {("police_street", "2025-02"): "withdrawn on 1 Dec 2025, 09:00: wrong file", ("police_street", "2025-03"): "replaced"}
    assert coverage.gap_sentences(found, TITLES, FORCES, why) == [
        "Crime, Devon & Cornwall Police: no file for February 2025.",
        "Crime, February 2025: withdrawn on 1 Dec 2025, 09:00: wrong file.",
    ]


def test_all_gaps_are_named_however_many():
    months = [f"20{year}-{month:02d}" for year in (21, 22, 23) for month in range(1, 13, 2)]
    found = coverage.cells(held([("police_street", month, 5) for month in months]), NO_BREAK)
    said = coverage.gap_sentences(found, TITLES, FORCES)
    assert len(said) == 1 and said[0].startswith("Crime, Devon & Cornwall Police: no file for February 2021, April 2021")
    assert said[0].count("20") == len([cell for cell in found if cell.state == GAP]) == 17


def test_a_source_that_stops_early_has_gaps_up_to_the_last_month_of_any_source():
    rows = [("police_street", "2025-01", 5), ("police_street", "2025-02", 5), ("police_outcomes", "2025-01", 4)]
    found = coverage.cells(held(rows), NO_BREAK)
    assert coverage.gap_sentences(found, TITLES, FORCES) == ["Outcomes, Devon & Cornwall Police: no file for February 2025."]


def test_months_inside_a_break_are_loaded_and_marked():
    rows = [("police_street", f"2025-0{month}", 5) for month in (1, 2, 3)] + [("police_outcomes", "2025-02", 4)]
    found = coverage.cells(held(rows), registered("2025-02-01", "2025-02-01"))
    states = {(cell.source, cell.month.month): cell.state for cell in found}
    assert states["police_street", 2] == IN_BREAK and states["police_street", 3] == LOADED
    assert states["police_outcomes", 2] == LOADED, "the break is in the crime records only"
    assert coverage.break_sentence(rows_of(Breaks, registered("2025-02-01", "2025-02-01"))[0], TITLES) == (
        "Crime, February 2025: New records system."
    )


def test_states_differ_by_shape_not_by_colour_alone():
    found = [Cell("police_street", "devon-and-cornwall", pd.Timestamp(2025, month, 1), state, None)
             for month, state in enumerate((LOADED, IN_BREAK, GAP), start=1)]  # fmt: skip
    chart = coverage_figures.grid(found, [], TITLES, FORCES, CAPTION).chart
    assert isinstance(chart, dict)
    assert len({trace["marker"]["symbol"] for trace in chart["data"]}) == 3
    assert [trace["name"] for trace in chart["data"]] == [LOADED, IN_BREAK, GAP]


def test_other_forces_are_in_the_table_and_not_in_the_sentences():
    mine = [Cell("police_street", "devon-and-cornwall", pd.Timestamp(2025, 1, 1), LOADED, 7)]
    other = [Cell("police_street", "essex", pd.Timestamp(2025, 1, 1), GAP, None)]
    figure = coverage_figures.grid(mine, other, TITLES, FORCES, CAPTION)
    assert figure.sentence == "No month lacks a file." and list(figure.table["Force"]) == ["Devon & Cornwall Police", "essex"]
    assert figure.notes[-1] == "1 other force loaded, no part of the figures: in the table only."
    rows = pd.DataFrame(
        {"force": ["devon-and-cornwall", "essex"], "month": pd.Timestamp(2025, 1, 1), "counted": [True, False],
         "records": [10, 90], "in_area": [6, 1], "outside": [3, 80], "not_located": [1, 9]}
    )  # fmt: skip
    located = coverage_figures.located(rows, "Anytown", FORCES, CAPTION)
    assert located.sentence.startswith(
        "Of 10 crimes and incidents that count, 6 lie in Anytown, 3 outside it, and 1 has no location"
    )
    assert located.title == "10.0% of records have no location" and len(located.table) == 2


def test_rows_that_are_not_accounted_for_are_said():
    short = held([("police_street", "2025-01", 10)]).assign(loaded=8, set_aside=1)
    table = coverage.accounts(short, TITLES)
    assert coverage.unaccounted(table) == 1
    assert coverage_figures.accounts(table, CAPTION).title == "1 row not accounted for"


def test_no_police_file_is_no_gap():
    assert coverage.cells(held([]).reindex(columns=["source", "force", "period", "rows"]), NO_BREAK) == []
    assert coverage_figures.headline([]) == "No police recorded crime is loaded yet"


def test_every_declared_source_says_where_to_get_it_or_its_headings():
    declared = declarations.sources()
    assert {"police_street", "police_outcomes", "police_stop_search", "boundaries", "lookups", "population"} <= set(declared)
    for source in declared.values():
        assert (source.where.startswith("https://") and source.choose) or source.headings
    assert [source.id for source in coverage.in_reading_order(declared)][:3] == list(coverage.PUBLISHED)


# Figures from the release, counted a second time in plain Python


def plain_files(files, ending: str) -> dict[str, list[dict[str, str]]]:
    """Month → rows of the newest file of that month, as they stand in it."""
    months: dict[str, list[dict[str, str]]] = {}
    for path in files:
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as archive:
                for member in archive.namelist():
                    if member.endswith(ending):
                        rows = list(csv.DictReader(io.StringIO(archive.read(member).decode("utf-8-sig"))))
                        months[rows[0]["Month"]] = rows
    return months


def test_coverage_of_the_demonstration_agrees_with_its_files(demo_data, demonstration_files):
    asked_for = ask("coverage")
    for source, ending in (("police_street", "-street.csv"), ("police_outcomes", "-outcomes.csv")):
        mine = asked_for[asked_for["source"] == source]
        asked = {f"{row['period']:%Y-%m}": row["rows"] for row in mine.to_dict("records")}
        assert asked == {month: len(rows) for month, rows in plain_files(demonstration_files, ending).items()}
    assert coverage.unaccounted(coverage.accounts(asked_for, TITLES)) == 0


def test_duplicates_set_aside_agree_with_the_files(demo_data, demonstration_files):
    repeated = 0
    for rows in plain_files(demonstration_files, "-street.csv").values():
        repeated += sum(count - 1 for crime, count in Counter(row["Crime ID"] for row in rows).items() if crime)
    asked_for = ask("set_aside")
    assert asked_for[asked_for["source"] == "police_street"]["rows"].sum() == repeated > 0


def test_area_outside_and_not_located_are_the_whole_force(demo_data, demonstration_files):
    located = ask("located")
    assert (located["in_area"] + located["outside"] + located["not_located"] == located["records"]).all()
    plain = plain_files(demonstration_files, "-street.csv")
    for row in located.to_dict("records"):
        rows = plain[f"{row['month']:%Y-%m}"]
        standing = len({item["Crime ID"] for item in rows if item["Crime ID"]}) + sum(not item["Crime ID"] for item in rows)
        assert row["records"] == standing


def test_unmapped_codes_are_those_that_no_lookup_holds(demo_data, demonstration_files):
    known: set[str] = set()
    for path in demonstration_files:
        if path.name.startswith("lookup_"):
            with path.open(encoding="utf-8-sig", newline="") as file:
                known |= {value for row in csv.DictReader(file) for value in row.values()}
    filed: Counter[str] = Counter()
    for rows in plain_files(demonstration_files, "-street.csv").values():
        standing = {row["Crime ID"] or f"no id {number}": row for number, row in enumerate(rows)}
        filed.update(row["LSOA code"] for row in standing.values() if row["LSOA code"] and row["LSOA code"] not in known)
    rows = ask_rows(Unmapped, ask)
    asked = {row.lsoa_filed: row.rows for row in rows}
    assert asked and set(asked) <= set(filed)
    assert all(filed[str(code)] == count for code, count in asked.items())
    assert "could not be mapped: E01997005" in coverage_figures.unmapped_sentence(rows)


def test_breaks_are_those_handed_in(demo_data, demonstration_files):
    answer = ask("breaks")
    asked = {(row["source"], f"{row['from_month']:%Y-%m}", f"{row['to_month']:%Y-%m}") for row in answer.to_dict("records")}
    filed = {(row["source"], row["from"], row["to"]) for row in plain.handed_in(demonstration_files, "breaks")}
    assert asked == filed and ("police_street", "2021-05", "2021-08") in asked


@pytest.mark.real_data
def test_area_totals_of_the_real_files_are_the_published_ones(real_release):
    """File rows before duplicates are set aside, as data/README.md of the real files lists them."""
    asked_for = ask("coverage")
    street = asked_for[asked_for["source"] == "police_street"]
    in_area = {f"{row['period']:%Y-%m}": row["in_area"] for row in street.to_dict("records")}
    published = {"2021-03": 2345, "2021-08": 2326, "2024-01": 2182, "2024-04": 2437, "2025-01": 2304, "2025-09": 2398}
    assert {month: in_area[month] for month in published} == published
