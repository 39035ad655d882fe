"""The hospital's count of assaults beside the police's: by calendar quarter, for the area, a zone, or the night.

The two see different people: many who are hurt call no police, many who are recorded need no hospital. So one is told per 100 of
the other, never as a share of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from analysis import access
from analysis.figures import disclosure, kept_back
from analysis.figures.charts import control, heat
from analysis.figures.figure import OPEN, Caption, Counted, Figure
from analysis.figures.kept_back import Reason
from analysis.figures.other_worlds import Sum
from analysis.methods import count_charts, series, withheld
from analysis.methods.comparison import SMALLEST_BASE
from analysis.methods.control_chart import ControlChart
from analysis.methods.series import Break, Point
from analysis.methods.withheld import SMALLEST_SHOWN
from analysis.night.purple_flag import LEFT_OUT
from analysis.words import fields, phrases
from analysis.words.months import MONTHS_A_YEAR, QUARTERS_A_YEAR, quarter_end

ALL, NIGHT = "all", "night"
NOT_THE_SAME = "Not the same people: many who are hurt call no police, and many who are recorded need no hospital."
NOT_LOADED = (
    "What hospitals see is not loaded. It takes the trust's monthly data set on assaults (Information Sharing to Tackle "
    "Violence), and for zones a list of what its words of places mean (istv_places)."
)
MATCHED_ONLY = (
    "In a zone: where the patient's words of the place mean it by the partnership's list. The words themselves are shown nowhere."
)
BLANK = f"Shown as c: {disclosure.FEW}, or another that would tell it. Blank: a quarter of which a site's file is missing."
BESIDE_PURPLE_FLAG = f"c: not shown, {Reason.UNTOLD.value}"
KEPT_BESIDE = f"Shown as c: {disclosure.FEW}, or a quarter that would tell so few beside the table for Purple Flag."
TO_FIVE = 5  # shares of completeness are rounded, so that they tell no 1 to 4 people


def shown_quarters(rows: pd.DataFrame, of_kind: Sequence[str]) -> dict[str, list[Point]]:
    """Place → its quarters, with what may be shown of them. rows: as `hospital_quarters` answers. of_kind: the night-time zones.

    A count of 1 to 4 is marked as hidden; one kept back for another's sake is a gap.
    """
    found: dict[str, list[Point]] = {str(place): [] for place in rows["place"].unique()}
    for quarter, group in rows.groupby("quarter", sort=True):
        first = pd.Timestamp(str(quarter)).date()
        counts = {
            str(place): None if pd.isna(n) else float(n) for place, n in zip(group["place"], group["attendances"], strict=True)
        }
        known = {place: count for place, count in counts.items() if count is not None}
        back = kept_back.hidden(*_with_rests(known, of_kind), list(known)) if known else dict[str, Reason]()
        for place, count in counts.items():
            hidden = count is not None and disclosure.too_few(count)
            value = None if count is None or place in back else count
            found[place].append(Point(first, quarter_end(first), value, hidden=hidden, status=_status(count, back.get(place))))
    return found


def _status(count: float | None, reason: Reason | None) -> str:
    if count is None:
        return "no file"
    return f"c: not shown, {reason.value}" if reason else "final"


def _with_rests(known: Mapping[str, float], of_kind: Sequence[str]) -> tuple[dict[str, float], list[Sum[str]]]:
    zones = [place for place in known if place not in (ALL, NIGHT)]
    every = dict(known) | {"elsewhere": known[ALL] - sum(known[zone] for zone in zones)}
    every["night-time zones"] = sum(known[zone] for zone in zones if zone in of_kind)
    every["by day"] = every["night-time zones"] - known[NIGHT]
    sums = [Sum(ALL, (*zones, "elsewhere")), Sum("night-time zones", (NIGHT, "by day"))]
    return every, [*sums, Sum("night-time zones", tuple(zone for zone in zones if zone in of_kind))]


def chart_of(points: Sequence[Point], breaks: Sequence[Break] = ()) -> ControlChart:
    """The control chart of quarters of which some are hidden: judged by what is told of them (`withheld`)."""
    if not any(point.hidden for point in points):
        return count_charts.count_chart(points, "no_judgement", breaks=breaks)
    middle, *extremes = (
        count_charts.count_chart(withheld.with_stand_ins(points, {}, taken), "no_judgement", breaks=breaks)
        for taken in (withheld.MIDDLE, *withheld.EXTREMES)
    )
    return withheld.veiled(withheld.judged(withheld.drawn(middle, extremes), extremes), points, {})


def per_hundred(seen: Sequence[Point], recorded: Sequence[Point], breaks: Sequence[Break] = ()) -> str:
    """Seen at hospital per 100 recorded by the police in the newest four quarters that both hold, in a sentence, or why not."""
    ends = [{point.last for point in points if point.value is not None or point.hidden} for points in (seen, recorded)]
    both = sorted(ends[0] & ends[1])
    if not both:
        return "Seen at hospital per 100 recorded by the police is not worked out: no quarter is whole in both."
    last = both[-1]
    newest = range(_number(last) - QUARTERS_A_YEAR + 1, _number(last) + 1)
    inside = [[point for point in points if _number(point.last) in newest] for points in (seen, recorded)]
    when = phrases.days(inside[0][0].first, last)
    refused = f"Seen at hospital per 100 recorded by the police, {when}: not worked out"
    if any(point.hidden for points in inside for point in points):
        return f"{refused}, since the count of a quarter is not shown."
    if any(len(points) < QUARTERS_A_YEAR or any(point.value is None for point in points) for points in inside):
        return f"{refused}, since a quarter lacks a file of a site or of the police, or is kept back."
    marked = [series.marked(points, breaks) for points in inside]
    if broken := [point.reason for points in marked for point in points if not point.comparable]:
        return f"{refused}. Not comparable: {broken[0].rstrip('.')}."
    hurt, police = (sum(point.value or 0 for point in points) for points in inside)
    if min(hurt, police) < SMALLEST_BASE:
        return f"{refused}, on fewer than {SMALLEST_BASE}."
    return (
        f"Seen at hospital per 100 recorded by the police, {when}: {phrases.number(round(100 * hurt / police))}. {NOT_THE_SAME}"
    )


def _number(last: date) -> int:
    return last.year * 4 + last.month // 3


@dataclass(frozen=True)
class Side:
    """One of the two counts that stand side by side. is_open: published, so that nothing of it is hidden."""

    id: str
    what: str
    unit: str
    notes: tuple[str, ...] = ()
    is_open: bool = False


SEEN = Side("hospital_seen", "Seen at hospital after an assault", "people", (MATCHED_ONLY, BLANK))
RECORDED = Side("hospital_recorded", "Recorded by the police", "crimes", is_open=True)
RECORDED_AT_NIGHT = Side("hospital_recorded", "Recorded by the police", "offences", (LEFT_OUT, KEPT_BESIDE))
"""From the force's own list, which alone has hours."""


