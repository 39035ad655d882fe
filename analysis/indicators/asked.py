"""The indicators' figures from the release, one series a line: what was counted or handed in, period by period.

Figures come from police recorded crime (a filter by crime type, or by zone), from the projects' returns, or from figures handed
in (`indicator_values`). A period without a figure is a gap, never zero. What a series says is worked out in `measures`.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis import access
from analysis.crime import categories as crime_categories
from analysis.declared import indicators as declared_indicators
from analysis.declared import reference_tables
from analysis.declared.indicators import POLARITY, DeclarationProblem, Indicator, Numerator, Part, Pillar, readable
from analysis.declared.sources import sources
from analysis.figures import disclosure
from analysis.figures.kept_back import Reason
from analysis.indicators import side_by_side
from analysis.indicators.side_by_side import MINUTES_A_DAY
from analysis.methods import comparison, withheld
from analysis.methods.series import Break, Numbers, Point, Rebase, Series
from analysis.methods.withheld import SMALLEST_SHOWN
from analysis.night import purple_flag
from analysis.projects import returns as project_returns
from analysis.projects.returns import Return, Running
from analysis.release import partnership
from analysis.release.questions.crime import OffenceGroups
from analysis.release.questions.indicators import (
    Breaks,
    HomeOfficeHarm,
    HomeOfficeQuarters,
    IndicatorValues,
    PartnerMonths,
    PublishedElsewhere,
    Rebases,
)
from analysis.release.questions.places import DistrictResidents
from analysis.release.rows import Ask, ask_rows, grouped, rows_of
from analysis.words import fields, periods, phrases
from analysis.words.months import quarter_end
from analysis.words.periods import NO_FILE, NO_SUCH_TYPE, Period, month_end

__all__ = ["POLARITY", "Answers", "Ask", "Indicator", "Pillar"]


FLAGS_OF_LINES = ("alcohol", "knife", "firearm")
"""The flags that lines of the table for Purple Flag are of."""


@dataclass(frozen=True)
class PoliceMonths:
    """Police recorded crime by month and crime type. counts: crime type → one number a month, 0 in a month without a file.

    Each count is of the whole configured area; in_force and not_located of all forces that count.
    """

    firsts: tuple[date, ...]
    lasts: tuple[date, ...]
    covered: tuple[bool, ...]
    comparable: tuple[bool, ...]
    reasons: tuple[str, ...]
    counts: Mapping[str, Numbers]
    in_force: Mapping[str, Numbers]
    not_located: Mapping[str, Numbers]
    not_held: Mapping[date, str] = field(default_factory=dict[date, str])
    """Month → why its files cannot hold what is counted: it has no figure."""

    @classmethod
    def read(cls, rows: pd.DataFrame) -> PoliceMonths:
        """rows: as the question `indicator_months` answers: by month, and within a month the same crime types in order."""
        if not len(rows):
            return cls((), (), (), (), (), {}, {}, {})
        types = list(dict.fromkeys(rows["crime_type"].tolist()))
        one = rows.iloc[:: len(types)]
        starts = one["month"].to_numpy().astype("datetime64[M]")
        ends = (starts + 1).astype("datetime64[D]") - 1
        return cls(
            tuple(starts.astype("datetime64[D]").tolist()),
            tuple(ends.tolist()),
            tuple(bool(value) for value in one["covered"]),
            tuple(bool(value) for value in one["comparable"]),
            tuple(fields.text(value) for value in one["reason"]),
            _by_type(rows, "crimes", types),
            _by_type(rows, "in_force", types),
            _by_type(rows, "not_located", types),
        )

    def points(self, values: Numbers, numerator: Numbers | None = None, denominator: Numbers | None = None) -> tuple[Point, ...]:
        """One point a month; without a value where no file is loaded."""
        found: list[Point] = []
        for place, value in enumerate(values.tolist()):
            held = self.firsts[place] not in self.not_held
            seen = self.covered[place] and held and value == value
            found.append(
                Point(
                    self.firsts[place],
                    self.lasts[place],
                    value if seen else None,
                    float(numerator[place]) if seen and numerator is not None else None,
                    float(denominator[place]) if seen and denominator is not None else None,
                    status="final" if seen else NO_FILE if held or not self.covered[place] else NO_SUCH_TYPE,
                    comparable=self.comparable[place],
                    reason=self.reasons[place] or self.not_held.get(self.firsts[place], ""),
                )
            )
        return tuple(found)

    def counting(self, types: Sequence[str], found: crime_categories.Found) -> PoliceMonths:
        """The same months, those without a figure whose files cannot hold these types. found: types that older files do hold."""
        unheld = crime_categories.not_held_as_declared(types, self.firsts, found)
        return replace(self, not_held=unheld) if unheld else self


@dataclass(frozen=True)
class Answers:
    """What the release says of all indicators together, each frame as the question of its name answers."""

    months: pd.DataFrame
    values: pd.DataFrame
    returns: pd.DataFrame
    area_code: str
    breaks: pd.DataFrame | None = None
    zone_months: Mapping[str, pd.DataFrame] = field(default_factory=dict[str, pd.DataFrame])
    """Zone (or kind of zone) → its months, in the form of `indicator_months`."""
    residents: float | None = None
    partner: pd.DataFrame | None = None
    """As `partner_months` answers; None where no partner extract is loaded."""
    home_office: pd.DataFrame | None = None
    """As `home_office_quarters` answers; None where no Home Office table is loaded."""
    harm: Mapping[str, pd.DataFrame] = field(default_factory=dict[str, pd.DataFrame])
    """Indicator of weighted offences → its codes by quarter, as `home_office_harm` answers."""
    groups: Mapping[str, tuple[str, tuple[str, ...]]] = field(default_factory=reference_tables.offence_groups)
    """Offence group → its name and codes, in the version that the release holds."""
    rebases: pd.DataFrame | None = None
    """Recorded decisions on limits, as `rebases` answers."""
    residents_as_at: date | None = None
    estimates: Mapping[date, float] = field(default_factory=dict[date, float])
    """Day → residents of the whole area by the estimates of each year; none for a part of it."""
    kept_apart: Mapping[tuple[side_by_side.Name, date], Reason] = field(
        default_factory=dict[tuple[side_by_side.Name, date], Reason]
    )
    """What is not told of the partner extract's months, since indicators lie one within another."""
    older_types: crime_categories.Found = frozenset()
    """Months before the police's categories of today, with the types that their files hold (`crime_categories.found_types`)."""

    def residents_near(self, day: date) -> tuple[float | None, date | None]:
        """The residents of the day nearest to one, and that day where it is known: a rate is of those who lived there then."""
        known = dict(self.estimates)
        if self.residents is not None and self.residents_as_at is not None:
            known[self.residents_as_at] = self.residents
        if not known:
            return self.residents, None
        nearest = min(known, key=lambda other: (abs((other - day).days), other))
        return known[nearest], nearest

    @cached_property
    def police(self) -> PoliceMonths:
        """Police recorded crime of the whole area."""
        return PoliceMonths.read(self.months)

    @cached_property
    def zones(self) -> Mapping[str, PoliceMonths]:
        """Police recorded crime at the points of each zone asked for."""
        return {zone: PoliceMonths.read(rows) for zone, rows in self.zone_months.items()}

    @cached_property
    def filed(self) -> Mapping[str | None, list[IndicatorValues]]:
        """Indicator → its figures handed in."""
        return grouped((row.indicator_id, row) for row in rows_of(IndicatorValues, self.values))

    @cached_property
    def of_partner(self) -> Mapping[tuple[str | None, str], list[PartnerMonths]]:
        """Indicator and part ("" for the whole) → its months in the partner extract."""
        rows = [] if self.partner is None else rows_of(PartnerMonths, self.partner)
        return grouped(((row.indicator_id, row.part), row) for row in rows)

    @cached_property
    def by_quarter(self) -> Mapping[str | None, list[HomeOfficeQuarters]]:
        """Indicator → its quarters in the Home Office tables."""
        rows = [] if self.home_office is None else rows_of(HomeOfficeQuarters, self.home_office)
        return grouped((row.indicator_id, row) for row in rows)

    @cached_property
    def returned(self) -> list[Return]:
        """The projects' returns."""
        return project_returns.read_returns(self.returns)

    @cached_property
    def _breaks(self) -> Mapping[str, tuple[Break, ...]]:
        found: dict[str, tuple[Break, ...]] = {}
        for row in [] if self.breaks is None else rows_of(Breaks, self.breaks):
            if row.source and row.from_month and row.to_month and row.from_month <= row.to_month:
                one = Break(row.from_month, month_end(row.to_month), fields.text(row.reason))
                found[row.source] = (*found.get(row.source, ()), one)
        return found

    def breaks_of(self, source: str) -> tuple[Break, ...]:
        """The registered breaks of a source; those of police files are marked in the months themselves too."""
        return self._breaks.get(source, ())

    @cached_property
    def _rebases(self) -> Mapping[str, tuple[Rebase, ...]]:
        found: dict[str, tuple[Rebase, ...]] = {}
        for row in [] if self.rebases is None else rows_of(Rebases, self.rebases):
            if row.indicator_id and row.limits_from and row.decided_on:
                one = Rebase(row.limits_from, fields.text(row.reason), fields.text(row.decided_by), row.decided_on)
                found[row.indicator_id] = (*found.get(row.indicator_id, ()), one)
        return found

    def rebases_of(self, indicator_id: str) -> tuple[Rebase, ...]:
        """The recorded decisions to set the limits of an indicator anew."""
        return self._rebases.get(indicator_id, ())


