"""Texts that programs might run are stored as text: formulas, HTML, scripts, Markdown, SQL, in cells and in names."""

import pytest

from etl.archive.archive import Archive
from tests.etl import anytown
from tests.extracts import workbooks

HOSTILE = [
    '=HYPERLINK("http://example.invalid","click")',
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|'",
    "+1+1",
    "<script>alert(1)</script>",
    '<img src="http://example.invalid/x.png" onerror="alert(1)">',
    "![x](http://example.invalid/x.png)",
    "[click](javascript:alert(1))",
    "'; DROP TABLE returns; --",
    '" OR 1=1 --',
    "{{7*7}} ${7*7} %s %n",
    "$area_name",
]


def written(tmp_path, kind, texts):
    rows = [
        workbooks.one_return(f"m{i}", i, note=text, period_start="2020-04-01", period_end="2020-06-30")
        for i, text in enumerate(texts)
    ]
    if kind == "csv":
        return anytown.write(
            tmp_path / "returns.csv", anytown.table(workbooks.RETURNS, [["" if c is None else c for c in r] for r in rows])
        )
    return anytown.write(tmp_path / f"returns.{kind}", getattr(workbooks, kind)({"returns": workbooks.returns(*rows)}))


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_hostile_texts_are_stored_as_they_stand(tmp_path, kind):
    data = anytown.data_folder(tmp_path / "data")
    assert anytown.verdicts(anytown.load(data, written(tmp_path, kind, HOSTILE))) == ["accepted"]
    assert [note for (note,) in anytown.rows(data, "SELECT note FROM returns ORDER BY value")] == HOSTILE


@pytest.mark.parametrize("character", ["\u202e", "\u2028", "\u2029", "\u2066", "\x0b", "\x0c", "\x1b", "\x85"])
@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_control_characters_are_refused_by_name_and_place(tmp_path, kind, character):
    if kind != "csv" and character in "\x0b\x0c\x1b":
        pytest.skip("XML cannot hold it")
    data = anytown.data_folder(tmp_path / "data")
    path = written(tmp_path, kind, ["harmless", f"x{character}gnp.exe"])
    (report,) = anytown.loading.screen(data, anytown.loading.Handed([path]))
    (problem,) = report.problems
    assert (report.verdict, problem.check, problem.line, problem.column) == ("refused", "control_character", 3, "note")
    assert f"U+{ord(character):04X} (" in problem.message and character not in problem.message


NAMES = [
    "=1+1.csv",
    "<script>alert(1)<",
    "'; DROP TABLE crimes; --.csv",
    "a*b?.csv",
    "![x](y).csv",
    "--yes.csv",
    "%s$HOME`id`.csv",
    " .csv",
]


@pytest.mark.parametrize("name", NAMES)
def test_hostile_names_of_files_are_names(tmp_path, name):
    data = anytown.data_folder(tmp_path / "data")
    name = name.replace("<script>alert(1)<", "<script>alert(1)<b>.csv")
    path = anytown.write(tmp_path / "files" / name, anytown.street([anytown.crime("a")]))
    assert anytown.verdicts(anytown.load(data, path)) == ["accepted"]
    assert [receipt.file for receipt in Archive(data).receipts()] == [name]
    assert anytown.rows(data, "SELECT file FROM coverage WHERE source = 'police_street'") == [(name,)]


def test_a_hostile_name_of_a_sheet_is_a_name(tmp_path):
    data = anytown.data_folder(tmp_path / "data")
    book = workbooks.xlsx({"<b>'; DROP--": [["date", "indicator_id", "area_code", "text"], ["2030-01-01", None, None, "=1+1"]]})
    anytown.load(data, anytown.write(tmp_path / "a.xlsx", book))
    assert anytown.rows(data, "SELECT text FROM annotations") == [("=1+1",)]
