"""The catalogue: whole, honest, and each bad declaration named with its file and line while the others stand."""

import shutil

import pytest

from analysis.declared import indicators as declared_indicators
from analysis.declared import reference_tables
from analysis.declared.indicators import SOURCES, read_all
from analysis.declared.settings import settings
from analysis.indicators import asked as indicators
from analysis.indicators import figures as indicator_figures

ADOPTED = ["N1", "N2", "N3", "L1", "L2", "L3", "L4", "L5", "L6"]
NO_JUDGEMENT = {
    "domestic_abuse",
    "harm_index",
    "hate_crime",
    "night_time_contacts",
    "rape_sexual_offences",
    "reports_excluded_communities",
    "serious_violence",
    "stalking_harassment",
    "violence_sexual_offences",
    "weapon_possession",
}


@pytest.fixture
def folder(tmp_path):
    """A folder of two declarations: robbery, which a test spoils, and L1, which must stand whatever happens."""
    for name in ("robbery", "L1"):
        shutil.copyfile(reference_tables.indicators_folder() / f"{name}.toml", tmp_path / f"{name}.toml")
    return tmp_path


def spoil(folder, old, new, name="robbery"):
    """The declaration with some words exchanged, and the line that they stand on."""
    path = folder / f"{name}.toml"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, old
    path.write_text(text.replace(old, new), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_all_that_was_asked_for_is_declared():
    found = read_all(settings())
    assert found.problems == ()
    assert [one.id for one in found.indicators if one.adopted] == ADOPTED
    assert len(found.indicators) >= 25
    for pillar in indicators.pillars():
        assert sum(one.pillar == pillar.id for one in found.indicators) >= 4
    assert {one.source for one in found.indicators} == set(SOURCES)


def test_every_indicator_is_defined_judged_sourced_and_cautioned():
    for one in read_all(settings()).indicators:
        assert one.definition and one.why and one.polarity and one.source and one.file and one.caveats and one.geographies
        assert one.target is None or (one.target.origin and one.target.direction in ("at_most", "at_least"))
        assert len(one.versions) >= 1 and one.versions[-1].last is None


def test_what_rises_with_confidence_or_searching_carries_no_judgement():
    assert {one.id for one in read_all(settings()).indicators if one.polarity == "no_judgement"} == NO_JUDGEMENT


def test_what_open_police_data_cannot_give_comes_from_another_source():
    for one in read_all(settings()).indicators:
        if one.numerator.flags or one.numerator.hours or one.numerator.offence_groups:
            assert one.source != "police_street"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('pillar = "responding_to_harm"', 'pillar = "nowhere"', "pillar is 'nowhere', which is not known. Use one of"),
        ('polarity = "low_is_good"', 'polarity = "good"', "polarity is 'good', which is not known"),
        ('source = "police_street"', 'source = "hearsay"', "source is 'hearsay', which is not known"),
        ('chart = "control"', 'chart = "pie"', "chart is 'pie', which is not known"),
        ('frequency = "month"', 'frequency = "weekly"', "frequency is 'weekly', which is not known"),
        ('crime_types = ["Robbery"]', 'crime_types = ["Robberies"]', "crime_types is 'Robberies', which is not known"),
        ('crime_types = ["Robbery"]', 'crime_types = "Robbery"', "crime_types is 'Robbery'; it must be a list"),
        ('geographies = ["ward", "city"]', 'geographies = ["parish"]', "geographies is 'parish', which is not known"),
        ('kind = "residents"', 'kind = "visitors"', "denominator.kind is 'visitors', which is not known"),
        ('id = "robbery"', 'id = "theft"', "it declares the id 'theft'. Give file and id the same name."),
        ("version = 1", 'version = 1\nsql = "DROP"', "the key sql is not known"),
        ("reviewed_on = \"\"", 'reviewed_on = "last year"', "reviewed_on is 'last year'; it must be a day such as 2025-03-31"),
    ],
)  # fmt: skip
def test_a_bad_value_is_named_with_its_file_and_line_and_the_rest_stands(folder, old, new, said):
    line = spoil(folder, old, new) + new.count("\n")
    found = read_all(settings(), folder)
    (problem,) = found.problems
    assert problem.words().startswith(f"robbery.toml, line {line}: ") and said in problem.message
    assert [one.id for one in found.indicators] == ["L1"]


