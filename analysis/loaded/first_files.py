"""The files that a new installation begins with, in order: what each is for, which are needed, which are loaded."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlparse

from analysis.declared import reference_tables
from analysis.declared.sources import Source
from analysis.words import fields, phrases


@dataclass(frozen=True)
class FirstFile:
    """One of them. why: what it is for, a sentence. loaded: whether a file of it is."""

    source: Source
    needed: bool
    why: str
    loaded: bool

    @property
    def host(self) -> str:
        """The site it comes from: "data.police.uk"."""
        return urlparse(self.source.where).netloc.removeprefix("www.")

    def words(self, number: int) -> str:
        """It in one line: "2. Area lookups, needed. So that …", with a tick once it is loaded."""
        state = "loaded" if self.loaded else "needed" if self.needed else "may follow later"
        return f"{'✓ ' if self.loaded else ''}{number}. {self.source.title}: {state}. {self.why}"


def listed(sources: Mapping[str, Source], loaded: Collection[str]) -> list[FirstFile]:
    """The files in order. loaded: ids of the sources of which anything is loaded."""
    rows = fields.lines(reference_tables.first_files())
    return [FirstFile(sources[row["source"]], row["needed"] == "Y", row["why"], row["source"] in loaded) for row in rows]


def begun(loaded: Collection[str]) -> bool:
    """Whether all that is needed is loaded."""
    rows = reference_tables.first_files()
    return set(rows.loc[rows["needed"] == "Y", "source"]) <= set(loaded)


def headline(found: Sequence[FirstFile]) -> str:
    """How far it is: "Begin with these files: 2 are needed, none is loaded yet"."""
    needed = [one for one in found if one.needed]
    done = sum(one.loaded for one in needed)
    said = "none is loaded yet" if not done else f"{done} of them loaded"
    return f"Begin with these files: {len(needed)} are needed, {said}"


def rest(sources: Mapping[str, Source], found: Sequence[FirstFile]) -> str:
    """What follows after them."""
    more = phrases.count(len(sources) - len(found), "other kind", "other kinds")
    return f"{phrases.capital(more)} of file can follow in any order; the Data page lists them."