def declared(folder: Path | None = None) -> list[Indicator]:
    """Every indicator that can be used; adopted ones first, then by title. What is wrong with others: `problems`."""
    return list(declared_indicators.read_all(partnership.in_force(), folder).indicators)


def pillars() -> list[Pillar]:
    """The partnership's pillars, in the order of its strategy."""
    return declared_indicators.pillars(partnership.in_force())


def fingerprint() -> int:
    """A number that changes when a declaration does: part of the key of whatever is kept of them."""
    return declared_indicators.fingerprint(partnership.in_force())


def problems(folder: Path | None = None) -> list[DeclarationProblem]:
    """What is wrong in declarations, each with its file and line: those indicators are left out."""
    return list(declared_indicators.read_all(partnership.in_force(), folder).problems)


def crime_types_asked(found: Sequence[Indicator]) -> list[str]:
    """All crime types that the indicators count: one question answers them together."""
    if any(indicator.numerator.located for indicator in found):
        return sorted(reference_tables.crime_types()["crime_type"])
    return sorted({crime_type for indicator in found for crime_type in indicator.crime_types})


def answers(found: Sequence[Indicator], ask: Ask) -> Answers:
    """All that the indicators need, in as few questions as there are kinds. ask: `database.ask`, or a cache of it."""
    known_zones = _zones(ask)
    # A zone that the release does not hold has no figures: counting at none of its points would give nought.
    found = [one for one in found if not one.numerator.zone or one.numerator.zone in known_zones]
    zones = {one.numerator.zone for one in found if one.source == "police_street" and one.numerator.zone}
    loaded, tables = set(ask("freshness")["source"]), set(ask("tables")["name"])
    groups = offence_groups(ask, tables)
    people = ask("residents").iloc[0]
    residents = people["residents"]
    info = ask("release_info")
    # A release of an earlier version of the program lacks the zones of offences: it is read without them.
    listed = _of_the_list(found) if "partner_extract" in loaded and "offence_zones" in tables else []
    partner = _partner_months(listed, ask, groups) if listed else None
    months = ask("indicator_months", crime_types=crime_types_asked(found))
    return Answers(
        months,
        ask("indicator_values"),
        ask("returns"),
        dict(zip(info["key"], info["value"], strict=True))["area_code"],
        ask("breaks"),
        {zone: ask("zone_months", zone=zone, crime_types=_types_in(found, zone)) for zone in sorted(zones)},
        None if pd.isna(residents) else float(residents),
        partner,
        _home_office_quarters(found, ask, groups) if "home_office_csp" in loaded else None,
        _harm(found, ask, groups) if "home_office_csp" in loaded and "harm_weights" in tables else {},
        groups,
        ask("rebases") if "rebases" in tables else None,
        fields.day(people["as_at"]),
        _estimates(ask) if "district_residents" in tables else {},
        {} if partner is None else _kept_apart(listed, partner, groups, ask),
        crime_categories.found_types(ask, fields.day(months["month"].min()) if len(months) else None),
    )


