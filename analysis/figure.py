"""A figure: what a page shows and every export renders, in one object."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import pydeck  # pyright: ignore[reportMissingTypeStubs]

from analysis import cells
from analysis.periods import Period

OPEN_GOVERNMENT_LICENCE = "Contains public sector information licensed under the Open Government Licence v3.0."
ORDNANCE_SURVEY = "Contains OS data © Crown copyright and database right."


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

    def text(self) -> str:
        """The caption in one line: source, period, area, definition, release, attribution."""
        parts = [f"Source: {self.source}", str(self.period), self.area, self.definition, f"release {self.release[:8]}"]
        line = " · ".join(part for part in parts if part) + "."
        return f"{line} {self.attribution}".strip()


@dataclass(frozen=True)
class Figure:
    """One figure. Title and sentence are plain text (never Markdown).

    chart: a Plotly figure as a dict (`{"data": [...], "layout": {...}}`), a pydeck.Deck, or None for a table alone.
    table: the figures behind the chart under the headings a reader sees; blank is NaN or None, never zero.
    formats: heading → number format (`"%.1f"`, `"localized"`, `"percent"`), for the table on screen.
    notes: caveats in plain words, shown under the caption.
    alt: what a screen reader says of the chart; the sentence when empty.
    people: headings of the columns that count people, or records of a source that is not open data.
    """

    id: str
    title: str
    sentence: str
    chart: dict[str, Any] | pydeck.Deck | None
    table: pd.DataFrame
    caption: Caption
    notes: tuple[str, ...] = ()
    alt: str = ""
    people: tuple[str, ...] = ()
    formats: Mapping[str, str] = field(default_factory=dict[str, str])

    def csv(self, marking: str = "") -> bytes:
        """The table as CSV in UTF-8 with a byte-order mark (so that Excel reads "£"), then marking and caption, then notes.

        No cell can start a formula.
        """
        table = self.table.map(cells.inert) if len(self.table.columns) else self.table
        lines = table.to_csv(index=False, lineterminator="\r\n")
        # csv.writer-style quoting of the one caption cell keeps its commas inside one cell
        said = " · ".join(part for part in (marking, self.caption.text()) if part)
        below = "".join('"' + text.replace('"', '""') + '"\r\n' for text in map(str, map(cells.inert, (said, *self.notes))))
        return f"{lines}\r\n{below}".encode("utf-8-sig")
