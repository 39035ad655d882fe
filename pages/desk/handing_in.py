"""Files and rows handed in: checked, and loaded once somebody has confirmed them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from analysis.access import Actor
from analysis.declared.settings import data_folder
from analysis.loaded.checked_files import CheckedFile, HeadingsToMatch
from analysis.loaded.release_changes import Changes
from etl.acts import loading, writing
from etl.acts.writing import Amendment, Row
from etl.door import temporary
from etl.report import Report
from pages.desk import differing
from pages.desk.not_done import plainly
from pages.desk.on_disk import NOTHING_CHOSEN, Choices, Upload, on_disk
from pages.desk.progress import Say, by_unit, say_if_waiting


@dataclass(frozen=True)
class Checked:
    """What a check found: each file, and what loading those that are not refused would change (None: nothing to compare)."""

    files: tuple[CheckedFile, ...]
    candidate: str | None
    """The id of the release that the load would give; None where every file is refused."""
    changes: Changes | None
    entries: int
    choices: Choices = NOTHING_CHOSEN


@dataclass(frozen=True)
class Done:
    """What a load did."""

    release: str | None
    loaded: tuple[str, ...]
    left_out: tuple[str, ...]
    withdrawn: int
    """How many demonstration files were withdrawn."""


def check(files: Sequence[Upload], as_at: date | None, actor: Actor, say: Say, choices: Choices = NOTHING_CHOSEN) -> Checked:
    """Screen files and compare the release that loading them would give with the one in force. Nothing is kept.

    Raises NotDone.
    """
    data = data_folder()
    with plainly("The files were not checked."), on_disk(files, choices) as paths, temporary.folder("candidate") as folder:
        say_if_waiting(data, say)
        progress, left_out = by_unit(paths, say), choices.left_out
        found = loading.preview(data, loading.Handed(paths, as_at=as_at, progress=progress, left_out=left_out), actor, folder)
        candidate = found.candidate.id if found.candidate else None
        changes = None
        if found.changes is not None:
            say(0.95, "Working out which indicators move")
            changes = differing.from_candidate(found.changes, folder)
        return Checked(tuple(map(_file, found.reports)), candidate, changes, found.entries, choices)


def load(
    files: Sequence[Upload],
    as_at: date | None,
    entries: int,
    actor: Actor,
    say: Say,
    choices: Choices = NOTHING_CHOSEN,
    note: str = "",
) -> Done:
    """Load files that were checked and confirmed; the history keeps the note.

    Raises NotDone, also where somebody else loaded since the check.
    """
    data = data_folder()
    with plainly("Nothing has been loaded."), on_disk(files, choices) as paths:
        say_if_waiting(data, say)
        done = loading.load(
            data,
            loading.Handed(paths, as_at=as_at, progress=by_unit(paths, say), left_out=choices.left_out),
            actor,
            confirmed=True,
            entries=entries,
            note=note,
        )
    accepted = tuple(report.file for report in done.reports if report.verdict == "accepted")
    refused = (report.file for report in done.reports if report.verdict != "accepted")
    return Done(done.release.id if done.release else None, accepted, (*refused, *choices.left_out), done.withdrawn)


def amend(amendment: Amendment, actor: Actor, why: str) -> str:
    """Change or add one row of a list as a form on a page has it; the id of the release then in force. Raises NotDone."""
    with plainly("Nothing is saved."):
        return _in_force(writing.amend(data_folder(), amendment, actor, why))


def write(source: str, rows: Sequence[Row], name: str, actor: Actor, why: str) -> str:
    """Keep rows of a list as a file called `name`, with its receipt; the id of the release then in force. Raises NotDone."""
    with plainly("Nothing is saved."):
        return _in_force(writing.write(data_folder(), source, rows, name, actor, why))


def _in_force(done: loading.Loaded) -> str:
    assert done.release, "what was kept is in a release"
    return done.release.id


def _file(report: Report) -> CheckedFile:
    return CheckedFile(
        name=report.file,
        verdict=report.verdict,
        source=report.source.title if report.source else "",
        periods=tuple(report.periods or ()),
        rows=report.rows,
        loaded=report.loaded,
        set_aside=report.set_aside,
        findings=report.problems,
        offer=_offer(report),
    )


def _offer(report: Report) -> HeadingsToMatch | None:
    found = report.offer
    if found is None:
        return None
    wanted = tuple((column.heading, found.likely(column)) for column in found.wanted)
    return HeadingsToMatch(found.source.id, found.source.title, wanted, found.unknown, needed=report.verdict == "refused")
