"""Every question, asked of the demonstration: it runs, and its name and parameters are held to what it says."""

from collections import Counter

import duckdb
import pytest

from analysis.release import database


def test_a_question_has_one_name_under_one_subject():
    names = Counter(path.stem for path in database.QUESTIONS.rglob("*.sql"))
    assert names
    assert [name for name, times in names.items() if times > 1] == []
    assert sorted(names) == database.questions()


@pytest.mark.parametrize("question", database.questions())
def test_the_parameters_of_a_question_are_those_that_duckdb_reads(question):
    (statement,) = duckdb.extract_statements(database.question_text(question))
    assert database.parameters_of(question) == statement.named_parameters


def test_a_question_that_does_not_exist_is_named_with_those_that_do():
    with pytest.raises(database.WrongQuestion, match=r"no question 'trends'.*trend,"):
        database.ask("trends")


def test_a_name_cannot_lead_out_of_the_folder_of_questions():
    with pytest.raises(database.WrongQuestion):
        database.ask("../../release/tables/crimes")


def test_a_parameter_left_out_or_made_up_is_named():
    with pytest.raises(database.WrongQuestion, match="'street_names' lacks wards, does not take ward"):
        database.ask("street_names", lsoa=None, ward=None)
    with pytest.raises(database.WrongQuestion, match="'zones' does not take kind"):
        database.ask("zones", kind="night")