def _estimates(ask: Ask) -> dict[date, float]:
    return {row.as_at: row.residents for row in ask_rows(DistrictResidents, ask)}


def _zones(ask: Ask) -> set[str]:
    rows = ask("zones")
    return {*rows["zone_id"], *rows["kind"]}


def offence_groups(ask: Ask, tables: Collection[str] | None = None) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Offence group → its name and codes: the version loaded, else the one that ships. tables: names, where known already."""
    known = set(ask("tables")["name"]) if tables is None else tables
    if "offence_groups" not in known:
        return reference_tables.offence_groups()
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for row in ask_rows(OffenceGroups, ask):
        _, codes = found.get(row.offence_group, ("", ()))
        found[row.offence_group] = (fields.text(row.name), (*codes, row.offence_code))
    return found


def codes_of(wanted: Numerator | Part, groups: Mapping[str, tuple[str, tuple[str, ...]]]) -> list[str] | None:
    """The Home Office codes that a filter counts; empty for all. None where a group it names is not in the version loaded."""
    if not all(group in groups for group in wanted.offence_groups):
        return None
    return sorted({code for group in wanted.offence_groups for code in groups[group][1]} | set(wanted.offence_codes))


def series(
    indicator: Indicator, months: pd.DataFrame, values: pd.DataFrame, returns: pd.DataFrame, area_code: str
) -> list[Series]:
    """The figures of one indicator; empty where nothing is loaded for it. Zones are not asked here: see `series_of`.

    Frames: as the questions `indicator_months`, `indicator_values` and `returns` answer.
    """
    return series_of(indicator, Answers(months, values, returns, area_code))


def series_of(indicator: Indicator, found: Answers) -> list[Series]:
    """The figures of one indicator, its judged line first; empty where nothing is loaded for it."""
    if indicator.source == "police_street":
        return _from_police(indicator, found)
    if indicator.source == "returns":
        return _from_returns(indicator, found.returned)
    if indicator.source == "partner_extract" and found.partner is not None:
        return _from_partner(indicator, found.of_partner.get((indicator.id, ""), []), found.kept_apart)
    if indicator.numerator.weights:
        return _from_weights(rows_of(HomeOfficeHarm, found.harm[indicator.id])) if indicator.id in found.harm else []
    if indicator.source == "home_office_csp" and found.home_office is not None:
        counted, beside = _from_home_office(found.by_quarter.get(indicator.id, [])), _only_handed_in(indicator, found)
        if counted and beside:
            return [replace(counted[0], label=next(iter(indicator.labels.values()), "")), *beside]
        return counted
    return _from_values(indicator, found.filed.get(indicator.id, []), found.area_code)


def origins(found: Sequence[Series]) -> tuple[str, ...]:
    """The sources that figures come from which arrived worked out, as they first appear; none for what is counted here."""
    return tuple(dict.fromkeys(point.origin for one in found for point in one.points if point.origin))


def breaks_met(indicator: Indicator, lines: Sequence[Series], found: Answers) -> tuple[Break, ...]:
    """The registered breaks of the indicator's source, and of the published tables that its figures came from."""
    sources_met = dict.fromkeys((indicator.source, *origins(lines)))
    return tuple(one for source in sources_met for one in found.breaks_of(source))


