"""The one bridge from the pages to the door: check, load, undo, look back. Whatever goes wrong arrives as one plain sentence."""

import hashlib
import re
import shutil
import zipfile
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import IO, Any, Protocol, TypeVar, cast

from analysis import faults
from analysis.access import Actor
from analysis.declared import sources as declarations
from analysis.declared.settings import data_folder
from analysis.loaded import readings, release_changes
from analysis.loaded.checked_files import CheckedFile, HeadingsToMatch, MatchByHand
from analysis.loaded.release_changes import Changes
from analysis.release import database
from analysis.words.in_plain_words import InPlainWords
from etl import disk
from etl.acts import listing, loading, undoing, verifying, writing
from etl.acts import saved_views as views
from etl.acts.saved_views import View as View
from etl.acts.writing import Amendment as Amendment
from etl.acts.writing import Row
from etl.archive.archive import Archive, ArchiveDamaged
from etl.door import temporary
from etl.judging import heading_matches
from etl.release import blank_workbook as workbook
from etl.release import build, compare
from etl.release.compare import Differences
from etl.report import Report

T = TypeVar("T")
Say = Callable[[float, str], None]
"""Called as work goes on, with the share done (0 to 1) and a word for what is being done."""
LONGEST_NAME = 120
MATCHES_FILE = heading_matches.FILE


class NotDone(InPlainWords):
    """What was asked for was not done; the message says why and what to do."""


class Upload(Protocol):
    """A file as the browser hands it over: its name, and its bytes to be read."""

    name: str

    def seek(self, offset: int, /) -> int: ...


@dataclass(frozen=True)
class Choices:
    """What an analyst chose about files beyond handing them in; a check and the load after it go by the same."""

    matches: tuple[MatchByHand, ...] = ()
    """Headings matched by hand, to be remembered with the load."""
    left_out: tuple[str, ...] = ()
    """Names of units that are not looked at."""


NOTHING_CHOSEN = Choices()


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


@contextmanager
def plainly(what: str) -> Generator[None]:
    """Turns whatever goes wrong into NotDone. what: for example "The files were not checked."."""
    try:
        yield
    except InPlainWords as error:
        raise NotDone(str(error)) from error
    except Exception as error:
        if said := disk.in_words(error):
            raise NotDone(f"{what} {said}") from error
        raise NotDone(f"{what} {faults.note(error, what).sentence()} Try again first.") from error


