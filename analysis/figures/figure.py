"""A figure: what a page shows and every export renders, in one object."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import pandas as pd
import pydeck  # pyright: ignore[reportMissingTypeStubs]

from analysis.figures.other_worlds import Sum
from analysis.words import fields
from analysis.words.periods import Period

OPEN_GOVERNMENT_LICENCE = "Contains public sector information licensed under the Open Government Licence v3.0."
ORDNANCE_SURVEY = "Contains OS data © Crown copyright and database right."
MADE_UP = "demonstration data, made up, in the form of "
"""What the source of a caption begins with where the figures are made up."""


@dataclass(frozen=True)
class Caption:
    """Where a figure comes from, in plain words; `release` is the release's id, shortened when shown.

    period: the figure's period, which says what of it is missing or not comparable, or words where it is no period.
    """

    source: str
    period: Period | str
    area: str
    release: str
    definition: str = ""
    attribution: str = OPEN_GOVERNMENT_LICENCE
    earlier: str = ""
    """Of a release that is not the newest: " of 3 May 2026, not the newest"."""

    @property
    def made_up(self) -> bool:
        """Whether the figures are those of the demonstration."""
        return self.source.startswith(MADE_UP)

    def text(self) -> str:
        """The caption in one line: source, period, area, definition, release, attribution."""
        parts = [
            f"Source: {self.source}",
            str(self.period),
            self.area,
            self.definition,
            f"release {self.release[:8]}{self.earlier}",
        ]
        line = " · ".join(part for part in parts if part) + "."
        return f"{line} {self.attribution}".strip()


@dataclass(frozen=True)
class Open:
    """The figure counts published open data, which may be shown whole."""


@dataclass(frozen=True)
class Things:
    """The figure rests on a source that is not open, and counts no people and no records: workshops, pounds, files, days.

    numbers: the heading of each column of its table that holds numbers → what they are of: columns of sources ("spend.actual"),
    rows of one ("targets"), or FILES. What each of them counts is declared with the source (`counts`, `rows_count`), and the gate
    asks there: none of people passes. of_people: where one counts by its measure, whether those of the figure count people.
    """

    numbers: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    of_people: bool | None = None


@dataclass(frozen=True)
class Counted:
    """The figure counts people, or records of a source that is not open: 1 to 4 of them may not be shown.

    Every column of its table is declared in one of these, or the figure does not leave: one that was forgotten is no gap.

    dimensions: headings of what says what a row is (period, place, group); at least one. counts: of the counts. derived: a
    heading → the counts that its share, average, limit or change is worked out from: blank where one of them is; none named where
    they are in no column. rates: a heading → the events that its rate is of: blank on fewer than 10. apart: of what counts
    neither people nor such records, or rests on shown figures alone (pounds, days, what was agreed, limits of a chart). words: of
    all else that is said of a row.

    rows: which rows of the table count people, in its order; None for all. nouns: what is counted, as words stand beside a number
    in sentences ("offences"). totals: rows that make up another one, by their places. parts: places of two such rows of which the
    first counts a part of what the second does, by the same day: what it leaves may not be 1 to 4 either.
    """

    dimensions: tuple[str, ...]
    counts: tuple[str, ...] = ()
    derived: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    rates: Mapping[str, str] = field(default_factory=dict[str, str])
    apart: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    rows: tuple[bool, ...] | None = None
    nouns: tuple[str, ...] = ()
    totals: tuple[Sum[int], ...] = ()
    parts: tuple[tuple[int, int], ...] = ()

    @property
    def declared(self) -> tuple[str, ...]:
        """Every heading that is declared, as often as it is."""
        return (*self.dimensions, *self.counts, *self.derived, *self.rates, *self.apart, *self.words)


Counts = Open | Things | Counted
OPEN: Final = Open()
THINGS: Final = Things()
"""Of a table without numbers: words and days alone."""
FILES: Final = "files"
"""Files, and the rows read of them: what was handed in, whatever it counts."""
WORKED_OUT = "worked out"
"""The `meta` of a trace of a chart that holds no counts: averages, limits, bands. Every other trace is looked at."""


@dataclass(frozen=True)
class Legend:
    """What the colours of a map stand for. entries: (colour as "#12436D", words), least first; unit: of what, and when."""

    entries: tuple[tuple[str, str], ...]
    unit: str


@dataclass(frozen=True)
class Figure:
    """One figure, as analysis makes it. It is shown and exported only as a `Cleared` one (`disclosure.leave`).

    Title and sentence are plain text (never Markdown).

    chart: a Plotly figure as a dict (`{"data": [...], "layout": {...}}`), a pydeck.Deck, or None for a table alone.
    table: the figures behind the chart under the headings a reader sees; blank is NaN or None, never zero.
    formats: heading → number format (`"%.1f"`, `"localized"`, `"percent"`), for the table on screen.
    counts: what it counts, so whether small numbers may be shown: OPEN, or a declaration of its columns (`Things`, `Counted`).
    notes: caveats in plain words, shown under the caption.
    alt: what a screen reader says of the chart; the sentence when empty.
    legend: what the colours of a map mean; charts are labelled directly.
    topic: whether the title says what it is about, as beside a page's statement, and the sentence what follows from it: where a
    figure stands alone, its first sentence leads.
    """

    id: str
    title: str
    sentence: str
    chart: dict[str, Any] | pydeck.Deck | None
    table: pd.DataFrame
    caption: Caption
    counts: Counts
    notes: tuple[str, ...] = ()
    alt: str = ""
    formats: Mapping[str, str] = field(default_factory=dict[str, str])
    legend: Legend | None = None
    topic: bool = False


@dataclass(frozen=True)
class Cleared:
    """A figure that has passed disclosure: the only one that screens, cards, boards and files take.

    Made by `disclosure.leave` alone. Its fields are those of `Figure`, and its marking.
    """

    id: str
    title: str
    sentence: str
    chart: dict[str, Any] | pydeck.Deck | None
    table: pd.DataFrame
    caption: Caption
    notes: tuple[str, ...]
    alt: str
    formats: Mapping[str, str]
    legend: Legend | None = None
    marking: str = ""
    """The marking that it has wherever it goes, where it may show small numbers; empty where that of the partnership holds."""
    topic: bool = False

    def csv(self, marking: str = "") -> bytes:
        """The table as CSV in UTF-8 with a byte-order mark (so that Excel reads "£"), then marking and caption, then notes.

        No cell can start a formula.
        """
        table = self.table.map(fields.inert) if len(self.table.columns) else self.table
        lines = table.to_csv(index=False, lineterminator="\r\n")
        # csv.writer-style quoting of the one caption cell keeps its commas inside one cell
        said = " · ".join(part for part in (self.marking or marking, self.caption.text()) if part)
        below = "".join('"' + text.replace('"', '""') + '"\r\n' for text in map(str, map(fields.inert, (said, *self.notes))))
        return f"{lines}\r\n{below}".encode("utf-8-sig")
