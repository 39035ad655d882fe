"""What the Load and History pages say, and the bridge to the door under them, without a browser."""

import io
import os
import signal
import subprocess
import sys
import tempfile
import zipfile
from types import SimpleNamespace

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from analysis.declared.settings import PROJECT
from analysis.loaded import checked_files, past_acts, release_changes
from analysis.loaded.checked_files import CheckedFile, HeadingsToMatch, MatchByHand
from analysis.release import database
from analysis.words.problem import Problem
from etl.archive.archive import Archive
from pages import desk
from pages.desk import Choices, NotDone, progress
from pages.extracts.load_parts import drop
from tests.etl import anytown
from tests.etl.anytown import crime, fingerprint, street

AGAIN = "Save the file and load it again."


class Upload(io.BytesIO):
    """A file as the browser hands it over."""

    def __init__(self, name, content):
        super().__init__(content if isinstance(content, bytes) else content.encode())
        self.name = name


def quiet(share, word):
    """Progress that nobody looks at."""


def cell(line, value="2025-13", check="cell_month", result="fail", column="Month"):
    message = f"Row {line}, column {column}: '{value}' is not a month."
    return Problem(check, result, message, AGAIN, line, column, value)


def checked(name="street.csv", verdict="refused", findings=(), **more):
    return CheckedFile(
        **{
            "name": name,
            "verdict": verdict,
            "source": "Police recorded crime",
            "periods": ("2025-01",),
            "rows": 4100,
            "loaded": 4090,
            "set_aside": 10,
            "findings": tuple(findings),
        }
        | more
    )


# Causes


def test_one_cause_repeated_thousands_of_times_is_one_row_with_its_count_and_examples():
    findings = [cell(line) for line in range(2, 22)]
    findings.append(Problem("cell_month", "information", "3,980 further cells of column Month have the same fault.", ""))
    findings.append(cell(7, "x", check="cell_number", column="Longitude"))
    month, number = checked_files.causes(checked(findings=findings))
    assert (month.count, month.lines, month.values) == (4000, (2, 3, 4, 5, 6), ("2025-13",))
    assert month.sentence() == f"Row 2, column Month: '2025-13' is not a month. The same in 3,999 other places. {AGAIN}"
    assert (number.count, number.result, number.column) == (1, "fail", "Longitude")
    table = checked_files.causes_table([checked(findings=findings)])
    assert table["Times"].tolist() == [4000, 1] and table["Lines"].tolist() == ["2, 3, 4, 5, 6, …", "7"]


def test_findings_about_the_whole_file_stay_apart():
    findings = [Problem("month_small", "warning", f"{month} is much smaller.", "Check it.") for month in ("January", "May")]
    assert [cause.message for cause in checked_files.causes(checked(findings=findings))] == [
        "January is much smaller.",
        "May is much smaller.",
    ]


def test_a_warning_in_several_files_is_one_tick():
    made_up = Problem("demonstration_loaded", "warning", "Demonstration data are loaded.", "Confirm to withdraw them.")
    outcome = [cell(line, "Lost", "cell_choice", "warning", "Outcome") for line in (2, 3)]
    files = [
        checked("a.csv", "needs_confirmation", [made_up, *outcome]),
        checked("b.csv", "needs_confirmation", [made_up, outcome[0]]),
        checked("c.csv", "refused", [made_up, cell(5)]),
        checked("d.csv", "accepted", [Problem("encoding_utf16", "information", "Read as UTF-16.", "")]),
    ]
    first, second = checked_files.confirmations(files)
    assert first.sentence() == "Demonstration data are loaded. In a.csv and b.csv."
    assert (second.files, second.count) == (("a.csv", "b.csv"), 3)
    assert "The same in 2 other places." in second.sentence()
    assert first.key != second.key


def small(month, rows):
    return Problem("month_size", "warning", f"{month} is unusually small: {rows} rows.", "Ask the sender.", value=month)


