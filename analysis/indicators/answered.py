"""The figures of indicators, asked and made: the one way from a state to a Figure, for pages and for files alike.

A figure that cannot be made is a sentence that says why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from analysis.declared import sources as declarations
from analysis.figures.charts.notes import Note
from analysis.figures.figure import OPEN_GOVERNMENT_LICENCE, Caption, Figure
from analysis.figures.shown_release import ShownRelease
from analysis.indicators import asked as indicators
from analysis.indicators import (
    by_ward,
    by_year,
    cards,
    detail,
    group_figures,
    nearest,
    other_areas,
    overlapping_groups,
    overview,
    peer_figures,
    peers,
    ward_figures,
)
from analysis.indicators import figures as indicator_figures
from analysis.indicators.asked import Indicator
from analysis.indicators.by_ward import WardMonths
from analysis.indicators.indicator_state import IndicatorState
from analysis.indicators.what_changed import PillarState
from analysis.methods.control_chart import ControlChart
from analysis.methods.forecast import Forecast
from analysis.release import annotations
from analysis.release.questions.indicators import Annotations
from analysis.release.questions.places import Residents
from analysis.words import phrases
from analysis.words.periods import Period


@dataclass(frozen=True)
class WardCharts:
    """Every ward's control chart, and the figure that says what they say."""

    figure: Figure
    names: dict[str, str]
    charts: dict[str, ControlChart]


def caption(shown: ShownRelease, found: IndicatorState, area: str = "", period: Period | str = "") -> Caption:
    """Source, period, area and definition of an indicator's figure. area: where it is not the one the figures carry."""
    used = sources_of(found)
    info = shown.info()
    return shown.caption(
        "; ".join(f"{source.title}, {source.publisher}" for source in used),
        period or (indicators.period(found.series, found.breaks) if found.series else ""),
        area or indicator_figures.area(found.series, info["area_code"], info["area_name"]),
        definition=f"definition version {found.indicator.version}",
        attribution=OPEN_GOVERNMENT_LICENCE if any(source.licence for source in used) else "",
    )


def pillar(shown: ShownRelease, found: PillarState, where: Mapping[str, str] | None = None) -> Figure:
    """A pillar's indicators at a glance. where: of each that follows the wards chosen, their names; None where none are."""
    used = dict.fromkeys(source for state in found.states if state.filled for source in sources_of(state))
    named = "; ".join(f"{source.title}, {source.publisher}" for source in used)
    area = shown.info()["area_name"]
    attribution = OPEN_GOVERNMENT_LICENCE if any(source.licence for source in used) else ""
    said = shown.caption(named or "indicators", "the newest period of each", area, attribution=attribution)
    return indicator_figures.pillar(found, said, where, area)


def sources_of(found: IndicatorState) -> list[declarations.Source]:
    """The sources that an indicator's figures come from."""
    sources = declarations.sources()
    return [sources[origin] for origin in indicators.origins(found.series)] or [source_of(found.indicator)]


def source_of(indicator: Indicator) -> declarations.Source:
    """The source that an indicator is worked out from."""
    sources = declarations.sources()
    return sources.get(indicator.source, sources["indicator_values"])


def notes(shown: ShownRelease, indicator: Indicator) -> list[Note]:
    """The dated notes on this indicator in this area, and those on all; none in a release of before notes could be loaded."""
    if not shown.has("annotations"):
        return []
    found = annotations.read(shown.rows(Annotations))
    return [Note(one.day, one.text) for one in annotations.meant_for(found, indicator.id, shown.info()["area_code"])]


def figure(
    shown: ShownRelease, found: IndicatorState, where: str = "", *, fan: Forecast | None = None, height: int = 300
) -> Figure:
    """The chart of an indicator that has figures. where: the wards it is told for, in words."""
    return indicator_figures.indicator(
        found, caption(shown, found, where), notes=notes(shown, found.indicator), fan=fan, height=height
    )


def card(shown: ShownRelease, found: IndicatorState, chosen: tuple[str, ...]) -> Figure:
    """The card of an indicator; one of a published table says what the same table gives elsewhere, and who published it."""
    elsewhere = ""
    if other_areas.can_compare(found):
        compared = other_areas.same_period(found, shown.ask, shown.info()["area_code"], chosen)
        words = other_areas.line(found.indicator, compared) if compared else ""
        elsewhere = ". ".join(part for part in (words, sources_of(found)[0].publisher) if part) + "."
    return cards.card(found, caption(shown, found), elsewhere)