@pytest.mark.parametrize("key", ["definition", "polarity", "source", "caveats", "why", "unit", "file", "numerator"])
def test_an_indicator_without_a_part_it_needs_is_left_out(folder, key):
    path = folder / "robbery.toml"
    text = path.read_text(encoding="utf-8")
    kept = [line for line in text.replace("caveats = [\n", "caveats = [").splitlines() if not line.startswith(f"{key} =")]
    if key == "caveats":
        kept = text[: text.index("caveats")] + text[text.index("owner") :]
    elif key == "numerator":
        kept = text[: text.index("[numerator]")] + text[text.index("[denominator]") :]
    path.write_text(kept if isinstance(kept, str) else "\n".join(kept), encoding="utf-8")
    found = read_all(settings(), folder)
    assert [problem.file for problem in found.problems] == ["robbery.toml"]
    assert f"it lacks: {key}" in found.problems[0].message
    assert [one.id for one in found.indicators] == ["L1"]


@pytest.mark.parametrize(("key", "said"), [("definition", "definition is empty"), ("caveats", "it has no caveat")])
def test_an_empty_definition_or_caveat_is_as_good_as_none(folder, key, said):
    path = folder / "robbery.toml"
    text = path.read_text(encoding="utf-8")
    at, end = text.index(f"{key} ="), text.index("why" if key == "definition" else "owner")
    empty = "[]" if key == "caveats" else '" "'
    path.write_text(f"{text[:at]}{key} = {empty}\n{text[end:]}", encoding="utf-8")
    (problem,) = read_all(settings(), folder).problems
    assert said in problem.message


@pytest.mark.parametrize(
    ("filter_", "said"),
    [
        ('flags = ["knife"]', "flags can match nothing: the files of police_street do not hold it"),
        ('hours = "17:00-05:00"', "hours can match nothing: the files of police_street do not hold it"),
        ('offence_groups = ["robbery"]', "offence_groups can match nothing"),
        ("crime_types = []", "the source police_street needs numerator.crime_types or numerator.located"),
        ('crime_types = ["Robbery"]\nzone = "atlantis"', "numerator.zone is 'atlantis', which is not known"),
    ],
)
def test_a_filter_that_can_match_nothing_is_refused(folder, filter_, said):
    spoil(folder, 'crime_types = ["Robbery"]', filter_)
    (problem,) = read_all(settings(), folder).problems
    assert problem.file == "robbery.toml" and said in problem.message


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("night_time_violence", 'hours = "17:00-05:00"', 'hours = "17:00-17:00"', "can match nothing: it ends when it begins"),
        ("night_time_violence", 'hours = "17:00-05:00"', 'hours = "5pm"', 'Write it as "17:00-05:00"'),
        (
            "night_time_violence",
            '"robbery"]',
            '"robbery", "rape"]',
            "rape may not be counted in a zone: it is smaller than a ward",
        ),
        ("night_time_violence", '"robbery"]', '"robbery"]\noffence_codes = ["17A"]', "17A may not be counted in a zone"),
        (
            "night_time_violence",
            '"robbery"]',
            '"robbery"]\nflags = ["domestic_abuse"]',
            "domestic_abuse may not be counted in a zone",
        ),
        ("N2", 'flags = ["knife"]', 'flags = ["sword"]', "numerator.flags is 'sword', which is not known"),
        ("N2", '"rape", ', '"mischief", ', "numerator.offence_groups is 'mischief', which is not known"),
        ("people_trained", 'measures = ["people_trained"]', 'measures = ["dogs"]', "numerator.measures is 'dogs'"),
        ("people_trained", 'direction = "at_least"\n', "", "target lacks: direction"),
        ("people_trained", "value = 500", 'value = "many"', "target.value is 'many'; it must be a number"),
        ("people_trained", 'origin = "Reduction of Serious Violence, Safer Plymouth, 2024"', 'origin = ""', "no origin"),
        ("N1", 'indicator_id = "N1"', 'indicator_id = "N9"', "its figures carry the id 'N1'"),
        ("N3", "without_source = { non_domestic", "without_source = { domestic", "numerator.without_source is 'domestic'"),
        ("serious_violence", 'flags = ["domestic_abuse"]', 'flags = ["sword"]', "numerator.any_of.flags is 'sword'"),
        (
            "serious_violence",
            'name = "Robbery"\noffence_groups = ["robbery"]',
            'name = "Robbery"',
            "else it would match everything",
        ),
        ("serious_violence", 'flags = ["alcohol"]', 'hours = "17:00-05:00"', "the key numerator.any_of.hours is not known"),
        ("serious_violence", "[numerator]\n", '[numerator]\nflags = ["hate"]\n', "names its codes and flags in the groups"),
    ],
)
def test_bad_filters_and_targets_of_other_sources(folder, name, old, new, said):
    (path,) = (path for path in reference_tables.indicator_files(settings().area_code) if path.stem == name)
    shutil.copyfile(path, folder / f"{name}.toml")
    spoil(folder, old, new, name)
    (problem,) = read_all(settings(), folder).problems
    assert problem.file == f"{name}.toml" and problem.line > 1 and said in problem.message
    assert len(read_all(settings(), folder).indicators) == 2


