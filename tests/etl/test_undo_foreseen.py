"""An undo says what it will change before it is done, and what has changed after; the undo of an undo is "restored". And who."""

import json

import pytest

from analysis.declared.settings import partnership_folder
from analysis.release import database
from etl.__main__ import main
from etl.acts import listing
from tests.etl import anytown

BREAKS = "source,area_code,from,to,kind,reason,reference"


@pytest.fixture
def data(tmp_path):
    """A folder of the area that the shipped lists are made for, with a note and then a break loaded."""
    settings = partnership_folder("E06000026") / "settings.toml"
    data = tmp_path / "data"
    anytown.write(data / "settings.toml", settings.read_text(encoding="utf-8"))
    note = anytown.write(tmp_path / "note.csv", "date,indicator_id,area_code,text\n2024-05-01,,,A note\n")
    line = "police_street,devon-and-cornwall,2019-03,2019-04,partial supply,A reason,"
    broken = anytown.write(tmp_path / "breaks.csv", f"{BREAKS}\n{line}\n")
    assert main(["--data", str(data), "load", "--who", "Jo  Smith\n", str(note)]) == 0
    assert main(["--data", str(data), "load", str(broken)]) == 0
    return data


SAID = "Breaks: Break of police_street: March 2019 to April 2019 not comparable: A reason → none registered"


def test_what_an_undo_would_change_is_shown_and_nothing_is_changed(data, capsys):
    before = anytown.fingerprint(data)
    assert main(["--data", str(data), "undo", "2", "--show"]) == 0
    out = capsys.readouterr()
    assert out.out.splitlines()[0] == "The board will read differently: 1 break."
    assert SAID in out.out and "Nothing has been changed." in out.err
    assert main(["--data", str(data), "undo", "2", "--show", "--json"]) == 0
    foreseen = json.loads(capsys.readouterr().out)
    assert [one["kind"] for one in foreseen["read"]] == ["break"]
    assert anytown.fingerprint(data) == before
    assert main(["--data", str(data), "undo", "2", "--reason", "a trial"]) == 0
    assert SAID in capsys.readouterr().err
    assert database.release(data).id == foreseen["release"]


def test_the_undo_of_an_undo_is_restored(data, capsys):
    for target in ("2", "3", "4"):
        assert main(["--data", str(data), "undo", target, "--reason", f"of {target}"]) == 0
    found = {line["entry"]: (line["action"], line["what"]) for line in listing.history(data)}
    assert found == {
        1: ("load", "load"),
        2: ("load", "load"),
        3: ("undo", "undo"),
        4: ("undo", "restored"),
        5: ("undo", "undo"),
    }
    capsys.readouterr()
    assert main(["--data", str(data), "history"]) == 0
    assert "restored: of 3 (restored 000002-0001)" in capsys.readouterr().out


def test_who_is_recorded_as_they_name_themselves(data):
    assert main(["--data", str(data), "undo", "2", "--reason", "x", "--who", "Sam Jones"]) == 0
    who = {line["entry"]: line["who"] for line in listing.history(data)}
    assert (who[1], who[3]) == ("Jo Smith", "Sam Jones")
    assert who[2] not in ("", "Jo Smith")


def test_an_undo_without_a_reason_is_not_done(data, capsys):
    before = anytown.fingerprint(data)
    assert main(["--data", str(data), "undo", "2"]) == 1
    assert "Say why: an undo needs a reason" in capsys.readouterr().err
    assert main(["--data", str(data), "undo", "9", "--show"]) == 1
    assert anytown.fingerprint(data) == before
