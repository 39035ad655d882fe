"""The figure of a total over groups that overlap, with each group beside it."""

from __future__ import annotations

import pandas as pd

from analysis.figures.charts import bars, palette
from analysis.figures.disclosure import FEW
from analysis.figures.figure import Caption, Counted, Figure
from analysis.figures.other_worlds import Sum
from analysis.indicators.asked import Indicator
from analysis.indicators.overlapping_groups import OVERLAP, Count, Groups
from analysis.words import phrases

TOTAL = "Any of these, each record once"
HIDDEN = f"Not shown: {FEW}, or a number from which such a one could be worked out."


def groups(one: Indicator, month: Groups, year: Groups, caption: Caption) -> Figure:
    """The total and its groups in the newest month, and in 12 months where they may be added up; bars for the longer span."""
    longest = month if year.refused else year
    when = _when(longest)
    drawn = dict(longest.groups)
    columns = {_when(month): month, **({} if year.refused else {_when(year): year})}
    table = pd.DataFrame(
        [{"Group": TOTAL, **{name: _words(span.total) for name, span in columns.items()}}]
        + [{"Group": group, **{name: _words(span.groups[group]) for name, span in columns.items()}} for group in drawn]
    )
    shown = [count for span in columns.values() for count in (span.total, *span.groups.values())]
    notes = (OVERLAP, year.refused, HIDDEN if any(count.value is None for count in shown) else "")
    labels, counts = [TOTAL, *drawn], [longest.total, *drawn.values()]
    return Figure(
        id=f"groups_{one.id}",
        title=f"{one.short_title}: {_counted(longest.total, one.unit)} {_in(longest)}, each counted once",
        sentence=f"{_largest(drawn, one.unit)} {OVERLAP}".strip(),
        chart=bars.bars(
            labels,
            [count.value for count in counts],
            f"{one.unit}, {when}",
            words=[_words(count) for count in counts],
            colours=[palette.DARK_GREY, *[palette.BLUE] * len(drawn)],
        ),
        table=table,
        caption=caption,
        counts=Counted(
            ("Group",),
            tuple(columns),
            nouns=(one.unit,),
            totals=(Sum(0, tuple(range(1, len(table))), overlapping=True),),
            parts=tuple((place, 0) for place in range(1, len(table))),
        ),
        notes=tuple(note for note in notes if note),
    )


def _largest(found: dict[str, Count], unit: str) -> str:
    known = {name: count.value for name, count in found.items() if count.value}
    if not known:
        return ""
    name = max(known, key=lambda each: known[each])
    return f"The largest group is {name[:1].lower()}{name[1:]}: {phrases.counted(known[name], unit)}."


def _counted(count: Count, unit: str) -> str:
    return phrases.counted(count.value, unit, _words(count))


def _words(count: Count) -> str:
    return count.words or phrases.number(count.value)


def _when(span: Groups) -> str:
    return phrases.capital(_in(span).removeprefix("in the ").removeprefix("in "))


def _in(span: Groups) -> str:
    return phrases.in_period(span.first, span.last.replace(day=1))
