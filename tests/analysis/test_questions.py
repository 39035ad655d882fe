"""Every question, asked of the demonstration: it runs, and its name and parameters are held to what it says."""

import dataclasses
import importlib
import shutil
from collections import Counter
from datetime import date
from types import NoneType
from typing import Any, get_args

import duckdb
import pytest

from analysis.release import database

PYTHON = {
    "VARCHAR": str,
    "DATE": date,
    "INTEGER": int,
    "BIGINT": int,
    "HUGEINT": int,
    "DOUBLE": float,
    "BOOLEAN": bool,
}
DAYS = {
    "start": "2021-03-01",
    "first": "2021-03-01",
    "before_start": "2021-03-01",
    "before_end": "2024-09-01",
    "before": "2022-01-01",
    "end": "2025-09-01",
    "last": "2025-09-01",
}
TYPES = ["Violence and sexual offences", "Possession of weapons", "Robbery"]
CHOSEN: dict[str, Any] = {**DAYS, "types": TYPES, "crime_types": TYPES}


def records() -> dict[str, type]:
    """The record of each question by `subject/name`, as the modules beside the questions define them."""
    found: dict[str, type] = {}
    for folder in sorted({path.parent for path in database.QUESTIONS.glob("*/*.sql")}):
        module = importlib.import_module(f"analysis.release.questions.{folder.name}")
        classes = [one for one in vars(module).values() if dataclasses.is_dataclass(one) and isinstance(one, type)]
        found |= {f"{folder.name}/{_name(one)}": one for one in classes}
    return found


def _name(record: type) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in record.__name__).lstrip("_")


RECORDS = records()


@pytest.fixture(scope="module")
def copy(demo_data, tmp_path_factory):
    """A connection to a copy of the demonstration's release: the types of columns as DuckDB gives them, without rows too."""
    release = database.release(demo_data)
    assert release
    file = shutil.copy(release.file, tmp_path_factory.mktemp("questions") / "release.duckdb")
    with duckdb.connect(str(file), read_only=True) as connection:
        database.add_macros(connection)
        yield connection


def test_every_question_has_a_record_and_every_record_a_question():
    questions = {path.relative_to(database.QUESTIONS).with_suffix("").as_posix() for path in database.QUESTIONS.glob("*/*.sql")}
    assert set(RECORDS) == questions


@pytest.mark.parametrize("question", sorted(RECORDS))
def test_the_answer_has_the_columns_and_types_of_its_record(question, copy, demo_data):
    """Null only where the record allows it; asked as the program asks, the columns are the same."""
    name = question.split("/")[1]
    parameters = {one: CHOSEN.get(one) for one in database.parameters_of(name)}
    answer = copy.execute(database.question_text(name), parameters or None)
    columns = {column[0]: column[1] for column in answer.description}
    rows = answer.fetchall()
    declared = {field.name: set(get_args(field.type)) or {field.type} for field in dataclasses.fields(RECORDS[question])}
    assert list(columns) == list(declared)
    assert list(database.ask(name, **parameters).columns) == list(declared)
    for place, (column, kinds) in enumerate(declared.items()):
        assert {PYTHON[str(columns[column])]} == kinds - {NoneType}, column
        assert {type(row[place]) for row in rows} <= kinds, column


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
