"""The area beside other partnerships: rates from Home Office counts and residents by district, never without both."""

from datetime import date

import pytest

from analysis.declared.settings import ConfigurationError, settings
from analysis.figures.figure import Caption
from analysis.indicators import asked as indicators
from analysis.indicators import peer_figures, peers
from analysis.indicators import states as measures
from analysis.release.database import ask
from tests.etl import anytown

CAPTION = Caption("a source", "a period", "Anytown", "0123456789abcdef")
HEADINGS = ["Financial Year", "Financial Quarter", "Police Force", "CSP Name", "Offence Description", "Offence Group"]
HEADINGS += ["Offence Subgroup", "Offence Code", "Offence Count"]
COUNTS = {"Anytown": 30, "Bridge & Vale": 24, "Castle": 2, "Dale": 50, "Unassigned": 3, "Far": 70}
RESIDENTS = {"E06990000": 9700, "E07990001": 6000, "E07990002": 5000, "E07990003": 1500, "E07990004": 25000}
DISTRICTS = {
    "E06990000": "Anytown",
    "E07990001": "Bridge and Vale",
    "E07990002": "Bridge and Vale",
    "E07990003": "Castle",
    "E07990004": "Dale",
}


def tables(folder, missing=(), older=()):
    """A year of violence with injury in four quarters: each partnership its count, and burglary that must not count.

    older: names that stand in the year before alone.
    """
    rows = [
        ["2024/25", quarter, "Elsewhere" if name == "Far" else "Home", name, "x", "x", "x", code, number]
        for name, count in COUNTS.items()
        for quarter in (1, 2, 3, 4)
        if (name, quarter) not in missing
        for code, number in (("8N", count), ("30C", 9 if name == "Unassigned" else 999))
    ]
    rows += [["2023/24", quarter, "Home", name, "x", "x", "x", "8N", 5] for name in older for quarter in (1, 2, 3, 4)]
    return anytown.write(folder / "prc.csv", anytown.table(HEADINGS, rows))


def places(folder, without=()):
    """Residents by district and the lookup from district to partnership."""
    people = [[code, number] for code, number in RESIDENTS.items() if code not in without]
    names = [[code, "A district", f"E220000{place:02}", name] for place, (code, name) in enumerate(DISTRICTS.items())]
    return [
        anytown.write(folder / "districts_mid_2023.csv", anytown.table(["LAD23CD", "residents"], people)),
        anytown.write(folder / "lookup.csv", anytown.table(["LAD23CD", "LAD23NM", "CSP23CD", "CSP23NM"], names)),
    ]


@pytest.fixture
def compared(tmp_path, monkeypatch):
    """Load tables and places, and hold Anytown's violence with injury beside its peers."""

    def compare(*, named=(), without=(), missing=(), older=(), with_places=True, residents=None):
        data, files = anytown.data_folder(tmp_path / "data", peers=list(named)), tmp_path / "files"
        extra = places(files, without) if with_places else []
        done = anytown.load(data, *anytown.lookup_files(files), tables(files, missing, older), *extra)
        assert set(anytown.verdicts(done)) == {"accepted"}, done.reports
        monkeypatch.setenv("VIOLENCE_DATA", str(data))
        one = next(each for each in indicators.declared() if each.id == "violence_with_injury")
        found = measures.state(one, indicators.answers([one], ask))
        beside = peers.compare(found, ask, settings().peers, residents)
        assert beside
        return beside, peer_figures.beside(one, beside, "Anytown", CAPTION)

    return compare


def test_without_peers_named_all_of_the_force_are_compared_and_the_average_is_of_rates(compared):
    beside, figure = compared()
    assert (beside.first, beside.last) == (date(2024, 4, 1), date(2025, 3, 31))
    # The tables write "Bridge & Vale"; a partnership stands under the name that the lookup gives it.
    events = {name.replace("&", "and"): 4 * count for name, count in COUNTS.items()}
    rates = {"Anytown": 120 * 1000 / 9700, "Bridge and Vale": 96 * 1000 / 11000, "Dale": 200 * 1000 / 25000}
    found = {one.name: one for one in beside.partnerships}
    assert set(found) == {"Anytown", "Bridge and Vale", "Castle", "Dale"}
    assert all(found[name].events == events[name] for name in found)
    assert {name: one.rate.value for name, one in found.items() if one.rate.value} == pytest.approx(rates, rel=1e-12)
    assert found["Castle"].rate.value is None and "fewer than 10" in found["Castle"].rate.refused
    # Castle's rate may not be shown, yet leaving it out would raise the average.
    naive = (96 / 11 + 8 / 1.5 + 200 / 25) / 3
    assert beside.average == pytest.approx(naive, rel=1e-12) and beside.averaged == 3
    assert beside.average != pytest.approx((96 + 8 + 200) / 37.5)
    assert figure.title == "Violence with injury in Anytown: above the average of its peers"
    assert figure.chart and len(figure.table) == 4
    assert "Residents by district as at 30 June 2023." in figure.notes


def test_only_the_peers_named_are_compared_and_one_in_no_table_is_said(compared):
    beside, figure = compared(named=["dale", "Atlantis"])
    assert [one.name for one in beside.partnerships] == ["Anytown", "Dale"]
    assert beside.average == pytest.approx(8) and beside.lacking == ("Atlantis",)
    assert "Configured as a peer, but in no loaded table: Atlantis." in figure.notes


def test_without_residents_there_are_counts_and_no_rate(compared):
    beside, figure = compared(with_places=False, residents=9700)
    assert beside.average is None and [one.rate.value for one in beside.peers] == [None, None, None]
    assert figure.chart is None and figure.sentence == peer_figures.NO_RESIDENTS
    assert set(figure.table["Offences"]) == {120, 96, 8, 200}


def test_a_partnership_that_lacks_one_of_its_districts_has_no_rate(compared):
    beside, figure = compared(without=["E07990002"])
    found = {one.name: one for one in beside.partnerships}
    assert found["Bridge and Vale"].rate.value is None and beside.averaged == 2
    assert "No residents are loaded for Bridge and Vale: no rate, and not in the average." in figure.notes


def test_a_name_that_stands_in_no_quarter_of_the_span_is_no_peer(compared):
    beside, figure = compared(older=["Castle and Moors"])
    assert "Castle and Moors" not in {one.name for one in beside.partnerships}
    assert not any("Castle and Moors" in note for note in figure.notes)


def test_a_partnership_that_lacks_a_quarter_is_not_compared(compared):
    beside, figure = compared(missing=[("Dale", 2)])
    dale = next(one for one in beside.partnerships if one.name == "Dale")
    assert dale.events is None and dale.rate.value is None and beside.averaged == 2
    assert "Not all quarters are in the loaded tables for Dale." in figure.notes


def test_a_year_that_the_area_itself_lacks_is_refused(tmp_path, monkeypatch):
    data, files = anytown.data_folder(tmp_path / "data"), tmp_path / "files"
    anytown.load(data, *anytown.lookup_files(files), tables(files, [("Anytown", 2)]))
    monkeypatch.setenv("VIOLENCE_DATA", str(data))
    one = next(each for each in indicators.declared() if each.id == "violence_with_injury")
    beside = peers.compare(measures.state(one, indicators.answers([one], ask)), ask, ())
    assert beside and beside.refused.startswith("No sum is worked out") and not beside.partnerships


def test_peers_that_are_no_list_are_refused(tmp_path):
    anytown.data_folder(tmp_path, peers='"Dale"')
    with pytest.raises(ConfigurationError, match="`peers` must be a list of partnerships"):
        settings(tmp_path)