def latest(one: Series) -> Point | None:
    """The newest point that has a figure or says why it has none (suppressed, not certain)."""
    return next(
        (point for point in reversed(one.points) if point.value is not None or point.status in ("suppressed", NOT_KNOWN)), None
    )


def year_before(one: Series, point: Point) -> Point | None:
    """The point of the same period a year before, where there is one."""
    first, last = comparison.year_before(point.first), comparison.end_year_before(point.last)
    return next((other for other in one.points if (other.first, other.last) == (first, last)), None)


def period(found: Sequence[Series], breaks: Sequence[Break] = ()) -> Period:
    """From the first period to the last of all lines, with the gaps of the judged one and the breaks that it meets."""
    every = periods.of_points(point for one in found for point in one.points)
    judged = periods.of_points(found[0].points)
    met = [one.reason for one in breaks if one.first <= judged.last and judged.first <= one.last]
    whys = tuple(dict.fromkeys([*judged.breaks, *met]))
    return replace(judged, first=every.first, last=every.last, breaks=whys, named=every.named)


def period_words(found: Sequence[Series]) -> str:
    """From the first period to the last, in words."""
    points = [point for one in found for point in one.points]
    return phrases.days(min(point.first for point in points), max(point.last for point in points))


def _types_in(found: Sequence[Indicator], zone: str) -> list[str]:
    return sorted({kind for one in found if one.numerator.zone == zone for kind in one.crime_types})


def _of_the_list(found: Sequence[Indicator]) -> list[Indicator]:
    """The indicators of the force's own list, of those asked for and all declared: what one tells hangs on the others."""
    mine = [one for one in found if one.source == "partner_extract"]
    return list({one.id: one for one in (*declared(), *mine) if one.source == "partner_extract"}.values()) if mine else []


def _kept_apart(
    listed: Sequence[Indicator], months: pd.DataFrame, groups: Mapping[str, tuple[str, tuple[str, ...]]], ask: Ask
) -> dict[tuple[side_by_side.Name, date], Reason]:
    """What is not told of their months for what one counts besides another. months: as `partner_months` answers."""
    kinds = dict(zip(*(ask("zones")[name].tolist() for name in ("zone_id", "kind")), strict=True))
    filters: dict[side_by_side.Name, list[side_by_side.Filter]] = {}
    for one in listed:
        wanted = one.numerator
        for part in wanted.any_of or [wanted]:
            if (codes := codes_of(part, groups)) is not None:
                where = (wanted.zone, kinds.get(wanted.zone, ""), *_minutes(wanted.hours))
                line = side_by_side.Filter(frozenset(codes), frozenset(part.flags), wanted.flags_filled, *where)
                for name in {side_by_side.TOTAL, part.name if isinstance(part, Part) else side_by_side.TOTAL}:
                    filters.setdefault((one.id, name), []).append(line)
    certain: dict[date, dict[side_by_side.Name, float]] = {}
    of_id = {one.id: one for one in listed}
    for row in rows_of(PartnerMonths, months):
        records = fields.number(row.records)
        name = (row.indicator_id or "", row.part)
        if records is not None and name in filters and not _uncertain(of_id[name[0]], row, records):
            certain.setdefault(row.month, {})[name] = records
    return side_by_side.hidden_by_month(filters, certain)


