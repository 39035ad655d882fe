"""Questions to the current release: one `.sql` file a question, in a folder for its subject, asked read-only.

The release is a DuckDB file under a name of its own; `releases/current.json` names the one in force. A reader opens the file
read-only and locked, keeps it while it is current, and looks at the pointer before each question, so a new release is seen on
the next question, and a question under way ends on the release it began with.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from analysis.declared.settings import data_folder
from analysis.words.in_plain_words import InPlainWords

QUESTIONS = Path(__file__).resolve().parent / "questions"
MACROS = Path(__file__).resolve().parent / "macros.sql"
PARAMETER = re.compile(r"\$([a-z_]+)")
COMMENT = re.compile(r"--.*")
TIMEOUT_SECONDS = 30
MEMORY_LIMIT = "1GB"
MOST_OF_THE_PAST = 4
"""How many releases of the past are held open at once."""
MADE_AGAIN = "Run: python -m etl build. No loaded file is lost."


class NoRelease(InPlainWords):
    """Nothing has been loaded into this data folder yet."""


class UnreadableRelease(InPlainWords):
    """The release that the pointer names is missing or damaged; `python -m etl build` makes it again."""


class OlderRelease(UnreadableRelease):
    """The release was built by an earlier version of the program and lacks what a question asks for."""


class QuestionTooSlow(InPlainWords):
    """A question took longer than the time allowed and was stopped."""


class WrongQuestion(Exception):
    """A fault of the program: no question has this name, or a parameter of it is left out or made up."""


@dataclass(frozen=True)
class Release:
    """The release in force."""

    id: str
    """Hash of its inputs, 16 hexadecimal digits."""
    file: Path
    built_at: datetime
    loaded: dict[str, str]
    """Source id → when its newest standing receipt was written, ISO 8601."""
    demonstration: bool
    sha256: str | None = None
    """The hash of its file."""


_chosen: ContextVar[Path | Release | None] = ContextVar("folder or release that questions are asked of", default=None)


@contextmanager
def using(chosen: Path | Release) -> Generator[None]:
    """Within this block, on this thread, questions are asked of another release: one of the past, or that in another folder.

    What lies in a folder of its own is only a candidate: its file is let go at the end, so that the folder can be removed.
    """
    before = _chosen.set(chosen)
    try:
        yield
    finally:
        _chosen.reset(before)
        if isinstance(chosen, Path):
            _open.close(chosen)


def release_of(file: Path) -> Release:
    """The release that a file holds, in force or not. What the card beside it does not tell is left open."""
    try:
        content = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
        built = datetime.fromisoformat(content["built_at"])
        return Release(file.name.split(".")[0], file, built, content["loaded"], content["demonstration"], content["sha256"])
    except (OSError, ValueError, KeyError, TypeError):
        built = datetime.fromtimestamp(file.stat().st_mtime, UTC)
        return Release(file.name.split(".")[0], file, built, {}, False)


def _folder() -> Path:
    chosen = _chosen.get()
    return chosen if isinstance(chosen, Path) else data_folder()


def pointer_file(folder: Path) -> Path:
    """The file that names the release in force."""
    return folder / "releases" / "current.json"


def release(folder: Path | None = None) -> Release | None:
    """The release in force in a data folder, or None where nothing has been built yet; within `using`, the one chosen.

    Raises UnreadableRelease when the pointer itself is damaged, or missing though files are loaded.
    """
    chosen = _chosen.get()
    if folder is None and isinstance(chosen, Release):
        return chosen
    folder = folder or _folder()
    pointer = pointer_file(folder)
    try:
        mark = pointer.stat()
        return _pointed_at(pointer, (mark.st_mtime_ns, mark.st_ino, mark.st_size))
    except FileNotFoundError:
        if any((folder / "archive" / "entries").glob("*.json")):
            raise UnreadableRelease(f"The file that names the current release is missing. {MADE_AGAIN}") from None
        return None
    except (ValueError, KeyError, TypeError) as error:
        raise UnreadableRelease(f"The file that names the current release is damaged. {MADE_AGAIN}") from error


@lru_cache(maxsize=8)
def _pointed_at(pointer: Path, mark: tuple[int, int, int]) -> Release:
    """The release that a pointer names. mark: tells one state of the file from another; a page asks some fifty times a run."""
    content = json.loads(pointer.read_text(encoding="utf-8"))
    return Release(
        id=content["release"],
        file=pointer.parent / content["file"],
        built_at=datetime.fromisoformat(content["built_at"]),
        loaded=content["loaded"],
        demonstration=content["demonstration"],
        sha256=content.get("sha256"),
    )


class _Open:
    """The open read-only connections of this process, the newest per data folder."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_folder: dict[Path, tuple[Path, duckdb.DuckDBPyConnection]] = {}

    def cursor(self, folder: Path, file: Path) -> duckdb.DuckDBPyConnection:
        """A cursor of its own over the release file; shared connections answer wrongly under threads."""
        with self._lock:
            held = self._by_folder.get(folder)
            if held is None or held[0] != file:
                held = (file, _connect(file))
                self._by_folder[folder] = held
                self._let_go_of_earlier(file)
            return held[1].cursor()

    def _let_go_of_earlier(self, file: Path) -> None:
        """Hold only a few releases of the past open. Questions under way end on theirs."""
        earlier = [key for key, (held, _) in self._by_folder.items() if key == held and key != file]
        for key in earlier[: max(len(earlier) - MOST_OF_THE_PAST + 1, 0)]:
            self._by_folder.pop(key)

    def close(self, folder: Path) -> None:
        """Let go of the file held for a folder. Questions under way end on it."""
        with self._lock:
            held = self._by_folder.pop(folder, None)
        if held is not None:
            held[1].close()