def side(
    one: Side, name: str, points: Sequence[Point], caption: Caption, breaks: Sequence[Break] = (), ratio: str = ""
) -> Figure:
    """The control chart of one count by quarter. name: of the place. ratio: the sentence of `per_hundred`, where it stands."""
    chart = chart_of(points, breaks)
    latest = chart.latest
    said = "no figure yet"
    if latest is not None:
        count = phrases.counted(latest.value, one.unit) if latest.value is not None else f"{disclosure.FEW} {one.unit}"
        said = f"{count} {one.what[:1].lower()}{one.what[1:]} in {phrases.days(latest.first, latest.last)}"
    usual = f"Usual range {chart.usual_range}." if chart.usual_range and not chart.provisional else ""
    words = (chart.refused or chart.words).rstrip(".")
    quarters = [phrases.days(point.first, point.last) for point in points]
    return Figure(
        id=one.id,
        topic=True,
        title=one.what,
        sentence=" ".join(part for part in (f"{name}: {said}.", usual, ratio) if part),
        chart=control.control_chart(chart, f"{one.unit} a quarter") if chart.points else None,
        table=pd.DataFrame(
            {"Quarter": quarters, one.what: [point.value for point in points], "Status": [_told(point) for point in points]}
        ).iloc[::-1],
        caption=caption,
        counts=OPEN if one.is_open else Counted(("Quarter",), (one.what,), words=("Status",), nouns=(one.unit,)),
        notes=(f"{phrases.capital(words)}.", *one.notes) if words else one.notes,
        formats={one.what: "localized"},
    )


def _told(point: Point) -> str:
    """The status of a quarter in a table: of the police's own list too, whose quarters are hidden by the months."""
    return f"c: not shown, {disclosure.FEW}" if point.hidden and "not shown" not in point.status else point.status


def completeness(rows: pd.DataFrame, caption: Caption) -> Figure:
    """How complete the files of each site are in its newest 12 months. rows: as `hospital_sites` answers, with what is shown."""
    sites = [_site(str(site), group.tail(12)) for site, group in rows.groupby("site_code", sort=True)]
    lacking = [f"{one['Site']} ({one['Months without a file']})" for one in sites if one["Months without a file"]]
    said = (
        f"Months without a file: {', '.join(lacking)}." if lacking else "Every site has a file of each of the newest 12 months."
    )
    return Figure(
        id="hospital_completeness",
        topic=True,
        title="How complete the hospital's files are",
        sentence=said,
        chart=None,
        table=pd.DataFrame(sites),
        caption=caption,
        counts=Counted(
            ("Site",),
            (SEEN_AT_SITE,),
            derived=dict.fromkeys(SHARES, (SEEN_AT_SITE,)),
            words=("Months without a file",),
            nouns=("people",),
        ),
        notes=(
            f"{withheld.STEPS_TOLD}.",
            f"Shares are rounded to {TO_FIVE}, and left blank on fewer than {SMALLEST_BASE}. A month without a file is a gap.",
        ),
        formats=dict.fromkeys(SHARES, "%d"),
    )


