"""What a reader has chosen to look at: places, crime types and months, as question parameters and as phrases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from analysis.words import periods, phrases
from analysis.words.months import shifted
from analysis.words.periods import Period

INCIDENTS = "Anti-social behaviour"  # data.police.uk publishes these as incidents; they are not crimes


@dataclass(frozen=True)
class CrimeTypes:
    """The police's crime types in groups: those offered, those that are crimes, those related to serious violence."""

    offered: tuple[str, ...]
    crimes: tuple[str, ...]
    serious_violence: tuple[str, ...]


@dataclass(frozen=True)
class Selection:
    """One choice of places, crime types and months (first days of the first and last month, both included).

    Empty `wards` is the whole area. `types` is never empty: no choice of types means every crime, which leaves
    anti-social behaviour out. counted: what of these months is loaded, can hold the types and may be compared; None: all of it.
    changes: first months of another meaning of one of the types, in any month, each with what changed.
    """

    area: str
    wards: tuple[str, ...]
    ward_names: tuple[str, ...]
    types: tuple[str, ...]
    groups: CrimeTypes
    start: date
    end: date
    lsoa: str | None = None
    lsoa_name: str = ""
    street: str | None = None
    counted: Period | None = None
    changes: tuple[tuple[date, str], ...] = ()

    @property
    def span(self) -> Period:
        """The chosen months as the period of every figure made of them."""
        return self.counted or periods.whole(self.start, self.end)

    def comparable_part(self) -> Selection:
        """The same choice in the newest of its months that may be compared; as it is where all may, or none."""
        part = self.span.part_that_is_comparable()
        return replace(self, start=part.first, end=part.last.replace(day=1), counted=part)

    @property
    def whole_area(self) -> bool:
        """Whether no place narrower than the area is chosen."""
        return not self.wards and self.lsoa is None and self.street is None

    @property
    def unit(self) -> str:
        """What is counted: crimes, incidents, or records where both are chosen."""
        if INCIDENTS not in self.types:
            return "crimes"
        return "incidents" if self.types == (INCIDENTS,) else "crimes and incidents"

    def place(self) -> str:
        """Where, in words: "Drake and Stoke", "Union Street in Drake", "Plymouth"."""
        within = phrases.listed(self.ward_names, "more wards") if self.wards else self.area
        if self.lsoa is not None:
            within = self.lsoa_name
        return f"{self.street} ({within})" if self.street else within

    def what(self) -> str:
        """What, in words, in the police's own names of types."""
        chosen = set(self.types)
        if chosen == set(self.groups.serious_violence):
            return "Serious-violence-related crime"
        if chosen == set(self.groups.crimes):
            return "All crime except anti-social behaviour"
        if chosen == {*self.groups.crimes, INCIDENTS}:
            return "All crime and anti-social behaviour"
        return phrases.listed(list(self.types), "more types")

    def period(self) -> str:
        """When, in a sentence: with what of it is missing or not comparable."""
        return self.span.in_sentence()

    def in_words(self) -> str:
        """The whole choice in one line."""
        return f"{self.place()} · {self.what()} · {self.span.span}"

    def kinds(self) -> dict[str, Any]:
        """Question parameters for the chosen types alone."""
        return {"types": list(self.types)}

    def when(self) -> dict[str, Any]:
        """Question parameters for types and months: those whose files can hold the types, none where no file can."""
        first, last = self.span.held or (self.end, shifted(self.start, -1))
        return {**self.kinds(), "start": first.isoformat(), "end": last.isoformat()}

    def where(self) -> dict[str, Any]:
        """Question parameters for the places; None stands for all."""
        return {"wards": list(self.wards) or None, "lsoa": self.lsoa, "street": self.street}


def crime_type_groups(rows: Sequence[dict[str, str]], *, older: bool = False) -> CrimeTypes:
    """The groups from the reference table's rows (crime_type, is_crime, serious_violence, in_use; Y or N).

    older: whether types that the police no longer use are offered, for a release that reaches back to them.
    """
    kept = [row for row in rows if row["in_use"] == "Y" or older]
    return CrimeTypes(
        offered=tuple(row["crime_type"] for row in kept),
        crimes=tuple(row["crime_type"] for row in kept if row["is_crime"] == "Y"),
        serious_violence=tuple(row["crime_type"] for row in kept if row["serious_violence"] == "Y"),
    )
