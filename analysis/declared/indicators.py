"""The catalogue of indicators: their declarations, read and checked once.

A declaration is `data/indicators/<id>.toml`, or lies in a partnership's own folder where only its projects can fill it. One that
cannot be used is left out and named with its file and line; the others stand. What a source can answer is declared here too: a
filter on something its files do not hold would match nothing.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import msgspec

from analysis.declared import reference_tables, validated
from analysis.declared.settings import ConfigurationError, Settings, read_toml, settings
from analysis.declared.targets import Polarity, Target
from analysis.words import fields

POLARITY: Mapping[str, str] = {
    "low_is_good": "Lower is better.",
    "high_is_good": "Higher is better.",
    "no_judgement": "No judgement: it also rises when more is reported or found.",
}
# What each source's files hold, and so what a numerator may name. Where no partner extract or Home Office table is loaded,
# figures handed in as indicator values stand in for them.
FILTERS: Mapping[str, tuple[str, ...]] = {
    "police_street": ("crime_types", "zone", "located"),
    "partner_extract": ("offence_groups", "offence_codes", "flags", "zone", "hours", "flags_filled", "any_of"),
    "home_office_csp": ("offence_groups", "offence_codes", "weights"),
    "indicator_values": ("indicator_id", "handed_in_first"),
    "returns": ("project_id", "measures"),
}
SOURCES = tuple(FILTERS)
# A numerator names at least one of these, else it would count everything or nothing.
NEEDED: Mapping[str, tuple[str, ...]] = {
    "police_street": ("crime_types", "located"),
    "partner_extract": ("offence_groups", "offence_codes", "flags", "flags_filled", "any_of"),
    "home_office_csp": ("offence_groups", "offence_codes"),
    "indicator_values": ("indicator_id",),
    "returns": ("measures",),
}
CHARTS: Mapping[str, str] = {
    "control": "a control chart",
    "rate": "a control chart of rates, with limits for each denominator",
    "list": "a list, never a control chart",
    "running_total": "a running total, never a control chart",
}
FREQUENCIES = ("month", "quarter", "term", "year", "irregular")
GEOGRAPHIES = ("ward", "city", "zone", "local authority", "community safety partnership", "force", "hospital")
DENOMINATORS: Mapping[str, str] = {
    "none": "none",
    "residents": "residents of the area, from the newest population loaded",
    "handed_in": "comes with each figure",
    "all_records": "all records of the forces that count",
}
CARRIED = ("offence_groups", "offence_codes", "flags")
"""What an offence carries, by which a group of a total can be told."""
NEVER_BELOW_WARD = ("rape", "sexual_assault", "other_sexual")
"""Groups of offences of which no record is shown below ward, nor of less than a year."""
FLAGS = ("knife", "firearm", "domestic_abuse", "alcohol", "hate", "exploitation")
HOURS = re.compile(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d")
BREAK_KINDS = ("records system", "counting rule", "partial supply", "boundary")


@dataclass(frozen=True)
class Pillar:
    """One pillar of the partnership's strategy, in the strategy's order."""

    id: str
    name: str
    description: str


@dataclass(frozen=True)
class DeclarationProblem:
    """One thing wrong in a declaration: the file, its line, and what to do, in words."""

    file: str
    line: int
    message: str

    def words(self) -> str:
        """For example: "robbery.toml, line 6: pillar is 'nowhere', …"."""
        return f"{self.file}, line {self.line}: {self.message}"


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One group of a total over groups that overlap: its name, and a filter. Parts of one name are one group."""

    name: str = ""
    offence_groups: tuple[str, ...] = ()
    offence_codes: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()