def on_board(shown: ShownRelease, found: IndicatorState) -> Figure:
    """The same with the few words that a board reads at the back of a room."""
    said = indicator_figures.hatched(found)
    return replace(figure(shown, found), sentence=overview.board_sentence(found), notes=(said,) if said else ())


def years(shown: ShownRelease, found: IndicatorState) -> Figure | str:
    """Its financial years with intervals."""
    if not by_year.told_by_year(found.indicator):
        return f"{found.indicator.name} is not told by financial year: its figures cannot be added up."
    return by_year.years(found, caption(shown, found))


def wards(shown: ShownRelease, found: IndicatorState, months: WardMonths) -> WardCharts:
    """A control chart for each ward, and what they say."""
    charts = by_ward.charts(found.indicator, months, found.breaks, found.rebases)
    names = dict(months.names)
    said = ward_figures.multiples(found.indicator, names, charts, caption(shown, found, "each ward"))
    return WardCharts(said, names, charts)


def funnel(shown: ShownRelease, found: IndicatorState, months: WardMonths) -> Figure | str:
    """The wards on a funnel plot, by the last 12 months where they can be added up."""
    total = found.year_total
    if total is None or total.refused:
        return f"No funnel plot. {total.refused if total else 'There are no 12 months to add up.'}"
    points = by_ward.funnel(found.indicator, months, total.first, total.last)
    if not points:
        return "No funnel plot: no population of the wards is loaded."
    said = caption(shown, found, "each ward", phrases.days(total.first, total.last))
    return ward_figures.funnel(found.indicator, points, total.first, total.last, said)


def groups(shown: ShownRelease, found: IndicatorState) -> Figure | str:
    """The total with each of its groups."""
    answers = indicators.answers([found.indicator], shown.ask)
    month = overlapping_groups.of_month(found.indicator, answers)
    year = overlapping_groups.of_year(found.indicator, answers)
    if month is None or year is None:
        return "No groups: figures handed in do not tell them apart. It needs the partner extract."
    first = month.first if year.refused else year.first
    return group_figures.groups(found.indicator, month, year, caption(shown, found, period=phrases.days(first, month.last)))


def partnerships(shown: ShownRelease, found: IndicatorState, chosen: tuple[str, ...]) -> Figure | str:
    """The area beside its peers over the last 12 months. chosen: the partnerships that the settings name."""
    residents = shown.row(Residents).residents
    beside = peers.compare(found, shown.ask, chosen, residents)
    if beside is None or beside.refused:
        return f"No comparison: {beside.refused if beside else 'there are no 12 months to compare.'}"
    said = caption(shown, found, "partnerships", phrases.days(beside.first, beside.last))
    return peer_figures.beside(found.indicator, beside, shown.info()["area_name"], said)


def areas(shown: ShownRelease, found: IndicatorState, chosen: tuple[str, ...]) -> Figure | str:
    """The area beside other local authorities and England, in the period of its newest figure."""
    info = shown.info()
    compared = other_areas.same_period(found, shown.ask, info["area_code"], chosen)
    if compared is None:
        return "No comparison: no other area has a figure of this period."
    said = caption(shown, found, "local authorities", phrases.days(compared.first, compared.last))
    return other_areas.beside(found, compared, info["area_name"], said)


def of_forces(shown: ShownRelease, found: IndicatorState) -> list[Figure]:
    """What is published of it for the area's whole forces alone, one figure a force."""
    figures: list[Figure] = []
    for force in nearest.of_forces(found.indicator, shown.ask):
        source, points = declarations.sources()[found.indicator.whole_force], force.line.points
        period = phrases.days(points[0].first, points[-1].last)
        said = shown.caption(f"{source.title}, {source.publisher}", period, f"{force.force}, the whole force")
        figures.append(nearest.force_figure(found.indicator.id, force, shown.info()["area_name"], said))
    return figures


def feeds(shown: ShownRelease, found: IndicatorState) -> Figure:
    """The extracts that feed the indicator."""
    return detail.feeds(found.indicator, shown.ask("coverage"), source_of(found.indicator), caption(shown, found))