def _partner_months(found: Sequence[Indicator], ask: Ask, groups: Mapping[str, tuple[str, tuple[str, ...]]]) -> pd.DataFrame:
    """One question for all indicators of the partner extract, one entry a part; none for what the version loaded cannot tell."""
    asked: list[tuple[str, str, list[str], list[str], bool, str | None, int | None, int | None]] = []
    for one in found:
        wanted = one.numerator
        parts = [(part.name, part) for part in wanted.any_of] or [("", wanted)]
        codes = [codes_of(part, groups) for _, part in parts]
        if one.source != "partner_extract" or None in codes:
            continue
        start, length = _minutes(wanted.hours)
        for (name, part), named in zip(parts, codes, strict=True):
            entry = (one.id, name, named or [], list(part.flags), wanted.flags_filled, wanted.zone or None, start, length)
            asked.append(entry)
    names = ("indicator_ids", "parts", "codes", "flags", "filled", "zones", "starts", "lengths")
    columns: list[list[Any]] = [list(column) for column in zip(*asked, strict=True)] or [[] for _ in names]
    return ask("partner_months", **dict(zip(names, columns, strict=True)))


def _minutes(hours: str) -> tuple[int | None, int | None]:
    """When the hours begin, in minutes since midnight, and how many minutes they last: "17:00-05:00" → 1020, 720."""
    if not hours:
        return None, None
    first, last = (60 * int(at[:2]) + int(at[3:]) for at in hours.split("-"))
    return first, (last - first) % MINUTES_A_DAY


def _home_office_quarters(
    found: Sequence[Indicator], ask: Ask, groups: Mapping[str, tuple[str, tuple[str, ...]]]
) -> pd.DataFrame:
    counts = [one for one in found if one.source == "home_office_csp" and not one.numerator.weights]
    mine = [(one, codes) for one in counts if (codes := codes_of(one.numerator, groups))]
    return ask("home_office_quarters", indicator_ids=[one.id for one, _ in mine], codes=[codes for _, codes in mine])


def _harm(found: Sequence[Indicator], ask: Ask, groups: Mapping[str, tuple[str, tuple[str, ...]]]) -> dict[str, pd.DataFrame]:
    mine = [one for one in found if one.source == "home_office_csp" and one.numerator.weights]
    return {one.id: ask("home_office_harm", codes=codes) for one in mine if (codes := codes_of(one.numerator, groups))}


def _by_type(rows: pd.DataFrame, name: str, types: Sequence[str]) -> dict[str, Numbers]:
    """A column as one array a crime type; nothing where the answer lacks the column."""
    if name not in rows:
        return {}
    table = np.nan_to_num(rows[name].to_numpy(dtype=np.float64, na_value=np.nan)).reshape(-1, len(types))
    return {kind: table[:, place] for place, kind in enumerate(types)}


def _from_police(indicator: Indicator, found: Answers) -> list[Series]:
    wanted = indicator.numerator
    months = found.zones.get(wanted.zone) if wanted.zone else found.police
    if months is None or not any(months.covered):
        return []
    if wanted.located:
        total = _sum(months.in_force, list(months.in_force))
        placed = total - _sum(months.not_located, list(months.not_located))
        with np.errstate(invalid="ignore", divide="ignore"):
            return [Series("", months.points(100 * placed / total, placed, total))]
    counting = months.counting(wanted.crime_types, found.older_types)
    return [Series("", counting.points(_sum(months.counts, wanted.crime_types)))]


def _sum(counts: Mapping[str, Numbers], types: Sequence[str]) -> Numbers:
    known = [counts[kind] for kind in types if kind in counts]
    return np.sum(known, axis=0) if known else np.empty(0)


