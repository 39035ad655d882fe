"""What is said of one unit handed in: its verdict, what it holds of each month, its problems, and what may be matched by hand."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from analysis.declared.sources import Column, Source, near_miss
from etl.problems import Problem

Part = tuple[str | None, str | None]
"""A force and a month (YYYY-MM, of a financial year its first): what a file can replace."""
Lines = npt.NDArray[np.int64]
"""The line of each row, counting from 1."""
Verdict = Literal["accepted", "needs_confirmation", "refused"]


@dataclass(frozen=True)
class Stray:
    """Rows of a part that the file is not about, and the own part that they go with."""

    part: Part
    into: Part
    rows: int
    reason: str | None
    """Why they are set aside; None where they count in the file's own month."""


@dataclass(frozen=True)
class Offer:
    """What may be matched by hand: columns that a file lacks, and headings of it that its source does not know."""

    source: Source
    wanted: tuple[Column, ...]
    unknown: tuple[str, ...]
    """Never a heading that announces personal data, or that looks like a value."""

    def likely(self, column: Column) -> str | None:
        """The heading that looks like a column's own."""
        return near_miss(column, self.unknown)


@dataclass(frozen=True)
class Portion:
    """What a unit holds of one force and month (or of one period, or of a reference source whole)."""

    force: str | None
    period: str | None
    """YYYY-MM, None for reference sources."""
    rows: int
    set_aside: dict[str, int] = field(default_factory=dict[str, int])
    """Reason → rows."""
    shares: dict[str, int] = field(default_factory=dict[str, int])
    """What part of the rows is told apart, such as rows without a location → rows."""

    @property
    def loaded(self) -> int:
        """Rows that count in figures."""
        return self.rows - sum(self.set_aside.values())


@dataclass(frozen=True)
class Report:
    """What screening says of one unit. `rows` is None where the unit could not be read as a table."""

    file: str
    verdict: Verdict
    problems: tuple[Problem, ...]
    source: Source | None = None
    rows: int | None = None
    portions: tuple[Portion, ...] = ()
    layer: str | None = None
    as_at: str | None = None
    sha256: str = ""
    """The hash of what is kept."""
    sheet: str | None = None
    """The sheet's name, where a whole workbook is kept for it."""
    sha256_handed_in: str | None = None
    """The hash of the file as it was handed in, where something else is kept."""
    kept: Path | None = None
    """The staged bytes that are kept: as they came, or without what may not be kept."""
    typed: Path | None = None
    """The staged typed rows (Parquet)."""
    lines: Lines | None = field(default=None, compare=False, repr=False)
    """The line of each row."""
    by_hand: tuple[tuple[str, str], ...] = ()
    """The headings that were read as somebody matched them by hand, each with its column's name."""
    strays: tuple[Stray, ...] = ()
    """Rows of months that the file is not about, and the own month that they go with."""
    kept_out: tuple[Part, ...] = ()
    """The parts that are stray only beside what is loaded."""
    beside: tuple[str, ...] = field(default=(), compare=False, repr=False)
    """What stands in the sheets beside its own."""
    breaks: tuple[tuple[str, str, str], ...] = ()
    """The breaks that the file tells of itself: first and last month (YYYY-MM), and the reason."""
    offer: Offer | None = field(default=None, compare=False, repr=False)
    """What may be matched by hand, where the file has headings that its source does not know."""

    @property
    def rows_name(self) -> str:
        """What typed rows are kept under: the hash of the kept bytes, and of the sheet's name where they hold several."""
        return rows_name(self.sha256, self.sheet, self.source, self.portions, self.by_hand, self.kept_out)

    @property
    def periods(self) -> list[str] | None:
        """The months the unit holds; None for reference sources and unreadable units."""
        found = sorted({p.period for p in self.portions if p.period})
        return found or None

    @property
    def set_aside(self) -> int | None:
        """Rows kept out of figures, with their reasons in the portions."""
        if self.rows is None:
            return None
        return 0 if self.verdict == "refused" else sum(p.rows - p.loaded for p in self.portions)

    @property
    def loaded(self) -> int | None:
        """Rows that count in figures: none where the unit is refused."""
        if self.rows is None:
            return None
        return 0 if self.verdict == "refused" else sum(p.loaded for p in self.portions)

    @property
    def rejected(self) -> int | None:
        """Rows of a refused unit: all of them."""
        if self.rows is None:
            return None
        return self.rows if self.verdict == "refused" else 0

    def with_problems(self, problems: Sequence[Problem]) -> Report:
        """The report with further problems, its verdict set accordingly."""
        together = (*self.problems, *problems)
        return replace(self, problems=together, verdict=verdict_of(together))

    def to_json(self) -> dict[str, Any]:
        """The report in the key order of the documented JSON."""
        return {
            "file": self.file,
            "source": self.source.id if self.source else None,
            "verdict": self.verdict,
            "periods": self.periods,
            "rows": self.rows,
            "loaded": self.loaded,
            "set_aside": self.set_aside,
            "rejected": self.rejected,
            "problems": [problem.to_json() for problem in self.problems],
        }


def rows_name(
    sha256: str,
    sheet: str | None,
    source: Source | None,
    portions: Sequence[Portion],
    by_hand: Sequence[tuple[str, str]] = (),
    kept_out: Sequence[Part] = (),
) -> str:
    """The name of the typed rows of some kept bytes, or of one sheet of them.

    Where only the file's name tells the force, the same bytes may be handed in for two: the force is part of the name. So are
    the headings matched by hand, and the parts kept out since more of them is loaded: the same bytes give other rows then.
    """
    name = sha256 if sheet is None else f"{sha256}-{hashlib.sha256(sheet.encode()).hexdigest()[:12]}"
    for told in (by_hand, kept_out):
        if told:
            name += f"-{hashlib.sha256(repr(list(map(tuple, told))).encode()).hexdigest()[:12]}"
    force = portions[0].force if source and source.force_from_name and portions else None
    return f"{name}-{force}" if force else name


def verdict_of(problems: Sequence[Problem]) -> Verdict:
    """Refused where any check fails, to be confirmed where any warns."""
    results = {problem.result for problem in problems}
    if "fail" in results:
        return "refused"
    return "needs_confirmation" if "warning" in results else "accepted"
