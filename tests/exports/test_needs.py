"""Packs by what others ask for: every element of the needs assessment a heading, and the evidence for Purple Flag."""

import json

import pandas as pd
import pytest

from analysis.declared import reference_tables
from analysis.exports import manifest, needs, pack
from analysis.exports.named import OF_CRIME, OF_INDICATORS, OF_NIGHT, OF_ONE, OF_PEOPLE, OF_PROJECTS
from analysis.figures.figure import Caption
from analysis.indicators import residents
from tests.exports import making


@pytest.fixture
def figures(demo_data):
    return making.figures_by_name()


def test_every_element_that_the_guidance_names_is_a_heading_with_its_source_and_words_for_when_it_is_empty(figures):
    listed = reference_tables.reference_table("needs_assessment")
    order = pack.ready_order("needs", figures)
    assert [one.title for one in order.chapters] == listed["element"].tolist() and len(order.chapters) >= 21
    assert listed[["element_id", "element", "asks_for", "without", "source"]].notna().all().all()
    assert listed["element_id"].is_unique and listed["element"].is_unique
    for one, source in zip(order.chapters, listed["source"], strict=True):
        assert one.without and one.words[-1] == f"Asked for by: {source.rstrip('.')}."
    # The Act names these three in section 8(3); a list without one of them is no needs assessment.
    assert {f"8(3)({letter})" for letter in "abc"} <= {source.rpartition("section ")[2] for source in listed["source"]}
    known = {*OF_CRIME, *OF_NIGHT, *OF_PEOPLE, *OF_PROJECTS}
    for wanted in order.wanted:
        kind = wanted.figure.partition("_")[0]
        assert (
            wanted.figure in known
            or kind in OF_ONE
            or (kind in OF_INDICATORS and wanted.figure[len(kind) + 1 :] in figures.states)
        )
    assert len(order.wanted) == len(set(order.wanted)) + 1, "first-time entrants tell of causes and of who does harm"


def test_an_empty_element_keeps_its_heading_and_is_listed_with_the_reason(figures, monkeypatch, tmp_path):
    rows = [
        ("Kinds", "Which kinds", "years_L2;years_violence_admissions", "Nothing of kinds.", "section 8(3)(a)"),
        ("Works", "", "nothing_*", "No zone is named.", "guidance"),
        ("People", "Who", "indicator_X9", "", "guidance"),
        ("Findings", "What follows", "", "For the partnership to write.", "section 8(3)(c)"),
    ]
    own = pd.DataFrame(rows, columns=["element", "asks_for", "figures", "without", "source"])
    monkeypatch.setattr(reference_tables, "partnership_table", lambda name, area_code: own)
    made = pack.make(figures, pack.ready_order("needs", figures, formats=("csv",)))
    assert made.left_out[2:] == (
        "Works: No zone is named.",
        "People: There is no figure for it.",
        "Findings: For the partnership to write.",
    )
    assert made.left_out[0].startswith("Violence admissions has no figures.") and "“X9”" in made.left_out[1]
    said = json.loads(made.files[pack.MANIFEST])
    assert [one["without"] for one in said["chapters"]][1:] == ["No zone is named.", "There is no figure for it.", rows[3][3]]
    (tmp_path / "m.json").write_bytes(made.files[pack.MANIFEST])
    again, differs = manifest.make_again(manifest.read(tmp_path / "m.json"))
    assert again.files == made.files and not differs


def test_a_list_of_the_partnership_without_a_heading_is_a_sentence(figures, monkeypatch):
    monkeypatch.setattr(reference_tables, "partnership_table", lambda name, area_code: pd.DataFrame({"element": ["Kinds"]}))
    with pytest.raises(needs.UnusableList, match=r"needs_assessment\.csv lacks the heading asks_for\."):
        pack.ready_order("needs", figures)