def _from_partner(
    indicator: Indicator, rows: Sequence[PartnerMonths], apart: Mapping[tuple[side_by_side.Name, date], Reason]
) -> list[Series]:
    """By month. The extract is restricted: 1 to 4 offences are not shown."""
    points = _beside_purple_flag(indicator, rows, tuple(_partner_point(indicator, row) for row in rows))
    points = tuple(
        _untold(point) if apart.get(((indicator.id, side_by_side.TOTAL), row.month), Reason.SMALL) is not Reason.SMALL else point
        for row, point in zip(rows, points, strict=True)
    )
    counts = [fields.number(row.records) if point.hidden else None for row, point in zip(rows, points, strict=True)]
    told = {} if indicator.is_share else withheld.quarters(points, counts)
    return [Series("", points, told=told)] if any(point.status != NO_FILE for point in points) else []


def _untold(point: Point) -> Point:
    """A month of which no more is told than that it is not shown."""
    return replace(point, value=None, numerator=None, hidden=False, status="suppressed")


def _partner_point(indicator: Indicator, row: PartnerMonths) -> Point:
    first, records, of_all = row.month, fields.number(row.records), fields.number(row.of_all)
    unknown = _unknown_words(row)
    if records is None:
        return Point(first, month_end(first), None, status=NO_FILE)
    if _uncertain(indicator, row, records):
        return Point(first, month_end(first), None, status=NOT_KNOWN, unknown=unknown)
    if disclosure.too_few(records) and not (indicator.is_share and disclosure.too_few(of_all)):
        shown = of_all if indicator.is_share and not disclosure.too_few(of_all) else None
        return Point(first, month_end(first), None, None, shown, status="suppressed", unknown=unknown, hidden=True)
    if indicator.is_share:
        return _partner_share(first, records, of_all)
    return Point(first, month_end(first), records, unknown=unknown)


def _beside_purple_flag(indicator: Indicator, rows: Sequence[PartnerMonths], points: tuple[Point, ...]) -> tuple[Point, ...]:
    """The months without those that would cap what the table for Purple Flag counts of them so closely that it could tell a few.

    That table's periods move on by a month, so that a reader knows how its months differ. A wider count of which other nights and
    hours hold next to nothing says how many they can be at most, and they how many it is at least. A count of a part of the night
    is judged as if others were told beside it that make up the rest: each leaves enough open by itself, and so do all together.
    """
    if access.sees_all() or not _may_cap_a_line(indicator.numerator) or not any(row.assessed for row in rows):
        return points
    return tuple(
        _untold(point)
        if row.records is not None and point.status != NOT_KNOWN and row.records - (row.assessed or 0) < SMALLEST_SHOWN
        else point
        for row, point in zip(rows, points, strict=True)
    )


def _may_cap_a_line(numerator: Numerator) -> bool:
    """Whether what some line of the table for Purple Flag counts is counted, alone or with other indicators beside it.

    Others may count the rest of its hours, kinds of offence, zones or flags (knives here and firearms there).
    """
    start, length = _minutes(numerator.hours)
    by_night = start is None or length is None or _overlaps(start, length, purple_flag.EVENING, purple_flag.NIGHT)
    parts: Sequence[Part | Numerator] = numerator.any_of or [numerator]
    flagged = any(not part.flags or not {*part.flags}.isdisjoint(FLAGS_OF_LINES) for part in parts)
    return by_night and flagged and not numerator.flags_filled


def _overlaps(start: int, length: int, other: int, other_length: int) -> bool:
    """Whether two spans of the clock, each by its beginning and its length in minutes, share a minute."""
    return (other - start) % MINUTES_A_DAY < length or (start - other) % MINUTES_A_DAY < other_length


def _partner_share(first: date, records: float, of_all: float | None) -> Point:
    """A share of all records; none of fewer than 5, nor where it would tell of 1 to 4 that are not of it."""
    last = month_end(first)
    if disclosure.too_few(of_all):
        return Point(first, last, None, status="suppressed")
    if not of_all or not disclosure.too_few(of_all - records):
        return Point(first, last, 100 * records / of_all if of_all else None, records, of_all)
    return Point(first, last, None, status="suppressed")


TOO_FEW = "it would count too few people, or tell of few beside another table"
"""Why a figure is suppressed."""
NOT_KNOWN = "not known"
"""The status of a month of which so much is not known that a count would say too little: it has no figure."""


def _uncertain(indicator: Indicator, row: PartnerMonths, records: float) -> bool:
    """Whether a month's list says too little: more offences may belong than do, or the flags of most are blank.

    A list that came without hours, points or a flag would else read as a month with next to no offences.
    """
    flags, hours, places = row.flag_unknown or 0, row.hour_unknown or 0, row.place_unknown or 0
    wanted = indicator.numerator
    if max(flags, hours, places) < SMALLEST_SHOWN:
        return False
    if wanted.flags and 2 * flags > (row.candidates or 0):
        return True
    # None counted, and some left out for want of a flag: that is no nought either.
    return max(hours, places, flags if wanted.any_of or not records else 0) > records


