"""What an address asks of a filter is honoured or said, and a choice stands in the address by its code."""

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from analysis.release import database
from tests.conftest import PROJECT
from tests.etl import anytown


def opened(page, **query):
    app = AppTest.from_file(str(PROJECT / "pages" / "every_page.py"), default_timeout=60).run()
    for key, value in query.items():
        app.query_params[key] = value
    app.switch_page(f"violence/{page}.py").run()
    assert not app.exception
    return app


def headline(app):
    return next(each.value for each in app.markdown if each.value.startswith("# ")).replace("\\", "")


def words(app):
    return " ".join(each.value for each in (*app.markdown, *app.caption)).replace("\\", "")


def has_table(app):
    return any(one.type == "html" and "<table" in one.proto.body for one in app.main) or bool(app.dataframe)


def in_address(app, key):
    found = app.query_params.get(key, [])
    return [found] if isinstance(found, str) else list(found)


@pytest.fixture(scope="module")
def codes(demo_data):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VIOLENCE_DATA", str(demo_data))
        rows = database.ask("wards")
    return dict(zip(rows["ward_name"], rows["ward_code"], strict=True))


def test_links_with_names_open_and_the_address_then_holds_codes(demo_data, codes):
    app = opened("explore", ward=["Drake", " stoke"], type="robbery", to="2025-08")
    assert headline(app).startswith("# Robbery in Drake and Stoke: ") and "the 11 months to August 2025" in headline(app)
    assert in_address(app, "ward") == [codes["Drake"], codes["Stoke"]]
    app = opened("explore", street="On or near UNION street ")
    assert "in Union Street (Plymouth): " in headline(app) and in_address(app, "street") == ["Union Street"]


@pytest.mark.parametrize(
    ("page", "query", "said"),
    [
        ("explore", {"ward": "Nowhere"}, "“Nowhere” is no ward of Plymouth"),
        ("explore", {"ward": ["Drake", "Nowhere"]}, "“Nowhere” is no ward of Plymouth"),
        ("explore", {"street": "Union"}, "No record of any month stands on or near “Union” in Plymouth"),
        ("explore", {"lsoa": "E01999999"}, "“E01999999” is no small area (LSOA) of Plymouth"),
        ("explore", {"type": "Violent crime"}, "“Violent crime” is no crime type in the files loaded"),
        ("explore", {"from": "Jan 2001"}, "“Jan 2001” is no month loaded: they run from October 2020 to September 2025"),
        ("explore", {"ward": "Nowhere", "to": "never"}, "2 parts of what this address asks for cannot be shown"),
        ("hotspots", {"place": "SX 000 000"}, "“SX 000 000” is no zone or cell on this map"),
        ("indicator", {"id": "L99"}, "“L99” is no indicator of this dashboard"),
        ("indicator", {"id": "L2", "ward": "Nowhere"}, "“Nowhere” is no ward of Plymouth"),
    ],
)
def test_what_is_not_there_is_said_and_nothing_is_shown_in_its_place(page, query, said, demo_data):
    app = opened(page, **query)
    assert headline(app).startswith(f"# {said}")
    assert "Source: " not in words(app) and not has_table(app), "no figure is shown"
    for key, value in query.items():
        assert in_address(app, key) == ([value] if isinstance(value, str) else value), "what was asked for stays in the address"
    app.run()
    assert headline(app).startswith(f"# {said}"), "it is said again when the page is drawn anew"


def press(app, label):
    next(button for button in app.button if button.label.replace("\\", "") == label).click().run()
    assert not app.exception


def test_what_was_meant_is_one_click_away(demo_data, codes):
    app = opened("explore", ward=["Drak", "Stoke", "Nowhere"])
    press(app, "Show Drake")
    assert headline(app) == "# “Nowhere” is no ward of Plymouth in the release in force"
    press(app, "Leave out “Nowhere”")
    assert " in Drake and Stoke: " in headline(app)
    assert in_address(app, "ward") == [codes["Drake"], codes["Stoke"]]


def test_a_choice_stands_in_the_address_and_what_every_page_begins_with_does_not(demo_data, codes):
    app = opened("explore")
    assert not app.query_params
    app.multiselect(key="ward").select(codes["Ham"]).run()
    assert " in Ham: " in headline(app) and in_address(app, "ward") == [codes["Ham"]]
    app.multiselect(key="type").set_value([]).run()
    assert in_address(app, "type") == [""], "no type chosen is another view than the one every page begins with"
    press(app, "Reset filters")
    assert " in Plymouth: " in headline(app) and not app.query_params


def asks_with_the_address_of_before(app, **query):
    """What the browser's next request names: not yet what the page has just written."""
    app.query_params.clear()
    for key, value in query.items():
        app.query_params[key] = value


