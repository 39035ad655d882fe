"""What one row of each question about indicators holds, column by column; None where a release may not know."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Annotations:
    """A row of `annotations.sql`, whose first lines say what it is and its units."""

    date: date | None
    indicator_id: str | None
    area_code: str | None
    text: str | None


@dataclass(frozen=True, slots=True)
class Breaks:
    """A row of `breaks.sql`, whose first lines say what it is and its units."""

    source: str | None
    area_code: str | None
    from_month: date | None
    to_month: date | None
    kind: str | None
    reason: str | None
    reference: str | None


@dataclass(frozen=True, slots=True)
class ForceKnifeQuarters:
    """A row of `force_knife_quarters.sql`, whose first lines say what it is and its units."""

    quarter_start: date
    force_name: str
    offences: float
    kinds: int


@dataclass(frozen=True, slots=True)
class HomeOfficeHarm:
    """A row of `home_office_harm.sql`, whose first lines say what it is and its units."""

    quarter_start: date
    offence_code: str
    offences: float | None
    weight: float | None
    name: str | None
    version: str | None
    valid_from: date | None


@dataclass(frozen=True, slots=True)
class HomeOfficeQuarters:
    """A row of `home_office_quarters.sql`, whose first lines say what it is and its units."""

    quarter_start: date
    indicator_id: str | None
    offences: float | None


@dataclass(frozen=True, slots=True)
class IndicatorMonths:
    """A row of `indicator_months.sql`, whose first lines say what it is and its units."""

    month: date
    crime_type: str
    covered: bool
    comparable: bool
    reason: str | None
    crimes: int | None
    in_force: int | None
    outside: int | None
    not_located: int | None


@dataclass(frozen=True, slots=True)
class IndicatorValues:
    """A row of `indicator_values.sql`, whose first lines say what it is and its units."""

    indicator_id: str | None
    period_start: date
    period_end: date
    area_code: str | None
    breakdown: str | None
    numerator: float | None
    denominator: float | None
    value: float | None
    lower: float | None
    upper: float | None
    status: str | None
    note: str | None
    origin: str
    origin_order: int


@dataclass(frozen=True, slots=True)
class PublishedElsewhere(IndicatorValues):
    """A row of `published_elsewhere.sql`, whose first lines say what it is and its units."""


@dataclass(frozen=True, slots=True)
class PartnerMonths:
    """A row of `partner_months.sql`, whose first lines say what it is and its units."""

    month: date
    indicator_id: str | None
    part: str
    covered: bool
    records: int | None
    assessed: int | None
    of_all: int | None
    candidates: int | None
    flag_unknown: int | None
    hour_unknown: int | None
    place_unknown: int | None


@dataclass(frozen=True, slots=True)
class PartnershipCounts:
    """A row of `partnership_counts.sql`, whose first lines say what it is and its units."""

    csp_name: str | None
    force_name: str | None
    in_area: bool | None
    residents: int | None
    residents_as_at: date | None
    quarters: int | None
    offences: float | None


@dataclass(frozen=True, slots=True)
class Rebases:
    """A row of `rebases.sql`, whose first lines say what it is and its units."""

    indicator_id: str | None
    limits_from: date | None
    reason: str | None
    decided_by: str | None
    decided_on: date | None


@dataclass(frozen=True, slots=True)
class WardMonths:
    """A row of `ward_months.sql`, whose first lines say what it is and its units."""

    month: date
    ward_code: str
    ward_name: str | None
    population: int | None
    population_as_at: date | None
    covered: bool
    comparable: bool
    reason: str | None
    records: int | None


@dataclass(frozen=True, slots=True)
class ZoneMonths:
    """A row of `zone_months.sql`, whose first lines say what it is and its units."""

    month: date
    crime_type: str
    covered: bool
    comparable: bool
    reason: str | None
    crimes: int | None