def _unknown_words(row: PartnerMonths) -> str:
    """What is left out because it is not known: "flag unknown for 12, hour not certain for fewer than 5"."""
    found = {
        "flag unknown": row.flag_unknown,
        "hour not certain": row.hour_unknown,
        "place not certain": row.place_unknown,
    }
    said = [
        f"{words} for {disclosure.FEW if disclosure.too_few(count) else phrases.number(count)}"
        for words, count in found.items()
        if count
    ]
    return ", ".join(said)


def _from_home_office(rows: Sequence[HomeOfficeQuarters]) -> list[Series]:
    """By quarter, for the area's own partnership; the tables have no breakdown. Open data: nothing is suppressed."""
    points = tuple(
        Point(
            row.quarter_start,
            quarter_end(row.quarter_start),
            row.offences,
            status="final" if row.offences is not None else JOINED_CODES,
        )
        for row in rows
    )
    return [Series("", points)] if points else []


JOINED_CODES = "joined with other codes"
"""The status of a quarter whose table gives one figure for codes that count and codes that do not: it has none of its own."""


def lacking(indicator: Indicator, found: Answers) -> str:
    """Why loaded files give an indicator no figure at all; empty where none is loaded, or there is one."""
    if indicator.source != "home_office_csp" or found.home_office is None or indicator.numerator.weights:
        return ""
    if found.home_office.empty:
        return "Tables are loaded, and none of them has a row of this area."
    if indicator.id not in found.by_quarter:
        return "Tables are loaded, and none of their rows carries one of its offence codes."
    return "The tables loaded give one figure for its offence codes and others together."


def _only_handed_in(indicator: Indicator, found: Answers) -> list[Series]:
    """The breakdowns that the source's own files cannot tell, from figures handed in; none where nothing is, never the whole."""
    rows = [row for row in found.filed.get(indicator.id, []) if fields.text(row.breakdown) in indicator.numerator.without_source]
    return [line for line in _from_values(indicator, rows, found.area_code) if line.area_code == found.area_code]


def _from_weights(rows: Sequence[HomeOfficeHarm]) -> list[Series]:
    """Offences by quarter, each by the weight of its code. Codes without a weight are left out, counted and named."""
    if not any(row.version for row in rows):
        return []
    points = [
        Point(
            first,
            quarter_end(first),
            math.fsum((row.offences or 0.0) * row.weight for row in mine if row.weight is not None),
            unknown=_without_weight([row for row in mine if row.weight is None and row.offences]),
        )
        for first, mine in sorted(grouped((row.quarter_start, row) for row in rows).items())
    ]
    return [Series("", tuple(points))]


def _without_weight(rows: Sequence[HomeOfficeHarm]) -> str:
    """For example: "34 offences without a weight (codes 106 and 8M)"."""
    if not rows:
        return ""
    codes = phrases.listed([row.offence_code for row in rows], at_most=12)
    offences = phrases.count(int(sum(row.offences or 0 for row in rows)), "offence")
    return f"{offences} without a weight ({'code' if len(rows) == 1 else 'codes'} {codes})"


def weights_words(found: Answers, indicator: Indicator) -> str:
    """The version of the harm weights that a weighted indicator rests on; empty where none is loaded."""
    rows = rows_of(HomeOfficeHarm, found.harm[indicator.id]) if indicator.id in found.harm else []
    if not any(row.version for row in rows):
        return ""
    row = rows[0]
    since = f", valid from {phrases.day_and_month(row.valid_from)}" if row.valid_from else ""
    return f"Weights: {row.name}, version {row.version}{since}, for all quarters."


def _from_values(indicator: Indicator, rows: Sequence[IndicatorValues], area_code: str) -> list[Series]:
    mine = [row for row in rows if row.area_code == area_code] or _of_the_force(rows)
    filed = grouped(((fields.text(row.breakdown), fields.text(row.area_code)), row) for row in mine)
    groups = {key: _in_order_of_origin(indicator, rows) for key, rows in filed.items()}
    order = list(indicator.labels)
    ranked = sorted(groups.items(), key=lambda item: order.index(item[0][0]) if item[0][0] in order else len(order))
    return [
        Series(
            indicator.labels.get(breakdown, readable(breakdown)),
            tuple(sorted(points, key=lambda point: (point.first, point.last))),
            area,
        )
        for (breakdown, area), points in ranked
    ]


FORCE_OR_PARTNERSHIP = ("E23", "W15", "E22", "W14")
"""Codes of police forces and of community safety partnerships, for which a figure may stand that no area has of its own."""