def test_one_cause_over_the_files_of_several_months_is_one_tick():
    lost = Problem("share_unusual", "warning", "In 2025-02, 27% are without a Crime ID.", "Ask.", value="2025-02")
    pair = [Problem("part_twice", "warning", f"a{n}.csv and b.csv both hold 2025-0{n}.", "Leave one out.") for n in (1, 2)]
    files = [
        checked(f"{m}.csv", "needs_confirmation", [small(m, 20 + n)]) for n, m in enumerate(("2025-01", "2025-02", "2025-03"))
    ]
    files[1] = checked("2025-02.csv", "needs_confirmation", [*files[1].findings, lost, *pair])
    sizes, shares, *pairs = checked_files.confirmations(files)
    assert sizes.sentence() == (
        "2025-01 is unusually small: 20 rows. The same of February 2025 to March 2025."
        " In 2025-01.csv, 2025-02.csv and 2025-03.csv."
    )
    assert shares.files == ("2025-02.csv",)
    assert len(pairs) == 2, "which of two files counts is asked of each pair"


def test_what_is_only_information_is_not_called_wrong():
    told = [Problem("rows_outside", "information", f"{n} rows lie outside.", "") for n in range(13)]
    assert checked_files.causes_sentence([checked(findings=told)]) == "13 for information"
    assert checked_files.causes_sentence([checked(findings=[*told, cell(2), small("2025-01", 2)])]) == (
        "1 to correct, 1 to confirm and 13 for information"
    )
    assert "What is wrong" not in checked_files.causes_table([checked(findings=told)])


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (checked(verdict="accepted"), "street.csv · Police recorded crime · January 2025 · 4,100 rows, 10 set aside"),
        (checked(verdict="accepted", set_aside=0), "street.csv · Police recorded crime · January 2025 · 4,100 rows"),
        (checked(), "street.csv · Police recorded crime · January 2025 · 4,100 rows, none kept"),
        (checked(source="", periods=(), rows=None, loaded=None, set_aside=None), "street.csv"),
    ],
)
def test_a_verdict_is_one_line(file, said):
    assert checked_files.verdict_line(file) == said


def test_verdicts_are_counted_and_refused_files_said_to_be_left_out():
    files = [checked(verdict=verdict) for verdict in ("accepted", "accepted", "needs_confirmation", "refused")]
    assert checked_files.verdicts_sentence(files) == (
        "Of 4 files: 2 accepted, 1 needs your confirmation, 1 refused. Refused files are left out; nothing of them is kept."
    )
    # Shape and word differ, not colour alone.
    assert len({word[0] for word in checked_files.VERDICTS.values()}) == 3


def test_no_cell_of_the_findings_starts_a_formula():
    hostile = [cell(line, value) for line, value in enumerate(("=1+1", "+1", "-1", "@x", "\tx"), start=2)]
    read = pd.read_csv(io.BytesIO(checked_files.findings_csv([checked("=cmd.csv", findings=hostile)])), dtype=str)
    assert read["Value"].tolist() == ["'=1+1", "'+1", "'-1", "'@x", "'\tx"]
    assert set(read["File"]) == {"'=cmd.csv"} and read["Line"].tolist() == ["2", "3", "4", "5", "6"]


OFFER = HeadingsToMatch("police_street", "Police recorded crime", (("Crime type", None),), ("Kind of crime",), needed=True)


def test_what_can_be_matched_is_asked_once_for_all_files_of_a_kind():
    flag = HeadingsToMatch("partner_extract", "Partner extract", (("knife", None), ("hate", None)), ("Blade seen",), needed=False)
    files = [checked("c.csv", offer=flag), checked("a.csv", offer=OFFER), checked("b.csv", offer=OFFER), checked("d.csv")]
    assert checked_files.offers(files) == [(OFFER, ("a.csv", "b.csv")), (flag, ("c.csv",))]
    assert checked_files.offer_sentence(OFFER, ("a.csv", "b.csv")) == (
        "a.csv and b.csv lack 1 heading and have 'Kind of crime', which 'Police recorded crime' does not know. Say which stands"
        " for which."
    )
    assert checked_files.offer_sentence(flag, ("c.csv",)) == (
        "c.csv has 'Blade seen', which 'Partner extract' does not know. It would not be used, unless it stands"
        " for a column that is not there."
    )


# The bridge


@pytest.fixture(scope="module")
def january_loaded(tmp_path_factory):
    """A data folder with January loaded."""
    folder = tmp_path_factory.mktemp("january")
    data = anytown.data_folder(folder / "data")
    places = [*anytown.lookup_files(folder), *anytown.boundary_files(folder), anytown.population_file(folder)]
    january = anytown.write(folder / "january.csv", street([crime("a" * 64, "2025-01"), crime("b" * 64, "2025-01")]))
    done = anytown.load(data, *places, january)
    assert set(anytown.verdicts(done)) == {"accepted"}
    return data


