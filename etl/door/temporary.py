"""Folders for files in passing: they lie in them only while they are read, since they may hold what may not be kept.

A process that is killed cannot clear up after itself. Each folder therefore stands beside a lock that its process holds as long
as it lives; whoever opens a folder first removes those whose lock nobody holds.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import filelock

PREFIX = "violence_"
LOCK = ".lock"


@contextmanager
def folder(what: str) -> Generator[Path]:
    """A folder of this process alone, gone with the end of the block. `what`: a word for its name, such as "files"."""
    remove_left_behind()
    descriptor, name = tempfile.mkstemp(prefix=f"{PREFIX}{what}_", suffix=LOCK)
    os.close(descriptor)
    lock = filelock.FileLock(name)
    # Held before the folder is there, so that nobody finds the folder without its lock.
    lock.acquire()
    place = Path(name.removesuffix(LOCK))
    try:
        place.mkdir(mode=0o700)
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
        lock.release()
        with contextlib.suppress(OSError):
            Path(name).unlink()


def remove_left_behind() -> None:
    """Remove the folders of processes that ended without clearing up. Those of others who use this computer are left alone."""
    for lock in Path(tempfile.gettempdir()).glob(f"{PREFIX}*{LOCK}"):
        with contextlib.suppress(OSError, filelock.Timeout):
            place = Path(str(lock).removesuffix(LOCK))
            # A lock without its folder is one that is being taken just now.
            if not place.is_dir() or not _is_ours(place):
                continue
            # Nobody waits: a lock that is held is the lock of a process that lives.
            with filelock.FileLock(lock).acquire(timeout=0):
                shutil.rmtree(place, ignore_errors=True)
            lock.unlink(missing_ok=True)


def _is_ours(path: Path) -> bool:
    return not path.is_symlink() and (os.name != "posix" or path.stat().st_uid == os.getuid())