def _of_the_force(rows: Sequence[IndicatorValues]) -> list[IndicatorValues]:
    """Figures of the one force or partnership that they name; none where they are of other areas, which are comparators."""
    wider = [row for row in rows if fields.text(row.area_code).startswith(FORCE_OR_PARTNERSHIP)]
    return wider if len({row.area_code for row in wider}) == 1 else []


def _in_order_of_origin(indicator: Indicator, rows: Sequence[IndicatorValues]) -> list[Point]:
    """One figure a time: of several sources' figures that overlap, the first in the declared order; others are named beside."""
    handed_in_first = indicator.numerator.handed_in_first
    ordered = sorted(rows, key=lambda row: -1 if handed_in_first and row.origin == HANDED_IN else row.origin_order)
    found: list[Point] = []
    for row in ordered:
        point = filed_point(indicator, row)
        over = next((n for n, one in enumerate(found) if one.origin != point.origin and _overlap(one, point)), None)
        if over is None:
            found.append(point)
        else:
            said = "; ".join(filter(None, (found[over].beside, _beside(point, indicator))))
            found[over] = replace(found[over], beside=said)
    return found


HANDED_IN = "indicator_values"


def _overlap(one: Point, other: Point) -> bool:
    return one.first <= other.last and other.first <= one.last


def _beside(point: Point, indicator: Indicator) -> str:
    """For example: "Local authority interactive tool: 6.4 (1 January to 31 December 2022)"."""
    shown = "no figure" if point.value is None else phrases.number(round(point.value, 2)) + ("%" if indicator.is_share else "")
    return f"{sources()[point.origin].title}: {shown} ({phrases.days(point.first, point.last)})"


def filed_point(indicator: Indicator, row: IndicatorValues | PublishedElsewhere) -> Point:
    """A figure as it was handed in; of people and restricted records 1 to 4 are not kept."""
    first, last = row.period_start, row.period_end
    value, numerator, denominator = row.value, row.numerator, row.denominator
    given = row.status == "suppressed"
    if disclosure.hides_few(indicator) and not given and _tells_few(indicator, value, numerator, denominator):
        shown = None if disclosure.too_few(denominator) else denominator
        hidden = shown is not None or denominator is None
        return Point(first, last, None, None, shown, status="suppressed", hidden=hidden, origin=row.origin)
    return Point(
        first,
        last,
        None if given else value,
        numerator=None if given else numerator,
        denominator=denominator,
        lower=row.lower,
        upper=row.upper,
        status=fields.text(row.status),
        origin=row.origin,
    )


def _tells_few(indicator: Indicator, value: float | None, numerator: float | None, denominator: float | None) -> bool:
    """Whether a figure tells of 1 to 4: by itself where it is a count, else by what it is a share of."""
    counted = value if indicator.denominator in ("none", "residents") else numerator
    return disclosure.too_few(counted) or disclosure.too_few(numerator) or disclosure.too_few(denominator)


def _from_returns(indicator: Indicator, returned: Sequence[Return]) -> list[Series]:
    """What may be shown of the running total at the end of each period returned: a line for each grant, the newest first."""
    wanted = indicator.numerator
    own = [row for row in returned if row.project_id == wanted.project_id]
    if indicator.unit == "people":
        own = [replace(row, counts_people=True) if row.measure_id in wanted.measures else row for row in own]
    by_grant: dict[str, list[tuple[Running, ...]]] = {}
    for (grant, _, measure), totals in project_returns.totals(own).items():
        if measure in wanted.measures:
            by_grant.setdefault(grant, []).append(totals)
    newest = sorted(by_grant, key=lambda grant: max(totals[-1].last for totals in by_grant[grant]), reverse=True)
    return [Series(grant if len(newest) > 1 else "", tuple(_running(by_grant[grant]))) for grant in newest]


def _running(measures: Sequence[tuple[Running, ...]]) -> list[Point]:
    """The sum of some running totals at each end; where one of them is not shown, the sum is not."""
    first = min(totals[0].first for totals in measures)
    points: list[Point] = []
    for end in sorted({total.last for totals in measures for total in totals}):
        parts = [known[-1] for totals in measures if (known := [total for total in totals if total.last <= end])]
        values = [part.value for part in parts if part.value is not None]
        if len(values) == len(parts):
            points.append(Point(first, end, sum(values)))
        elif any(part.contradicted for part in parts):
            points.append(Point(first, end, None, status=NOT_KNOWN))
        else:
            points.append(Point(first, end, None, status="suppressed", hidden=len(parts) == 1 and parts[0].few))
    return points
