"""Saved views: kept whole under hostile names and many at once, deleted by their own only, and never removed."""

import json
import threading

import pytest

from analysis.access import Actor
from etl.acts import saved_views
from etl.acts.not_possible import NotPossible

ANN, BOB = Actor("ann", "reader"), Actor("bob", "analyst")
QUERY = [("ward", "Drake"), ("ward", "Stoke"), ("type", "Robbery")]


def test_a_view_comes_back_as_it_was_saved(tmp_path):
    view = saved_views.save(tmp_path, "Robbery in two wards", "explore", QUERY, ANN)
    assert saved_views.saved(tmp_path) == [view]
    assert (view.name, view.page, view.query, view.who) == ("Robbery in two wards", "explore", tuple(QUERY), "ann")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),  # text, shown as text
        ("../../etc/passwd", "../../etc/passwd"),  # no part of a path: files carry a number of their own
        ("  two\n\tlines\x00 ", "two lines"),
        ("gnp\u202excod", "gnp xcod"),  # a sign that turns the direction of writing round
        ("Überfälle 🏙", "Überfälle 🏙"),
    ],
)
def test_hostile_names_are_text(tmp_path, name, kept):
    assert saved_views.save(tmp_path, name, "explore", [], ANN).name == kept
    assert [view.name for view in saved_views.saved(tmp_path)] == [kept]
    assert {path.parent for path in tmp_path.rglob("*.json")} == {tmp_path / "audit" / "views"}


@pytest.mark.parametrize(
    ("name", "query", "said"),
    [
        ("", [], "it has no name"),
        ("\u202e\n", [], "it has no name"),
        ("x" * 81, [], "its name has 81 letters, the most is 80"),
        ("x", [("street", "y" * 2000)], "more filters than a link can hold"),
    ],
)
def test_what_cannot_be_kept_is_refused_and_leaves_nothing(tmp_path, name, query, said):
    with pytest.raises(NotPossible, match=said):
        saved_views.save(tmp_path, name, "explore", query, ANN)
    assert not list(tmp_path.rglob("*.*"))


def test_only_its_own_person_deletes_a_view_and_the_file_stays(tmp_path):
    view = saved_views.save(tmp_path, "Mine", "pillars", [], ANN)
    with pytest.raises(NotPossible, match="saved by ann: only they delete it"):
        saved_views.delete(tmp_path, view.id, BOB)
    saved_views.delete(tmp_path, view.id, ANN)
    assert saved_views.saved(tmp_path) == []
    (path,) = tmp_path.rglob("*.json")
    assert json.loads(path.read_text(encoding="utf-8"))["deleted"]["who"] == "ann"
    for unknown in (view.id, "../" + view.id, "0" * 32):
        with pytest.raises(NotPossible, match="no such view"):
            saved_views.delete(tmp_path, unknown, ANN)


def test_a_damaged_file_hides_no_other_view(tmp_path):
    view = saved_views.save(tmp_path, "Whole", "explore", [], ANN)
    folder = tmp_path / "audit" / "views"
    (folder / "broken.json").write_text("{", encoding="utf-8")
    (folder / "list.json").write_text("[]", encoding="utf-8")
    (folder / "other.json").write_text((folder / f"{view.id}.json").read_text(encoding="utf-8"), encoding="utf-8")
    assert saved_views.saved(tmp_path) == [view]


def test_many_save_at_once_and_none_is_lost(tmp_path):
    people = [Actor(f"person {number}", "reader") for number in range(8)]
    threads = [
        threading.Thread(
            target=lambda who=who: [saved_views.save(tmp_path, f"view {n}", "explore", QUERY, who) for n in range(10)]
        )
        for who in people
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = saved_views.saved(tmp_path)
    assert len(found) == 80 and {view.who for view in found} == {person.name for person in people}
    assert not list(tmp_path.rglob("*.part"))