EARLIER = '\n[[earlier]]\nversion = 1\nfrom = 2024-01-01\nuntil = {until}\nchange = "counted incidents too"\n'


def version_two(folder, until):
    spoil(folder, "version = 1\nin_force_from = 2026-01-01", "version = 2\nin_force_from = 2025-04-01")
    path = folder / "robbery.toml"
    path.write_text(path.read_text(encoding="utf-8") + EARLIER.format(until=until), encoding="utf-8")


def test_a_fault_in_one_of_several_groups_is_named_with_its_own_line(folder):
    shutil.copyfile(reference_tables.indicators_folder() / "serious_violence.toml", folder / "serious_violence.toml")
    line = spoil(folder, 'flags = ["alcohol"]', 'flags = ["spirits"]', "serious_violence")
    (problem,) = read_all(settings(), folder).problems
    assert (problem.file, problem.line) == ("serious_violence.toml", line)


def test_two_versions_in_force_on_one_day_are_named(folder):
    version_two(folder, "2025-04-01")
    (problem,) = read_all(settings(), folder).problems
    assert "versions 1 and 2 are both in force on 2025-04-01" in problem.message
    assert problem.line == len((folder / "robbery.toml").read_text(encoding="utf-8").splitlines()) - 1


def test_versions_one_after_the_other_stand_in_order(folder):
    version_two(folder, "2025-03-31")
    found = read_all(settings(), folder)
    assert found.problems == ()
    robbery = next(one for one in found.indicators if one.id == "robbery")
    assert [(one.number, one.last is None) for one in robbery.versions] == [(1, False), (2, True)]


def test_a_version_that_ends_before_it_begins_is_named(folder):
    version_two(folder, "2023-01-01")
    assert "version 1 ends before it begins" in read_all(settings(), folder).problems[0].message


def test_a_file_that_is_no_toml_is_named_with_its_line(folder):
    spoil(folder, 'polarity = "low_is_good"', "polarity = low")
    (problem,) = read_all(settings(), folder).problems
    assert problem.line == 7 and "cannot be read" in problem.message


def test_a_break_that_ends_before_it_begins_is_named_with_its_line(tmp_path):
    rows = ["source,area_code,from,to,kind,reason,reference"]
    rows += ["police_street,a,2022-11,2023-11,records system,fine,r", "police_street,a,2023-11,2022-11,records system,turned,r"]
    rows += ["police_street,a,2022-01,2022-02,whim,no such kind,r"]
    (tmp_path / "breaks.csv").write_text("\n".join(rows), encoding="utf-8")
    turned, whim = declared_indicators.break_problems(tmp_path / "breaks.csv")
    assert turned.words().startswith("breaks.csv, line 3: the break ends (2022-11) before it begins (2023-11).")
    assert whim.line == 4 and "kind is 'whim'" in whim.message


def test_the_shipped_break_register_is_sound():
    assert declared_indicators.break_problems(reference_tables.reference_folder() / "breaks.csv") == []


def test_what_is_left_out_is_said_in_words(folder):
    spoil(folder, 'pillar = "responding_to_harm"', 'pillar = "nowhere"')
    said = indicator_figures.problem_words(read_all(settings(), folder).problems)
    assert said.startswith("1 declaration cannot be used and is left out. robbery.toml, line 6: pillar is 'nowhere'")
    assert indicator_figures.problem_words([]) == ""
