"""Charts as slides hold them: categories and series that can be edited, where the kind of chart allows it.

They are read from a cleared figure's chart alone, so that the workbook inside a slide holds what was shown and nothing more.
"""

from __future__ import annotations

import calendar
import contextlib
import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any, Literal

import pandas as pd

from analysis.figures.charts.palette import BLUE, CONTEXT_GREY
from analysis.figures.figure import Cleared
from analysis.words import phrases
from analysis.words.months import shifted

MOST_BARS, MOST_LINES = 15, 6
LIMITS: Mapping[str, str] = {"Average": "Average", "Usual from": "Usual from", "Usual to": "Usual to"}
"""Columns of an indicator's table that stand as lines beside its figures."""
NOT_COMPARABLE = "not comparable"
MONTH = re.compile("|".join(calendar.month_name[1:]))
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
OWN_SCALE = re.compile(r" \(axis begins at .*\)$")
"""What the axis of the page's chart says of its scale; that of a slide has its own."""


@dataclass(frozen=True)
class NativeSeries:
    """One line, or the bars: its name, a number (or None: a gap) for each category, its colour, and whether it is dashed."""

    name: str
    values: tuple[float | None, ...]
    colour: str = BLUE
    dashed: bool = False


@dataclass(frozen=True)
class NativeChart:
    """A chart of lines or bars. unit: the title of the axis of values."""

    kind: Literal["lines", "bars"]
    categories: tuple[str, ...]
    series: tuple[NativeSeries, ...]
    unit: str
    months: tuple[date, ...] = ()
    """The months of the categories, where they are months in a row: an axis of days has room for a few of them alone."""


def native(figure: Cleared) -> NativeChart | None:
    """The figure's chart where slides can hold it; None where it is a map, or of another kind."""
    if not isinstance(figure.chart, dict):
        return None
    traces = [trace for trace in figure.chart["data"] if trace.get("fill") != "toself"]
    if len(traces) == 1 and traces[0]["type"] == "bar":
        return _bars(traces[0], figure.chart["layout"])
    lines = [trace for trace in traces if trace["type"] == "scatter" and "lines" in str(trace.get("mode"))]
    told = [trace for trace in lines if trace.get("meta") is None]
    if not told or len({trace.get("yaxis", "y") for trace in told}) > 1 or any(trace["type"] != "scatter" for trace in traces):
        return None
    return _lines(figure, told)


def _bars(trace: Mapping[str, Any], layout: Mapping[str, Any]) -> NativeChart | None:
    labels, values = trace.get("y") or [], trace.get("x") or []
    named = all(isinstance(label, str) for label in labels)
    plain = named and all(isinstance(value, int | float) and value >= 0 for value in values)
    if trace.get("orientation") != "h" or not 0 < len(labels) <= MOST_BARS or not plain:
        return None
    unit = _label(layout.get("xaxis", {}).get("title", {}).get("text", ""))
    series = NativeSeries(phrases.capital(unit) or "Number", tuple(map(_number, values)))
    return NativeChart("bars", tuple(map(_label, labels)), (series,), unit)


def _lines(figure: Cleared, told: Sequence[Mapping[str, Any]]) -> NativeChart | None:
    """The lines of a chart over the periods of its first. Two points of one period would need two categories: then none."""
    days = list(dict.fromkeys(str(day) for day in told[0]["x"] if day is not None))
    if not all(DAY.fullmatch(day) for day in days):
        return None
    unit = OWN_SCALE.sub("", _label(_value_axis(figure).get("title", {}).get("text", "")))
    categories = _categories(told[0], days)
    series: list[NativeSeries] = []
    for trace in told:
        points = [(str(day), value) for day, value in zip(trace["x"], trace["y"], strict=True) if value is not None]
        known = dict(points)
        if len(known) < len(points) or not set(known) <= set(days):
            return None
        colour = (trace.get("line") or {}).get("color", BLUE)
        name = _label(str(trace.get("name") or ""))
        broken = name.endswith(NOT_COMPARABLE) or NOT_COMPARABLE in name
        values = tuple(_number(known.get(day)) for day in days)
        if any(value is not None for value in values):
            series.append(NativeSeries(_named(name, unit, figure.table), values, colour, dashed=broken))
    series += _limits(figure.table, categories)
    if not 0 < len(series) <= MOST_LINES:
        return None
    return NativeChart("lines", tuple(map(_short, categories)), tuple(series), unit, _months(categories))


def _months(categories: Sequence[str]) -> tuple[date, ...]:
    """The months that the categories name, where they are months in a row. The days of a chart that is folded are moved."""
    found = [_month(category) for category in categories]
    known = [month for month in found if month]
    in_a_row = len(known) == len(found) and all(shifted(one, 1) == other for one, other in pairwise(known))
    return tuple(known) if in_a_row else ()


def _month(category: str) -> date | None:
    for form in ("%B %Y", "%b %Y"):
        with contextlib.suppress(ValueError):
            return datetime.strptime(category, form).date()
    return None


def _categories(trace: Mapping[str, Any], days: Sequence[str]) -> list[str]:
    """The periods in words, as the chart says them; months by their days where it does not."""
    words = trace.get("text")
    if isinstance(words, list) and len(words) == len(trace["x"]):
        said = dict(zip(map(str, trace["x"]), words, strict=True))
        return [_label(str(said[day])).partition(":")[0] for day in days]  # "March 2025: 12. Within the usual range"
    return [phrases.short_month(pd.Timestamp(day).date()) for day in days]


def _short(period: str) -> str:
    """A period as an axis has room for: "Apr to Jun 2025"."""
    return MONTH.sub(lambda found: found[0][:3], period)


def _limits(table: pd.DataFrame, categories: Sequence[str]) -> list[NativeSeries]:
    """Average and usual range, by the periods of the table."""
    if "Period" not in table or "Breakdown" in table:
        return []
    rows = table.drop_duplicates("Period").set_index("Period")
    found: list[NativeSeries] = []
    for heading, name in LIMITS.items():
        if heading in rows:
            values = tuple(_number(rows[heading].get(period)) for period in categories)
            if any(value is not None for value in values):
                found.append(NativeSeries(name, values, CONTEXT_GREY, dashed=heading != "Average"))
    return found


def _value_axis(figure: Cleared) -> Mapping[str, Any]:
    assert isinstance(figure.chart, dict)
    return figure.chart["layout"].get("yaxis", {})


def _named(name: str, unit: str, table: pd.DataFrame) -> str:
    """A line's name for its key; the judged one, which a page labels with its figure, by its breakdown or by what it counts."""
    if name in ("", "value"):
        return _label(str(table["Breakdown"].iloc[0])) if "Breakdown" in table else phrases.capital(unit) or "Number"
    return phrases.capital(name)


def _label(text: str) -> str:
    """A label of a chart as plain text that no spreadsheet takes for a formula."""
    said = html.unescape(text).replace("\u2009", " ").strip()
    return f"\u2060{said}" if said.startswith(("=", "+", "-", "@")) else said


def _number(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)
