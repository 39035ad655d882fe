"""What one row of each question about crime holds, column by column; None where a release may not know."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class AreaPoints:
    """A row of `area_points.sql`, whose first lines say what it is and its units."""

    point: int
    easting: float
    northing: float
    street: str | None
    records: int


@dataclass(frozen=True, slots=True)
class CrimeOutcomes:
    """A row of `crime_outcomes.sql`, whose first lines say what it is and its units."""

    outcome: str | None
    in_street_file: int | None
    in_outcomes_files: int | None


@dataclass(frozen=True, slots=True)
class ForceTotal:
    """A row of `force_total.sql`, whose first lines say what it is and its units."""

    in_force: int
    in_area: int
    outside: int
    not_located: int
    in_selection: int


@dataclass(frozen=True, slots=True)
class HarmVersion:
    """A row of `harm_version.sql`, whose first lines say what it is and its units."""

    name: str
    version: str
    valid_from: date
    codes: int


@dataclass(frozen=True, slots=True)
class LocatedOffences:
    """A row of `located_offences.sql`, whose first lines say what it is and its units."""

    easting: float
    northing: float
    offences: int
    harm: float | None
    unweighed: int
    public_offences: int
    public_harm: float | None


@dataclass(frozen=True, slots=True)
class Months:
    """A row of `months.sql`, whose first lines say what it is and its units."""

    month: date
    covered: bool
    comparable: bool
    reason: str | None


@dataclass(frozen=True, slots=True)
class OffenceGroups:
    """A row of `offence_groups.sql`, whose first lines say what it is and its units."""

    offence_group: str
    name: str | None
    offence_code: str
    description: str | None
    source: str | None
    version: str | None
    status: str | None
    replaced_by: str | None


@dataclass(frozen=True, slots=True)
class OutcomeMonths:
    """A row of `outcome_months.sql`, whose first lines say what it is and its units."""

    period: date | None


@dataclass(frozen=True, slots=True)
class PartnerListMonths:
    """A row of `partner_list_months.sql`, whose first lines say what it is and its units."""

    month: date
    covered: bool
    comparable: bool
    reason: str | None
    offences: int | None
    located: int | None
    told: int | None


@dataclass(frozen=True, slots=True)
class PlaceRecords:
    """A row of `place_records.sql`, whose first lines say what it is and its units."""

    crime_type: str
    chosen: bool
    street: str | None
    outcome: str | None
    records: int


@dataclass(frozen=True, slots=True)
class PlaceTrend:
    """A row of `place_trend.sql`, whose first lines say what it is and its units."""

    month: date
    covered: bool
    comparable: bool
    reason: str | None
    chosen: int | None
    area: int | None


@dataclass(frozen=True, slots=True)
class PointMonths:
    """A row of `point_months.sql`, whose first lines say what it is and its units."""

    month: date
    point: int | None
    street: str | None
    records: int


@dataclass(frozen=True, slots=True)
class StreetNames:
    """A row of `street_names.sql`, whose first lines say what it is and its units."""

    street: str | None


@dataclass(frozen=True, slots=True)
class StreetOutcomes:
    """A row of `street_outcomes.sql`, whose first lines say what it is and its units."""

    street: str
    ward_name: str
    outcome: str
    records: int


@dataclass(frozen=True, slots=True)
class Streets:
    """A row of `streets.sql`, whose first lines say what it is and its units."""

    street: str | None
    ward_name: str | None
    records: int | None


@dataclass(frozen=True, slots=True)
class Trend:
    """A row of `trend.sql`, whose first lines say what it is and its units."""

    month: date
    covered: bool
    comparable: bool
    reason: str | None
    chosen: int | None
    area: int | None


@dataclass(frozen=True, slots=True)
class TypeMonths:
    """A row of `type_months.sql`, whose first lines say what it is and its units."""

    month: date
    crime_type: str


@dataclass(frozen=True, slots=True)
class TypeHistories:
    """A row of `type_histories.sql`, whose first lines say what it is and its units."""

    month: date
    place: str
    covered: bool
    comparable: bool
    reason: str | None
    chosen: int | None


@dataclass(frozen=True, slots=True)
class WardCounts:
    """A row of `ward_counts.sql`, whose first lines say what it is and its units."""

    ward_code: str
    ward_name: str | None
    population: int | None
    population_as_at: date | None
    chosen: int | None
    before: int | None


@dataclass(frozen=True, slots=True)
class WardHistories:
    """A row of `ward_histories.sql`, whose first lines say what it is and its units."""

    month: date
    place: str
    covered: bool
    comparable: bool
    reason: str | None
    chosen: int | None


@dataclass(frozen=True, slots=True)
class ZoneCounts:
    """A row of `zone_counts.sql`, whose first lines say what it is and its units."""

    zone_id: str | None
    name: str | None
    chosen: int | None
    before: int | None


@dataclass(frozen=True, slots=True)
class ZoneHistories:
    """A row of `zone_histories.sql`, whose first lines say what it is and its units."""

    month: date
    place: str
    covered: bool
    comparable: bool
    reason: str | None
    chosen: int | None