def test_purple_flag_holds_the_key_figures_the_five_themes_and_the_map(figures):
    order = pack.ready_order("purple_flag", figures, formats=("csv",))
    assert order.chapters[0].words[0].startswith("Friday and Saturday nights in the night-time zones: ")
    made = pack.make(figures, order)
    names = [line["figure"] for one in json.loads(made.files[pack.MANIFEST])["chapters"] for line in one["figures"]]
    assert names[:4] == ["purple_flag", "purple_flag_themes", "night_zones", "hotspot_zones"]
    assert {"night_hours", "zone_chart", "victims", "activity", "hospital_seen", "hospital_recorded"} <= set(names)
    assert made.figures == len(names) and not made.left_out, "the demonstration has a file for each"


def test_the_map_of_zones_letters_and_lists_every_night_time_zone(figures):
    from analysis.exports import picture
    from analysis.exports.named import Wanted

    zones = figures.shown.ask("zones")
    night = sorted(zones.loc[zones["kind"] == "night_time", "name"])
    found = figures.make(Wanted("night_zones"))
    assert found.table["Zone"].tolist() == night and found.table["Letter"].tolist() == list("ABCDEFGH"[: len(night)])
    assert found.sentence.startswith(f"{len(night)} night-time zones in Plymouth")
    said = picture.svg(found, picture.COLUMN, "OFFICIAL").decode()
    assert all(f"zones_{zone}" in said for zone in zones.loc[zones["kind"] == "night_time", "zone_id"])


def residents_of(held):
    """Their figure: day, sex, ages and how many of each age."""
    lines = [
        {"as_at": pd.Timestamp(day), "sex": sex, "age": age, "residents": number}
        for day, sex, ages, number in held
        for age in ages
    ]
    return residents.figure(pd.DataFrame(lines), "Anytown", Caption("s", "p", "a", "0123"))


def test_one_sex_alone_leaves_the_other_and_the_whole_unknown():
    figure = residents_of([("2024-06-30", "Female", range(91), 10.0)])
    assert figure.table["Female"].tolist()[-1] == 910 and figure.chart is None
    assert figure.table[["Male", "All", "Share (%)"]].isna().all(axis=None)
    assert figure.title == "Residents of Anytown by age and sex, not known in full" and residents.PARTLY in figure.notes
    assert figure.sentence == "How many residents there were on 30 June 2024 is not known of every age and sex."


def test_ages_that_the_first_year_lacks_give_no_change():
    """Of 2013 there are ages to 20 alone: the 18 to 24 are not known, and so are all ages together."""
    days = (("2013-06-30", range(21), 5.0), ("2024-06-30", range(91), 10.0))
    figure = residents_of([(day, sex, ages, number) for day, ages, number in days for sex in ("Female", "Male")])
    changes = figure.table["Change since 2013 (%)"]
    assert changes.tolist()[:2] == [100, 100] and changes[2:].isna().all() and figure.table["All"].tolist()[-1] == 1820
    assert figure.sentence.endswith("How many there were on 30 June 2013 is not known of every age and sex.")
    assert residents.PARTLY in figure.notes and figure.title.startswith("1,820 residents of Anytown")


def test_residents_by_hand():
    """Ten women and ten men of each age from 0 to 90; eleven years before, five of each."""
    days = (("2013-06-30", 5.0), ("2024-06-30", 10.0))
    figure = residents_of([(day, sex, range(91), number) for day, number in days for sex in ("Female", "Male")])
    assert figure.title == "1,820 residents of Anytown, 20% of them under 18", "18 of 91 ages"
    assert figure.sentence == (
        "On 30 June 2024 the largest group was aged 65 and over: 520 residents. All ages together are 910 more than on 30 June "
        "2013."
    )
    assert figure.table["All"].tolist() == [200, 160, 140, 200, 200, 200, 200, 520, 1820]
    assert figure.table["Share (%)"].tolist()[-2:] == [28.6, 100.0] and set(figure.table["Change since 2013 (%)"]) == {100}
