"""What is said while work goes on."""

import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

from etl.acts import loading

Say = Callable[[float, str], None]
"""Called as work goes on, with the share done (0 to 1) and a word for what is being done."""


def say_if_waiting(data: Path, say: Say) -> None:
    if loading.under_way(data):
        say(0.0, "Somebody else is loading just now. Waiting for them to end")


def by_unit(paths: Iterable[Path], say: Say) -> loading.Progress:
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
