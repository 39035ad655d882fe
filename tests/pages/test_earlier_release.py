"""An earlier release is opened again by its id: its figures stay as they were, whatever is loaded since, and it says so."""

import json
import shutil
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from analysis.declared.settings import data_folder
from analysis.release import database
from pages import desk
from tests.conftest import PROJECT
from tests.etl import anytown
from tests.etl.anytown import crime, load, street, write


@pytest.fixture(scope="module")
def revised(tmp_path_factory):
    """A data folder with one month loaded, then revised four times; the ids of its releases, oldest first."""
    folder = tmp_path_factory.mktemp("revised")
    data = anytown.data_folder(folder / "data")
    load(data, *anytown.lookup_files(folder))
    found = []
    for count in (3, 5, 8, 13, 21):
        rows = [crime(f"{n}", "2025-01", "E01990001") for n in range(count)]
        load(data, write(folder / f"{count}.csv", street(rows)))
        found.append(database.release(data).id)
    return data, found


@pytest.fixture
def releases(revised, tmp_path, monkeypatch):
    """The ids of the releases of such a folder, oldest first; questions are asked of a copy of it."""
    data, found = revised
    monkeypatch.setenv("VIOLENCE_DATA", str(anytown.copied(data, tmp_path)))
    return found


def test_a_release_built_before_a_column_was_known_is_named(releases):
    file = data_folder() / "releases" / "0123456789abcdef.duckdb"
    duckdb.connect(str(file)).close()
    with database.using(database.release_of(file)), pytest.raises(database.OlderRelease, match="An earlier version of this"):
        database.ask("months")


def older(demo_data, tmp_path, monkeypatch, release_id, lacks):
    """The Overview of the demonstration, whose release an earlier version of the program built. lacks: what it did not know."""
    data = Path(shutil.copytree(demo_data, tmp_path / "data"))
    monkeypatch.setenv("VIOLENCE_DATA", str(data))
    held, pointer = database.release(data), database.pointer_file(data)
    file = held.file.rename(held.file.with_name(f"{release_id}.1.duckdb"))
    pointer.write_text(json.dumps(json.loads(pointer.read_text()) | {"release": release_id, "file": file.name}))
    with duckdb.connect(str(file)) as connection:
        connection.execute(lacks)
    app = AppTest.from_file(str(PROJECT / "pages" / "every_page.py"), default_timeout=60).run()
    app.switch_page("violence/overview.py").run()
    assert not app.exception
    return [each.value.replace("\\", "") for each in app.markdown]


def test_a_release_of_before_targets_named_what_feeds_them_is_shown_whole(demo_data, tmp_path, monkeypatch):
    said = older(demo_data, tmp_path, monkeypatch, "0" * 16, "ALTER TABLE targets DROP COLUMN fed_by")
    assert not any("cannot be" in one and one.startswith("#") for one in said)
    targets = database.ask("targets")
    assert len(targets) and targets["fed_by"].isna().all()


def test_a_page_that_asks_too_much_of_its_release_has_one_first_heading_and_a_remedy(demo_data, tmp_path, monkeypatch):
    said = older(demo_data, tmp_path, monkeypatch, "1" * 16, "ALTER TABLE targets DROP COLUMN level")
    assert len([one for one in said if one.startswith("# ")]) == 1 and "## The figures cannot be read just now" in said
    assert any("Run: python -m etl build. No loaded file is lost." in one for one in said)
    with pytest.raises(database.OlderRelease, match="Run: python -m etl build"):
        database.ask("targets")


def page():
    """A page that says what it shows and how many crimes it counts, and a fragment that asks again."""
    import streamlit as st

    from pages.shared import ask, earlier

    try:
        release = earlier.begin()
    except earlier.NotOpened as problem:
        st.text(f"not opened: {problem}")
        st.stop()
    with earlier.reading():
        ask.begin(release)
        earlier.banner("explore")
        coverage = ask.cached("coverage")
        st.text(f"{ask.release_id()} {coverage.loc[coverage['source'] == 'police_street', 'rows'].sum()}")
        st.text(ask.caption("police", "January 2025", "Anytown").text())

    @st.fragment
    def again():
        st.button("Again")
        st.text(f"again {len(ask.cached('months'))} {ask.release_id()}")

    again()


def drawn(release=""):
    test = AppTest.from_function(page)
    if release:
        test.query_params["release"] = release
    test.run(timeout=60)
    assert not test.exception
    return test


def texts(test):
    return [text.value for text in test.text]


def test_without_a_release_the_newest_is_shown(releases):
    test = drawn()
    assert texts(test)[0] == f"{releases[-1]} 21"
    assert "not the newest" not in "".join(texts(test)) and not test.get("html")


@pytest.mark.parametrize("position", [0, 1, 3])
def test_a_release_shows_its_own_figures_though_its_file_was_removed(releases, position):
    """Only three releases stay on the disk: the first ones are built again from the receipts that stood then."""
    id, count = releases[position], (3, 5, 8, 13)[position]
    for asked in (id, id[:8]):
        test = drawn(asked)
        assert texts(test)[0] == f"{id} {count}"
        assert f"release {id[:8]} of " in texts(test)[1] and "not the newest." in texts(test)[1]
        assert f"This is release {id[:8]} of " in test.get("html")[0].proto.body
        # A fragment drawn by itself asks the same release.
        test.button[0].click().run(timeout=60)
        assert texts(test)[-1] == f"again 1 {id}"
    assert database.release().id == releases[-1]


def test_a_release_asked_for_stays_within_the_session(releases):
    test = drawn(releases[0])
    del test.query_params["release"]
    test.run(timeout=60)
    assert texts(test)[0] == f"{releases[0]} 3"
    assert test.query_params["release"] in (releases[0], [releases[0]]), "the address says what is shown"


def test_the_newest_by_its_id_is_said_to_be_earlier_once_another_comes(releases, tmp_path):
    test = drawn(releases[-1])
    assert "not the newest" not in texts(test)[1]
    data = data_folder()
    load(data, write(tmp_path / "more.csv", street([crime("x", "2025-02")])))
    test.run(timeout=60)
    assert texts(test)[0] == f"{releases[-1]} 21" and "not the newest" in texts(test)[1]


@pytest.mark.parametrize("asked", ["0123456789abcdef", "zzz", "<b>"])
def test_a_release_that_never_was_is_said_and_nothing_else_shown(releases, asked):
    assert texts(drawn(asked)) == [
        f"not opened: There is no one release '{asked}' here. Releases, newest first:"
        f" {', '.join([*reversed(releases), *_first(releases)])}."
    ]


def _first(releases):
    lines = desk.releases()
    return [line["release"] for line in lines if line["release"] not in releases]


def test_a_release_whose_files_are_lost_is_said(releases):
    data = data_folder()
    for file in (data / "releases").glob(f"{releases[0]}*"):
        file.unlink()
    shutil.rmtree(data / "archive" / "originals")
    shutil.rmtree(data / "archive" / "rows")
    (said,) = texts(drawn(releases[0]))
    assert said.startswith("not opened: The archived file of ")
