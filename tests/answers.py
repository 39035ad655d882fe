"""Answers made by hand: what a test says of a row, and blanks for the rest of its columns."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

import pandas as pd

from analysis.release.rows import R


def answer(record: type[R], rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """What a question answers, as a frame. record: of the question."""
    names = [each.name for each in fields(record)]  # type: ignore[arg-type]
    return pd.DataFrame([dict.fromkeys(names) | dict(row) for row in rows], columns=names)