class Numerator(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is counted: a structured filter. Empty parts do not narrow it."""

    crime_types: tuple[str, ...] = ()
    offence_groups: tuple[str, ...] = ()
    offence_codes: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    zone: str = ""
    """A zone, or "night_time": all zones of that kind."""
    hours: str = ""
    """Local time, "17:00-05:00"; the later hour is not included."""
    located: bool = False
    """Records with a place, as a share of all records."""
    flags_filled: bool = False
    """Records whose flags are all filled in, as a share of all records."""
    any_of: tuple[Part, ...] = ()
    """Groups that may overlap: a record that is in any of them counts once."""
    weights: bool = False
    """Each offence counts by the weight of its code in the loaded harm weights."""
    indicator_id: str = ""
    breakdown: tuple[str, ...] = ()
    labels: dict[str, str] = {}
    """Breakdown → its name for readers, where that is not the breakdown's own."""
    without_source: dict[str, str] = {}
    """Breakdown → why the source cannot tell it, so that only figures handed in fill it."""
    handed_in_first: bool = False
    """Whether a figure handed in stands before a published one of the same period."""
    project_id: str = ""
    measures: tuple[str, ...] = ()


@dataclass(frozen=True)
class Version:
    """One version of a definition: the days on which it was in force, both included; last None: still in force."""

    number: int
    first: date
    last: date | None
    change: str


class DeclaredTarget(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A target with its origin. due: the day by which it is to be met, None for one that holds for every period."""

    value: float
    direction: Literal["at_most", "at_least"]
    origin: str
    due: date | None = None

    def for_chart(self) -> Target:
        """The target as control charts take it."""
        return Target(self.value, self.direction)


class _Earlier(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"first": "from"}):
    """A version of a definition that is no longer in force."""

    version: int
    first: date
    until: date
    change: str = ""


class _Counted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a figure is divided by."""

    kind: str


class _Written(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A declaration as its file holds it. What may stand in a word of a list is checked beside what is known."""

    id: str
    title: str
    definition: str
    why: str
    pillar: str
    polarity: str
    unit: str
    source: str
    frequency: str
    geographies: tuple[str, ...]
    chart: str
    file: str
    caveats: tuple[str, ...]
    version: int
    in_force_from: date
    numerator: Numerator
    denominator: _Counted
    short_title: str = ""
    rate_per: int | None = None
    owner: str = ""
    adopted_on: date | None = None
    reviewed_on: date | None = None
    target: DeclaredTarget | None = None
    earlier: tuple[_Earlier, ...] = ()
    proxy: str = ""
    not_published: str = ""
    whole_force: str = ""


@dataclass(frozen=True)
class Indicator:
    """One declared indicator. unit: in the plural; file: what to load where it has no figures."""

    id: str
    title: str
    short_title: str
    definition: str
    why: str
    pillar: str
    polarity: Polarity
    unit: str
    source: str
    frequency: str
    geographies: tuple[str, ...]
    file: str
    caveats: tuple[str, ...]
    version: int
    versions: tuple[Version, ...]
    chart: str
    rate_per: int | None
    denominator: str
    numerator: Numerator
    target: DeclaredTarget | None
    adopted_on: date | None
    reviewed_on: date | None
    owner: str
    not_published: str
    """Why no published table gives it for an area; blank where one does, or the source is the police's own."""
    proxy: str
    """The indicator that stands nearest to it and is published, always shown under its own name."""
    whole_force: str
    """The source that publishes something like it for police forces alone, always shown as the force's."""
    labels: Mapping[str, str]
    """Breakdown as filed → its name for readers, in the order declared; the first is the one that is judged."""

    @property
    def adopted(self) -> bool:
        """Whether the partnership has adopted it."""
        return self.adopted_on is not None

    @property
    def is_of_the_data(self) -> bool:
        """Whether it tells how complete the data are, and nothing of violence."""
        return self.numerator.located or self.numerator.flags_filled

    @property
    def crime_types(self) -> tuple[str, ...]:
        """The crime types of police street files that it counts."""
        return self.numerator.crime_types

    @property
    def is_share(self) -> bool:
        """Whether its values are percentages of a denominator."""
        return self.unit == "%"

    @property
    def name(self) -> str:
        """Its short title, with the partnership's own number where it has adopted it."""
        return f"{self.short_title} ({self.id})" if self.adopted else self.short_title


@dataclass(frozen=True)
class Catalogue:
    """Every indicator that can be used, adopted ones first, and what is wrong with the others."""

    indicators: tuple[Indicator, ...]
    problems: tuple[DeclarationProblem, ...] = ()


class _Wrong(Exception):
    """Something wrong at a key of a declaration."""

    def __init__(self, key: str, message: str, place: int = 0) -> None:
        """place: which of several tables of one name the key is in, counted from 0."""
        super().__init__(message)
        self.key, self.place = key, place


def pillars(whose: Settings) -> list[Pillar]:
    """The pillars in order: those of the partnership's own strategy where its folder declares them, else data/reference's."""
    path = reference_tables.shipped_file("pillars.toml", whose.area_code)
    declared: list[dict[str, Any]] = read_toml(path)["pillars"] if path else []
    ordered = sorted(declared, key=lambda pillar: pillar["order"])
    return [Pillar(pillar["id"], pillar["name"], pillar["description"]) for pillar in ordered]


def read_all(whose: Settings, folder: Path | None = None) -> Catalogue:
    """The whole catalogue; read again when a file of it changes. Problems of the break register are among its problems."""
    return _read_all(_files(whose, folder), reference_tables.reference_folder(), whose)


def fingerprint(whose: Settings, folder: Path | None = None) -> int:
    """A number that changes when a declaration does: part of the key of whatever is kept of them."""
    return hash((_files(whose, folder), whose))


def _files(whose: Settings, folder: Path | None) -> tuple[tuple[Path, int], ...]:
    files = sorted(folder.glob("*.toml")) if folder else reference_tables.indicator_files(whose.area_code)
    return tuple((file, file.stat().st_mtime_ns) for file in files)


@lru_cache(maxsize=8)
def _read_all(files: tuple[tuple[Path, int], ...], reference: Path, whose: Settings) -> Catalogue:
    found: list[Indicator] = []
    problems = list(break_problems(reference / "breaks.csv"))
    known = _Known.read(whose)
    for path, _ in files:
        try:
            found.append(read(path, known))
        except _Wrong as wrong:
            problems.append(DeclarationProblem(path.name, validated.line_of(path, wrong.key, wrong.place), str(wrong)))
        except validated.DeclarationFault as fault:
            problems.append(DeclarationProblem(path.name, fault.line, fault.said))
        except ConfigurationError as error:
            at = re.search(r"at line (\d+)", str(error))
            problems.append(DeclarationProblem(path.name, int(at[1]) if at else 1, str(error)))
        except UnicodeDecodeError:
            problems.append(DeclarationProblem(path.name, 1, "it is not text in UTF-8. Save it as UTF-8 and start again."))
    found.sort(key=lambda one: (not one.adopted, one.id if one.adopted else one.title))
    return Catalogue(tuple(_adopted_in_order(found)), tuple(problems))


def read(path: Path, known: _Known | None = None) -> Indicator:
    """One declaration, checked. Raises what `read_all` turns into a Problem."""
    known = known or _Known.read(settings())
    content = read_toml(path)
    # A day that is still to be filled in may stand as an empty text.
    filled = {key: value for key, value in content.items() if not (key in ("adopted_on", "reviewed_on") and value == "")}
    written = validated.declared(path, filled, _Written, path.name, "docs/adding_an_indicator.md")
    _check_words(path, written)
    for key, allowed in (
        ("pillar", known.pillars),
        ("polarity", tuple(POLARITY)),
        ("source", SOURCES),
        ("chart", tuple(CHARTS)),
        ("frequency", FREQUENCIES),
    ):
        _one_of(key, getattr(written, key), allowed)
    for place in written.geographies:
        _one_of("geographies", place, GEOGRAPHIES)
    _one_of("denominator.kind", written.denominator.kind, tuple(DENOMINATORS))
    _check_filter(written, tuple(content["numerator"]), known)
    return _indicator(written, known.adopted.get(written.id))


def break_problems(path: Path) -> list[DeclarationProblem]:
    """What is wrong in the shipped break register: a break that ends before it begins, or of a kind that is not known."""
    problems: list[DeclarationProblem] = []
    if not path.exists():
        return problems
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [(reader.line_num, row) for reader in [csv.DictReader(file)] for row in reader]
    for number, row in rows:
        first, last = row.get("from") or "", row.get("to") or ""
        if last < first:
            said = f"the break ends ({last}) before it begins ({first}). Correct one of the two months."
            problems.append(DeclarationProblem(path.name, number, said))
        if row.get("kind") not in BREAK_KINDS:
            said = f"kind is '{row.get('kind')}', which is not known. Use one of: {', '.join(BREAK_KINDS)}."
            problems.append(DeclarationProblem(path.name, number, said))
    return problems


@dataclass(frozen=True)
class _Known:
    """What declarations may name."""

    pillars: tuple[str, ...]
    crime_types: tuple[str, ...]
    offence_groups: Mapping[str, tuple[str, ...]]
    measures: Mapping[str, tuple[str, ...]]
    zones: tuple[str, ...]
    adopted: Mapping[str, date]
    """What the partnership has adopted, each with the day."""

    @classmethod
    def read(cls, whose: Settings) -> _Known:
        measures: dict[str, tuple[str, ...]] = {}
        for target in fields.lines(reference_tables.partnership_table("targets", whose.area_code)):
            measures[target["project_id"]] = (*measures.get(target["project_id"], ()), target["measure_id"])
        groups = {group: codes for group, (_, codes) in reference_tables.offence_groups().items()}
        return cls(
            tuple(pillar.id for pillar in pillars(whose)),
            tuple(reference_tables.crime_types()["crime_type"]),
            groups,
            measures,
            reference_tables.zone_names(whose.area_code),
            dict(whose.adopted),
        )


def _check_words(path: Path, written: _Written) -> None:
    """What readers are told is there, and the declaration is that of its file."""
    if written.id != path.stem:
        raise _Wrong("id", f"it declares the id '{written.id}'. Give file and id the same name.")
    for key in ("title", "definition", "why", "unit", "file"):
        if not getattr(written, key).strip():
            raise _Wrong(key, f"{key} is empty. Say it in plain words.")
    if not any(text.strip() for text in written.caveats):
        raise _Wrong("caveats", "it has no caveat. Say what the figure cannot tell, at least once.")
    if written.target and not written.target.origin.strip():
        raise _Wrong("target", "the target has no origin. Say who set it, where and when.")


def _check_filter(written: _Written, keys: Sequence[str], known: _Known) -> None:
    """Every part of the filter is one that the source's files hold, and can match something. keys: those that it has."""
    numerator, source = written.numerator, written.source
    for key in keys:
        if key not in (*FILTERS[source], "breakdown", "labels", "without_source"):
            raise _Wrong(f"numerator.{key}", f"{key} can match nothing: the files of {source} do not hold it.")
    if not any(getattr(numerator, key) for key in NEEDED[source]):
        raise _Wrong("numerator", f"the source {source} needs {' or '.join(f'numerator.{key}' for key in NEEDED[source])}.")
    lists: dict[str, Sequence[str]] = {
        "crime_types": known.crime_types,
        "offence_groups": tuple(known.offence_groups),
        "offence_codes": tuple(code for codes in known.offence_groups.values() for code in codes),
        "flags": FLAGS,
        "measures": known.measures.get(numerator.project_id, ()),
    }
    for key, allowed in lists.items():
        for value in getattr(numerator, key):
            _one_of(f"numerator.{key}", value, allowed)
    _check_parts(numerator, lists)
    if numerator.zone:
        _one_of("numerator.zone", numerator.zone, known.zones)
        _check_below_ward(numerator, known)
    if numerator.indicator_id not in ("", written.id):
        said = f"indicator_id is '{numerator.indicator_id}'; its figures carry the id '{written.id}'."
        raise _Wrong("numerator.indicator_id", said)
    for key in numerator.without_source:
        _one_of("numerator.without_source", key, numerator.breakdown)
    if numerator.hours:
        _check_hours(numerator.hours)


def _check_below_ward(numerator: Numerator, known: _Known) -> None:
    """A zone is smaller than a ward: sexual offences and domestic abuse are not counted in one, month by month."""
    barred = {code for group in NEVER_BELOW_WARD for code in known.offence_groups.get(group, ())}
    for key, never in (("offence_groups", NEVER_BELOW_WARD), ("offence_codes", barred), ("flags", ("domestic_abuse",))):
        if found := sorted(set(getattr(numerator, key)) & set(never)):
            raise _Wrong(
                f"numerator.{key}", f"{', '.join(found)} may not be counted in a zone: it is smaller than a ward. Take it out."
            )


def _check_parts(numerator: Numerator, lists: Mapping[str, Sequence[str]]) -> None:
    """Each group of a total over groups: it has a name, and names at least one thing that offences carry."""
    if numerator.any_of and any(getattr(numerator, key) for key in CARRIED):
        raise _Wrong("numerator", "a numerator with any_of names its codes and flags in the groups. Move them there.")
    for place, part in enumerate(numerator.any_of):
        if not part.name.strip() or not any(getattr(part, key) for key in CARRIED):
            needed = "a name, and offence_groups, offence_codes or flags"
            raise _Wrong("numerator.any_of.name", f"a group of any_of needs {needed}: else it would match everything.", place)
        for key in CARRIED:
            for value in getattr(part, key):
                _one_of(f"numerator.any_of.{key}", value, lists[key], place)


def _check_hours(hours: str) -> None:
    if not HOURS.fullmatch(hours):
        raise _Wrong("numerator.hours", f"hours is '{hours}'. Write it as \"17:00-05:00\".")
    first, last = hours.split("-")
    if first == last:
        raise _Wrong("numerator.hours", f"hours {hours} can match nothing: it ends when it begins. Correct one of the two.")


def _indicator(written: _Written, adopted: date | None) -> Indicator:
    labels = written.numerator.labels
    alike: dict[str, Any] = {key: getattr(written, key) for key in Indicator.__dataclass_fields__ if hasattr(written, key)}
    own: dict[str, Any] = {
        "short_title": written.short_title or written.title,
        "versions": _versions(written),
        "denominator": written.denominator.kind,
        "adopted_on": written.adopted_on or adopted,
        "labels": {key: labels.get(key, readable(key)) for key in written.numerator.breakdown},
    }
    return Indicator(**alike | own)


def _versions(written: _Written) -> tuple[Version, ...]:
    """All versions, the earliest first. Two in force on one day, or one that ends before it begins, is a problem."""
    found = [Version(written.version, written.in_force_from, None, "")]
    for earlier in written.earlier:
        if earlier.until < earlier.first:
            raise _Wrong("earlier.until", f"version {earlier.version} ends before it begins. Correct one of the two days.")
        found.append(Version(earlier.version, earlier.first, earlier.until, earlier.change))
    found.sort(key=lambda version: version.first)
    for before, after in pairwise(found):
        if before.last is None or before.last >= after.first:
            both = f"versions {before.number} and {after.number} are both in force on {after.first}"
            said = f"{both}. Let one end before the other begins."
            raise _Wrong("earlier.until" if before.last else "in_force_from", said)
    if len({version.number for version in found}) < len(found):
        raise _Wrong("version", f"version {written.version} is declared twice. Raise the number when the definition changes.")
    return tuple(found)


def _adopted_in_order(found: Sequence[Indicator]) -> list[Indicator]:
    """National ones (N) before local ones (L), as the partnership lists them; then the others by title."""
    return sorted(found, key=lambda one: (not one.adopted, one.adopted and not one.id.startswith("N")))


def _one_of(key: str, value: str, known: Sequence[str], place: int = 0) -> None:
    if value not in known:
        named = ", ".join(known) if known else "(none is known here)"
        raise _Wrong(key, f"{key} is '{value}', which is not known. Use one of: {named}.", place)


def readable(slug: str) -> str:
    """after_dark → After dark."""
    words = slug.replace("_", " ")
    return words[:1].upper() + words[1:]
