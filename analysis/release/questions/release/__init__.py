"""What one row of each question about release holds, column by column; None where a release may not know."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReleaseInfo:
    """A row of `release_info.sql`, whose first lines say what it is and its units."""

    key: str
    value: str | None


@dataclass(frozen=True, slots=True)
class Tables:
    """A row of `tables.sql`, whose first lines say what it is and its units."""

    name: str
