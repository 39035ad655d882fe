"""The command line: what stands on stdout and on stderr, and the exit codes."""

import json
import subprocess
import sys
from fnmatch import fnmatch

import pytest

from analysis.declared.settings import PROJECT
from analysis.release import database
from etl.__main__ import main
from etl.archive.archive import Archive
from tests.etl import anytown
from tests.extracts.make import REJECTED, SAMPLES


@pytest.fixture
def data(tmp_path):
    return anytown.data_folder(tmp_path / "data")


@pytest.fixture
def run(capsys, data):
    """Run a command on the data folder: exit code, stdout, stderr."""

    def run(*words):
        code = main(["--data", str(data), *map(str, words)])
        out = capsys.readouterr()
        return code, out.out, out.err

    return run


def test_load_says_what_it_did_and_ends_with_0(run, data):
    code, out, err = run("load", SAMPLES["street.csv"], SAMPLES["grants.csv"])
    assert (code, out) == (0, "")
    release = database.release(data).id
    assert err.strip().splitlines() == [
        "street.csv: accepted",
        "  Police recorded crime (street level), 2025-01",
        "  7 rows: 6 loaded, 1 set aside (duplicate 1), 0 rejected",
        "",
        "grants.csv: accepted",
        "  Grants",
        "  1 row: 1 loaded, 0 set aside, 0 rejected",
        f"Loaded 2 of 2 files. Release {release} is in force.",
    ]


def test_of_several_files_the_accepted_are_kept_and_the_end_is_1(run, data):
    code, _, err = run("load", SAMPLES["street.csv"], REJECTED / "month_2025-13.csv")
    assert code == 1
    assert "month_2025-13.csv: refused" in err
    assert "Loaded 1 of 2 files." in err
    assert anytown.rows(data, "SELECT count(*) FROM crimes") == [(6,)]


def test_screen_keeps_nothing(run, data):
    before = anytown.fingerprint(data)
    code, out, err = run("screen", SAMPLES["street.csv"])
    assert (code, out) == (0, "")
    assert "street.csv: accepted" in err
    assert anytown.fingerprint(data) == before


def test_screen_as_json_is_the_documented_list(run):
    code, out, err = run("screen", "--json", SAMPLES["street.csv"], REJECTED / "empty.csv")
    assert (code, err) == (1, "")
    first, second = json.loads(out)
    assert first == {
        "file": "street.csv",
        "source": "police_street",
        "verdict": "accepted",
        "periods": ["2025-01"],
        "rows": 7,
        "loaded": 6,
        "set_aside": 1,
        "rejected": 0,
        "problems": [],
    }
    assert (second["source"], second["periods"], second["rows"], second["rejected"]) == (None, None, None, None)


def test_what_needs_confirmation_waits_for_yes(run, data):
    other = REJECTED / "another_force.csv"
    code, _, err = run("load", other)
    assert code == 1
    assert "another_force.csv: needs confirmation" in err
    assert "run the command again with --yes" in err
    assert not Archive(data).entries()
    assert run("screen", other)[0] == 1
    assert run("screen", "--yes", other)[0] == 0
    assert run("load", "--yes", other)[0] == 0
    assert len(Archive(data).entries()) == 1


def test_yes_does_not_let_a_refused_file_in(run, data):
    assert run("load", "--yes", REJECTED / "month_2025-13.csv")[0] == 1
    assert not Archive(data).entries()


