"""Readers keep working while a build swaps the release: whole releases, no error, the new one on the next question."""

import threading

import pytest

from analysis.release import database
from tests.etl import anytown

SWAPS = 8


@pytest.fixture
def data(tmp_path, monkeypatch):
    data = anytown.data_folder(tmp_path / "data")
    monkeypatch.setenv("VIOLENCE_DATA", str(data))
    return data


def load_version(data, folder, version):
    """Load two months with `version` rows each: a release with unequal months would be half of one."""
    crimes = [anytown.crime(f"{month} {n}", month) for month in ("2025-01", "2025-02") for n in range(version)]
    anytown.load(data, anytown.write(folder / "two.csv", anytown.street(crimes)))


def rows_by_month():
    answer = database.ask("coverage")
    return [int(rows) for rows in answer.loc[answer["source"] == "police_street", "rows"]]


def test_readers_see_whole_releases_only_and_the_new_one_at_once(data, tmp_path):
    load_version(data, tmp_path, 1)
    done, seen, errors = threading.Event(), set(), []

    def read():
        newest = 0
        while not done.is_set():
            try:
                first, second = rows_by_month()
            except Exception as error:
                errors.append(error)
                return
            if first != second or first < newest:
                errors.append((first, second, newest))
            newest = first
            seen.add(first)
            done.wait(0.005)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    try:
        for version in range(2, SWAPS + 2):
            load_version(data, tmp_path, version)
            assert rows_by_month() == [version, version], "the next question sees the new release"
    finally:
        done.set()
        for reader in readers:
            reader.join(30)
    assert not errors
    assert len(seen) > SWAPS / 2, "readers were at work all along"


def test_without_a_release_a_question_says_so(data):
    with pytest.raises(database.NoRelease):
        database.ask("coverage")


def test_a_lost_release_is_said_to_a_new_reader_with_its_remedy(data, tmp_path):
    load_version(data, tmp_path, 1)
    database.release(data).file.write_bytes(b"not a release")
    with pytest.raises(database.UnreadableRelease, match="python -m etl build"):
        database.ask("coverage")


def test_a_question_cannot_write_or_read_files(data, tmp_path, monkeypatch):
    load_version(data, tmp_path, 1)
    secret = anytown.write(tmp_path / "secret.csv", "a\n1\n")
    for number, sql in enumerate((f"SELECT * FROM read_csv('{secret}')", "DELETE FROM crimes", "SET memory_limit = '8GB'")):
        anytown.write(tmp_path / "questions" / "subject" / f"q{number}.sql", sql)
    monkeypatch.setattr(database, "QUESTIONS", tmp_path / "questions")
    for number in range(3):
        with pytest.raises(database.duckdb.Error):
            database.ask(f"q{number}")
