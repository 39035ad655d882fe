"""What a new installation begins with; and an example of each source that goes through the door."""

import pytest

from analysis.access import current
from analysis.declared import reference_tables
from analysis.declared import sources as declarations
from analysis.loaded import first_files
from etl.acts import loading

# A workbook of hundreds of sheets; what pages write themselves.
WITHOUT_EXAMPLE = {"dfe_lait", "narratives", "signed_returns"}
NAMES = ["boundaries", "lookups", "population", "police_street", "police_outcomes"]


def test_files_stand_in_order_and_are_ticked_once_loaded():
    every = declarations.sources()
    found = first_files.listed(every, ())
    assert [one.source.id for one in found] == NAMES and [one.needed for one in found] == [False, True, False, True, False]
    assert first_files.headline(found) == "Begin with these files: 2 are needed, none is loaded yet"
    assert found[1].words(2).startswith("2. Area lookups: needed. So that ") and found[3].host == "data.police.uk"
    some = first_files.listed(every, ("lookups",))
    assert first_files.headline(some) == "Begin with these files: 2 are needed, 1 of them loaded"
    assert some[1].words(2).startswith("✓ 2. Area lookups: loaded. ") and found[0].words(1).split(". ")[1].endswith(
        "may follow later"
    )
    assert not first_files.begun(("lookups", "boundaries")) and first_files.begun(("lookups", "police_street"))
    assert (
        first_files.rest(every, found)
        == f"{len(every) - 5} other kinds of file can follow in any order; the Data page lists them."
    )


def test_each_source_has_an_example_that_the_door_takes(tmp_path):
    sources = declarations.sources()
    examples = {one: reference_tables.example_file(one) for one in sources}
    assert {one for one, file in examples.items() if file is None} == WITHOUT_EXAMPLE
    files = {one: file for one, file in examples.items() if file is not None}
    reports = loading.preview(tmp_path / "data", loading.Handed(list(files.values())), current(), tmp_path).reports
    recognised = {report.file: report.source.id for report in reports if report.source}
    assert recognised == {file.name: one for one, file in files.items()}
    shape = {"headings_unknown", "headings_missing", "encoding", "empty"}
    assert not [
        problem for report in reports for problem in report.problems if problem.result == "fail" and problem.check in shape
    ]


@pytest.mark.parametrize("source", NAMES)
def test_first_files_have_an_example(source):
    assert reference_tables.example_file(source)
