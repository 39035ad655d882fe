"""The area beside other partnerships: counts, rates with intervals, and the average of the peers' rates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from analysis.indicators import asked as indicators
from analysis.indicators.asked import Ask, Indicator
from analysis.indicators.indicator_state import IndicatorState
from analysis.methods import comparison, rates
from analysis.methods.rates import Rate
from analysis.release.questions.indicators import PartnershipCounts
from analysis.release.rows import ask_rows
from analysis.words import fields
from analysis.words.months import MONTHS_A_QUARTER, months_between

BROKEN = "A partnership of another force may have broken series of its own, which are not in the register."


@dataclass(frozen=True)
class Partnership:
    """One partnership. events: None where the tables lack a quarter of the span. rate: per so many residents, blank with its
    reason on fewer than 10 events or without residents."""

    name: str
    own: bool
    events: float | None
    rate: Rate
    as_at: date | None
    """The day for which its residents are counted."""


@dataclass(frozen=True)
class Beside:
    """The area beside its peers in a span of days, both included.

    average: of the rates of the peers (the area is not its own peer), each counting once; averaged: of how many. lacking: peers
    that are named and stand in no loaded table. refused: the reason in words where nothing is compared.
    """

    first: date
    last: date
    partnerships: tuple[Partnership, ...] = ()
    average: float | None = None
    averaged: int = 0
    lacking: tuple[str, ...] = ()
    refused: str = ""

    @property
    def own(self) -> Partnership | None:
        """The area's own."""
        return next((one for one in self.partnerships if one.own), None)

    @property
    def peers(self) -> list[Partnership]:
        """The others."""
        return [one for one in self.partnerships if not one.own]


def can_compare(indicator: Indicator) -> bool:
    """Whether the loaded tables hold other partnerships: counts of the Home Office. Weighted points have no interval."""
    return indicator.source == "home_office_csp" and not indicator.numerator.weights


def compare(found: IndicatorState, ask: Ask, named: Sequence[str], residents: float | None = None) -> Beside | None:
    """The last 12 months of the area beside its peers; None where there are no quarters to compare.

    named: the configured peers, empty for all of its forces. residents: of the area, where no district figure is loaded.
    """
    total, point = found.year_total, found.point
    if point is None or total is None or not can_compare(found.indicator):
        return None
    if total.refused:
        return Beside(total.first, total.last, refused=total.refused)
    codes = indicators.codes_of(found.indicator.numerator, indicators.offence_groups(ask))
    days = {"start": total.first.isoformat(), "end": total.last.isoformat()}
    rows = ask_rows(PartnershipCounts, ask, codes=codes, peers=list(named), **days)
    quarters = months_between(total.first, total.last) // MONTHS_A_QUARTER
    # A name of before or after the span, as of a partnership that was renamed, is none of its peers.
    present = [row for row in rows if row.quarters or row.in_area]
    partnerships = [_partnership(found.indicator, row, quarters, residents) for row in present]
    own = next((one.name for one in partnerships if one.own), "")
    average, averaged = comparison.peer_average({one.name: _raw(one, found.indicator) for one in partnerships}, without=own)
    known = {one.name.strip().casefold() for one in partnerships}
    lacking = tuple(name for name in named if name.strip().casefold() not in known)
    return Beside(total.first, total.last, tuple(sorted(partnerships, key=_order)), average, averaged, lacking)


def _partnership(one: Indicator, row: PartnershipCounts, quarters: int, residents: float | None) -> Partnership:
    whole = row.quarters == quarters
    events = row.offences if whole else None
    own, people = bool(row.in_area), fields.number(row.residents)
    size = residents if own and people is None else people
    found = rates.rate(events, size, float(one.rate_per or 1000)) if whole else _incomplete(one, size)
    return Partnership(fields.text(row.csp_name), own, events, found, row.residents_as_at)


def _incomplete(one: Indicator, size: float | None) -> Rate:
    return Rate(None, size, per=float(one.rate_per or 1000), refused="Not all quarters are in the loaded tables.")


def _raw(one: Partnership, indicator: Indicator) -> float | None:
    """The rate as it enters an average: also of fewer than 10 events, since leaving small ones out would raise the average."""
    if one.events is None or one.events < 0 or not one.rate.population or pd.isna(one.rate.population):
        return None
    return float(indicator.rate_per or 1000) * one.events / one.rate.population


def _order(one: Partnership) -> tuple[bool, float, str]:
    return one.rate.value is None, -(one.rate.value or 0), one.name
