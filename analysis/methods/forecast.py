"""The expected range of the next six months, with its record: a model is chosen by what it would have said before.

Only months after the last break count, at least 36 of them in a row. Four models are tried on the past (`back_test`): last
year's month again, and three forms of exponential smoothing (statsmodels; Hyndman, Koehler, Ord & Snyder 2008, "Forecasting with
Exponential Smoothing"). The one with the smallest mean error is used, and how often its ranges held is told beside it.
Nothing is drawn at random: the same months give the same forecast.
"""

import math
import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

import numpy as np

from analysis.declared.targets import Target
from analysis.methods import rates, series
from analysis.methods.series import Break, Numbers, Point, Rebase
from analysis.words import phrases

AHEAD = 6  # months
FEWEST = 36  # comparable months in a row: three of each calendar month
SEASON = 12
TRAINED_ON = 24  # the shortest past that a back-test starts from: two of each calendar month
ORIGINS = 12  # the back-test forecasts from each of at most so many months
LEVELS = (0.5, 0.8, 0.95)  # the bands of the fan
TOO_NARROW = 0.85  # a 95% range that held less often than this says so
# The professional head of intelligence assessment's probability yardstick, as UK police use it (College of Policing, APP
# intelligence): the highest percentage of each band, probabilities being rounded to 5%.
YARDSTICK = (
    (5, "remote chance"),
    (20, "highly unlikely"),
    (35, "unlikely"),
    (50, "realistic possibility"),
    (75, "likely"),
    (90, "highly likely"),
    (100, "almost certain"),
)


@dataclass(frozen=True)
class Prediction:
    """What one model says of the next months: the middle, and the covariance of the errors (months × months)."""

    middle: Numbers
    covariance: Numbers

    def band(self, level: float) -> tuple[Numbers, Numbers]:
        """The range that holds a month with that probability."""
        reach = rates.normal_quantile(level) * np.sqrt(np.diag(self.covariance))
        return self.middle - reach, self.middle + reach


Model = Callable[[Numbers], Prediction]


@dataclass(frozen=True)
class BackTest:
    """How a model would have done. forecasts: how many months it was tested on, counted once for each month it started from.

    held: level → share of those months that fell within its range; error: mean absolute error, in the unit of the values.
    """

    model: str
    forecasts: int
    error: float
    held: dict[float, float]

    def words(self) -> str:
        """The record in a sentence."""
        widest = max(self.held)
        right = round(self.held[widest] * self.forecasts)
        said = f"Tried on the past, {right} of {self.forecasts} forecast months ({phrases.percentage(self.held[widest])}) fell"
        caution = " That is too seldom: expect months outside it." if self.held[widest] < TOO_NARROW else ""
        return f"{said} within the {100 * widest:.0f}% range.{caution}"


@dataclass(frozen=True)
class ForecastMonth:
    """One month to come. bands: level → (lower, upper), in the unit of the values."""

    first: date
    last: date
    middle: float
    bands: dict[float, tuple[float, float]]


@dataclass(frozen=True)
class Forecast:
    """The expected range of the next months; refused: the reason in words where there is none.

    first, last: the days from which and to which the months counted; tests: the record of every model, the chosen one first.
    """

    months: tuple[ForecastMonth, ...] = ()
    model: str = ""
    first: date | None = None
    last: date | None = None
    tests: tuple[BackTest, ...] = ()
    prediction: Prediction | None = None
    refused: str = ""


@dataclass(frozen=True)
class Outlook:
    """Whether the next months are on course for a target. probability: of one, None where refused; words: the band."""

    probability: float | None
    words: str


