"""Harm points and homicides of the Home Office's tables: weights of one version only, and no domestic flag made up."""

import math

import pytest

from analysis.figures.figure import Caption
from analysis.indicators import figures as indicator_figures
from analysis.indicators import states as measures
from analysis.indicators.states import WEIGHTED
from tests.etl import anytown

CAPTION = Caption("a source", "a period", "Anytown", "0123456789abcdef")
COUNTS = {"1": 1, "8N": 40, "34B": 7, "10D": 9, "8L": 12, "30C": 500}
OLD = {"1": 5000, "8N": 100, "34B": 300}
NEW = {"1": 7832.5, "8N": 184.25, "34B": 1010, "30C": 9}


def tables(folder, counts=COUNTS, names=("Anytown", "Other")):
    """One year of the Home Office's tables; burglary (30C) is not serious violence."""
    headings = ["Financial Year", "Financial Quarter", "Police Force", "CSP Name", "Offence Description", "Offence Group"]
    headings += ["Offence Subgroup", "Offence Code", "Offence Count"]
    rows = [
        ["2024/25", quarter, "Home", name, "x", "x", "x", code, number * quarter]
        for name in names
        for quarter in (1, 2, 3, 4)
        for code, number in counts.items()
    ]
    return anytown.write(folder / "prc.csv", anytown.table(headings, rows))


def weights(folder, *versions, name="weights.csv"):
    """Weights in one or more versions: (version, valid from, weights)."""
    rows = [[code, weight, "Severity", version, day] for version, day, found in versions for code, weight in found.items()]
    return anytown.write(
        folder / name, anytown.table(["offence_code", "weight", "index_name", "index_version", "valid_from"], rows)
    )


@pytest.fixture
def loaded(tmp_path, monkeypatch):
    data = anytown.data_folder(tmp_path / "data")
    monkeypatch.setenv("VIOLENCE_DATA", str(data))

    def load(*files):
        done = anytown.load(data, *files)
        assert set(anytown.verdicts(done)) == {"accepted"}, done.reports
        return {state.indicator.id: state for state in measures.states()}

    yield load


def test_without_weights_there_is_no_figure_and_the_file_is_named(loaded, tmp_path):
    found = loaded(*anytown.lookup_files(tmp_path), tables(tmp_path))["harm_index"]
    assert not found.filled and "harm weights (a table of offence_code, weight" in found.judgement


def test_each_offence_counts_by_the_newest_weights_and_codes_without_one_are_named(loaded, tmp_path):
    both = weights(tmp_path, ("2020", "2020-04-01", OLD), ("2024", "2024-04-01", NEW))
    found = loaded(*anytown.lookup_files(tmp_path), tables(tmp_path), both)["harm_index"]
    naive = [math.fsum(quarter * COUNTS[code] * NEW[code] for code in ("1", "8N", "34B")) for quarter in (1, 2, 3, 4)]
    assert [point.value for point in found.series[0].points] == pytest.approx(naive, rel=1e-12)
    assert found.series[0].points[1].unknown == "42 offences without a weight (codes 10D and 8L)"
    assert found.method == "Weights: Severity, version 2024, valid from 1 April 2024, for all quarters."
    assert found.before.refused == WEIGHTED and found.year is None and found.rate is None
    notes = " ".join(indicator_figures.indicator(found, CAPTION).notes)
    assert found.method in notes and "84 offences without a weight (codes 10D and 8L)" in notes
    again = loaded(weights(tmp_path, ("2020", "2020-04-01", OLD), name="older.csv"))["harm_index"]
    assert again.series[0].points[0].value == pytest.approx(5000 + 40 * 100 + 7 * 300)
    assert "version 2020" in again.method


def test_homicides_without_domestic_ones_come_only_from_figures_handed_in(loaded, tmp_path):
    found = loaded(*anytown.lookup_files(tmp_path), tables(tmp_path))["N3"]
    assert [line.label for line in found.series] == [""]
    assert found.missing_lines.startswith("Without domestic homicides: no figures. The Home Office's tables carry no")
    assert found.missing_lines in indicator_figures.indicator(found, CAPTION).notes[0]
    headings = [
        "indicator_id",
        "period_start",
        "period_end",
        "area_code",
        "breakdown",
        "numerator",
        "denominator",
        "value",
        "lower",
    ]
    headings += ["upper", "status", "note"]
    rows = [
        ["N3", "2025-01-01", "2025-03-31", anytown.AREA, breakdown, "", "", value, "", "", "final", ""]
        for breakdown, value in (("all", 99), ("non_domestic", 3))
    ]
    found = loaded(anytown.write(tmp_path / "values.csv", anytown.table(headings, rows)))["N3"]
    assert [(line.label, line.points[-1].value) for line in found.series] == [("All", 4), ("Without domestic homicides", 3)]
    assert not found.missing_lines and found.headline.endswith(
        "all 4 homicides and without domestic homicides 3 homicides in January to March 2025"
    )


JOINED = "1/4.1/4.10/4.2"


def test_several_codes_in_one_field_are_read_as_those_codes(loaded, tmp_path):
    found = loaded(*anytown.lookup_files(tmp_path), tables(tmp_path, {JOINED: 1, "8N": 40}))
    assert [point.value for point in found["N3"].series[0].points] == [1, 2, 3, 4]
    assert found["N3"].year_total.value == 10


def test_a_field_of_codes_that_count_and_codes_that_do_not_is_no_figure(loaded, tmp_path):
    found = loaded(*anytown.lookup_files(tmp_path), tables(tmp_path, {"1/2": 1, "8N": 40}))["N3"]
    assert not found.filled and "one figure for its offence codes and others together" in found.judgement


def test_a_table_without_the_area_or_without_the_codes_gives_no_figure_and_says_so(loaded, tmp_path):
    found = loaded(*anytown.lookup_files(tmp_path), tables(tmp_path, {"8N": 40}))["N3"]
    assert not found.filled and "none of their rows carries one of its offence codes" in found.judgement
    found = loaded(tables(tmp_path, names=("Elsewhere", "Other")))["N3"]
    assert not found.filled and "none of them has a row of this area" in found.judgement


def test_weights_of_several_codes_in_one_field_count_where_they_are_the_same(loaded, tmp_path):
    same = weights(tmp_path, ("2024", "2024-04-01", {"1": 10, "4.1": 10, "4.10": 10, "4.2": 10, "8N": 1}))
    found = loaded(*anytown.lookup_files(tmp_path), tables(tmp_path, {JOINED: 1, "8N": 40}), same)["harm_index"]
    assert [point.value for point in found.series[0].points] == [50, 100, 150, 200]
    apart = weights(tmp_path, ("2025", "2025-04-01", {"1": 10, "4.1": 7, "4.10": 10, "4.2": 10, "8N": 1}), name="apart.csv")
    found = loaded(apart)["harm_index"]
    assert found.series[0].points[0].value == 40 and JOINED in found.series[0].points[0].unknown