@pytest.fixture
def town(january_loaded, tmp_path, monkeypatch):
    """A data folder with January loaded, which the pages read."""
    data = anytown.copied(january_loaded, tmp_path)
    monkeypatch.setenv("VIOLENCE_DATA", str(data))
    return data


@pytest.fixture
def own_temporary_folder(tmp_path, monkeypatch):
    """A folder for temporary files in which nobody else puts any."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def february(kind="Burglary"):
    rows = [crime(letter * 64, "2025-02", kind=kind) for letter in "cde"]
    return Upload("february.csv", street(rows))


def test_checking_says_what_would_change_and_leaves_the_folder_byte_for_byte(town, actor, own_temporary_folder):
    before, said = fingerprint(town), []
    found = desk.check([february("Robbery"), Upload("bad.csv", "Crime ID,Month\n1,2\n")], None, actor, lambda *w: said.append(w))
    assert [file.verdict for file in found.files] == ["accepted", "refused"]
    assert found.changes is not None and found.candidate != database.release(town).id
    assert found.changes.rows[["rows_new", "rows_gone", "rows_changed"]].values.tolist() == [[3, 0, 0]]
    total = found.changes.totals.to_dict("records")
    assert [(row["crime_type"], row["after"]) for row in total if row["crime_type"] == "Robbery"] == [("Robbery", 3)]
    robbery = found.changes.moved.set_index("Indicator").loc["Robbery recorded by the police"]
    assert (robbery["Period before"], robbery["Period after"]) == ("January 2025", "February 2025")
    assert (robbery["Before"], robbery["After"], robbery["Change"]) == (0, 3, 3)
    assert release_changes.rows_sentence(found.changes.rows).startswith("3 rows of recorded crime are new")
    assert fingerprint(town) == before
    assert [share for share, _ in said] == sorted(share for share, _ in said)
    assert not list(own_temporary_folder.iterdir())


def test_loading_what_was_checked_and_undoing_it_goes_back_exactly(town, actor):
    before = database.release(town).id
    found = desk.check([february()], None, actor, quiet)
    done = desk.load([february()], None, found.entries, actor, quiet, note=" as agreed ")
    assert past_acts.table(desk.history(), {})["Reason or note"][0] == "as agreed"
    assert (done.release, done.loaded, done.left_out) == (found.candidate, ("february.csv",), ())
    newest = desk.history()[0]
    assert desk.archived_file(newest["receipt"]) == february().getvalue()
    assert desk.undo(f"{newest['entry']:06}", "wrong month", actor) == before
    assert past_acts.why_missing(desk.history())["police_street", "2025-02"].endswith(": wrong month")
    again = desk.undo(f"{desk.history()[0]['entry']:06}", "it was right", actor)
    assert again == done.release
    assert past_acts.why_missing(desk.history()) == {}
    assert [line["release"] for line in desk.releases()] == [done.release, before]
    changes = desk.compare_releases(before, done.release)
    assert changes.rows["rows_new"].tolist() == [3]
    burglary = changes.moved.set_index("Indicator")
    assert not burglary.empty and set(burglary["Period after"]) == {"February 2025"}
    assert desk.verify() == []


def test_a_new_heading_is_matched_for_the_check_and_remembered_by_the_load(town, actor):
    before = fingerprint(town)
    new = Upload("new.csv", february().getvalue().replace(b"Crime type", b"Kind of crime"))
    asked = desk.check([new], None, actor, quiet)
    (offer,) = [file.offer for file in asked.files]
    assert (offer.source, offer.wanted, offer.unknown) == ("police_street", (("Crime type", None),), ("Kind of crime",))
    choices = Choices(matches=(MatchByHand(offer.source, "Kind of crime", "Crime type"),))
    found = desk.check([new], None, actor, quiet, choices)
    assert [(file.name, file.verdict) for file in found.files] == [(desk.MATCHES_FILE, "accepted"), ("new.csv", "accepted")]
    assert fingerprint(town) == before, "a match is remembered by the load, not by the check"
    done = desk.load([new], None, found.entries, actor, quiet, found.choices)
    assert (done.release, done.loaded) == (found.candidate, (desk.MATCHES_FILE, "new.csv"))
    # Other crimes of another month: the same Crime IDs under another date would be asked about.
    rows = [crime(digit * 64, "2025-03") for digit in "123"]
    march = Upload("march.csv", street(rows).replace("Crime type", "Kind of crime"))
    assert [file.verdict for file in desk.check([march], None, actor, quiet).files] == ["accepted"]
    receipt = next(line["receipt"] for line in desk.history() if line["source"] == "heading_matches")
    desk.undo(receipt, "it is something else", actor)
    assert [file.verdict for file in desk.check([march], None, actor, quiet).files] == ["refused"]
    assert desk.verify() == []


def test_one_member_of_a_zip_is_left_out(town, actor):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("02.csv", february().getvalue())
        archive.writestr("03.csv", february().getvalue().replace(b"2025-02", b"2025-03"))
    archive = Upload("months.zip", packed.getvalue())
    choices = Choices(left_out=("months.zip!02.csv",))
    found = desk.check([archive], None, actor, quiet, choices)
    assert [file.name for file in found.files] == ["months.zip!03.csv"]
    done = desk.load([archive], None, found.entries, actor, quiet, choices)
    assert (done.loaded, done.left_out) == (("months.zip!03.csv",), ("months.zip!02.csv",))
    assert anytown.rows(town, "SELECT DISTINCT month::VARCHAR FROM crimes ORDER BY 1") == [("2025-01-01",), ("2025-03-01",)]


KILLED = """
import io, os, signal, sys, tempfile
tempfile.tempdir = sys.argv[1]
from pages.desk import on_disk
file = io.BytesIO(b"a person's data")
file.name = "upload.csv"
with on_disk.on_disk([file]):
    print("on disk", flush=True)
    if sys.argv[2] == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    sys.stdin.read()
