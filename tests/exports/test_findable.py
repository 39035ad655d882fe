"""The list that the search box searches: twenty figures by two keystrokes, every ward, project and definition."""

import json
from urllib.parse import parse_qs, urlparse

import pytest

from analysis.exports import findable
from pages.shared import find
from tests.exports import making
from tests.pages import menu

HIDDEN = {"indicator", "project", "actions"}


@pytest.fixture
def listed(demo_data):
    return findable.every(making.figures_by_name())


def first(listed, typed):
    """What Enter opens after `typed`: a second way of ranking, as find.js words it."""

    def rank(one):
        name = one.name.lower()
        words = "".join(letter if letter.isalnum() else " " for letter in name).split()
        tests = (
            any(key.lower() == typed for key in one.keys),
            name.startswith(typed),
            any(word.startswith(typed) for word in words),
            typed in name,
        )
        return tests.index(True) if any(tests) else 9

    return min(listed, key=rank)


def test_two_keystrokes_and_enter_reach_any_of_twenty_named_figures(listed):
    named = {"n1", "n2", "n3", "l1", "l2", "l3", "l4", "l5", "l6", *(key for _, key in findable.SHORT.values())}
    assert len(named) >= 20 and all(len(key) == 2 for key in named)
    reached = {key: first(listed, key) for key in named}
    assert {one.kind for one in reached.values()} == {findable.FIGURE}
    assert len({(one.name, one.address) for one in reached.values()}) == len(named)
    assert reached["ho"].address == "hotspots" and reached["l2"].address == "indicator?id=L2"
    assert reached["pu"].address == "night?part=Purple+Flag"


def test_every_figure_ward_project_and_definition_is_there_and_leads_to_a_page(listed):
    figures = making.figures_by_name()
    assert {one.name for one in listed if one.kind == findable.WARD} == set(figures.shown.ask("wards")["ward_name"])
    assert len([one for one in listed if one.kind == findable.PROJECT]) == len(figures.shown.ask("projects")) == 8
    names = {one.name for one in listed}
    assert {"Definition: Robbery", "annotation: what it means"} <= names
    assert len(listed) == len({(one.name, one.kind, one.address) for one in listed})
    for one in listed:
        address = urlparse(one.address)
        assert address.path in {*menu.declared(), *HIDDEN}
        assert all(values != [""] for values in parse_qs(address.query, keep_blank_values=True).values())
    assert first(listed, "drake").address == "explore?ward=E05002081"


def test_the_list_is_worked_out_once_a_release_and_a_fault_in_it_takes_nothing_with_it(listed, monkeypatch, not_foreseen):
    said = json.loads(find.listed())
    assert [one["name"] for one in said] == [one.name for one in listed]
    assert find.listed() is find.listed()
    find._of.cache_clear()
    with monkeypatch.context() as broken:
        broken.setattr(findable, "every", lambda figures: 1 / 0)
        assert find.listed() == b"[]"
    assert find.listed() != b"[]", "a fault is not kept"


def test_without_a_release_nothing_is_found(tmp_path, monkeypatch):
    monkeypatch.setenv("VIOLENCE_DATA", str(tmp_path))
    assert find.listed() == b"[]"
