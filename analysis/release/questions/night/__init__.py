"""What one row of each question about the night and its zones holds, column by column; None where a release may not know."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ActivityKinds:
    """A row of `activity_kinds.sql`, whose first lines say what it is and its units."""

    zone_id: str
    month: date
    kind: str
    people: int | None
    visits: int | None


@dataclass(frozen=True, slots=True)
class ActivityMonths:
    """A row of `activity_months.sql`, whose first lines say what it is and its units."""

    zone_id: str
    month: date
    rows: int
    visits: int | None
    minutes: float | None
    of_asked: float | None
    asked: float | None
    people: int | None
    unsure: int


@dataclass(frozen=True, slots=True)
class OffencePoints:
    """A row of `offence_points.sql`, whose first lines say what it is and its units."""

    name: str
    easting: float
    northing: float


@dataclass(frozen=True, slots=True)
class ProjectPlaces:
    """A row of `project_places.sql`, whose first lines say what it is and its units."""

    grant_id: str
    project_id: str
    title: str | None
    zone_id: str
    name: str | None
    starts: date
    compared_with: str | None
    around: str | None
    around_compared: str | None


@dataclass(frozen=True, slots=True)
class NightHours:
    """A row of `night_hours.sql`, whose first lines say what it is and its units."""

    weekday: int | None
    hour: int | None
    offences: float


@dataclass(frozen=True, slots=True)
class NightMonths:
    """A row of `night_months.sql`, whose first lines say what it is and its units."""

    month: date
    category: str
    covered: bool
    comparable: bool
    reason: str | None
    records: int | None
    alcohol: int | None
    weapon: int | None
    public_place: int | None
    placed: int | None
    unsure: int | None


@dataclass(frozen=True, slots=True)
class PurpleFlagEvidence:
    """A row of `purple_flag_evidence.sql`, whose first lines say what it is and its units."""

    theme: str
    year: str
    achievement: str
    evidence: str | None


@dataclass(frozen=True, slots=True)
class HospitalSites:
    """A row of `hospital_sites.sql`, whose first lines say what it is and its units."""

    site_code: str
    month: date
    covered: bool
    attendances: int | None
    timed: int | None
    placed: int | None
    matched: int | None


@dataclass(frozen=True, slots=True)
class HospitalQuarters:
    """A row of `hospital_quarters.sql`, whose first lines say what it is and its units."""

    quarter: date
    place: str
    attendances: int | None


@dataclass(frozen=True, slots=True)
class Victims:
    """A row of `victims.sql`, whose first lines say what it is and its units."""

    month: date
    sex: str
    age_band: str
    zones: str
    offences: int
