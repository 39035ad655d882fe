"""Making a pack beside the page, of the release that the page showed when the button was pressed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from analysis.exports import pack
from analysis.exports.named import FiguresByName
from analysis.exports.pack import Order, Pack
from analysis.figures.shown_release import ShownRelease
from analysis.indicators.indicator_state import IndicatorState
from analysis.release import database
from analysis.release.database import Release
from pages.desk import Say
from pages.shared import earlier

NAME = "export_making"
"""The name of this work in the session."""


def order(figures: FiguresByName, chosen: Order, query: Sequence[tuple[str, str]], formats: Sequence[str]) -> Order:
    """What was chosen, for the wards and months chosen for all, in these files."""
    chapters = tuple(
        replace(one, wanted=tuple(pack.within(figures, each, query) for each in one.wanted)) for one in chosen.chapters
    )
    return replace(chosen, chapters=chapters, formats=tuple(formats))


def pinned() -> tuple[Release, str]:
    """The release shown, and what captions say where it is not the newest."""
    opened = earlier.shown()
    release = opened.release if opened else database.release()
    if release is None:
        raise database.NoRelease("Nothing has been loaded yet.")
    return release, earlier.words()


def make(shown: tuple[Release, str], asked_for: Order, known: list[IndicatorState] | None, say: Say) -> Pack:
    """The pack. It runs in a thread of its own, so that questions are asked of the release by name."""
    release, words = shown
    with database.using(release):
        figures = FiguresByName(ShownRelease(database.ask, release.id, date.today(), words), known)
        return pack.make(figures, asked_for, say)