"""


def holding(folder, how):
    """A process that holds an upload on disk and then dies, or goes on until its input ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(folder), how],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "on disk\n"
    return process


@pytest.mark.skipif(os.name != "posix", reason="kills processes by signal")
def test_what_a_killed_program_left_on_disk_is_removed_by_the_next_and_what_lives_is_not(own_temporary_folder):
    killed = holding(own_temporary_folder, "die")
    assert killed.wait(60) == -signal.SIGKILL
    (left,) = own_temporary_folder.glob("*/1/upload.csv")
    assert left.read_bytes() == b"a person's data"
    alive = holding(own_temporary_folder, "live")
    assert not left.exists(), "the next program that opens a folder removes what the killed one left"
    (held,) = own_temporary_folder.glob("*/1/upload.csv")
    desk.clear_up()
    assert held.exists(), "a program that lives keeps its files"
    alive.communicate("", timeout=60)
    assert not list(own_temporary_folder.iterdir())


def test_a_load_overtaken_by_another_one_is_not_done(town, actor, tmp_path):
    found = desk.check([february()], None, actor, quiet)
    anytown.load(town, anytown.write(tmp_path / "march.csv", street([crime("f" * 64, "2025-03")])))
    before = fingerprint(town)
    with pytest.raises(NotDone, match="Check them again"):
        desk.load([february()], None, found.entries, actor, quiet)
    assert fingerprint(town) == before


def test_who_waits_is_told(town, actor):
    said = []
    with Archive(town).locked():
        progress.say_if_waiting(town, lambda share, word: said.append(word))
    assert said == ["Somebody else is loading just now. Waiting for them to end"]
    progress.say_if_waiting(town, lambda share, word: pytest.fail("nobody is loading"))


def test_a_damaged_archive_is_one_sentence(town, actor):
    receipt = desk.history()[0]["receipt"]
    next((town / "archive" / "originals").glob("*.csv")).unlink()
    for original in (town / "archive" / "originals").iterdir():
        original.write_bytes(b"")
    with pytest.raises(NotDone, match="missing or damaged"):
        desk.archived_file(receipt)
    assert desk.verify()
    (town / "archive" / "entries" / "000001.json").write_text("{")
    with pytest.raises(NotDone, match=r"000001\.json in archive/entries is damaged"):
        desk.history()


