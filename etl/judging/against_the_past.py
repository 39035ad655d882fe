"""A month beside the same source's and force's own months, those loaded and those handed in with it: size, gaps, and shares."""

from __future__ import annotations

import statistics
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from analysis.declared.sources import Source
from analysis.words.months import number_of
from etl.problems import Problem, counted, declares, warn
from etl.report import Portion, Report

SMALLEST, LARGEST = 0.6, 1.6
"""A month outside 60% to 160% of the median of the months around it is unlike them, however much those vary."""
SIZE_SHARE = 0.25
"""So is one that differs from it by more than a quarter, where that is more than four times the typical spread."""
REVISION = 0.05
"""A revision that moves the rows of a loaded month by more than 5% is to be looked at."""
RECENT, NEAR = 12, 12
"""With how many months, the nearest in time, a month is compared, and how many months away they may lie."""
FEWEST, FEWEST_SHARES = 3, 6
"""How many of them there must be for its size, and for its shares: the spread of a share is not known from three."""
FEWEST_ROWS = 20
"""A month of a handful of rows has no usual size, and no shares."""
SPREADS, SHARE_POINTS = 4.0, 0.05
"""A share is unlike its past when it lies further from the median than four times the typical spread (1.4826 × the median
distance from it) and by more than 5 percentage points."""
WORDS = {"not_located": "without a location", "no_id": "without a Crime ID", "duplicate": "with a Crime ID that stands twice"}


Loaded = Mapping[tuple[str, str | None], Mapping[str, Portion]]
"""Source and force → month → what is loaded of it, or handed in at once."""


@dataclass(frozen=True)
class KnownBreak:
    """A registered break: what it is about, and its months (YYYY-MM), both included."""

    source: str
    area: str
    first: str
    last: str

    def divides(self, one: str, other: str) -> bool:
        """Whether it lies between two months, or around one of them alone."""
        earlier, later = sorted((one, other))
        inside = self.first <= one <= self.last and self.first <= other <= self.last
        return self.first <= later and earlier <= self.last and not inside


def against_past(
    report: Report,
    source: Source,
    everything: Loaded,
    together: Loaded,
    breaks: Sequence[KnownBreak] = (),
    partial: Collection[str] = (),
) -> list[Problem]:
    """What is unlike the same source's and force's own months, loaded or handed in with the file.

    partial: forces of which a month without a file is no gap.
    """
    if source.replaces not in ("force_month", "period"):
        return []
    monthly = source.column(source.period).type != "financial_year"
    problems: list[Problem] = []
    for portion in report.portions:
        if portion.period is None:
            continue
        loaded = everything.get((source.id, portion.force), {})
        beside = {**loaded, **together.get((source.id, portion.force), {})}
        problems += _revision(portion, loaded)
        if monthly:
            problems += [] if portion.force in partial else _gap(portion.period, set(loaded), set(beside))
            own = [known for known in breaks if known.source == source.id and known.area in (portion.force, None)]
            near = _near(portion.period, beside, own)
            problems += _size(portion, near)
            problems += _shares(portion, near)
    return problems


def _near(period: str, beside: Mapping[str, Portion], breaks: Sequence[KnownBreak]) -> list[Portion]:
    """The months nearest to a month, without itself: at most a year away, and on its side of any registered break."""
    apart = {other: abs(number_of(other) - number_of(period)) for other in beside if other != period}
    others = [
        other
        for other in sorted(apart, key=lambda other: (apart[other], other))
        if apart[other] <= NEAR and not any(known.divides(other, period) for known in breaks)
    ]
    return [beside[other] for other in others[:RECENT]]


@declares("meaning", "month_revised")
def _revision(portion: Portion, loaded: Mapping[str, Portion]) -> list[Problem]:
    old = loaded.get(portion.period or "")
    if old is None or not old.rows or abs(portion.rows - old.rows) <= REVISION * old.rows:
        return []
    change = (portion.rows - old.rows) / old.rows
    message = f"{portion.period} is loaded with {counted(old.rows, 'row')}; this file has {portion.rows:,} ({change:+.0%})."
    return [
        warn(
            "month_revised",
            message,
            "Ask the sender why so much has changed. Confirm to replace the month.",
            value=portion.period,
        )
    ]


@declares("meaning", "month_gap")
def _gap(period: str, loaded: set[str], present: set[str]) -> list[Problem]:
    """A month that follows a gap; the months handed in together fill gaps, and open none."""
    earlier = [month for month in loaded if month < period]
    if not earlier:
        return []
    last = max(month for month in present if month < period)
    missing = number_of(period) - number_of(last) - 1
    if missing < 1:
        return []
    gap = f"{missing} months are" if missing > 1 else "1 month is"
    message = f"Before {period}, {gap} missing: the last one loaded is {last}."
    return [
        warn("month_gap", message, "Load the missing months too, where they exist. A gap is never shown as zero.", value=period)
    ]


@declares("meaning", "month_size")
def _size(portion: Portion, recent: Sequence[Portion]) -> list[Problem]:
    if len(recent) < FEWEST:
        return []
    rows = [other.rows for other in recent]
    usual = statistics.median(rows)
    apart = max(SPREADS * _spread(rows, usual), SIZE_SHARE * usual)
    if usual < FEWEST_ROWS or max(usual - apart, SMALLEST * usual) <= portion.rows <= min(usual + apart, LARGEST * usual):
        return []
    size = "small" if portion.rows < usual else "large"
    message = (
        f"{portion.period} is unusually {size}: {portion.rows:,} rows, where the {len(recent)} months around it have"
        f" {usual:,.0f} in the middle."
    )
    return [warn("month_size", message, "Ask the sender whether the month is whole, and only one month.", value=portion.period)]


@declares("meaning", "share_unusual")
def _shares(portion: Portion, recent: Sequence[Portion]) -> list[Problem]:
    """Parts of the rows that are unlike the months around."""
    problems: list[Problem] = []
    if portion.rows < FEWEST_ROWS:
        return problems
    for name in [*portion.shares, "duplicate"]:
        before = [share for other in recent if (share := _share(other, name)) is not None]
        share = _share(portion, name)
        if share is None or len(before) < FEWEST_SHARES:
            continue
        usual = statistics.median(before)
        if abs(share - usual) > max(SPREADS * _spread(before, usual), SHARE_POINTS):
            message = (
                f"In {portion.period}, {share:.0%} of the rows are {WORDS.get(name, name)}; in the months around it {usual:.0%}."
            )
            remedy = "Ask the sender whether the extract was made in another way. Confirm to load it all the same."
            problems.append(warn("share_unusual", message, remedy, value=portion.period))
    return problems


def _spread(values: Sequence[float], usual: float) -> float:
    """The typical distance from the median, scaled to be that of a normal distribution."""
    return 1.4826 * statistics.median(abs(one - usual) for one in values)


def _share(portion: Portion, name: str) -> float | None:
    count = portion.set_aside.get(name, 0) if name == "duplicate" else portion.shares.get(name)
    return None if count is None or not portion.rows else count / portion.rows
