"""The expected range of an indicator's next six months, or why there is none."""

from analysis.indicators.indicator_state import IndicatorState
from analysis.methods import forecast
from analysis.methods.forecast import Forecast


def forecast_refused(found: IndicatorState) -> str:
    """Why the next six months' range cannot be worked out, told at once; empty where it can."""
    if not found.series or found.indicator.chart != "control" or found.indicator.frequency != "month":
        return "No forecast: only indicators by month have one."
    if found.quarters:
        return "No forecast: its months count too few and are added up by quarter."
    return forecast.refusal(found.series[0].points, found.breaks, found.rebases)


def forecast_of(found: IndicatorState) -> Forecast:
    """The expected range of the next six months. Slow (it fits models): never in the way of a page."""
    if refused := forecast_refused(found):
        return Forecast(refused=refused)
    highest = 100.0 if found.indicator.is_share else None
    return forecast.forecast(found.series[0].points, breaks=found.breaks, rebases=found.rebases, highest=highest)
