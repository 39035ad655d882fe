"""Answers as typed rows: the record beside a question, made of the frame that answers it. Blank is None, in every column."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from datetime import date
from functools import cache
from typing import Any, TypeVar, get_args, get_type_hints

import numpy as np
import pandas as pd

from analysis.words.fields import day

R = TypeVar("R")
Key = TypeVar("Key")
Ask = Callable[..., pd.DataFrame]
"""`database.ask`, or a cache of it."""


def rows_of(record: type[R], answer: pd.DataFrame) -> list[R]:
    """One record a row of the answer to its question. Raises KeyError for a column that the answer lacks, TypeError for text
    that is none."""
    if not len(answer):
        return []
    return list(map(record, *(_cells(answer[name], kind) for name, kind in _columns(record).items())))


def ask_rows(record: type[R], ask: Ask, **parameters: Any) -> list[R]:
    """The answer to the question that a record belongs to, as rows of it."""
    return rows_of(record, ask(question_of(record), **parameters))


def grouped(pairs: Iterable[tuple[Key, R]]) -> dict[Key, list[R]]:
    """Rows under what they have in common, in their order."""
    found: dict[Key, list[R]] = {}
    for key, row in pairs:
        found.setdefault(key, []).append(row)
    return found


def known_as(record: type[R], **known: Any) -> R:
    """A row of which only this is known."""
    return record(**dict.fromkeys(_columns(record)) | known)


@cache
def question_of(record: type[Any]) -> str:
    """The question that a record is a row of: DraftReturns → draft_returns."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", record.__name__).lower()


@cache
def _columns(record: type[Any]) -> dict[str, type]:
    """Column → what a cell of it is where it is not blank."""
    hints = get_type_hints(record)
    return {each.name: next(iter(get_args(hints[each.name])), hints[each.name]) for each in fields(record)}


def _cells(column: pd.Series, kind: type) -> Sequence[Any]:
    if kind is date:
        return _days(column)
    cells = column.tolist()
    if kind is str:
        return [cell if isinstance(cell, str) else _no_text(cell, column.name) for cell in cells]
    return [None if _is_blank(cell) else kind(cell) for cell in cells]


def _is_blank(cell: Any) -> bool:
    return cell is None or cell is pd.NA or cell != cell


def _no_text(cell: Any, name: object) -> None:
    if not _is_blank(cell):
        raise TypeError(f"The column {name} holds {type(cell).__name__}, not text.")


def _days(column: pd.Series) -> Sequence[date | None]:
    if isinstance(column.dtype, np.dtype) and column.dtype.kind == "M":
        return column.to_numpy().astype("datetime64[D]").tolist()
    return [day(cell) for cell in column.tolist()]
