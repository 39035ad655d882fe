"""What a pack is asked to hold, before its figures are made."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.exports.named import Wanted


@dataclass(frozen=True)
class Chapter:
    """One heading of a pack before its figures are made: what is said under it, and the figures asked for.

    without: what is said where none of its figures can be made; the heading stands all the same. leads: whether the first of its
    words is what follows from all of it, and so the title of its slide.
    """

    title: str
    words: tuple[str, ...] = ()
    wanted: tuple[Wanted, ...] = ()
    without: str = ""
    leads: bool = False


@dataclass(frozen=True)
class ReadyPack:
    """A pack that need not be put together: its chapters, and what is missing from it from the start."""

    title: str
    chapters: tuple[Chapter, ...]
    missing: tuple[str, ...] = ()
