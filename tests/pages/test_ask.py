"""A page is drawn from one release, whatever comes into force while it is drawn."""

import shutil

import pytest
from streamlit.testing.v1 import AppTest

from analysis.release import database
from tests.etl import anytown
from tests.etl.anytown import crime, load, street, write


@pytest.fixture
def two_releases(tmp_path, monkeypatch):
    """A data folder with its first release in force again, the pointer to its second beside it, and the ids of both."""
    data = anytown.data_folder(tmp_path / "data")
    pointer, found = database.pointer_file(data), []
    for month in ("2025-01", "2025-02"):
        rows = [crime(f"{month}{n}", month, "E01990001") for n in range(3)]
        load(data, *anytown.lookup_files(tmp_path), write(tmp_path / f"{month}.csv", street(rows)))
        shutil.copyfile(pointer, data / f"{month}.json")
        found.append(database.release(data).id)
    shutil.copyfile(data / "2025-01.json", pointer)
    monkeypatch.setenv("VIOLENCE_DATA", str(data))
    return found


def page():
    """A page that asks once, sees the next release come into force, and asks again."""
    import shutil

    import streamlit as st

    from analysis.declared import settings
    from analysis.release import database
    from pages.shared import ask

    ask.begin(database.release())
    st.session_state["runs"] = st.session_state.get("runs", 0) + 1
    st.text(f"{ask.release_id()} {len(ask.cached('months'))}")
    data = settings.data_folder()
    shutil.copyfile(data / "2025-02.json", database.pointer_file(data))
    st.text(f"{ask.release_id()} {len(ask.cached('months'))}")


def test_a_page_begins_again_when_another_release_comes_into_force(two_releases):
    first, second = two_releases
    drawn = AppTest.from_function(page).run(timeout=60)
    assert not drawn.exception
    assert drawn.session_state["runs"] == 2
    assert [text.value for text in drawn.text] == [f"{second} 2", f"{second} 2"], f"nothing of {first}"
