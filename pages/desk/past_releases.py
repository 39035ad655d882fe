"""Releases of the past and present: listed, opened, compared, built again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from analysis.declared.settings import data_folder
from analysis.loaded import readings, release_changes
from analysis.loaded.release_changes import Changes
from analysis.release import database
from etl.archive.archive import Archive
from etl.release import build, compare
from pages.desk.differing import changes
from pages.desk.not_done import plainly
from pages.desk.progress import Say, say_if_waiting

T = TypeVar("T")


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
        return changes(found, release_changes.moved(*latest), readings.differences(*read))


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


def build_again(say: Say) -> str:
    """Build the release again from the archive; its id. Raises NotDone."""
    data = data_folder()
    with plainly("The release was not built."):
        say_if_waiting(data, say)
        archive = Archive(data)
        with archive.locked():
            say(0.3, "Building the release again")
            return build.build(archive, again=True).id