def test_status_as_json_has_the_documented_keys(run, data):
    assert json.loads(run("status", "--json")[1]) == {"release": None, "coverage": []}
    run("load", SAMPLES["street.csv"], *(path for name, path in sorted(SAMPLES.items()) if fnmatch(name, "lookup_lsoa*1*.csv")))
    code, out, err = run("status", "--json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert list(found) == ["release", "coverage"]
    assert found["release"] == database.release(data).id
    street = next(entry for entry in found["coverage"] if entry["source"] == "police_street")
    assert street == {
        "source": "police_street",
        "force": anytown.HOME,
        "period": "2025-01",
        "rows": 7,
        "loaded": 6,
        "set_aside": 1,
        "rejected": 0,
        "in_area": 5,
    }
    assert all(list(entry) == list(street) for entry in found["coverage"])
    lookups = next(entry for entry in found["coverage"] if entry["source"] == "lookups")
    assert (lookups["force"], lookups["period"], lookups["in_area"]) == (None, None, None)


def test_status_in_words_shows_gaps(run, data, tmp_path):
    for month in ("2025-01", "2025-04"):
        run("load", "--yes", anytown.write(tmp_path / f"{month}.csv", anytown.street([anytown.crime("a", month)])))
    lines = run("status")[1].splitlines()
    assert lines[0] == f"Release {database.release(data).id}"
    assert lines[-4:] == [
        "  2025-01         1 rows, 1 loaded, 0 set aside, area not known",
        "  2025-02    no file loaded: a gap, not zero",
        "  2025-03    no file loaded: a gap, not zero",
        "  2025-04         1 rows, 1 loaded, 0 set aside, area not known",
    ]


def test_status_and_build_of_an_empty_folder_say_what_to_do(run):
    code, out, _ = run("status")
    assert code == 0
    assert "Load files with: python -m etl load FILE…" in out
    code, _, err = run("build")
    assert code == 1
    assert "there is nothing to build" in err


def test_build_makes_the_release_again(run, data):
    run("load", SAMPLES["street.csv"])
    before = database.release(data)
    code, out, _ = run("build", "--json")
    assert code == 0
    assert json.loads(out) == {"release": before.id}
    assert database.release(data).file != before.file


def test_data_may_stand_before_or_after_the_command_or_in_the_environment(tmp_path, capsys, monkeypatch):
    folders = [anytown.data_folder(tmp_path / name) for name in ("before", "after", "environment", "other")]
    file = str(SAMPLES["street.csv"])
    assert main(["--data", str(folders[0]), "load", file]) == 0
    assert main(["load", "--data", str(folders[1]), file]) == 0
    monkeypatch.setenv("VIOLENCE_DATA", str(folders[2]))
    assert main(["load", file]) == 0
    assert main(["--data", str(folders[3]), "status"]) == 0
    assert [len(Archive(folder).entries()) for folder in folders] == [1, 1, 1, 0]


def test_the_day_of_a_reference_file_may_be_given(run, data):
    unnamed = REJECTED / "residents_2030.csv"
    assert run("load", unnamed)[0] == 1
    assert run("load", "--as-at", "2030-06-30", unnamed)[0] == 0
    assert anytown.rows(data, "SELECT as_at::VARCHAR FROM coverage WHERE source = 'population'") == [("2030-06-30",)]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["load"], "The following arguments are required: FILE"),
        (["load", "--as-at", "30/06/2030", "x.csv"], "'30/06/2030' is not a date; write it as YYYY-MM-DD"),
        (["bild"], "invalid choice: 'bild'"),
        ([], "The following arguments are required: COMMAND"),
    ],
)
def test_words_that_are_no_command_end_with_1(capsys, words, said):
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 1
    assert said in capsys.readouterr().err


def test_a_setting_that_cannot_be_used_ends_with_1_and_words(run, data):
    anytown.write(data / "settings.toml", "forces = 7\n")
    code, out, err = run("load", SAMPLES["street.csv"])
    assert (code, out) == (1, "")
    assert err.strip() == 'settings.toml, line 1: `forces` must be a list such as ["devon-and-cornwall"], or "all".'
    assert not Archive(data).entries()


def test_a_folder_that_cannot_be_written_ends_with_1_and_words(tmp_path, capsys):
    taken = anytown.write(tmp_path / "taken", "a file where the folder should be")
    assert main(["--data", str(taken), "load", str(SAMPLES["street.csv"])]) == 1
    err = capsys.readouterr().err
    assert "The disk or folder does not allow it" in err
    assert "Traceback" not in err


def test_the_program_runs_as_a_module_from_any_folder(tmp_path):
    data = anytown.data_folder(tmp_path / "data")
    words = [sys.executable, "-m", "etl", "--data", data, "load", "--json", SAMPLES["street.csv"]]
    done = subprocess.run(words, cwd=PROJECT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0
    assert json.loads(done.stdout)["release"] == database.release(data).id


def test_demo_fills_an_empty_folder_only(run, data):
    run("load", SAMPLES["grants.csv"])
    before = anytown.fingerprint(data)
    code, _, err = run("demo")
    assert code == 1
    assert "The data folder is not empty" in err
    assert anytown.fingerprint(data) == before
