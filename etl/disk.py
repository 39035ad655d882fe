"""Whether something failed for the disk's sake (full, or not to be written), however the failure came, and what is said then."""

from __future__ import annotations

import errno

import duckdb

FULL = "The disk is full. Make room on it, then try again."
AS_DUCKDB_SAYS = ("No space left on device", "Disk quota exceeded", "There is not enough space on the disk")

READ_ONLY = ("Permission denied", "Read-only file system", "Access is denied")


def in_words(error: BaseException) -> str | None:
    """What is said where a disk or folder was the cause; None for any other failure."""
    if is_full(error):
        return FULL
    if isinstance(error, OSError) and error.strerror:
        where = f" ({error.filename})" if error.filename else ""
        return f"The disk or folder does not allow it: {error.strerror}{where}."
    if isinstance(error, duckdb.Error) and (found := next((words for words in READ_ONLY if words in str(error)), None)):
        return f"The disk or folder does not allow it: {found}."
    return None


def is_full(error: BaseException) -> bool:
    """Whether an error, or one behind it, says that a disk had no room."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return True
    if isinstance(error, duckdb.Error) and any(words in str(error) for words in AS_DUCKDB_SAYS):
        return True
    behind = error.__cause__ or error.__context__
    return behind is not None and is_full(behind)
