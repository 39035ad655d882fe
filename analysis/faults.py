"""What nobody foresaw: noted under a reference in a log, so that the person at the screen gets one plain sentence.

The log holds what failed and where in the program, never an error's own text: that may quote a row of somebody's file.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import sys
import tempfile
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from analysis.declared.settings import PROJECT, data_folder

LOG = logging.getLogger("dashboard")
# Where nobody has set a log up, the sentence is all that stands in the terminal.
LOG.addHandler(logging.NullHandler())
NAME = "faults.jsonl"
MOST_FRAMES = 40


@dataclass(frozen=True)
class Noted:
    """A fault that was noted: what it is found by, what kind it was, and where it is noted (None: nowhere could be written)."""

    reference: str
    kind: str
    log: Path | None

    def sentence(self) -> str:
        """What is said of it, with the reference and where the log is."""
        said = f"Something went wrong that this program does not know ({self.kind})."
        where = f"the log {self.log} says where" if self.log else "no log could be written"
        return f"{said} Its reference is {self.reference}: {where}. Tell whoever looks after this program."


def write(doing: str) -> str:
    """Note the exception being handled, and return the reference under which it stands in the log. doing: see `note`."""
    error = sys.exception()
    assert error is not None, "nothing went wrong"
    return note(error, doing).reference


def note(error: BaseException, doing: str, folder: Path | None = None) -> Noted:
    """Note an error in the log of a data folder (`audit/faults.jsonl`), else in the temporary folder; never fails.

    doing: what was being done, in words that hold nothing from a file, such as "load" or "page hotspots".
    """
    reference = secrets.token_hex(4)
    line: dict[str, Any] = {
        "reference": reference,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "doing": doing,
        "errors": [type(one).__name__ for one in _chain(error)],
        "where": [_place(frame) for frame in traceback.extract_tb(error.__traceback__)[-MOST_FRAMES:]],
    }
    text = json.dumps(line) + "\n"
    log = next((path for path in _logs(folder or data_folder()) if _append(path, text)), None)
    LOG.error("Fault %s while %s: %s at %s", reference, doing, " after ".join(line["errors"]), (line["where"] or ["?"])[-1])
    return Noted(reference, type(error).__name__, log)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error and those behind it, the last first."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _place(frame: traceback.FrameSummary) -> str:
    path = Path(frame.filename)
    name = path.relative_to(PROJECT).as_posix() if path.is_relative_to(PROJECT) else "/".join(path.parts[-2:])
    return f"{name}:{frame.lineno} {frame.name}"


def _logs(folder: Path) -> Iterator[Path]:
    """Where the log may be, the best place first. A data folder that is not there yet is not made for it."""
    if folder.is_dir():
        yield folder / "audit" / NAME
    try:
        yield Path(tempfile.gettempdir()) / f"violence_{NAME}"
    except OSError:
        # No temporary folder can be written either.
        return


def _append(path: Path, text: str) -> bool:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(text)
    except OSError:
        return False
    return True