def test_what_was_found_damaged_is_said_until_it_is_mended(town, actor):
    original = next((town / "archive" / "originals").glob("*.csv"))
    content = original.read_bytes()
    original.write_bytes(b"")
    database.release(town).file.unlink()
    release, archived = desk.look_over()
    assert release.endswith("It was made again from the archived files.")
    assert archived.startswith(f"archive/originals/{original.name}: ") and desk.damage() == [archived]
    original.write_bytes(content)
    assert desk.verify() == [] and desk.damage() == []
    database.pointer_file(town).write_text("{")
    assert desk.build_again(quiet) == database.release(town).id


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(28, "No space left on device"), "Nothing. The disk is full. Make room on it, then try again."),
        (PermissionError(13, "Permission denied"), "Nothing. The disk or folder does not allow it: Permission denied."),
        (RuntimeError("row of Jane Doe"), "Nothing. Something went wrong that this program does not know (RuntimeError)."),
    ],
)
def test_what_goes_wrong_arrives_in_plain_words(error, said, not_foreseen):
    with pytest.raises(NotDone) as caught, desk.plainly("Nothing."):
        raise error
    assert str(caught.value).startswith(said) and "Jane" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("2025-01-street.csv", "2025-01-street.csv"),
        ("../../etc/passwd", "passwd"),
        ("C:\\files\\returns.csv", "returns.csv"),
        ("..", "file"),
        ("a\0b\n<i>.csv", "ab_i_.csv"),
        ("x" * 300 + ".csv.gz", "x" * 100 + ".csv.gz"),
    ],
)
def test_names_from_strangers_become_safe_names(name, kept):
    assert desk.safe_name(name) == kept and os.sep not in kept


# History


def test_acts_are_told_in_words():
    load = {"entry": 1, "receipt": "000001-0001", "action": "load", "at": "2026-07-01T11:30:00+00:00", "who": "ana", "reason": ""}
    load |= {"file": "a.csv", "sha256": "0" * 64, "source": "police_street", "periods": ["2025-01", "2025-02"], "rows": 1200}
    load |= {"loaded": 1190, "set_aside": 10, "warnings": [], "stands": False, "demonstration": False}
    undo = dict.fromkeys(load) | {
        "entry": 2,
        "action": "undo",
        "at": "2026-12-01T09:00:00+00:00",
        "who": "ben",
        "reason": "wrong",
    }
    undo |= {"warnings": ["withdrawn 000001-0001"]}
    lines = [undo, load]
    assert past_acts.headline(lines) == "1 load and 1 undo, the last on 1 Dec 2026, 09:00 by ben"
    assert past_acts.headline([]) == "Nothing has been loaded yet"
    # Summer time.
    assert past_acts.act_label([load]) == "1 · 1 Jul 2026, 12:30 · ana · load of a.csv (withdrawn)"
    assert past_acts.act_label([undo]) == "2 · 1 Dec 2026, 09:00 · ben · undo: wrong"
    assert past_acts.undo_sentence(undo) == "Reason: wrong. Withdrew 1 receipt: 000001-0001."
    assert past_acts.why_missing(lines)["police_street", "2025-02"] == "withdrawn on 1 Dec 2026, 09:00: wrong"
    table = past_acts.table(lines, {"police_street": "Crime"})
    assert table["State"].tolist() == ["", "withdrawn"] and table["Months"].tolist() == ["", "January 2025 to February 2025"]


# Questions of another folder


def test_questions_are_asked_of_another_release_within_a_block_only(town, tmp_path):
    other = anytown.data_folder(tmp_path / "other")
    anytown.load(other, anytown.write(tmp_path / "may.csv", street([crime("9" * 64, "2025-05")])))

    def months():
        return [f"{month:%Y-%m}" for month in database.ask("months")["month"]]

    assert months() == ["2025-01"]
    with database.using(other):
        assert months() == ["2025-05"] and database.release() == database.release(other)
    assert months() == ["2025-01"]
    with pytest.raises(database.NoRelease), database.using(tmp_path / "nowhere"):
        database.ask("months")
    assert months() == ["2025-01"]


def returning():
    """The first step of loading, as somebody finds it who looked at another page."""
    from pages.extracts.load_parts import drop

    drop.outlast()
    drop.drop()


@pytest.mark.parametrize(("size", "kept"), [(drop.MOST_KEPT // 2, True), (drop.MOST_KEPT // 2 + 1, False)])
def test_files_too_large_to_keep_are_let_go_of_and_it_is_said(size, kept):
    app = AppTest.from_function(returning)
    app.session_state[drop.NOW] = [SimpleNamespace(file_id=name, name=name, size=size) for name in ("1.csv", "2.csv")]
    app.run()
    assert not app.exception and len(app.session_state[drop.NOW]) == (2 if kept else 0)
    assert [each.value for each in app.info] == ([] if kept else [drop.LET_GO])
    app.run()
    assert len(app.session_state[drop.NOW]) == (2 if kept else 0)
