"""An indicator's figure as pages take it: with its caption and the notes that analysts have dated."""

import streamlit as st

from analysis.declared import sources as declarations
from analysis.figures.charts.notes import Note
from analysis.figures.figure import OPEN_GOVERNMENT_LICENCE, Caption
from analysis.indicators import asked as indicators
from analysis.indicators import figures as indicator_figures
from analysis.indicators import outlook
from analysis.indicators.asked import Indicator
from analysis.indicators.indicator_state import IndicatorState
from analysis.methods.forecast import Forecast
from analysis.release import annotations
from analysis.words.periods import Period
from pages.shared import ask


def caption(found: IndicatorState, area: str = "", period: Period | str = "") -> Caption:
    """Source, period, area and definition of an indicator's figure. area: where it is not the one the figures carry."""
    used = sources_of(found)
    info = ask.release_info()
    return ask.caption(
        "; ".join(f"{source.title}, {source.publisher}" for source in used),
        period or (indicators.period(found.series, found.breaks) if found.series else ""),
        area or indicator_figures.area(found.series, info["area_code"], info["area_name"]),
        definition=f"definition version {found.indicator.version}",
        attribution=OPEN_GOVERNMENT_LICENCE if any(source.licence for source in used) else "",
    )


def sources_of(found: IndicatorState) -> list[declarations.Source]:
    """The sources that an indicator's figures come from."""
    sources = declarations.sources()
    return [sources[origin] for origin in indicators.origins(found.series)] or [source_of(found.indicator)]


def source_of(indicator: Indicator) -> declarations.Source:
    """The source that an indicator is worked out from."""
    sources = declarations.sources()
    return sources.get(indicator.source, sources["indicator_values"])


def notes(indicator: Indicator) -> list[Note]:
    """The dated notes on this indicator in this area, and those on all."""
    found = annotations.meant_for(_annotations(ask.release_id()), indicator.id, ask.release_info()["area_code"])
    return [Note(each.day, each.text) for each in found]


def forecast_of(found: IndicatorState, where: str) -> Forecast:
    """The expected range of the next months, worked out once for a release, an indicator and the places chosen."""
    return _forecast(ask.release_id(), found.indicator.id, where, found)


@st.cache_resource(max_entries=40, show_spinner=False)
def _forecast(release: str, indicator: str, where: str, _found: IndicatorState) -> Forecast:
    return outlook.forecast_of(_found)


@st.cache_resource(max_entries=2, show_spinner=False)
def _annotations(release: str) -> list[annotations.Annotation]:
    """Every note of the release; none where it was built before notes could be loaded."""
    known = set(ask.cached("tables")["name"])
    return annotations.read(ask.cached("annotations")) if "annotations" in known else []
