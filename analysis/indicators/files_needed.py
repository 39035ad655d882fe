"""Which file fills each adopted indicator, where it is published and what to choose there, and whether it is loaded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.declared.indicators import Indicator
from analysis.declared.sources import PublishedSeries, Source
from analysis.indicators import asked
from analysis.indicators.indicator_state import IndicatorState
from analysis.words import phrases


@dataclass(frozen=True)
class FileNeeded:
    """One file that fills an indicator, or why none does. words: where it is published and what to choose there."""

    loaded: bool
    words: str


@dataclass(frozen=True)
class Filled:
    """An adopted indicator, whether it has figures, and the files that fill it."""

    name: str
    filled: bool
    files: tuple[FileNeeded, ...]

    def words(self) -> str:
        """For example: "✓ First-time entrants (L3)"."""
        return f"{'✓' if self.filled else '–'} {self.name}"


def adopted(states: Sequence[IndicatorState], sources: Mapping[str, Source], titles: Mapping[str, str]) -> list[Filled]:
    """Every adopted indicator with its files, those of published tables first. titles: indicator id → title."""
    return [
        Filled(state.indicator.name, state.filled, tuple(_files(state, sources, titles)))
        for state in states
        if state.indicator.adopted
    ]


def headline(found: Sequence[Filled]) -> str:
    """For example: "4 of 9 adopted indicators are filled. Without figures: …"."""
    filled = sum(one.filled for one in found)
    lacking = phrases.listed([one.name for one in found if not one.filled], at_most=9)
    said = f"{filled:,} of {phrases.count(len(found), 'adopted indicator')} {phrases.are(filled)} filled."
    return f"{said} Without figures: {lacking}." if lacking else said


def _files(state: IndicatorState, sources: Mapping[str, Source], titles: Mapping[str, str]) -> list[FileNeeded]:
    one = state.indicator
    used = asked.origins(state.series)
    published = [(source, series) for source in _in_order(sources) for series in source.series if series.indicator == one.id]
    # Several breakdowns of one file are one file.
    files = {source.id: _published(source, series, source.id in used) for source, series in published}
    if not files:
        return [_own(one, state.filled, titles, sources)]
    handed_in = [FileNeeded(True, "Figures that were handed in (indicator values).")] if asked.HANDED_IN in used else []
    return [*files.values(), *handed_in]


def _in_order(sources: Mapping[str, Source]) -> list[Source]:
    return sorted(sources.values(), key=lambda source: (source.order, source.id))


def _published(source: Source, series: PublishedSeries, loaded: bool) -> FileNeeded:
    return FileNeeded(loaded, f"{series.publication or source.title}. {series.choose or source.choose}")


def _own(one: Indicator, filled: bool, titles: Mapping[str, str], sources: Mapping[str, Source]) -> FileNeeded:
    """What no published table of figures gives: the source that it is counted from, and what stands nearest to it."""
    nearest = f" Nearest published, with another meaning: {titles[one.proxy]}." if one.proxy in titles else ""
    force = f" For the whole force alone: {sources[one.whole_force].title}." if one.whole_force in sources else ""
    return FileNeeded(filled, f"{one.file} {one.not_published}{nearest}{force}".strip())
