"""The figures of what hospitals see beside what the police record, asked and made."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from analysis.figures.figure import Caption, Figure
from analysis.figures.shown_release import ShownRelease
from analysis.methods import series
from analysis.methods.series import Break
from analysis.night import answered, effects, hospital, places_answered, purple_flag
from analysis.words.months import month_end
from analysis.words.periods import Period


def pair(shown: ShownRelease, place: str, names: Mapping[str, str]) -> tuple[Figure, Figure] | str:
    """What hospitals see in a place beside what the police record there, or why that is not known.

    place: a zone, `hospital.ALL`, or `hospital.NIGHT` for the night-time zones from 17:00 to 05:00. names: zone → its name.
    """
    zones = shown.ask("zones")
    rows = shown.ask("hospital_quarters", kind=purple_flag.KIND)
    if not len(rows):
        return hospital.NOT_LOADED
    seen = hospital.shown_quarters(rows, zones.loc[zones["kind"] == purple_flag.KIND, "zone_id"].tolist())[place]
    at_night = place == hospital.NIGHT
    if at_night:
        asked = {"weekdays": list(range(1, 8)), "left_out": list(purple_flag.LEFT_OUT_GROUPS)}
        nights = shown.ask("night_months", zone=purple_flag.KIND, **asked)
        months, assessed = (
            effects.points(purple_flag.certain(rows).rename(columns={"records": "chosen"}))
            for rows in (nights, answered.incidents(shown).rows)
        )
        source, recorded = "partner_extract", hospital.nights_by_quarter(months, assessed)
    else:
        violence = places_answered.violence_by_zone(shown)
        of = "area" if place == hospital.ALL else place
        source, recorded = "", series.quarterly(effects.points(violence[violence["place"] == of]))
    area = shown.info()["area_name"]
    name = {hospital.ALL: area, hospital.NIGHT: "Night-time zones, 17:00 to 05:00"}.get(place) or names[place]
    broken = _breaks(shown, "istv")
    ratio = hospital.per_hundred(seen, recorded, broken)
    said = (
        answered.caption(shown, source, places_answered.span(recorded), name)
        if source
        else places_answered.of_police(shown, places_answered.span(recorded), name)
    )
    of_police = hospital.RECORDED_AT_NIGHT if at_night else hospital.RECORDED
    return (
        hospital.side(
            hospital.SEEN, name, seen, answered.caption(shown, "istv", places_answered.span(seen), name), broken, ratio
        ),
        hospital.side(of_police, name, recorded, said),
    )


def completeness(shown: ShownRelease) -> Figure | str:
    """How complete the files of each hospital site are, or that none is loaded."""
    return _by_site(shown, lambda rows, caption: hospital.completeness(hospital.few_hidden(rows), caption))


def months(shown: ShownRelease) -> Figure | str:
    """How complete each site's file of each month is, or that none is loaded."""
    return _by_site(shown, hospital.by_month)


def _by_site(shown: ShownRelease, make: Callable[[pd.DataFrame, Caption], Figure]) -> Figure | str:
    rows = shown.ask("hospital_sites")
    if not len(rows):
        return hospital.NOT_LOADED
    span = Period(rows["month"].min().date(), month_end(rows["month"].max().date()))
    return make(rows, answered.caption(shown, "istv", span, shown.info()["area_name"]))


def _breaks(shown: ShownRelease, source: str) -> list[Break]:
    rows = shown.ask("breaks")
    mine = rows[rows["source"] == source]
    return [
        Break(first.date(), month_end(last.date()), str(reason))
        for first, last, reason in zip(mine["from_month"], mine["to_month"], mine["reason"], strict=True)
    ]
