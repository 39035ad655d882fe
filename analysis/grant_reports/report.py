"""A quarterly return or closure report as one object: page, Word and workbook show it, and a sign-off keeps it as it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from analysis.figures.figure import Cleared, Counts
from analysis.projects.delivery import Quarter
from analysis.words import phrases

DRAFT, EDITED, ACCEPTED = "draft", "edited", "accepted"
STATES = {DRAFT: "Draft, worked out from the figures", EDITED: "Written by a person", ACCEPTED: "Draft accepted by a person"}


@dataclass(frozen=True)
class Narrative:
    """The words of a section. state: of `STATES`. draft: what the figures alone would say now.

    moved: the figures have moved since a person wrote or accepted it.
    """

    text: str
    state: str = DRAFT
    draft: str = ""
    moved: bool = False

    @property
    def words(self) -> int:
        """How many words it has."""
        return phrases.words_of(self.text)


@dataclass(frozen=True)
class Section:
    """One section: its tables, what is said where a table has nothing to hold, and its narrative."""

    id: str
    title: str
    word_limit: int
    narrative: Narrative
    figures: tuple[Cleared, ...] = ()
    said: tuple[str, ...] = ()
    counts: tuple[Counts, ...] = ()
    """What each table counts: who keeps it and opens it again sends it through the gate by the same declaration."""


@dataclass(frozen=True)
class SignedOff:
    """Who signed a report off, by role, on which day; the release that its figures come from."""

    role: str
    on: date
    release: str

    def words(self) -> str:
        """The sign-off in a sentence."""
        return f"Signed off by the {self.role} on {phrases.day_and_month(self.on)}."


@dataclass(frozen=True)
class GrantReport:
    """A report of one grant as at the end of a quarter. missing: what is not there, a sentence each. signed None: a draft."""

    kind: str
    title: str
    recipient: str
    partnership: str
    area: str
    marking: str
    demonstration: bool
    grant_id: str
    grant: str
    quarter_name: str
    quarter: Quarter
    release: str
    made_on: date
    sections: tuple[Section, ...]
    missing: tuple[str, ...] = ()
    signed: SignedOff | None = None

    @property
    def figures(self) -> tuple[Cleared, ...]:
        """Every table in order."""
        return tuple(figure for section in self.sections for figure in section.figures)

    @property
    def period(self) -> str:
        """The quarter in words: "January to March 2025"."""
        return phrases.days(self.quarter.first, self.quarter.last)

    @property
    def state(self) -> str:
        """Whether it is signed off, by whom and when."""
        return self.signed.words() if self.signed else "Draft, not signed off."

    def headline(self) -> str:
        """The statement of its page: "Quarterly return, January to March 2025: a draft, 3 parts missing"."""
        said = f"{self.title}, {self.period}"
        if self.signed:
            return f"{said}: signed off on {phrases.day_and_month(self.signed.on)}"
        lacking = len(self.missing)
        return f"{said}: a draft, {phrases.count(lacking, 'part') if lacking else 'nothing'} missing"

    def context(self) -> str:
        """Of which grant it is, and whom it goes to."""
        day = phrases.day_and_month(self.quarter.last)
        return f"{self.grant} · to the {self.recipient.removeprefix('the ')} · figures and ratings as they stood on {day}."


def drafted(figures: Sequence[Cleared], said: Sequence[str], limit: int) -> str:
    """What the figures say in whole sentences, as many as the word limit leaves room for; nothing that is in no figure.

    said: what stands in place of tables that have nothing to hold.
    """
    told = [one for figure in figures for one in (f"{figure.title.rstrip('.')}.", *sentences(figure.sentence))]
    kept: list[str] = []
    for sentence in (*told, *said):
        if phrases.words_of(" ".join([*kept, sentence])) > limit:
            break
        kept.append(sentence)
    return " ".join(kept)


def sentences(text: str) -> list[str]:
    """A text as its sentences."""
    return [part for part in re.split(r"(?<=[.!?])\s+(?=[A-Z0-9£“])", text.strip()) if part]


def over_limit(title: str, words: int, limit: int) -> str:
    """That a narrative is too long, in a sentence; empty where it is not."""
    if words <= limit:
        return ""
    return f"“{title}” has {phrases.count(words, 'word')}, the most is {limit}: take out {phrases.count(words - limit, 'word')}."