_open = _Open()


def _connect(file: Path) -> duckdb.DuckDBPyConnection:
    if not file.exists():
        raise UnreadableRelease(f"The release {file.name} is missing. {MADE_AGAIN}")
    try:
        connection = duckdb.connect(
            str(file),
            read_only=True,
            config={
                "enable_external_access": "false",
                "memory_limit": MEMORY_LIMIT,
                # The tables are small: sharing one question between threads costs more than it saves (12 ms against 28).
                "threads": "1",
                "lock_configuration": "true",
            },
        )
    except duckdb.Error as error:
        raise UnreadableRelease(f"The release {file.name} is damaged. {MADE_AGAIN}") from error
    add_macros(connection)
    return connection


def add_macros(connection: duckdb.DuckDBPyConnection) -> None:
    """What questions have in common (macros.sql), for a connection and its cursors.

    It lies in memory beside the release, which cannot be written to: a release of any time is asked in the words of today.
    """
    connection.execute(f"ATTACH IF NOT EXISTS ':memory:' AS macros (READ_WRITE); {_macros()}")


@cache
def _macros() -> str:
    return MACROS.read_text(encoding="utf-8")


@cache
def _files(folder: Path) -> dict[str, Path]:
    """The files of the questions in the folders of their subjects, by name; a name stands under one subject only."""
    return {path.stem: path for path in sorted(folder.glob("*/*.sql"))}


def questions() -> list[str]:
    """The names of all questions."""
    return sorted(_files(QUESTIONS))


@cache
def question_text(question: str) -> str:
    """The SQL of a question, with its first comment: what one row is, the units, the geography.

    Raises WrongQuestion for a name that no question has.
    """
    if question not in _files(QUESTIONS):
        raise WrongQuestion(f"There is no question '{question}'. There are: {', '.join(questions())}.")
    return _files(QUESTIONS)[question].read_text(encoding="utf-8")


@cache
def parameters_of(question: str) -> frozenset[str]:
    """The names of the parameters that a question takes: every `$name` in it, comments aside."""
    return frozenset(PARAMETER.findall(COMMENT.sub("", question_text(question))))


def _check(question: str, given: Iterable[str]) -> None:
    """Raises WrongQuestion unless exactly the parameters of the question are given."""
    takes, given = parameters_of(question), set(given)
    wrong = [f"lacks {name}" for name in sorted(takes - given)] + [f"does not take {name}" for name in sorted(given - takes)]
    if wrong:
        raise WrongQuestion(f"The question '{question}' {', '.join(wrong)}.")


def _as_text(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with plain text where the release keeps the few values of a column as a type of their own."""
    kept = frame.select_dtypes("category").columns
    return frame.astype(dict.fromkeys(kept, "str")) if len(kept) else frame


def ask(question: str, /, **parameters: Any) -> pd.DataFrame:
    """The answer to a question from the current release, one frame.

    `question` names a file in analysis/release/questions/<subject>; each `$name` in it takes the keyword of that name (lists
    allowed, None for "all"). Raises NoRelease, UnreadableRelease, QuestionTooSlow, or WrongQuestion for a name or parameter that
    does not exist, or a parameter left out.
    OlderRelease is an UnreadableRelease.
    """
    _check(question, parameters)
    cursor = _cursor()
    clock = threading.Timer(TIMEOUT_SECONDS, cursor.interrupt)
    clock.start()
    try:
        return _as_text(cursor.execute(question_text(question), parameters or None).df())
    except duckdb.InterruptException as error:
        raise QuestionTooSlow(f"The question '{question}' took longer than {TIMEOUT_SECONDS} seconds.") from error
    except (duckdb.BinderException, duckdb.CatalogException) as error:
        said = f"An earlier version of this program built this release, without what is asked of it here ({question})."
        # Only the one in force is built again with what is new; one of the past stays as it was.
        raise OlderRelease(said if isinstance(_chosen.get(), Release) else f"{said} {MADE_AGAIN}") from error
    except (duckdb.IOException, duckdb.FatalException, duckdb.SerializationException) as error:
        # Damage shows only where a question reads.
        raise UnreadableRelease(f"The release in force is damaged. {MADE_AGAIN}") from error
    finally:
        clock.cancel()
        cursor.close()


def _cursor() -> duckdb.DuckDBPyConnection:
    """A cursor on the release chosen, or on that in force. One that was replaced just now gives way to the one in its place."""
    while True:
        current = release()
        if current is None:
            raise NoRelease("Nothing has been loaded yet.")
        pinned = isinstance(_chosen.get(), Release)
        try:
            return _open.cursor(current.file if pinned else _folder(), current.file)
        except UnreadableRelease:
            if pinned or release() == current:
                raise
