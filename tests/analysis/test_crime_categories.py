"""Which months can hold which crime type, and what a choice of types says of months that cannot."""

from datetime import date

import pandas as pd
import pytest

from analysis.crime import categories as crime_categories
from analysis.declared import reference_tables
from analysis.indicators import states as measures
from analysis.methods import comparison
from analysis.words import periods
from analysis.words.months import every_month
from tests.etl import anytown

APRIL, MAY = date(2013, 4, 1), date(2013, 5, 1)
VIOLENCE, OLD = "Violence and sexual offences", "Violent crime"
SERIOUS = tuple(row.crime_type for row in reference_tables.crime_types().itertuples() if row.serious_violence == "Y")
CRIMES = tuple(row.crime_type for row in reference_tables.crime_types().itertuples() if row.is_crime == "Y")


def test_every_crime_type_has_its_dated_stretches_with_a_source():
    table = reference_tables.reference_table("crime_type_spans")
    assert set(table["crime_type"]) == set(reference_tables.crime_types()["crime_type"])
    assert table["source"].notna().all()
    for _, rows in table.groupby("crime_type"):
        spans = [span for span in crime_categories.spans() if span.crime_type == rows["crime_type"].iloc[0]]
        assert [span.last is None for span in spans[:-1]] == [False] * (len(spans) - 1)
        assert all(later.change for later in spans[1:]), "a further stretch says what changed"
    in_use = reference_tables.crime_types().set_index("crime_type")["in_use"]
    ended = {span.crime_type for span in crime_categories.spans() if span.last}
    assert {name for name in ended if in_use[name] == "N"} == set(in_use[in_use == "N"].index)


@pytest.mark.parametrize(
    ("types", "month", "held"),
    [
        ((VIOLENCE,), APRIL, False),
        ((VIOLENCE,), MAY, True),
        ((OLD,), APRIL, True),
        ((OLD,), MAY, False),
        ((OLD, VIOLENCE), APRIL, True),
        ((OLD, VIOLENCE), MAY, True),
        ((VIOLENCE, "Robbery"), APRIL, False),  # the sum of the two would read low
        (SERIOUS, APRIL, True),
        (SERIOUS, MAY, True),
        (("Robbery",), date(2011, 1, 1), True),
        (("Bicycle theft",), date(2011, 1, 1), False),
        (CRIMES, date(2011, 1, 1), True),
    ],
)
def test_a_month_holds_a_choice_of_types_or_says_why_not(types, month, held):
    found = crime_categories.not_held(types, [month])
    assert (month not in found) == held


def test_the_reason_names_the_type_its_dates_and_where_its_records_stood():
    why = crime_categories.not_held((VIOLENCE,), [APRIL])[APRIL]
    assert why == f"police files hold the type “{VIOLENCE}” only from May 2013, before under “{OLD}”."
    why = crime_categories.not_held((OLD,), [MAY])[MAY]
    assert why == f"police files hold the type “{OLD}” only until April 2013, after under “{VIOLENCE}”."


def test_what_is_in_a_months_file_can_be_held_whatever_the_table_says():
    assert crime_categories.not_held((VIOLENCE,), [APRIL], {(APRIL, VIOLENCE)}) == {}


def test_a_change_of_category_parts_what_it_touches_and_nothing_else():
    assert set(crime_categories.changes((OLD, VIOLENCE), CRIMES)) == {MAY}
    assert set(crime_categories.changes(("Other crime",), CRIMES)) == {date(2011, 9, 1), MAY}
    assert crime_categories.changes(("Robbery", "Burglary"), CRIMES) == {}
    assert crime_categories.changes((*CRIMES, "Anti-social behaviour"), CRIMES) == {}, "records moved within what is counted"


def months(first, last):
    every = pd.date_range(first, last, freq="MS")
    return pd.DataFrame({"month": every, "covered": True, "comparable": True, "reason": None})


def test_no_comparison_crosses_a_change_of_category():
    loaded = months("2012-01-01", "2014-12-01")
    compared = comparison.with_year_before(loaded, MAY, date(2013, 9, 1))
    assert compared.allowed
    refused = crime_categories.refused(compared, SERIOUS, CRIMES, ())
    assert "Violent crime became Violence and sexual offences" in refused.refused
    assert "only from May 2013" in crime_categories.refused(compared, (VIOLENCE,), CRIMES, ()).refused
    assert crime_categories.refused(compared, ("Robbery",), CRIMES, ()).allowed
    later = comparison.with_year_before(loaded, date(2014, 5, 1), date(2014, 12, 1))
    assert crime_categories.refused(later, SERIOUS, CRIMES, ()).allowed
    span = crime_categories.period(loaded, date(2013, 1, 1), date(2013, 12, 1), (VIOLENCE,), CRIMES, ())
    assert span.not_held == tuple(every_month(date(2013, 1, 1), APRIL)) and span.comparable


@pytest.fixture(scope="module")
def old_town(tmp_path_factory):
    """Six months round the change: two crimes of violence and a robbery a month."""
    folder = tmp_path_factory.mktemp("old_town")
    data = anytown.data_folder(folder / "data")
    files = [*anytown.lookup_files(folder)]
    for number, month in enumerate(("2013-02", "2013-03", "2013-04", "2013-05", "2013-06", "2013-07")):
        kind = OLD if month < "2013-05" else VIOLENCE
        rows = [anytown.crime(f"{number}{place}".ljust(64, "a"), month, kind=kind) for place in range(2)]
        rows.append(anytown.crime(f"{number}9".ljust(64, "a"), month, kind="Robbery"))
        files.append(anytown.write(folder / f"{month}-anytown-street.csv", anytown.street(rows)))
    assert anytown.load(data, *files).release
    return data


def test_an_indicator_has_no_figure_where_the_files_cannot_hold_its_types(old_town, monkeypatch):
    monkeypatch.setenv("VIOLENCE_DATA", str(old_town))
    state = next(one for one in measures.states() if one.indicator.id == "L2")
    points = state.series[0].points
    assert [point.value for point in points] == [None, None, None, 3, 3, 3]
    assert {point.status for point in points[:3]} == {periods.NO_SUCH_TYPE}
    assert "only from May 2013" in points[0].reason