def check(files: Sequence[Upload], as_at: date | None, actor: Actor, say: Say, choices: Choices = NOTHING_CHOSEN) -> Checked:
    """Screen files and compare the release that loading them would give with the one in force. Nothing is kept.

    Raises NotDone.
    """
    data = data_folder()
    with plainly("The files were not checked."), _on_disk(files, choices) as paths, temporary.folder("candidate") as folder:
        _say_if_waiting(data, say)
        progress, left_out = _progress(paths, say), choices.left_out
        found = loading.preview(data, loading.Handed(paths, as_at=as_at, progress=progress, left_out=left_out), actor, folder)
        candidate = found.candidate.id if found.candidate else None
        changes = None
        if found.changes is not None:
            say(0.95, "Working out which indicators move")
            moved = release_changes.moved(release_changes.latest_figures(), release_changes.latest_figures(folder))
            changes = _changes(found.changes, moved, readings.differences(readings.read(), readings.read(folder)))
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
    with plainly("Nothing has been loaded."), _on_disk(files, choices) as paths:
        _say_if_waiting(data, say)
        done = loading.load(
            data,
            loading.Handed(paths, as_at=as_at, progress=_progress(paths, say), left_out=choices.left_out),
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


def look_over() -> list[str]:
    """What is damaged in the data folder, one sentence each: made again where it can be, else with what to do. Done at start."""
    with plainly("The archive was not looked over."):
        findings = verifying.mend(data_folder())
        _keep_damage(findings)
        return [_sentence(finding) for finding in findings]


def damage() -> list[str]:
    """What was found damaged when the archive was last looked over or verified, and could not be made again."""
    return _damage


_damage: list[str] = []


def _keep_damage(findings: Sequence[verifying.Damage]) -> None:
    _damage[:] = [_sentence(finding) for finding in findings if finding.remedy]


def _sentence(finding: verifying.Damage) -> str:
    return f"{finding.file}: {finding.what} {finding.remedy}".rstrip()


def build_again(say: Say) -> str:
    """Build the release again from the archive; its id. Raises NotDone."""
    data = data_folder()
    with plainly("The release was not built."):
        _say_if_waiting(data, say)
        archive = Archive(data)
        with archive.locked():
            say(0.3, "Building the release again")
            return build.build(archive, again=True).id


def clear_up() -> None:
    """Remove the files in passing that a killed program left on this computer."""
    temporary.remove_left_behind()


def history() -> list[dict[str, Any]]:
    """All receipts and undos, newest first, with the keys of `etl.acts.listing.history`. Raises NotDone."""
    with plainly("The history cannot be read."):
        return listing.history(data_folder())


def undo(target: str, reason: str, actor: Actor) -> str:
    """Undo a receipt, a load or an undo; the id of the release that is then in force. Raises NotDone."""
    with plainly("Nothing has been undone."):
        return undoing.undo(data_folder(), target, reason, actor).release.id


def undo_and_compare(target: str, reason: str, actor: Actor) -> tuple[str, str, Changes]:
    """Undo, and say what has changed by it: the release before, the one then in force, what differs. Raises NotDone."""
    with plainly("Nothing has been undone."):
        before = database.release(data_folder())
        after = undoing.undo(data_folder(), target, reason, actor).release.id
        assert before
    return before.id, after, compare_releases(before.id, after)


def foresee_undo(target: str) -> tuple[Changes, str]:
    """What an undo would change, without changing anything, and the release that it would give. Raises NotDone."""
    data = data_folder()
    with plainly("What the undo would change was not worked out."), temporary.folder("candidate") as folder:
        found = undoing.foresee_undo(data, target, folder)
        moved = release_changes.moved(release_changes.latest_figures(), release_changes.latest_figures(folder))
        read = readings.differences(readings.read(), readings.read(folder))
        return _changes(found.changes, moved, read), found.candidate.id


def archived_file(receipt_id: str) -> bytes:
    """The file of a receipt exactly as it was kept. Raises NotDone where it is missing or is not what its receipt says."""
    archive = Archive(data_folder())
    with plainly("The archived file cannot be read."):
        receipt = next(one for entry in archive.entries() for one in entry.receipts if one.id == receipt_id)
        path = archive.original(receipt)
        content = path.read_bytes() if path.exists() else b""
        if hashlib.sha256(content).hexdigest() != receipt.sha256:
            raise ArchiveDamaged(
                f"The archived file of receipt {receipt_id} is missing or damaged. Put archive/originals/{path.name} back from a"
                " copy of the data folder, or load the file again."
            )
        return content


def blank_workbook(grant_id: str, project_id: str) -> bytes:
    """The workbook (XLSX) that a project fills in and hands back. Raises NotDone."""
    with plainly("The workbook was not made."):
        return workbook.blank_workbook(grant_id, project_id, data_folder())


def filled_workbook(grant_id: str, project_id: str) -> bytes:
    """The same workbook with all that stands of the project. Raises NotDone."""
    with plainly("The workbook was not made."):
        return workbook.filled_workbook(grant_id, project_id, data_folder())


def releases() -> list[dict[str, Any]]:
    """Every release that came into force here, newest first, each once: release, entry, at. Raises NotDone."""
    with plainly("The list of releases cannot be read."):
        lines = build.log_of_releases(Archive(data_folder()))
        return list({line["release"]: line for line in reversed(lines)}.values())


def compare_releases(before: str, after: str) -> Changes:
    """What differs between two releases (16-digit ids); one that was removed is made again first. Raises NotDone."""
    archive = Archive(data_folder())
    with plainly("The releases were not compared."):
        with archive.locked():
            files = [build.release_file(archive, release) for release in (before, after)]
            found = compare.compare(*files)
        latest = [in_release(release, release_changes.latest_figures) for release in (before, after)]
        read = [in_release(release, readings.read) for release in (before, after)]
        return _changes(found, release_changes.moved(*latest), readings.differences(*read))


def in_release(release_id: str, answer: Callable[[], T]) -> T:
    """What `answer` gives where its questions are asked of a release of the past, made again where removed. Raises NotDone."""
    with plainly("The earlier release was not read."), database.using(opened(release_id)):
        return answer()


@dataclass(frozen=True)
class Opened:
    """A release opened by its id, and the day it came into force."""

    release: database.Release
    since: date


def open_release(release_id: str) -> Opened:
    """A release of the past or present by its id, or the first digits of it; made again where removed. Raises NotDone."""
    release = opened(release_id)
    at = next((line["at"] for line in releases() if line["release"] == release.id), None)
    return Opened(release, date.fromisoformat(at[:10]) if at else release.built_at.date())


def opened(release_id: str) -> database.Release:
    """The file of a release by its id, or the first digits of it; made again where it was removed. Raises NotDone."""
    archive = Archive(data_folder())
    with plainly("The earlier release was not opened."):
        # One that is there is read beside a load under way; only to make one again is the load waited for.
        file = build.kept_release(archive, release_id)
        if file is None:
            with archive.locked():
                file = build.release_file(archive, release_id)
        return database.release_of(file)


def verify() -> list[str]:
    """Hold the archive against its receipts: one sentence for each thing that is not as it should be. Raises NotDone."""
    with plainly("The archive was not verified."):
        findings = verifying.verify(data_folder())
        _keep_damage(findings)
        return [_sentence(finding) for finding in findings]


def saved_views() -> list[View]:
    """Every saved view, by name. Raises NotDone."""
    with plainly("The saved views cannot be read."):
        return views.saved(data_folder())


def save_view(name: str, page: str, query: Sequence[tuple[str, str]], actor: Actor) -> View:
    """Keep what a page shows under a name. Raises NotDone."""
    with plainly("The view was not saved."):
        return views.save(data_folder(), name, page, query, actor)


def delete_view(view_id: str, actor: Actor) -> None:
    """Show one's own view no more. Raises NotDone."""
    with plainly("The view was not deleted."):
        views.delete(data_folder(), view_id, actor)


def safe_name(name: str) -> str:
    """A file's own name, fit for any disk: no folders, nothing that cannot be seen; its ending stays."""
    own = PurePosixPath(name.replace("\\", "/")).name
    own = re.sub(r'[<>:"|?*]', "_", "".join(character for character in own if character.isprintable())).strip()
    if own in ("", ".", ".."):
        return "file"
    ending = "".join(PurePosixPath(own).suffixes[-2:])[-20:]
    return own if len(own.encode()) <= LONGEST_NAME else own.encode()[: LONGEST_NAME - 20].decode(errors="ignore") + ending


@contextmanager
def _on_disk(files: Sequence[Upload], choices: Choices = NOTHING_CHOSEN) -> Generator[list[Path]]:
    """The files on disk, each in a folder of its own, for only as long as they are read: they may hold what may not be kept.

    Headings matched by hand are a file among them.
    """
    with temporary.folder("files") as folder:
        paths: list[Path] = []
        if choices.matches:
            paths.append(folder / MATCHES_FILE)
            matches = [declarations.Match(match.source, match.heading, match.stands_for) for match in choices.matches]
            paths[0].write_bytes(heading_matches.file_of(matches))
        for number, file in enumerate(files, start=1):
            path = folder / str(number) / safe_name(file.name)
            path.parent.mkdir()
            file.seek(0)
            with path.open("wb") as target:
                shutil.copyfileobj(cast("IO[bytes]", file), target)
            paths.append(path)
        yield paths


def _say_if_waiting(data: Path, say: Say) -> None:
    if loading.under_way(data):
        say(0.0, "Somebody else is loading just now. Waiting for them to end")


def _progress(paths: Iterable[Path], say: Say) -> loading.Progress:
    """Progress by unit: a file, or a member of a ZIP."""
    total, seen = sum(map(_members, paths)), 0

    def progress(name: str) -> None:
        nonlocal seen
        seen += 1
        if name:
            say(0.6 * min(seen / max(total, 1), 1), f"Checking {name}")
        else:
            say(0.65, "Building the release that these files give")

    return progress


def _members(path: Path) -> int:
    try:
        with zipfile.ZipFile(path) as archive:
            return max(len(archive.infolist()), 1)
    except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError):
        return 1


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


def _changes(found: Differences, moved: Any, read: Any) -> Changes:
    return Changes(found.files, found.rows, found.totals, moved, found.lists, read)
