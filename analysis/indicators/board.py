"""What board mode shows: one figure a screen, in letters for the back of the room."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pandas as pd

from analysis.figures.figure import MADE_UP, Caption
from analysis.indicators import what_changed
from analysis.indicators.indicator_state import SIGNALS, IndicatorState
from analysis.indicators.overview import Since
from analysis.words import phrases

STROKES, LETTERS, ROOM = 1.6, 2.2, 3.1
"""How much larger strokes, letters and the room beside a chart are than on a page. On a projector the browser draws letters as
its window has them (board.css): at 720 lines a little smaller than this, at 1080 larger."""
OF_LETTERS = ("font", "tickfont", "annotations")
ROWS_AT_MOST = 6
LICENCE = ", Open Government Licence v3.0"
SIGNALS_AT_MOST = 3


def screens(found: Sequence[IndicatorState]) -> list[IndicatorState]:
    """The indicators that have a screen of their own: adopted ones with figures, then others with a signal, strongest first."""
    adopted = [one for one in found if one.indicator.adopted and one.filled]
    others = [one for one in found if not one.indicator.adopted and one.filled and one.variation in SIGNALS]
    return [*adopted, *sorted(others, key=what_changed.strength)]


def strongest(found: Sequence[IndicatorState]) -> list[str]:
    """The strongest signals as lines of the first screen, and how many more there are: each has its own."""
    # What a signal rests on ("judged on figures since …") stands on its own screen.
    every = [f"{one.symbol} {one.text.partition(';')[0].rstrip('.')}." for one in what_changed.statements(found)]
    more = len(every) - SIGNALS_AT_MOST
    left = (
        f"And {phrases.count(more, 'more signal')}, {'on a screen of its own' if more == 1 else 'each on a screen of its own'}."
    )
    return [*every[:SIGNALS_AT_MOST], *([left] if more > 0 else [])]


def source(caption: Caption) -> str:
    """Where a figure comes from, in the few words that a screen has room for; the whole caption goes to paper."""
    first = caption.source.removeprefix(MADE_UP).partition(",")[0].partition(";")[0]
    return f"Source: {first[:1].upper()}{first[1:]}{LICENCE if caption.attribution else ''}"


def changed(said: Since) -> list[str]:
    """The strongest changes since a moment as lines of a screen, each without its earlier figure; and how many more."""
    every = [f"{one.symbol} {one.text.partition(' Then ')[0]}" for one in said.statements]
    more = len(every) - SIGNALS_AT_MOST
    left = f"And {phrases.count(more, 'more change')}, on the overview." if more > 0 else ""
    return [line for line in (*every[:SIGNALS_AT_MOST], left, said.unchanged) if line]


def without_figures(found: Sequence[IndicatorState]) -> list[str]:
    """The adopted indicators that have no figure, each with what to load."""
    return [
        f"{one.indicator.title} ({one.indicator.id}). {one.judgement if one.fault else f'To load: {one.indicator.file}'}"
        for one in found
        if one.indicator.adopted and not one.filled
    ]


def lacking(number: int) -> str:
    """The title of the screen that lists them."""
    return f"{phrases.capital(phrases.count(number, 'adopted indicator has', 'adopted indicators have'))} no figures yet"


def rows(table: pd.DataFrame) -> pd.DataFrame:
    """The newest rows of a table as text: whole numbers without a decimal, blank where there is no figure."""
    return table.tail(ROWS_AT_MOST).map(_in_words)


def newest_alone(table: pd.DataFrame) -> str:
    """That a screen has the newest rows alone, in a sentence; empty where it has all."""
    return f"The newest {ROWS_AT_MOST} of {len(table)} rows." if len(table) > ROWS_AT_MOST else ""


def _in_words(value: Any) -> str:
    return value if isinstance(value, str) else phrases.number(value)


def enlarged(chart: dict[str, Any]) -> dict[str, Any]:
    """A chart with every letter, line and mark larger, and the room beside it for them; its height is the screen's to give."""
    larger: dict[str, Any] = _larger(chart)
    layout: dict[str, Any] = larger["layout"]
    layout.pop("height", None)
    # In one line beside the chart: two lines of such letters would run into the next label.
    for label in layout.get("annotations", []):
        said = str(label.get("text", "")).replace("<br>", " ")
        label["text"] = re.sub(r"^provisional (?:upper|lower) ", "provisional<br>", said)
    layout["margin"] = {side: round(size * (ROOM if side == "r" else LETTERS)) for side, size in layout.get("margin", {}).items()}
    return larger


def _larger(part: Any, key: str = "", within: str = "") -> Any:
    """key: the name that the part stands under; within: the name that the dictionary round it stands under."""
    if isinstance(part, dict):
        named: dict[str, Any] = part
        return {name: _larger(value, name, key) for name, value in named.items()}
    if isinstance(part, list):
        several: list[Any] = part
        return [_larger(value, key, within) for value in several]
    # The width of a bar is one of the axis, not of a stroke.
    if not isinstance(part, int | float) or isinstance(part, bool):
        return part
    if key in ("xshift", "yshift", "standoff") or (key == "size" and within in OF_LETTERS):
        return round(part * LETTERS, 1)
    return round(part * STROKES, 1) if key == "size" or (key == "width" and within == "line") else part
