"""What one row of each question about loaded holds, column by column; None where a release may not know."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Coverage:
    """A row of `coverage.sql`, whose first lines say what it is and its units."""

    source: str
    force: str | None
    period: date | None
    layer: str | None
    as_at: date | None
    rows: int
    loaded: int
    set_aside: int
    rejected: int
    in_area: int | None
    file: str
    demonstration: bool


@dataclass(frozen=True, slots=True)
class Freshness:
    """A row of `freshness.sql`, whose first lines say what it is and its units."""

    source: str | None
    first_month: date | None
    last_month: date | None


@dataclass(frozen=True, slots=True)
class Located:
    """A row of `located.sql`, whose first lines say what it is and its units."""

    force: str | None
    month: date
    counted: bool | None
    records: int | None
    in_area: int | None
    outside: int | None
    not_located: int | None


@dataclass(frozen=True, slots=True)
class Receipts:
    """A row of `receipts.sql`, whose first lines say what it is and its units."""

    source: str
    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class SetAside:
    """A row of `set_aside.sql`, whose first lines say what it is and its units."""

    source: str | None
    reason: str | None
    rows: int
    months: int | None


@dataclass(frozen=True, slots=True)
class Unmapped:
    """A row of `unmapped.sql`, whose first lines say what it is and its units."""

    lsoa_filed: str | None
    lsoa_name: str | None
    rows: int