def test_a_choice_outlasts_a_click_made_before_the_browser_shows_its_address(demo_data, codes):
    app = opened("explore", ward="Drake")
    app.multiselect(key="ward").select(codes["Ham"]).run()
    chosen = [codes["Drake"], codes["Ham"]]
    for former in ("Drake", codes["Drake"]):
        asks_with_the_address_of_before(app, ward=former)
        app.multiselect(key="type").set_value(["Robbery"]).run()
        assert headline(app).startswith("# Robbery in Drake and Ham: ")
        assert in_address(app, "ward") == chosen and in_address(app, "type") == ["Robbery"]
    # Reset at once: what was chosen a moment ago does not come back either.
    press(app, "Reset filters")
    asks_with_the_address_of_before(app, ward=chosen, type="Robbery")
    app.multiselect(key="type").set_value(["Burglary"]).run()
    assert headline(app).startswith("# Burglary in Plymouth: ") and list(app.query_params) == ["type"]


def test_an_answer_and_an_indicator_outlast_a_click_made_too_early(demo_data, codes):
    app = opened("indicator", id="L2", ward="Drak")
    press(app, "Show Drake")
    asks_with_the_address_of_before(app, id="L2", ward="Drak")
    app.run()
    assert " in Drake: " in headline(app)
    app.selectbox(key="indicator").select("robbery").run()
    asks_with_the_address_of_before(app, id="L2", ward=codes["Drake"])
    app.run()
    assert headline(app).startswith("# Robbery in Drake: ") and in_address(app, "id") == ["robbery"]


def test_a_street_is_chosen_from_the_polices_own_names(demo_data):
    app = opened("explore")
    assert "Union Street" in app.selectbox(key="street").options
    assert not app.selectbox(key="street").proto.accept_new_options


def test_a_page_says_which_filters_of_the_address_it_does_not_follow(demo_data):
    assert "does not follow the choice of wards and a street" in words(opened("hotspots", ward="Drake", street="Union Street"))


def test_a_ward_renamed_since_a_link_was_saved_is_shown_under_its_name_of_today(tmp_path, monkeypatch):
    data = anytown.data_folder(tmp_path / "data")
    monkeypatch.setenv("VIOLENCE_DATA", str(data))
    rows = [anytown.crime(f"{number}".ljust(64, "a"), "2025-01", kind="Robbery") for number in range(3)]
    old = anytown.lookup_files(tmp_path, "24")
    anytown.load(data, *old, anytown.write(tmp_path / "2025-01-anytown-street.csv", anytown.street(rows)))
    names = database.ask("wards").set_index("ward_code")["ward_name"]
    code, name = names.index[0], names.iloc[0]
    renamed = [anytown.write(tmp_path / "later" / path.name, path.read_text().replace(name, "Newname")) for path in old]
    anytown.load(data, *[path for path in renamed if "Newname" in path.read_text()], as_at=date(2025, 5, 1))
    assert "Newname" in set(database.ask("wards")["ward_name"])
    app = opened("explore", ward=name)
    assert " in Newname: " in headline(app) and in_address(app, "ward") == [code]


@pytest.mark.parametrize(
    ("page", "key"), [("violence/pillars.py", "pillar"), ("extracts/definitions.py", "part"), ("violence/explore.py", "view")]
)
def test_a_part_that_a_page_does_not_have_is_said_and_nothing_shown_in_its_place(demo_data, page, key):
    app = AppTest.from_file(str(PROJECT / "pages" / "every_page.py"), default_timeout=60).run()
    app.query_params[key] = "Nonsense"
    app.switch_page(page).run()
    for _ in range(2):
        assert not app.exception
        assert any(each.value.replace("\\", "").startswith("## “Nonsense” is no part of this page") for each in app.markdown)
        assert not app.tabs, "nothing is shown in its place"
        app.run()
    button = next(each for each in app.button if each.label.startswith("Show "))
    wanted = button.label.removeprefix("Show ").replace("\\", "")
    button.click().run()
    assert not app.exception and in_address(app, key) in ([], [wanted]), "the first part needs no name in the address"
    assert app.session_state[key] == wanted


def test_a_part_left_open_is_not_refused_where_another_indicator_lacks_it(demo_data):
    """Only a link asks for a part by its name: who chooses another indicator beside an open part asks for none."""
    app = opened("indicator", id="L2", part="Funnel plot")
    assert "Funnel plot" in [tab.label for tab in app.tabs]
    asks_with_the_address_of_before(app, id="L2", part="Funnel plot")
    app.selectbox(key="indicator").select("L3").run()
    assert not app.exception and "is no part of this page" not in words(app)
    assert "Definition" in [tab.label for tab in app.tabs] and not in_address(app, "part")
    assert "“Funnel plot” is no part of this page" in words(opened("indicator", id="L3", part="Funnel plot"))


def test_a_definition_stands_in_the_address_by_its_id(demo_data):
    app = AppTest.from_file(str(PROJECT / "pages" / "every_page.py"), default_timeout=60).run()
    app.query_params["indicator"] = "robbery"
    app.switch_page("extracts/definitions.py").run()
    assert app.header[0].value == "Robbery recorded by the police"
    app.selectbox(key="indicator").select("hate_crime").run()
    assert in_address(app, "indicator") == ["hate_crime"] and "hate" in app.header[0].value.lower()
    app.text_input[0].input("robbery").run()
    assert not app.exception and in_address(app, "indicator") == []
    app.query_params["indicator"] = "Nonsense"
    app.run()
    assert "## “Nonsense” is no indicator of this dashboard" in [each.value for each in app.markdown]
