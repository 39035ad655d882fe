"""What the browser hands over, on disk for only as long as it is read."""

import re
import shutil
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Protocol, cast

from analysis.declared import sources as declarations
from analysis.loaded.checked_files import MatchByHand
from etl.door import temporary
from etl.judging import heading_matches

LONGEST_NAME = 120
MATCHES_FILE = heading_matches.FILE


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


def safe_name(name: str) -> str:
    """A file's own name, fit for any disk: no folders, nothing that cannot be seen; its ending stays."""
    own = PurePosixPath(name.replace("\\", "/")).name
    own = re.sub(r'[<>:"|?*]', "_", "".join(character for character in own if character.isprintable())).strip()
    if own in ("", ".", ".."):
        return "file"
    ending = "".join(PurePosixPath(own).suffixes[-2:])[-20:]
    return own if len(own.encode()) <= LONGEST_NAME else own.encode()[: LONGEST_NAME - 20].decode(errors="ignore") + ending


@contextmanager
def on_disk(files: Sequence[Upload], choices: Choices = NOTHING_CHOSEN) -> Generator[list[Path]]:
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


def clear_up() -> None:
    """Remove the files in passing that a killed program left on this computer."""
    temporary.remove_left_behind()
