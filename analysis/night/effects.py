"""Did it work? A zone that a project works in, before and after it began there, against the zones that were named for comparison.

Police recorded violence at any hour: open data carry no hour. What is said is what changed, never why (`methods.evaluation`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from analysis.figures.charts import canvas, palette, trends
from analysis.figures.figure import OPEN, Caption, Figure
from analysis.methods import evaluation
from analysis.methods.evaluation import CONTROL, DISPLACED, DISPLACED_CONTROL, TREATED, Evaluation
from analysis.methods.series import Point
from analysis.words import fields, phrases
from analysis.words.months import month_end

ROLES = {
    TREATED: "{zone}",
    CONTROL: "Compared with: {zone}",
    DISPLACED: "Around it: {zone}",
    DISPLACED_CONTROL: "Around those compared: {zone}",
}
LABELS = {TREATED: "In the zone", CONTROL: "Compared", DISPLACED: "Around it", DISPLACED_CONTROL: "Around those"}
ROOM_FOR_LABELS = 112  # pixels
AT_ANY_HOUR = "Counted at any hour: open police data carry none."
NO_MONTHS = "No police recorded crime is loaded: it takes the street files of data.police.uk."
NONE_NAMED = (
    "No project says where it works. It takes a list of the places of projects (project_places): grant_id, project_id, zone_id, "
    "starts and compared_with, written down before anybody looks at the figures."
)


@dataclass(frozen=True)
class Place:
    """A zone that a project works in since a day, and the zones of each role (`evaluation.ROLES`)."""

    grant_id: str
    project_id: str
    title: str
    starts: date
    zones: Mapping[str, tuple[str, ...]]

    @property
    def id(self) -> str:
        """As it stands in an address."""
        return f"{self.grant_id}.{self.project_id}.{self.zones[TREATED][0]}"

    def name(self, zones: Mapping[str, str]) -> str:
        """As it stands in a list. zones: id → name."""
        return f"{zones.get(self.zones[TREATED][0], self.zones[TREATED][0])}: {self.title}"


def places(rows: pd.DataFrame) -> list[Place]:
    """rows: as `project_places` answers."""
    return [
        Place(
            str(row["grant_id"]),
            str(row["project_id"]),
            fields.text(row["title"]) or str(row["project_id"]),
            row["starts"].date(),
            {TREATED: (str(row["zone_id"]),)}
            | {
                role: tuple(names.split(";"))
                for role, column in ((CONTROL, "compared_with"), (DISPLACED, "around"), (DISPLACED_CONTROL, "around_compared"))
                if (names := fields.text(row[column]))
            },
        )
        for row in fields.lines(rows)
    ]


def unknown(place: Place, zones: Mapping[str, str]) -> list[str]:
    """The zones that it names and no list holds."""
    return [zone for named in place.zones.values() for zone in named if zone not in zones]


def months(rows: pd.DataFrame, place: Place) -> dict[str, list[Point]]:
    """Role → its months, the counts of its zones added up. rows: as `zone_histories` answers."""
    return {role: points(rows[rows["place"].isin(zones)]) for role, zones in place.zones.items()}


def points(rows: pd.DataFrame) -> list[Point]:
    """The months of the places of these rows, added up; without a value where one of them has none."""
    found: list[Point] = []
    for month, group in rows.groupby("month", sort=True):
        first = pd.Timestamp(str(month)).date()
        value = float(group["chosen"].sum()) if bool(group["covered"].all()) and group["chosen"].notna().all() else None
        reason = fields.text(group["reason"].iloc[0])
        found.append(Point(first, month_end(first), value, comparable=bool(group["comparable"].all()), reason=reason))
    return found


def figure(
    place: Place,
    rows: pd.DataFrame,
    found: Evaluation,
    zones: Mapping[str, str],
    done: str,
    caption: Caption,
    *,
    stepped: str = "",
) -> Figure:
    """The effect of one place. rows: as `zone_histories` answers. zones: id → name. done: how much was done there, in a sentence.

    stepped: what an interrupted time series adds, where it was asked for.
    """
    by_role = months(rows, place)
    named = {
        role: ROLES[role].format(zone=phrases.listed([zones[zone] for zone in of], "more")) for role, of in place.zones.items()
    }
    return Figure(
        id=f"effect_{place.project_id}",
        title=f"{zones[place.zones[TREATED][0]]} against the areas compared: {_verdict(found)}",
        sentence=f"{_counted(found)}{found.words()} {done}",
        chart=_chart(by_role, found),
        table=_table(found, named),
        caption=caption,
        counts=OPEN,
        notes=tuple(
            note for note in (stepped, found.method(), _quotient(found), *_cannot_tell(found), _bar(found), AT_ANY_HOUR) if note
        ),
        formats=dict.fromkeys(_headings(found), "localized"),
    )


def _verdict(found: Evaluation) -> str:
    return found.verdict[:1].lower() + found.verdict[1:] if found.verdict else "no difference is worked out"


def _counted(found: Evaluation) -> str:
    """The counts of the zone and of those compared, before the verdict."""
    if found.spans is None or not found.counts:
        return ""
    zone, compared = (found.counts[role] for role in (TREATED, CONTROL))
    before, after = (phrases.period(*ends) for ends in (found.spans.before, found.spans.after))
    return (
        f"{phrases.counted(zone.before, 'crimes')} there from {before}, {phrases.number(zone.after)} from {after}; in what it is "
        f"compared with {phrases.number(compared.before)} and {phrases.number(compared.after)}. "
    )


def _chart(by_role: Mapping[str, Sequence[Point]], found: Evaluation) -> dict[str, Any] | None:
    treated = by_role[TREATED]
    if not treated:
        return None
    frame = pd.DataFrame(
        {
            "month": [pd.Timestamp(point.first) for point in treated],
            "covered": [point.value is not None for point in treated],
            "comparable": [point.comparable for point in treated],
        }
    )
    lines = [
        canvas.Line(LABELS[role], [point.value for point in by_role[role]], colour)
        for role, colour in zip(by_role, palette.SERIES, strict=False)
    ]
    after = (found.spans.after_first.isoformat(), found.spans.after_last.isoformat()) if found.spans else None
    drawn = trends.trend(frame, [trends.Panel("", lines, "crimes a month")], 300, chosen=after)
    drawn["layout"]["margin"]["r"] = ROOM_FOR_LABELS
    return drawn


def _headings(found: Evaluation) -> list[str]:
    return (
        ["Before", "After"] if found.spans is None else [phrases.period(*found.spans.before), phrases.period(*found.spans.after)]
    )


def _table(found: Evaluation, named: Mapping[str, str]) -> pd.DataFrame:
    before, after = _headings(found)
    return pd.DataFrame(
        [
            {"Place": said, before: int(counts.before), after: int(counts.after), "Difference": int(counts.after - counts.before)}
            for role, said in named.items()
            if (counts := found.counts.get(role))
        ]
    )


def _quotient(found: Evaluation) -> str:
    if found.quotient is None:
        return ""
    return f"Displacement quotient, for readers who expect it: {found.quotient:.2f}. No verdict hangs on it."


def _bar(found: Evaluation) -> str:
    """What the bar on the chart's axis means."""
    return f"The bar under the lines: {phrases.period(*found.spans.after)}, after the start." if found.spans else ""


def _cannot_tell(found: Evaluation) -> tuple[str, ...]:
    return (evaluation.ASSUMED, evaluation.NOT_WHY) if found.chance else ()
