"""A release as figures are made of it, by a page or for a file: how it is asked, and what captions say of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

import pandas as pd

from analysis.figures.figure import MADE_UP, OPEN_GOVERNMENT_LICENCE, Caption
from analysis.release.rows import ask_rows, question_of
from analysis.words.periods import Period

R = TypeVar("R")


@dataclass(frozen=True)
class ShownRelease:
    """ask: `database.ask`, or a cache of it. id: the release's. today: the day that late and overdue are counted from.

    earlier: what captions add where it is not the newest.
    """

    ask: Callable[..., pd.DataFrame]
    id: str
    today: date
    earlier: str = ""

    @cached_property
    def _info(self) -> dict[str, str]:
        rows = self.ask("release_info")  # every caption needs it: some thirty times a page
        return dict(zip(rows["key"], rows["value"], strict=True))

    def rows(self, record: type[R], **parameters: Any) -> list[R]:
        """The answer to the question that a record belongs to, as rows of it."""
        return ask_rows(record, self.ask, **parameters)

    def rows_if_there(self, record: type[R]) -> list[R]:
        """The same of a table that an earlier release may lack, and then none. The table is called as the question is."""
        return self.rows(record) if self.has(question_of(record)) else []

    def row(self, record: type[R], **parameters: Any) -> R:
        """The answer to a question whose answer is one row."""
        (only,) = self.rows(record, **parameters)
        return only

    def info(self) -> dict[str, str]:
        """What the release says of itself: area_name, area_noun, demonstration, schematic_wards …"""
        return self._info

    def has(self, table: str) -> bool:
        """Whether the release holds a table: one of an earlier version of the program may lack some."""
        return table in set(self.ask("tables")["name"])

    def caption(
        self,
        source: str,
        period: Period | str,
        area: str,
        *,
        definition: str = "",
        attribution: str = OPEN_GOVERNMENT_LICENCE,
    ) -> Caption:
        """The caption of a figure made of it; made-up figures say so wherever they are copied to."""
        if self.info().get("demonstration") == "true":
            source, attribution = f"{MADE_UP}{source}", ""
        return Caption(source, period, area, self.id, definition, attribution, self.earlier)
