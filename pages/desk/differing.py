"""What differs between two releases, in the pages' own terms."""

from pathlib import Path
from typing import Any

from analysis.loaded import readings, release_changes
from analysis.loaded.release_changes import Changes
from etl.release.compare import Differences


def from_candidate(found: Differences, folder: Path) -> Changes:
    """Between the release in force and a candidate that lies in a folder of its own."""
    moved = release_changes.moved(release_changes.latest_figures(), release_changes.latest_figures(folder))
    return changes(found, moved, readings.differences(readings.read(), readings.read(folder)))


def changes(found: Differences, moved: Any, read: Any) -> Changes:
    """The differences of tables, with the figures that moved and what is read differently."""
    return Changes(found.files, found.rows, found.totals, moved, found.lists, read)
