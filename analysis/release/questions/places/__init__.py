"""What one row of each question about places holds, column by column; None where a release may not know."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class DistrictResidents:
    """A row of `district_residents.sql`, whose first lines say what it is and its units."""

    as_at: date
    residents: float
    made: str


@dataclass(frozen=True, slots=True)
class Lsoas:
    """A row of `lsoas.sql`, whose first lines say what it is and its units."""

    lsoa_code: str
    lsoa_name: str | None
    ward_code: str


@dataclass(frozen=True, slots=True)
class Residents:
    """A row of `residents.sql`, whose first lines say what it is and its units."""

    residents: int | None
    as_at: date | None
    source: str | None


@dataclass(frozen=True, slots=True)
class OwnCells:
    """A row of `own_cells.sql`, whose first lines say what it is and its units."""

    cell_id: str | None
    geojson: str | None


@dataclass(frozen=True, slots=True)
class ResidentsByAges:
    """A row of `residents_by_ages.sql`, whose first lines say what it is and its units."""

    as_at: date
    sex: str
    age: int
    residents: float


@dataclass(frozen=True, slots=True)
class WardNames:
    """A row of `ward_names.sql`, whose first lines say what it is and its units."""

    ward_code: str
    ward_name: str | None


@dataclass(frozen=True, slots=True)
class Wards:
    """A row of `wards.sql`, whose first lines say what it is and its units."""

    ward_code: str
    ward_name: str | None
    population: int | None
    population_as_at: date | None
    longitude: float | None
    latitude: float | None
    geojson: str | None


@dataclass(frozen=True, slots=True)
class Zones:
    """A row of `zones.sql`, whose first lines say what it is and its units."""

    zone_id: str | None
    name: str | None
    kind: str | None
    indicative: bool | None
    source: str | None
    geojson: str | None
