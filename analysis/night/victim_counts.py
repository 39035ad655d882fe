"""Which counts of victims may be shown: those of an area and of all of its zones, judged together, month by month.

Who reads every table knows what is left of the area without one zone, or without several. So each zone is judged as if the reader
knew all other zones by heart, in every month: only what lies in no zone at all can then be otherwise. Zones that share an offence
would tell by their difference; of those the first by name is told alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import cast

import numpy as np
import pandas as pd

from analysis import access
from analysis.figures import kept_back, moving_windows
from analysis.figures.other_worlds import Sum
from analysis.methods.series import Numbers
from analysis.methods.withheld import SMALLEST_SHOWN
from analysis.night.purple_flag import Amount
from analysis.words.months import MONTHS_A_YEAR

EVERYBODY = "all/all"
"""Names are a sex and an age band ("Female/18–24"). An age band of "all" is all of a sex; a sex of "all" is everybody."""
INSIDE, OUTSIDE = "in ", "out "
BETWEEN_ZONES = "\x1f"
"""What stands between the zones of an offence in the answer of `victims`."""
Key = tuple[str, str]
History = Mapping[str, Numbers]
"""Name → a number for each month of a run without a gap."""


@dataclass(frozen=True)
class Harmed:
    """Victims by month, sex, age band and the zones that they were harmed in. rows: as `victims` answers.

    zones: those that there are, in order of their names.
    """

    rows: pd.DataFrame
    zones: tuple[str, ...] = ()

    @cached_property
    def _within(self) -> list[set[str]]:
        return [set(zones.split(BETWEEN_ZONES)) for zones in self.rows["zones"]]

    @cached_property
    def shares(self) -> dict[str, str]:
        """Zone → "" where it is told, else the zone that is told and shares an offence with it, in whatever month."""
        together = {frozenset(zones) for zones in self._within if len(zones) > 1}
        found: dict[str, str] = {}
        for zone in self.zones:
            told = (other for other, beside in found.items() if not beside)
            found[zone] = next((other for other in told if any({zone, other} <= zones for zones in together)), "")
        return found

    def run(self, months: pd.DatetimeIndex) -> HarmedMonths:
        """What some months in a row tell, of the area and of each zone that is told."""
        told = [zone for zone, beside in self.shares.items() if not beside]
        inside = {zone: self.rows[[zone in zones for zones in self._within]] for zone in told}
        zones = {zone: _history(rows, months) for zone, rows in inside.items()}
        return HarmedMonths(months, _history(self.rows, months), zones)

    def leaves_few(self, zones: Collection[str], assessed: pd.Series, months: pd.DatetimeIndex) -> bool:
        """Whether one of the months leaves fewer than 5 of what lies in some zones without what the table for Purple Flag counts.

        assessed: by month. Both move on by a month, so that a reader knows how the rest moves; where it is so small, it is told.
        """
        inside = self.rows[[not within.isdisjoint(zones) for within in self._within]].groupby("month")["offences"].sum()
        rest = inside.reindex(months, fill_value=0) - assessed.reindex(months, fill_value=0)
        return bool((rest < SMALLEST_SHOWN).any()) and not access.sees_all()


def _history(rows: pd.DataFrame, months: pd.DatetimeIndex) -> History:
    """The counts with those of each sex and of everybody, month by month."""
    at = {month: place for place, month in enumerate(months)}
    found: dict[str, Numbers] = {EVERYBODY: np.zeros(len(months))}
    for month, sex, age, number in zip(rows["month"], rows["sex"], rows["age_band"], rows["offences"], strict=True):
        if month in at:
            for name in (f"{sex}/{age}", f"{sex}/all", EVERYBODY):
                found.setdefault(name, np.zeros(len(months)))[at[month]] += float(number)
    return found


@dataclass(frozen=True)
class HarmedMonths:
    """The months in a row of an area and of its zones, of which no two share an offence. Unsuppressed but for `shown`."""

    months: pd.DatetimeIndex
    area: History
    zones: Mapping[str, History]

    def shown(self, end: int, zone: str | None = None) -> kept_back.Shown[Key]:
        """What may be shown of the 12 months up to the one of this number, in the area or in a zone.

        The area's table is one, whichever zone is asked for: it lacks what any of them would tell by it.
        """
        names = [name for name, months in self.area.items() if months[:end].any() or name == EVERYBODY]
        area = _of_year(self.area, names, end)
        by_months = set[str]().union(*(told.get(end, ()) for told in (self._area_told, *self._zones_told.values())))
        of_area = kept_back.hidden(area, _sums(names), names) | dict.fromkeys(by_months & set(names), kept_back.Reason.UNTOLD)
        if zone is None:
            return _keyed(area, of_area)
        inside, outside = _of_year(self.zones[zone], names, end), _of_year(self._outside, names, end)
        every = area | _named(INSIDE, inside) | _named(OUTSIDE, outside)
        before = {name: of_area.get(name) for name in names}
        back = kept_back.hidden(every, _sums_beside(names), list(_named(INSIDE, inside)), before=before)
        told = {name for name in self._zones_told[zone].get(end, ()) if name.startswith(INSIDE)}
        reasons = back | dict.fromkeys(told, kept_back.Reason.UNTOLD)
        return _keyed(inside, {name.removeprefix(INSIDE): reason for name, reason in reasons.items()})

    @cached_property
    def _outside(self) -> History:
        """What lies in no zone."""
        nothing = np.zeros(len(self.area[EVERYBODY]))
        return {
            name: months - sum((zone.get(name, nothing) for zone in self.zones.values()), nothing)
            for name, months in self.area.items()
        }

    @cached_property
    def _area_told(self) -> dict[int, set[str]]:
        return moving_windows.by_end(self.area, _sums(self.area), list(self.area))

    @cached_property
    def _zones_told(self) -> dict[str, dict[int, set[str]]]:
        """Of each zone and of the area beside it, which may not be shown for what months both tables would tell.

        To whoever knows all other zones, the area is the zone and what lies in none. Both tables can lack a count: where a band
        of the area falls to none, nothing that is hidden of the zone alone keeps the zone's months.
        """
        found: dict[str, dict[int, set[str]]] = {}
        for zone, months in self.zones.items():
            inside = {name: months.get(name, np.zeros(len(each))) for name, each in self._outside.items()}
            both = {name: inside[name] + each for name, each in self._outside.items()}
            every = both | _named(INSIDE, inside) | _named(OUTSIDE, self._outside)
            offered = [*both, *_named(INSIDE, inside)]
            found[zone] = moving_windows.by_end(every, _sums_beside(both), offered)
        return found


def _of_year(months: History, names: Iterable[str], end: int) -> dict[str, float]:
    return {name: float(months[name][end - MONTHS_A_YEAR : end].sum()) if name in months else 0.0 for name in names}


def _named(where: str, found: Mapping[str, Amount]) -> dict[str, Amount]:
    return {f"{where}{name}": each for name, each in found.items()}


def _keyed(found: Mapping[str, float], reasons: Mapping[str, kept_back.Reason]) -> kept_back.Shown[Key]:
    keys = {name: cast("Key", tuple(name.split("/", 1))) for name in found}
    return kept_back.Shown(
        {keys[name]: count for name, count in found.items()},
        {keys[name]: reason for name, reason in reasons.items() if name in keys},
    )


def _sums(names: Collection[str]) -> list[Sum[str]]:
    """Everybody is the sexes together, and each sex its ages."""
    sexes = [name for name in names if name.endswith("/all") and name != EVERYBODY]
    ages = {sex: tuple(name for name in names if name != sex and name.startswith(sex.removesuffix("all"))) for sex in sexes}
    return [Sum(EVERYBODY, tuple(sexes)), *(Sum(sex, each) for sex, each in ages.items())] if sexes else []


def _sums_beside(names: Collection[str]) -> list[Sum[str]]:
    """The sums of the area, of a zone and of what lies in none. What other zones hold of the area is as it is: they are known."""
    within = [
        Sum(f"{where}{one.whole}", tuple(f"{where}{part}" for part in one.parts))
        for where in (INSIDE, OUTSIDE, "")
        for one in _sums(names)
    ]
    return within + [Sum(name, (f"{INSIDE}{name}", f"{OUTSIDE}{name}")) for name in names]
