"""Whether something failed because the disk is full, however the failure came, and what is said then."""

from __future__ import annotations

import errno

import duckdb

FULL = "The disk is full. Make room on it, then try again."
AS_DUCKDB_SAYS = ("No space left on device", "Disk quota exceeded", "There is not enough space on the disk")


def is_full(error: BaseException) -> bool:
    """Whether an error, or one behind it, says that a disk had no room."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return True
    if isinstance(error, duckdb.Error) and any(words in str(error) for words in AS_DUCKDB_SAYS):
        return True
    behind = error.__cause__ or error.__context__
    return behind is not None and is_full(behind)