def forecast(
    points: Iterable[Point],
    *,
    breaks: Sequence[Break] = (),
    rebases: Sequence[Rebase] = (),
    lowest: float | None = 0.0,
    highest: float | None = None,
) -> Forecast:
    """The next six months' expected range.

    points: months, in any order; lowest, highest: values that cannot be passed (0 for counts and rates, 100 for percentages).
    Refused, with the reason: other periods than months, no figure since a break, fewer than 36 months in a row after the last
    break, recorded decision or missing month.
    """
    found = series.marked(points, breaks)
    months, refused = _usable(found, breaks, rebases)
    if refused:
        return Forecast(refused=refused)
    values = series.values(months, range(len(months)))
    tests = sorted((back_test(name, model, values) for name, model in MODELS.items()), key=lambda test: test.error)
    chosen = tests[0].model
    prediction = MODELS[chosen](values)
    bands = {level: prediction.band(level) for level in LEVELS}
    ahead = series.monthly(months[-1].last + timedelta(days=1), [0.0] * AHEAD)
    drawn = tuple(
        ForecastMonth(
            month.first,
            month.last,
            _within(float(prediction.middle[step]), lowest, highest),
            {
                level: (_within(low[step], lowest, highest), _within(high[step], lowest, highest))
                for level, (low, high) in bands.items()
            },
        )
        for step, month in enumerate(ahead)
    )
    return Forecast(drawn, chosen, months[0].first, months[-1].last, tuple(tests), prediction)


def refusal(points: Iterable[Point], breaks: Sequence[Break] = (), rebases: Sequence[Rebase] = ()) -> str:
    """Why no forecast can be made of these points, told without fitting any model; empty where one can."""
    return _usable(series.marked(points, breaks), breaks, rebases)[1]


def on_course(found: Forecast, target: Target) -> Outlook:
    """How likely the average of the next six months meets the target, as a band of the probability yardstick."""
    if found.prediction is None:
        return Outlook(None, f"No outlook: {found.refused}")
    middle = float(found.prediction.middle.mean())
    spread = math.sqrt(max(float(found.prediction.covariance.mean()), 0.0))
    below = _normal_below(target.value, middle, spread)
    probability = below if target.direction == "at_most" else _normal_below(-target.value, -middle, spread)
    percent = 5 * round(20 * probability)
    said = {0: "5% or less", 5: "5% or less", 95: "95% or more", 100: "95% or more"}.get(percent, f"about {percent}%")
    span = series.named(found.months)
    return Outlook(
        probability,
        f"On course for the target of {target.words()} a month: {band(probability)} ({said}), by the average of {span}.",
    )


def band(probability: float) -> str:
    """The probability yardstick's word for a probability of one, rounded to 5%."""
    percent = 5 * round(20 * probability)
    return next(word for upper, word in YARDSTICK if percent <= upper)


def back_test(name: str, model: Model, values: Numbers) -> BackTest:
    """A model's forecasts from each of the last months that leave six to check, each made from the months before it alone."""
    last = len(values) - AHEAD
    errors: list[Numbers] = []
    held: dict[float, list[bool]] = {level: [] for level in LEVELS}
    for origin in range(max(TRAINED_ON, last - ORIGINS + 1), last + 1):
        prediction, came = model(values[:origin]), values[origin : origin + AHEAD]
        errors.append(np.abs(came - prediction.middle))
        for level in LEVELS:
            low, high = prediction.band(level)
            held[level] += ((low <= came) & (came <= high)).tolist()
    shares = {level: sum(inside) / len(inside) for level, inside in held.items()}
    return BackTest(name, AHEAD * len(errors), float(np.mean(errors)), shares)


# Models


def same_month_a_year_before(values: Numbers) -> Prediction:
    """Last year's month again; the errors are those of every month against the same month a year before."""
    changes = values[SEASON:] - values[:-SEASON]
    variance = float(np.mean(changes**2))
    return Prediction(values[-SEASON:][:AHEAD].copy(), variance * np.eye(AHEAD))


def smoothed(values: Numbers) -> Prediction:
    """Simple exponential smoothing: a level that moves, ETS(A,N,N)."""
    return _ets(values, trend=False, season=False)


def smoothed_with_season(values: Numbers) -> Prediction:
    """A level that moves and a season, ETS(A,N,A)."""
    return _ets(values, trend=False, season=True)


