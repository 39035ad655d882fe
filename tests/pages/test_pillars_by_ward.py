"""The Pillars page with wards chosen: figures of those wards where the source knows wards, else of the area, each named."""

from collections import Counter
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from analysis.figures.figure import OPEN
from analysis.indicators import answered, by_ward
from analysis.indicators import asked as indicators
from analysis.release import database
from tests.conftest import PROJECT

WARDS = ("Drake", "Ham")


@pytest.fixture(scope="module")
def newest(demo_data):
    """The newest months' records, a second time: period → crime type → records of the wards, and of the whole area.

    Periods: the newest month, and the newest whole quarter, by which wards are judged where their months average under 5.
    """
    query = """SELECT crime_type::VARCHAR, ward_name, month = (SELECT max(month) FROM crimes WHERE counted) AS newest
        FROM crimes JOIN wards USING (ward_code) WHERE counted AND place = 'area'
        AND (month = (SELECT max(month) FROM crimes WHERE counted)
            OR date_trunc('quarter', month) = (SELECT date_trunc('quarter', max(month) + INTERVAL 1 MONTH) - INTERVAL 3 MONTH
                FROM crimes WHERE counted))"""
    whole = "SELECT month(max(month)) % 3 = 0 FROM crimes WHERE counted"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VIOLENCE_DATA", str(demo_data))
        cursor = database._open.cursor(demo_data, database.release().file)
        rows, ends_a_quarter = cursor.execute(query).fetchall(), cursor.execute(whole).fetchone()[0]

    def counted(found):
        return Counter(kind for kind, ward, _ in found if ward in WARDS), Counter(kind for kind, _, _ in found)

    month = [row for row in rows if row[2]]
    return {"month": counted(month), "quarter": counted(rows if ends_a_quarter else [row for row in rows if not row[2]])}


def page(pillar, *wards):
    app = AppTest.from_file(str(PROJECT / "pages" / "every_page.py"), default_timeout=60).run()
    app.query_params["pillar"] = pillar
    app.query_params["ward"] = list(wards)
    app.switch_page("violence/pillars.py").run()
    assert not app.exception
    return app


@pytest.mark.parametrize(
    ("pillar", "name", "said"),
    [
        ("feeling_safe", "Feeling Safe", "1 indicator follows the chosen wards; the other 8 indicators are for all of Plymouth"),
        ("responding_to_harm", "Responding to Harm", "4 indicators follow the chosen wards; the other 10 indicators are for all"),
    ],
)
def test_figures_follow_the_chosen_wards_or_say_that_they_are_for_the_area(pillar, name, said, demo_data, newest):
    app = page(name, *WARDS)
    table = app.table[0].value.map(lambda cell: cell.replace("\\", "")).set_index("Indicator")
    followed, periods = 0, set()
    for one in indicators.declared():
        if one.pillar != pillar:
            continue
        row = table.loc[one.name]
        if by_ward.by_ward(one):
            followed += 1
            period = "quarter" if " to " in row["Period"] else "month"
            periods.add(period)
            in_wards, in_area = newest[period]
            counted = sum(in_wards[kind] for kind in one.crime_types)
            assert row["Latest"] == f"{counted:,}" and counted < sum(in_area[kind] for kind in one.crime_types), one.id
            assert row["Where"] == "Drake and Ham"
            assert row.get("Target", "") == "", "a target of the area does not hold for wards"
        else:
            assert row["Where"] in ("Plymouth", "")
    assert said.startswith(f"{followed} indicator")
    assert "month" in periods and ("quarter" in periods) == (pillar == "responding_to_harm")
    assert said in " ".join(element.value for element in app.markdown).replace("\\", "")


def test_without_wards_the_table_needs_no_place(demo_data):
    assert "Where" not in page("Feeling Safe").table[0].value.columns


def test_a_table_that_is_held_back_says_so_in_its_place_and_the_charts_stand(demo_data, monkeypatch):
    made = answered.pillar

    def restricted(*asked):
        figure = made(*asked)
        return replace(figure, counts=OPEN, caption=replace(figure.caption, source="Partner extract of offences"))

    monkeypatch.setattr(answered, "pillar", restricted)
    app = page("Feeling Safe")
    assert any("is held back: it is declared as open data" in one.value.replace("\\", "") for one in app.warning)
    assert not any("cannot be read" in one.value for one in app.markdown)
    assert any(one.value == "### Charts" for one in app.markdown)
