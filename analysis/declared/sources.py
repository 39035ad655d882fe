"""The sources that the door knows, each one TOML in `data/sources/`, and how a file's headings are recognised."""

from __future__ import annotations

import difflib
import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

import msgspec

from analysis.declared import validated
from analysis.declared.settings import PROJECT, toml_and_text

SOURCES = PROJECT / "data" / "sources"

Replaces = Literal["force_month", "period", "layer", "whole", "key"]
"""What a newer receipt replaces: a force and month whole; a period whole; a layer of the same day; the source whole; rows of the
same key."""

Type = Literal[
    "text", "month", "financial_year", "date", "timestamp", "number", "integer", "boolean", "flag", "choice", "polygon"
]  # fmt: skip
DateStyle = Literal["iso", "uk", "serial"]


class Column(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One column of a source: its name with us, its headings in files, and what a cell may hold."""

    name: str
    heading: str
    type: Type
    aliases: tuple[str, ...] = ()
    required: bool = True
    """Whether a file without this heading is refused."""
    blank: bool = False
    """Whether a cell may be blank (not known)."""
    unit: str = ""
    counts: Literal["", "people", "things", "by_measure"] = ""
    """What a number of a source that is not open counts, which it must say: people (or records of them), things (pounds, visits,
    scores, places), or what its measure does."""
    minimum: int | float | None = None
    maximum: int | float | None = None
    pattern: str = ""
    example: str = ""
    allowed: tuple[str, ...] = ()
    list: str = ""
    """Name of the reference list of a `choice`, whose first column holds what may be written: forces, crime_types, outcomes …"""
    unknown: Literal["fail", "warning"] = "fail"
    """What a value outside a `choice` means: outcomes are kept as they are, with a warning."""
    as_at: str = ""
    """The day that this heading itself stands for, such as the census of an LSOA code."""
    date_styles: tuple[DateStyle, ...] = ("iso",)
    """How a date may be written: iso (2025-12-31), uk (31/12/2025), serial (the day number of a spreadsheet)."""
    shorthand: bool = False
    """Whether [c], [x], [z] and [low] may stand for a number, as the rules for official spreadsheets have them."""
    symbols: bool = False
    """Whether z, c, x, : and low may stand for a number, as the Department for Education's tables have them."""
    thousands: bool = False
    """Whether a number may be written with commas for thousands, in quotation marks: "74,588"."""
    worked_out: str = ""
    """SQL over the other columns that gives this one: it stands in no file. The text of a column is raw_<name>."""
    loose: bool = False
    """Whether blanks and underscores in a heading do not count."""
    meaning: str = ""
    """What to write into it, in words for whoever fills the table in."""
    run: str = ""
    """Of columns that differ in a number alone: the numbers there are, such as "0 to 90"."""
    shown: str = ""
    """In a source that may hold personal data: what a cell must look like for a message to quote it. Blank: never quoted."""

    def match(self, heading: str) -> re.Match[str] | None:
        """The match of a file's heading with this column, or None."""
        if self.worked_out:
            return None
        written = _bare(heading) if self.loose else heading.strip()
        for name in self.names():
            if found := _pattern(name, self.loose).fullmatch(written):
                return found
        return None

    def names(self) -> tuple[str, ...]:
        """What its heading may be. Aliases first: a pattern among them may tell the year that the heading carries."""
        return (*self.aliases, self.heading)


@cache
def _pattern(name: str, loose: bool) -> re.Pattern[str]:
    """What a declared heading or alias matches; there are more of them than Python keeps compiled by itself."""
    plain = _bare(name) if loose else name
    return re.compile(name[3:] if name.startswith("re:") else re.escape(plain), re.IGNORECASE)


def _bare(heading: str) -> str:
    return re.sub(r"[\s_]", "", heading)


@cache
def _plain_and_patterns(names: tuple[tuple[str, bool], ...]) -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """Of all declared names of a source, each with whether it is loose: the plain ones, bare and lower case; the patterns."""
    plain = frozenset(_bare(name).lower() for name, _ in names if not name.startswith("re:"))
    return plain, tuple(_pattern(name, loose) for name, loose in names if name.startswith("re:"))


class Layer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One kind of file within a reference source, recognised by the columns it has."""

    id: str
    needs: tuple[str, ...]
    key: tuple[str, ...]
    as_at_from: str = ""
    """The column whose heading carries the day; the first needed column where blank."""


class Layout(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A published form of a source whose headings alone would not tell what they are, such as a table of Nomis."""

    headings: tuple[tuple[str, str], ...]
    """Pattern of a heading → name of its column, in which {n} stands for a number that the heading tells. All must be there."""
    code: tuple[str, str] = ("", "")
    """A column and the pattern of its first cell, where it tells which of several kinds of area a file lists."""
    titles: str = ""
    """A pattern that the rows above the headings must hold: what the figures count."""
    titles_say: str = ""
    """The same in words, where the pattern is none that reads as words."""
    as_at: str = ""
    """The day that every file of the form stands for."""
    passed_over: tuple[str, ...] = ()
    """Patterns of the form's other headings, which are not used here."""

    def counted_in(self, titles: str) -> bool:
        """Whether the rows above the headings say that the figures count what they must."""
        return not self.titles or re.search(self.titles, titles, re.IGNORECASE) is not None

    def columns(self, source: Source, headings: Sequence[str], sample: Sequence[str]) -> tuple[Column | None, ...] | None:
        """The column of each heading, or None where the headings are not of this form. `sample`: cells of the first record."""
        found: list[Column | None] = []
        seen: set[str] = set()
        met: set[str] = set()
        known = {column.name for column in source.columns}
        for heading in headings:
            told = ((pattern, _named(pattern, name, heading)) for pattern, name in self.headings)
            pattern, name = next(((pattern, name) for pattern, name in told if name in known - seen), ("", ""))
            met |= {pattern}
            seen |= {name}
            found.append(source.column(name) if name else None)
        if not {pattern for pattern, _ in self.headings} <= met:
            return None
        own, pattern = self.code
        cell = next((c for c, column in zip(sample, found, strict=False) if column and column.name == own), None)
        return tuple(found) if cell is None or re.fullmatch(pattern, cell.strip()) else None


def _named(pattern: str, name: str, heading: str) -> str:
    """The column that a heading names: "age_{n}" becomes age_7; empty where the heading is another."""
    found = re.fullmatch(pattern, heading.strip(), re.IGNORECASE)
    return name.format(n=int(found["n"])) if found and "{n}" in name else name if found else ""


def _is(pattern: str, heading: str) -> bool:
    return re.fullmatch(pattern, heading.strip(), re.IGNORECASE) is not None


class RowRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A check across the cells of one row, in terms of the typed columns."""

    check: str
    column: str
    fails_when: str
    message: str
    remedy: str


class Aside(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Rows that belong to a published file and are no figures here: set aside, with their reason."""

    reason: str
    when: str
    """SQL over the typed columns."""
    says: str
    """What such rows are, in words that follow "rows": "of regions"."""


class PublishedSeries(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The rows of a published file that are an indicator's figures, and where each part of a figure stands in them."""

    indicator: str
    of: tuple[tuple[str, str], ...]
    """Column and what it must hold, whatever its case: first what is counted, then of whom."""
    value: str
    numerator: str = "NULL"
    denominator: str = "NULL"
    lower: str = "NULL"
    upper: str = "NULL"
    status: str = "'final'"
    note: str = "NULL"
    breakdown: str = ""
    standardised: bool = False
    """Whether the value is adjusted, so that numerator and denominator do not give it."""
    publication: str = ""
    """The publication by its name, as it is looked for."""
    choose: str = ""
    """Which choices to make there."""


OTHER = "other_"
"""Begins the reason of rows of a published table that hold something else in a column than any figure here."""
SET_ASIDE = {"other_month": "of another month than the file", "other_force": "of another force than the file"}
"""Why a row is set aside, where the reason is not a word by itself."""


class LookAlike(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file that looks like one of a source and counts something else, known by headings that only it has."""

    headings: tuple[str, ...]
    says: str
    remedy: str


class Privacy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What happens to columns that hold personal data: the file is refused, or they are dropped before anything is kept."""

    action: Literal["refuse", "drop"] = "refuse"


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"asides": "aside"}):
    """One declared source."""

    id: str
    title: str
    grain: str
    replaces: Replaces
    disclosure: Literal["open", "restricted"]
    publisher: str
    where: str
    choose: str
    formats: tuple[str, ...]
    columns: tuple[Column, ...]
    licence: str = ""
    layers: tuple[Layer, ...] = ()
    layouts: tuple[Layout, ...] = ()
    rules: tuple[RowRule, ...] = ()
    key: tuple[str, ...] = ()
    period: str = ""
    force: str = ""
    force_from_name: str = ""
    force_name_example: str = ""
    duplicates: tuple[str, ...] = ()
    """Columns that make two rows of one force and month the same record; the last row stands."""
    duplicates_refused: bool = False
    as_at_from_name: tuple[tuple[str, str], ...] = ()
    as_at_newest: tuple[str, ...] = ()
    """Columns that differ by their year, and the day of it: a file stands for that of its newest, as ["year_", "06-30"]."""
    passed_over: tuple[str, ...] = ()
    """Patterns of headings that belong to the published file and are not used here."""
    multiline: bool = False
    """Whether a quoted cell may run over several lines."""
    one_of: tuple[tuple[str, ...], ...] = ()
    """Groups of columns of which a file must have at least one whole group."""
    shares: tuple[tuple[str, str], ...] = ()
    """What part of a month's rows is told in words and SQL, such as rows without a location: compared with the source's past."""
    titles_above: bool = False
    """Whether rows above the headings are part of the published form, and passed over."""
    privacy: Privacy | None = None
    """Declared where the source's files are known to arrive with personal columns."""
    loose_headings: bool = False
    """Whether blanks, underscores and capitals do not count in headings: "Area Name", "AreaName", "Area_name"."""
    repeats: bool = False
    """Whether the published file repeats rows by nature: equal rows of one key count once, unequal ones are refused."""
    asides: tuple[Aside, ...] = ()
    series: tuple[PublishedSeries, ...] = ()
    """Which of its rows are figures of indicators; in a published table all others are set aside."""
    rows_count: Literal["", "people", "things"] = ""
    """What a row of a source that is not open is of, which it must say: a person (or a record of one), or a thing."""
    order: int = 0
    """Of two published figures of one indicator and period, that of the lower order is shown first."""
    look_alikes: tuple[LookAlike, ...] = ()
    text: str = ""
    """The declaration as it is written."""

    @property
    def is_reference(self) -> bool:
        """Whether the source has no periods: places, populations, lists."""
        return not self.period

    @property
    def restricted(self) -> bool:
        """Whether small counts of it may not be shown: it is not open data."""
        return self.disclosure == "restricted"

    @property
    def headings(self) -> tuple[str, ...]:
        """What a file of one's own must carry."""
        return tuple(column.heading for column in self.columns if not column.worked_out)

    def reason_in_words(self, reason: str) -> str:
        """Why rows are set aside, in words that follow "rows": "of regions", "with another Sex"; a word by itself stays."""
        aside = next((aside for aside in self.asides if aside.reason == reason), None)
        if aside:
            return aside.says
        if self.is_published and reason.startswith(OTHER):
            return f"with another {self.column(reason.removeprefix(OTHER)).heading}"
        return SET_ASIDE.get(reason, reason)

    @property
    def is_published(self) -> bool:
        """Whether it is a published table of figures, of which some rows are indicators' figures."""
        return bool(self.series)

    @property
    def sets_aside(self) -> bool:
        """Whether rows that belong to its files may be no figures here."""
        return bool(self.asides or self.series)

    def column(self, name: str) -> Column:
        """The column of that name."""
        return next(column for column in self.columns if column.name == name)

    def passes_over(self, heading: str) -> bool:
        """Whether a heading belongs to the published file and is not used here."""
        return any(_is(pattern, heading) for pattern in self.passed_over)

    def layer(self, names: set[str]) -> Layer | None:
        """The layer that a set of present columns makes up, or None."""
        return next((layer for layer in self.layers if set(layer.needs) <= names), None)

    @property
    def keeps_declared_only(self) -> bool:
        """Whether nothing outside the declaration is ever kept: what is restricted holds no more than it must."""
        return self.restricted


def _run(values: dict[str, Any]) -> list[dict[str, Any]]:
    """The columns that differ in a number alone: single years of age, years. {} in name and heading stands for it."""
    if not {"first", "last", "name", "heading"} <= set(values):
        return [values]
    first, last, name, heading = (values.pop(key) for key in ("first", "last", "name", "heading"))
    alike = values | {"run": f"{first} to {last}"}
    return [alike | {"name": name.format(n), "heading": heading.format(n)} for n in range(first, last + 1)]


def _source(path: Path) -> Source:
    values, text = toml_and_text(path)
    where, guide = f"data/sources/{path.name}", "docs/adding_a_source.md"
    runs = [column for run in values.pop("runs", []) for column in _run(run)]
    loose = {"loose": values.get("loose_headings", False)}
    values["columns"] = [loose | column for column in (*values.get("columns", []), *runs)]
    # Tables whose keys are the file's own words stand as pairs, in their order.
    for table, key in (("layouts", "headings"), ("series", "of")):
        for one in values.get(table, []):
            one[key] = list(one.get(key, {}).items())
    found = validated.declared(path, values | {"text": text}, Source, where, guide)
    if found.restricted and (lacking := _counts_untold(found)):
        said = f"{lacking} must say what it counts: people or things. Small numbers of people may not be shown. {guide} says how."
        raise validated.DeclarationFault(where, 1, said)
    return found


NUMBERS = ("number", "integer")


def _counts_untold(source: Source) -> str:
    """What of a source that is not open does not say whether it counts people; empty where all does."""
    untold = next((f"column {each.name}" for each in source.columns if each.type in NUMBERS and not each.counts), "")
    return untold or ("" if source.rows_count else "`rows_count`")


def what_is_counted(name: str) -> str:
    """ "people", "things" or "by_measure": what a column ("spend.actual") or the rows ("targets") of a source count.

    Open data count as things: small numbers of them may be shown. Raises KeyError where there is no such source or column.
    """
    source, _, column = name.partition(".")
    found = sources()[source]
    told = found.column(column).counts if column else found.rows_count
    return told if found.restricted else "things"


_reading = threading.Lock()


def sources() -> dict[str, Source]:
    """All declared sources by id, in the order of their ids; one and the same object for each, whichever thread asks first."""
    with _reading:
        return _sources()


@cache
def _sources() -> dict[str, Source]:
    return {path.stem: _source(path) for path in sorted(SOURCES.glob("*.toml"))}


@dataclass(frozen=True)
class Match:
    """A heading that somebody matched by hand with a column of a source, since the declaration does not know it."""

    source: str
    heading: str
    column: str
    """The column's name."""


Matches = tuple[Match, ...]
"""Matches in force, oldest first: of two for one heading the later stands."""


def normal(heading: str) -> str:
    """A heading as headings are compared: blanks around it and capitals do not count."""
    return heading.strip().casefold()


@dataclass(frozen=True)
class Recognition:
    """What a file's headings tell: the source, which heading is which column, and what speaks against it."""

    source: Source | None
    """The source whose headings these are, or the nearest one where `missing` is not empty."""
    columns: tuple[Column | None, ...] = ()
    """The declared column of each heading, in the file's order; None for a heading that is not declared."""
    layer: Layer | None = None
    missing: tuple[str, ...] = ()
    rivals: tuple[Source, ...] = ()
    """Other sources that fit as well."""
    wanted: tuple[Column, ...] = ()
    """The columns any of which would fill what is `missing`."""
    layout: Layout | None = None
    """The published form that the headings are of, where one tells what they mean."""

    def passes_over(self, heading: str) -> bool:
        """Whether a heading belongs to the published file and is not used here."""
        own = self.layout.passed_over if self.layout else ()
        return any(_is(pattern, heading) for pattern in own) or (self.source is not None and self.source.passes_over(heading))

    def by_hand(self, headings: Sequence[str]) -> tuple[tuple[str, str], ...]:
        """The headings whose column no declaration tells, each with the column's name: they were matched by hand."""
        if self.layout:
            return ()
        pairs = zip(headings, self.columns, strict=True)
        return tuple((heading, column.name) for heading, column in pairs if column and not column.match(heading))


def _matched(source: Source, headings: Sequence[str], matches: Matches) -> tuple[Column | None, ...]:
    """The column of each heading: as declared, else as matched by hand, where no declared heading of the file has that column."""
    plain, patterns = _plain_and_patterns(tuple((name, c.loose) for c in source.columns for name in c.names()))

    def declared_one(heading: str) -> Column | None:
        # Each heading of a file is held against some fifty sources, nearly all of which have nothing like it.
        bare = _bare(heading)
        if bare.lower() not in plain and not any(p.fullmatch(bare) or p.fullmatch(heading.strip()) for p in patterns):
            return None
        return next((c for c in source.columns if c.match(heading)), None)

    declared = [declared_one(heading) for heading in headings]
    present = {column.name for column in declared if column}
    by_hand = {normal(match.heading): match.column for match in matches if match.source == source.id}
    open_columns = {c.name: c for c in source.columns if c.name not in present and not c.worked_out}
    return tuple(
        column or open_columns.get(by_hand.get(normal(heading), "")) for heading, column in zip(headings, declared, strict=True)
    )


def _missing(source: Source, names: set[str]) -> tuple[str, ...]:
    lacking = [column.heading for column in _required(source) if column.name not in names]
    if source.layers and source.layer(names) is None:
        best = max(source.layers, key=lambda layer: len(set(layer.needs) & names))
        lacking += [source.column(need).heading for need in best.needs if need not in names]
    if source.one_of and not any(set(group) <= names for group in source.one_of):
        groups = [" and ".join(source.column(name).heading for name in group) for group in source.one_of]
        lacking.append(", or ".join(groups))
    return tuple(lacking)


def _wanted(source: Source, names: set[str]) -> tuple[Column, ...]:
    lacking = {column.name for column in _required(source)}
    if source.layers and source.layer(names) is None:
        lacking |= set(max(source.layers, key=lambda layer: len(set(layer.needs) & names)).needs)
    if source.one_of and not any(set(group) <= names for group in source.one_of):
        lacking |= {name for group in source.one_of for name in group}
    return tuple(column for column in source.columns if column.name in lacking - names)


def recognise(
    headings: tuple[str, ...], format: str, matches: Matches = (), sample: tuple[str, ...] = (), titles: str = ""
) -> Recognition:
    """The source that a file's headings belong to.

    sample: cells of its first record, where only they tell the kind of area. titles: what stands above the headings.
    A source fits when all its required headings are there; of several that fit, the one that explains most headings is taken,
    and a tie is left open (`rivals`). Where none fits, the nearest is named if at least half of what it needs is there.
    Matches by hand fill what declarations leave open; they never take a file from a source that its own headings fit.
    """
    found = _recognised(headings, format, ())
    if found.source is None or found.missing:
        found = _of_layout(headings, format, sample, titles) or found
    if not matches or found.layout:
        return found
    if found.source is None or found.missing:
        return _recognised(headings, format, matches)
    return replace(found, columns=_matched(found.source, headings, matches))


def _of_layout(headings: tuple[str, ...], format: str, sample: tuple[str, ...], titles: str) -> Recognition | None:
    """The published form that headings are of; of several with these headings that of which the titles speak."""
    fits: list[Recognition] = []
    for source in sources().values():
        for layout in source.layouts if format in source.formats else ():
            if columns := layout.columns(source, headings, sample):
                names = {column.name for column in columns if column}
                fits.append(Recognition(source, columns, source.layer(names), layout=layout))
    return next((one for one in fits if one.layout and one.layout.counted_in(titles)), fits[0] if fits else None)


@lru_cache(maxsize=256)
def _recognised(headings: tuple[str, ...], format: str, matches: Matches) -> Recognition:
    ranked: list[tuple[int, float, Recognition]] = []
    for source in sources().values():
        if format not in source.formats:
            continue
        columns = _matched(source, headings, matches)
        names = {column.name for column in columns if column}
        missing = _missing(source, names)
        explained = sum(column is not None for column in columns)
        share = 1 - len(missing) / _needed(source)
        ranked.append((explained, share, Recognition(source, columns, source.layer(names), missing, (), _wanted(source, names))))
    fits = sorted((r for r in ranked if not r[2].missing), key=lambda r: -r[0])
    if fits:
        best = fits[0]
        rivals = tuple(r[2].source for r in fits[1:] if r[0] == best[0] and r[2].source)
        return replace(best[2], rivals=rivals, wanted=())
    near = max(ranked, key=lambda r: (r[1], r[0]), default=None)
    if near is None or near[1] < CLEARLY or near[0] < 2:
        return Recognition(None)
    return near[2]


def _required(source: Source) -> list[Column]:
    return [column for column in source.columns if column.required and not column.worked_out]


def _needed(source: Source) -> int:
    return max(len(_required(source)) + bool(source.layers) + bool(source.one_of), 1)


CLEARLY = 0.5
"""The share of what a source needs that makes it the one a file was clearly meant for."""
ALIKE = 0.8
"""How alike (difflib's ratio) a misspelt heading and the right one are: 'Crime tpye' and 'Crime type' 0.9, 'Longitude' and
'Latitude' 0.7."""
MOST_HEADINGS, LONGEST_HEADING = 60, 60
"""Beyond these, headings are not compared letter by letter: they are no headings of a table of records."""


def near_miss(column: Column, headings: Sequence[str]) -> str | None:
    """The heading that looks like one of the column's own, misspelt or written with other marks; None where none does."""
    own = [_letters(name) for name in (column.heading, *column.aliases) if not name.startswith("re:")]
    for heading in headings[:MOST_HEADINGS]:
        written = _letters(heading[:LONGEST_HEADING])
        alike = [name for name in own if _may_be(name, written)]
        if alike and difflib.get_close_matches(written, alike, n=1, cutoff=ALIKE):
            return heading
    return None


def _may_be(name: str, written: str) -> bool:
    """Whether a heading may be a name misspelt, before they are compared letter by letter."""
    # No ratio is above that of the lengths. LSOA11CD and LSOA21CD differ in one letter, and by ten years.
    shorter, longer = sorted((len(name), len(written)))
    return 2 * shorter >= ALIKE * (shorter + longer) and _digits(name) == _digits(written)


@lru_cache(maxsize=4096)
def _digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", text)


@lru_cache(maxsize=4096)
def _letters(heading: str) -> str:
    return re.sub(r"[\W_]+", " ", heading.casefold()).strip()


def look_alike(headings: Sequence[str]) -> tuple[Source, LookAlike] | None:
    """The look-alike whose headings are all there, with the source that it is not."""
    present = {normal(heading) for heading in headings}
    for source in sources().values():
        for one in source.look_alikes:
            if {normal(heading) for heading in one.headings} <= present:
                return source, one
    return None


@dataclass(frozen=True)
class Nearest:
    """The source that comes nearest to headings that fit none."""

    recognition: Recognition
    clearly: bool
    """Whether the file was clearly meant for it, misspelt headings counted."""


@lru_cache(maxsize=64)
def nearest(headings: tuple[str, ...], format: str) -> Nearest | None:
    """The source of which most is there, misspelt headings counted; None where no heading is like any that is known."""
    best: tuple[float, int, Recognition] | None = None
    for source in sources().values():
        if format not in source.formats:
            continue
        columns = _matched(source, headings, ())
        names = {column.name for column in columns if column}
        unknown = [heading for heading, column in zip(headings, columns, strict=True) if column is None]
        wanted = _wanted(source, names)
        alike = {column.name for column in wanted if near_miss(column, unknown)}
        missing = _missing(source, names)
        share = 1 - len(_missing(source, names | alike)) / _needed(source)
        seen = len(names | alike)
        if seen and (best is None or (share, seen) > best[:2]):
            best = (share, seen, Recognition(source, columns, source.layer(names), missing, (), wanted))
    return Nearest(best[2], best[0] >= CLEARLY and best[1] >= 2) if best else None


def _day_told(found: re.Match[str], day: str) -> str:
    """The day itself, or the year that a name tells with a day such as "06-30"."""
    return day if len(day) == 10 else f"{found['year'] if len(found['year']) == 4 else '20' + found['year']}-{day}"


def as_at_of(source: Source, layer: Layer, headings: Mapping[str, str], file_name: str) -> str | None:
    """The day that a reference file stands for (YYYY-MM-DD), where its own name or headings make it certain, else None.

    `headings` maps column names to the headings as the file writes them. A heading such as WD25CD is certain to the year only
    and stands for 1 January of that year.
    """
    if source.as_at_newest:
        years, day = source.as_at_newest
        if told := [name.removeprefix(years) for name in headings if name.startswith(years)]:
            return f"{max(told)}-{day}"
    for pattern, day in source.as_at_from_name:
        found = {_day_told(told, day) for told in re.finditer(pattern, file_name, re.IGNORECASE)}
        if found:
            # Two years in one name: neither is certain.
            return found.pop() if len(found) == 1 else None
    if source.as_at_from_name:
        return None
    name = layer.as_at_from or layer.needs[0]
    column = source.column(name)
    if column.as_at:
        return column.as_at
    found = column.match(headings[name])
    year = found.groupdict().get("year") if found else None
    return f"20{year}-01-01" if year else None