def by_month(rows: pd.DataFrame, caption: Caption) -> Figure:
    """How complete each site's file of each of the newest 12 months is. rows: as `hospital_sites` answers.

    No number of attendances stands here: with a year's beside it, one month's could be worked out.
    """
    last = rows["month"].max()
    newest = rows[rows["month"] > last - pd.DateOffset(months=MONTHS_A_YEAR)].sort_values(["site_code", "month"])
    lines = [_month_of_site(one) for one in fields.lines(newest)]
    sites, months = list(dict.fromkeys(one["Site"] for one in lines)), list(dict.fromkeys(one["Month"] for one in lines))
    held = {(one["Site"], one["Month"]): one for one in lines}
    placed = [[held[site, month]["Place told (%)"] for month in months] for site in sites]
    gaps = sum(one["File"] == "no file" for one in lines)
    said = (
        "Every site has a file of every month"
        if not gaps
        else f"{phrases.capital(phrases.count(gaps, 'month'))} of a site without a file"
    )
    lowest = min((value for line in placed for value in line if value is not None), default=None)
    told = f"; the place is told of {lowest}% or more of a month's people" if lowest is not None else ""
    return Figure(
        id="hospital_months",
        topic=True,
        title="How complete the hospital's files are, month by month",
        sentence=f"{said}{told}.",
        chart=heat.heat_table(sites, months, placed, "% with the place told"),
        table=pd.DataFrame(lines),
        caption=caption,
        counts=Counted(("Site", "Month"), derived=dict.fromkeys(SHARES, ()), words=("File",)),
        notes=(
            f"In the chart: of how many the place is told, in percent. Rounded to {TO_FIVE}, and blank on fewer than "
            f"{SMALLEST_BASE} or without a file.",
        ),
        formats=dict.fromkeys(SHARES, "%d"),
    )


SEEN_AT_SITE = "Attendances (rounded)"
SHARES = {"Time told (%)": "timed", "Place told (%)": "placed", "Place matched (%)": "matched"}


def _month_of_site(one: Mapping[str, Any]) -> dict[str, Any]:
    known = bool(one["covered"]) and one["attendances"] >= SMALLEST_BASE
    return {
        "Site": str(one["site_code"]),
        "Month": phrases.short_month(one["month"].date()),
        "File": "loaded" if one["covered"] else "no file",
        **{
            heading: int(TO_FIVE * round(100 * one[column] / one["attendances"] / TO_FIVE)) if known else None
            for heading, column in SHARES.items()
        },
    }


def few_hidden(rows: pd.DataFrame) -> pd.DataFrame:
    """The answer to `hospital_sites` without attendances where those of a site in a year may not be shown.

    All sites go then: with the quarters of all together, the others would tell it.
    """
    sums = rows.groupby("site_code")["attendances"].apply(lambda counts: counts.tail(MONTHS_A_YEAR).sum())
    few = (sums < withheld.STEP).any() and not access.sees_all()
    return rows.assign(attendances=float("nan")) if few else rows


def _site(site: str, rows: pd.DataFrame) -> dict[str, Any]:
    missing = [month.date() for month in rows.loc[~rows["covered"].astype(bool), "month"]]
    total = rows["attendances"].sum(min_count=1)

    def share(column: str) -> int | None:
        if pd.isna(total) or total < SMALLEST_BASE:
            return None
        return int(TO_FIVE * round(100 * float(rows[column].sum()) / float(total) / TO_FIVE))

    return {
        "Site": site,
        "Months without a file": phrases.month_runs(missing),
        SEEN_AT_SITE: None if pd.isna(total) else _told_of_site(float(total)),
        "Time told (%)": share("timed"),
        "Place told (%)": share("placed"),
        "Place matched (%)": share("matched"),
    }


def _told_of_site(people: float) -> int:
    """Rounded down; a few whom `few_hidden` should have taken out stay few, for the gate to see: they are no nought."""
    return int(people if access.sees_all() else withheld.in_steps(people) or people)


def nights_by_quarter(months: Sequence[Point], assessed: Sequence[Point]) -> list[Point]:
    """The calendar quarters of the nights in the force's list, as they may be shown beside the table for Purple Flag.

    months: of all nights; assessed: those that the table counts, of Friday and Saturday. Its periods move on by a month, so that
    a reader knows how its months differ; a quarter in which other nights hold next to nothing would cap them. It is a gap then,
    and so is one of few or none: no more is told of it.
    """
    counted = {point.first: point.value for point in series.quarterly(assessed)}
    return [
        replace(point, value=None, numerator=None, status=BESIDE_PURPLE_FLAG) if _caps(point, counted.get(point.first)) else point
        for point in series.quarterly(months)
    ]


def _caps(quarter: Point, assessed: float | None) -> bool:
    if quarter.value is None or access.sees_all():
        return False
    return assessed is None or quarter.value - assessed < SMALLEST_SHOWN
