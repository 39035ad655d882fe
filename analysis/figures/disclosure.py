"""Small numbers: which may not be shown, and the one gate that every figure passes on its way to screen or file."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import combinations
from numbers import Real
from typing import Any

import pandas as pd

from analysis import access
from analysis.declared.indicators import Indicator
from analysis.declared.sources import sources, what_is_counted
from analysis.figures import kept_back
from analysis.figures.figure import FILES, OPEN, WORKED_OUT, Cleared, Counted, Counts, Figure, Open, Things
from analysis.methods.comparison import SMALLEST_BASE
from analysis.methods.withheld import SMALLEST_SHOWN
from analysis.release import partnership
from analysis.words.in_plain_words import InPlainWords

# Counts of people from restricted sources: 1 to 4 are not shown. Nought is, because it names nobody.
HIDDEN = "c: not shown"
"""How a row begins to say that its number is hidden."""
NOTHING_SHOWN = "Every number of it is too small to be shown."
FEW = f"fewer than {SMALLEST_SHOWN}"
DRAWN = ("x", "y", "z", "text", "hovertext", "customdata")  # where the numbers of a chart's trace lie
BARE_NUMBER = re.compile(r"\s*(\d[\d,]*(?:\.\d+)?)\s*")
SMALL = f"(?:{'|'.join(str(number) for number in range(1, SMALLEST_SHOWN))})"
AFTER_COLON = re.compile(rf": {SMALL}(?![\d.,]\d|\d| of )")
"""What comes up on a point: "March 2025: 3. 7 months below the average"."""
NO_COUNT = r"(?<![\d.,])(?<!at least )(?<!minimum of )(?<!\d of )"
TAG = re.compile(r"<[^>]*>")


class NotCleared(InPlainWords):
    """A figure with a small number of people in it, or one that does not say what it counts, was about to leave."""


def leave(figure: Figure) -> Cleared:
    """The figure as it may be shown: measures have left small numbers out, and this gate makes sure of it.

    Raises NotCleared where the figure's table, chart or words hold 1 to 4 people or restricted records, or let one be worked out;
    where a column of its table is not declared, or passes for things and is declared with its source as of people; or where it
    passes for open data and its caption names a source that is not. The whole figure is held back, its chart included.
    """
    if access.sees_all() and not isinstance(figure.counts, Open):
        return _cleared(figure, partnership.in_force().marking_of_small_numbers)
    if isinstance(figure.counts, Open) and (source := _restricted_source(figure.caption.source)):
        raise NotCleared(
            f"'{figure.title}' is held back: it is declared as open data and rests on {source}. "
            "Say so to whoever looks after the dashboard."
        )
    if isinstance(figure.counts, Things) and (fault := _not_things(figure.table, figure.counts)):
        raise NotCleared(f"'{figure.id}' is held back: {fault}. Say so to whoever looks after the dashboard.")
    if isinstance(figure.counts, Counted) and (fault := _not_declared(figure.table, figure.counts)):
        raise NotCleared(f"'{figure.id}' is held back: {fault}. Say so to whoever looks after the dashboard.")
    if isinstance(figure.counts, Counted) and _shows_few(figure, figure.counts):
        raise NotCleared(f"'{figure.id}' is held back: it would show {FEW} people. Say so to whoever looks after the dashboard.")
    return _cleared(figure)


def _nothing_shown(figure: Figure, counts: Counts) -> bool:
    """Whether every count of a table is hidden, and so says a row."""
    if not isinstance(counts, Counted) or not len(figure.table):
        return False
    known = any(number is not None for column in _counted(figure.table, counts) for number in column)
    words = (cell for heading in figure.table for cell in figure.table[heading] if isinstance(cell, str))
    return not known and any(word.startswith(HIDDEN) for word in words)


def _cleared(figure: Figure, marking: str = "") -> Cleared:
    return Cleared(
        figure.id,
        figure.title,
        f"{figure.sentence} {NOTHING_SHOWN}" if _nothing_shown(figure, figure.counts) else figure.sentence,
        figure.chart,
        figure.table,
        figure.caption,
        figure.notes,
        figure.alt,
        figure.formats,
        figure.legend,
        marking,
        figure.topic,
    )


def too_few(people: float | None) -> bool:
    """Whether a count of people is so small that it may not be shown. A count that is not known is not small; to whoever may
    see all, none is."""
    return people is not None and 0 < people < SMALLEST_SHOWN and not access.sees_all()


def shown_steps(
    totals: Sequence[float | None],
    wholes: Sequence[Sequence[float | None]] = (),
    others: Sequence[Sequence[float | None]] = (),
) -> list[bool]:
    """Which figures of a running total of people may be shown, so that no 1 to 4 people can be worked out from all that are.

    totals: people counted to the end of each period, in order; None where not known. wholes: of each measure of which this
    one counts a part (the nearest first), what is shown at the same ends, None where nothing is. others: the same of the
    other parts of the nearest whole that were judged already.

    A figure is shown where its wholes are, and where neither it, nor what it leaves of a whole, is 1 to 4 or is 1 to 4 more
    or fewer than at any end shown before. What is not shown can then be any of several numbers: docs/methods.md says why.
    The first of two close ones stands, not the later: a release of its time has shown it.
    """
    shown: list[bool] = []
    before: list[dict[tuple[int, ...], float]] = [{}]
    for place, total in enumerate(totals):
        beside = [whole[place] for whole in wholes]
        told = _told(total, beside, [other[place] for other in others])
        fits = bool(told) and not any(
            too_few(abs(count - earlier.get(what, 0.0)))
            for earlier in before
            for what, count in told.items()
            if what in earlier or not earlier
        )
        shown.append(fits)
        if fits:
            before.append(told)
    return shown


def _told(total: float | None, wholes: Sequence[float | None], others: Sequence[float | None]) -> dict[tuple[int, ...], float]:
    """What a figure shown tells by name: itself, and what is left of each whole without it and without any of the other parts."""
    known = [whole for whole in wholes if whole is not None]
    if total is None or len(known) < len(wholes):
        return {}
    told: dict[tuple[int, ...], float] = {(): total}
    told.update({(-1 - place,): whole - total for place, whole in enumerate(known)})
    beside = [(place, other) for place, other in enumerate(others) if other is not None]
    for size in range(1, len(beside) + 1):
        for some in combinations(beside, size):
            left = known[0] - total - sum(other for _, other in some)
            # Parts that overlap leave less than nothing, which counts nobody.
            if left >= 0:
                told[tuple(place for place, _ in some)] = left
    return told


def hides_few(one: Indicator) -> bool:
    """Whether 1 to 4 of what an indicator counts may not be shown: people always, records where its source is not open data.

    Returns tell by their unit: a conference or a workshop is no person.
    """
    return one.unit == "people" or (one.source != "returns" and _restricted(one.source))


def counts_of(one: Indicator, of_people: Counted) -> Counts:
    """What a figure of an indicator counts. of_people: the declaration of its table, which holds where 1 to 4 are hidden."""
    if hides_few(one):
        return replace(of_people, nouns=() if one.is_share else (one.unit,))
    if not _restricted(one.source):
        return OPEN
    return Things(dict.fromkeys(of_people.declared, OF_RETURNS), of_people=one.unit == "people")


OF_RETURNS = ("returns.value",)


def _not_things(table: pd.DataFrame, counts: Things) -> str:
    """What speaks against a table that is declared to count things alone; empty where nothing does."""
    for heading in map(str, table.columns):
        if not any(_number(cell) is not None for cell in table[heading] if not isinstance(cell, str)):
            continue
        if heading not in counts.numbers:
            return f"it does not declare what the numbers of its column '{heading}' are of"
        counted = {what_is_counted(name) for name in counts.numbers[heading] if name != FILES}
        if "people" in counted or ("by_measure" in counted and counts.of_people is not False):
            return f"its column '{heading}' counts people, and passes for one of things"
    return ""


def _not_declared(table: pd.DataFrame, counts: Counted) -> str:
    """What the declaration of a table leaves open; empty where it tells of every column once."""
    headings = [str(heading) for heading in table.columns]
    if headings and not set(headings) & set(counts.dimensions):
        return "it does not declare what a row of its table is"
    for heading in headings:
        if counts.declared.count(heading) != 1:
            return f"it does not declare once what its column '{heading}' holds"
    return ""


def _shows_few(figure: Figure, counts: Counted) -> bool:
    table = figure.table if counts.rows is None else figure.table[list(counts.rows)]
    looked_at = (*counts.dimensions, *counts.counts, *counts.words)
    cells = [cell for heading in table if heading in looked_at for cell in table[heading]]
    words = (figure.title, figure.sentence, figure.alt, *figure.notes, *(cell for cell in cells if isinstance(cell, str)))
    return (
        any(_few(cell) for cell in cells)
        or _leaves_few(table, counts)
        or _tells_hidden(table, counts)
        or _rates_few(table, counts)
        or any(_few(part) or _says_few(part) for part in _drawn(figure.chart))
        or any(_names_few(text, counts.nouns) for text in words)
    )


def _leaves_few(table: pd.DataFrame, counts: Counted) -> bool:
    """Whether a part in one row and its whole in another leave 1 to 4."""
    return any(
        part is not None and whole is not None and too_few(whole - part)
        for column in _counted(table, counts)
        for part, whole in ((column[one], column[of]) for one, of in counts.parts)
    )


def _tells_hidden(table: pd.DataFrame, counts: Counted) -> bool:
    """Whether a blank count can be worked out to be some of 1 to 4, or what is worked out from a blank one stands beside it."""
    columns = [dict(enumerate(column)) for column in _counted(table, counts)]
    if any(kept_back.pinned(column, counts.totals) for column in columns):
        return True
    return any(
        _number(cell) is not None and any(_number(count) is None for count in counted)
        for heading, sources in counts.derived.items()
        if heading in table and set(sources) <= set(table)
        for cell, *counted in table[[heading, *sources]].itertuples(index=False, name=None)
    )


def _rates_few(table: pd.DataFrame, counts: Counted) -> bool:
    """Whether a rate stands on fewer events than rates are worked out on, or on a number of them that is not shown."""
    return any(
        _number(rate) is not None and (_number(events) or 0) < SMALLEST_BASE
        for heading, source in counts.rates.items()
        if heading in table
        for rate, events in zip(table[heading], table[source], strict=True)
    )


def _counted(table: pd.DataFrame, counts: Counted) -> list[list[float | None]]:
    """The columns of counts as numbers; None where a cell holds none."""
    return [[_number(cell) for cell in table[heading]] for heading in table if heading in counts.counts]


def _number(cell: Any) -> float | None:
    """The number of a cell, as a number or written out; None where it holds none."""
    if isinstance(cell, str):
        written = BARE_NUMBER.fullmatch(cell)
        return float(written[1].replace(",", "")) if written else None
    if isinstance(cell, bool) or not isinstance(cell, Real) or math.isnan(float(cell)):
        return None
    return float(cell)


def _few(cell: Any) -> bool:
    """Whether a cell is a number from 1 to 4, as a number or written out."""
    return too_few(_number(cell))


def _says_few(part: Any) -> bool:
    return isinstance(part, str) and AFTER_COLON.search(part) is not None


def _names_few(text: str, nouns: tuple[str, ...]) -> bool:
    """Whether words say so many: "3 offences", "1 person", "3 of 12 people"; what is asked for ("at least 3 people") is none."""
    said = "|".join(re.escape(form) for noun in nouns for form in {noun, noun.removesuffix("s"), "person"})
    return bool(said) and re.search(rf"{NO_COUNT}{SMALL} (?:of [\d,]+ )?(?:{said})\b", text) is not None


def _drawn(chart: Any) -> Iterator[Any]:
    """The numbers and words of a chart's traces and labels, those of lines that are worked out left aside."""
    if not isinstance(chart, dict):
        return
    for trace in chart["data"]:
        if trace.get("meta") != WORKED_OUT:
            for name in DRAWN:
                yield from _flat(trace.get(name))
    for label in chart["layout"].get("annotations", ()):
        yield TAG.sub("", label.get("text") or "")


def _flat(part: Any) -> Iterator[Any]:
    if isinstance(part, list | tuple):
        for each in part:
            yield from _flat(each)
    elif part is not None:
        yield part


def _restricted_source(caption: str) -> str:
    return next((title for title in _restricted_titles() if title in caption), "")


@cache
def _restricted(source: str) -> bool:
    return sources()[source].restricted


@cache
def _restricted_titles() -> tuple[str, ...]:
    return tuple(source.title for source in sources().values() if source.restricted)