def damped_trend_with_season(values: Numbers) -> Prediction:
    """A level, a trend that dies away and a season, ETS(A,Ad,A)."""
    return _ets(values, trend=True, season=True)


MODELS: dict[str, Model] = {
    "the same month a year before": same_month_a_year_before,
    "exponential smoothing": smoothed,
    "exponential smoothing with a season": smoothed_with_season,
    "exponential smoothing with a season and a damped trend": damped_trend_with_season,
}


def _ets(values: Numbers, trend: bool, season: bool) -> Prediction:
    """An additive model fitted by statsmodels; the covariance by the formula for such models (Hyndman et al. 2008, chapter 6)."""
    if float(np.ptp(values)) == 0:  # nothing to fit: the value stays
        return Prediction(np.full(AHEAD, values[-1]), np.zeros((AHEAD, AHEAD)))
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel  # imported here: it takes seconds

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a fit that stops at a bound is judged by the back-test, not by its messages
        model = ETSModel(
            values,
            error="add",
            trend="add" if trend else None,
            damped_trend=trend,
            seasonal="add" if season else None,
            seasonal_periods=SEASON if season else None,
            initialization_method="heuristic",
        )
        fitted = cast("Any", model.fit(disp=False))
    alpha, beta = float(fitted.smoothing_level), float(fitted.smoothing_trend) if trend else 0.0
    phi = float(fitted.damping_trend) if trend else 0.0
    fitted_on = 1 + 2 * trend + season + 1 + trend + (SEASON - 1) * season  # smoothing parameters and starting states
    variance = float(fitted.sse) / max(len(values) - fitted_on, 1)
    return Prediction(np.asarray(fitted.forecast(AHEAD), dtype=np.float64), variance * _error_shape(alpha, beta, phi))


def _error_shape(alpha: float, beta: float, phi: float) -> Numbers:
    """Covariance of the errors 1 to 6 months ahead for error variance 1: an error moves level and trend of all later months."""
    weights = [1.0] + [alpha + beta * sum(phi**power for power in range(1, step + 1)) for step in range(1, AHEAD)]
    moved = np.array([[weights[row - column] if row >= column else 0.0 for column in range(AHEAD)] for row in range(AHEAD)])
    return moved @ moved.T


# What may be forecast


def _usable(found: Sequence[Point], breaks: Sequence[Break], rebases: Sequence[Rebase]) -> tuple[list[Point], str]:
    """The months after the last break, decision or gap; or the reason why they do not do."""
    known = [point for point in found if point.value is not None]
    if not known:
        return [], "No forecast: there are no figures."
    if any(series.period_noun(point) != "month" for point in known) or series.overlapping(found):
        return [], "No forecast is made of anything but months."
    if not known[-1].comparable:
        return [], f"No forecast: the latest month is not comparable. {known[-1].reason.rstrip('.')}."
    segment = series.segments(found, breaks, rebases)[-1]
    run = series.stretches(found, segment.positions)
    months = [found[position] for position in run[-1]] if run else []
    if len(months) >= FEWEST:
        return months, ""
    since = f" since the last break or decision ({segment.begins.rstrip('.')})" if segment.begins else ""
    if len(run) > 1:
        between = [point for point in found if point.value is None and point.last < months[0].first]
        since = f" since a month that is {'not shown' if between and between[-1].hidden else 'missing'}"
    return [], f"No forecast: {phrases.count(len(months), 'comparable month')} in a row{since}; {FEWEST} are needed."


def _within(value: float, lowest: float | None, highest: float | None) -> float:
    value = float(value) if lowest is None else max(float(value), lowest)
    return value if highest is None else min(value, highest)


def _normal_below(value: float, middle: float, spread: float) -> float:
    if spread == 0:
        return 1.0 if middle <= value else 0.0
    return 0.5 * math.erfc((middle - value) / (spread * math.sqrt(2)))
