"""Definitions: all that is declared can be found, and the methods say the numbers that the code uses."""

import pandas as pd

from analysis.declared import reference_tables
from analysis.indicators import asked as indicators
from analysis.indicators import definitions
from analysis.indicators import states as measures
from analysis.methods import comparison, control_chart, control_rules, count_charts, forecast, rates


def test_search_finds_what_holds_every_word():
    every = indicators.declared()
    assert definitions.search(every, "") == every
    assert {one.id for one in definitions.search(every, "KNIFE flag")} == {"N2", "flags_complete", "serious_violence"}
    assert definitions.search(every, "34A")[0].id == "N2"  # by the code of an offence group
    assert definitions.search(every, "unicorn") == []


def test_every_definition_is_told_whole_and_in_plain_words():
    for one in indicators.declared():
        table = definitions.definition(one)
        said = dict(zip(table["What"], table["It says"], strict=True))
        assert all(said.values()) and said["Counted (numerator)"]
        assert not any("_" in text for what, text in said.items() if what not in ("File that fills it", "Counted (numerator)"))


def test_a_filter_reads_as_words():
    night = next(one for one in indicators.declared() if one.id == "night_time_violence")
    said = definitions.counted(night)
    assert said.startswith("Offence groups with their codes: Violence with injury (2, 5D, 5E, 8N, 8P, 8S); ")
    assert said.endswith("inside: the night-time economy areas; hours: 17:00 to 05:00")


def test_groups_are_those_of_the_version_loaded():
    row = {"offence_group": "robbery", "name": "Robbery", "offence_code": "99Z", "description": "Robbery of a new kind"}
    loaded = pd.DataFrame([{**row, "source": "Counting rules", "version": "2026", "status": "retired", "replaced_by": None}])
    shown = definitions.offence_groups("", loaded)
    assert shown.to_dict("records") == [
        {"Group": "Robbery", "Code": "99Z", "Offence": "Robbery of a new kind", "In use": "no", "Source": "Counting rules 2026"}
    ]
    n2 = next(one for one in indicators.declared() if one.id == "N2")
    assert "Robbery (99Z)" in definitions.counted(n2, {"robbery": ("Robbery", ("99Z",))})
    assert "rape (no codes in the list loaded)" in definitions.counted(n2, {"robbery": ("Robbery", ("99Z",))})


def test_every_table_of_the_page_is_there():
    assert len(definitions.catalogue_table(indicators.declared())) >= 25
    assert {"Homicide", "Robbery", "Stalking and harassment"} <= set(definitions.offence_groups()["Group"])
    assert len(definitions.offence_groups("kidnapping")) == 1
    shipped = definitions.breaks(reference_tables.reference_table("breaks"))
    assert list(shipped[["From", "To"]].iloc[0]) == ["November 2022", "November 2023"]
    assert len(definitions.glossary()) >= 40 and list(definitions.glossary("byar's method")["Term"]) == ["Byar's method"]
    terms = definitions.glossary()["Term"].str.lower().tolist()
    assert terms == sorted(terms) and len(set(terms)) == len(terms)
    assert reference_tables.glossary()[["term", "meaning", "source"]].notna().all(axis=None)


def test_a_document_fits_below_the_pages_heading():
    for name in ("methods", "deviations", "data_dictionary"):
        text = definitions.document(name)
        assert len(text) > 500 and not text.startswith("# ") and "\n# " not in text and "\n## " not in text


def test_the_methods_name_the_numbers_of_the_code():
    text = definitions.document("methods")
    for number, words in (
        (control_rules.LIMIT, "limits\nat {} times"),
        (control_rules.SCREEN, "Steps of {} times"),
        (control_rules.RUN, "{} periods in a row on one side"),
        (control_chart.FEWEST, "Fewer than {} periods"),
        (count_charts.FEWEST_EVENTS, "average under {} a month"),
        (rates.FEWEST_EVENTS, "None is given on fewer than {} records"),
        (comparison.SMALLEST_BASE, "No percentage is given on fewer than {} records"),
        (forecast.FEWEST, "at least {} months in a row"),
    ):
        assert words.format(number) in text, words


def test_the_worked_example_is_worked_out_from_the_release(demo_data):
    states = measures.states()
    said = definitions.worked_example(states)
    state = next(one for one in states if one.chart and one.usual)
    limits = state.chart.segments[-1].limits
    assert said.startswith(state.indicator.title) and f"{limits.upper:,.1f}" in said and said.endswith(state.judgement)


def test_without_figures_there_is_no_example():
    nothing = pd.DataFrame({"indicator_id": [], "project_id": []})
    empty = measures.state(indicators.declared()[0], indicators.Answers(nothing, nothing, nothing, ""))
    assert definitions.worked_example([empty]) == ""


def test_one_search_looks_through_every_part_and_the_annex_holds_them_all():
    tables = {"Glossary": definitions.glossary(), "Offence groups": definitions.offence_groups()}
    hits = definitions.everywhere("usual range", tables)
    assert {"Glossary", "Methods"} <= set(hits["Part"]) and "usual range" in set(hits["What"])
    assert all(len(said) <= definitions.LONGEST_HIT + 2 for said in hits["It says"])
    both = definitions.everywhere("robbery", tables)
    assert "Offence groups" in set(both["Part"]) and definitions.everywhere("zyxwvut", tables).empty
    annex = definitions.annex("Definitions", tables)
    assert annex.startswith("# Definitions\n\n## Glossary") and "## Methods" in annex and "**usual range**" in annex
    assert len(annex) > 20_000


def test_the_glossary_explains_by_example():
    words = definitions.glossary().set_index("Term")["For example"]
    assert words["usual range"].startswith("6 to 22 knife offences a month") and (words != "").sum() >= 20
