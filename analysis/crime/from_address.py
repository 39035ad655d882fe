"""A choice of places, crime types and months as an address writes it: read here for the filters of pages and for files alike.

ask: `database.ask`, or a cache of it. What an address asks for and is not there is said, never replaced.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

import pandas as pd

from analysis.crime import chosen_months
from analysis.crime.selection import CrimeTypes, Selection, crime_type_groups
from analysis.declared import reference_tables
from analysis.words import asked_for, fields, phrases
from analysis.words.asked_for import Unmet

MONTHS_AT_FIRST = 12
MONTHS_OF_A_RANK = 36  # a rank rests on several years: one year's busiest places are partly those of chance
OLDER_TYPES_UNTIL = date(2013, 4, 1)  # data.police.uk joined other categories until April 2013
SMALL_AREA = "small area (LSOA)"
Ask = Callable[..., pd.DataFrame]


def selection(
    query: Mapping[str, Sequence[str]], ask: Ask, area: str, at_first: int = MONTHS_AT_FIRST
) -> tuple[Selection, list[Unmet]]:
    """The choice that an address makes, and what of it is not there.

    query: filter → its texts; area: its name; at_first: the newest months that stand for a first month that is not asked for.
    """
    months = chosen_months.loaded(ask)
    groups = type_groups(months[0])
    wards, no_ward = chosen_wards(query.get("ward", ()), ask, area)
    types, no_type = chosen_types(query.get("type", ()), groups)
    start, no_start = chosen_month("from", query.get("from", ()), months, months[max(0, len(months) - at_first)])
    end, no_end = chosen_month("to", query.get("to", ()), months, months[-1])
    types = types if "type" in query else list(groups.serious_violence)
    chosen = Selection(
        area=area,
        wards=tuple(wards),
        ward_names=tuple(wards.values()),
        types=tuple(types) or groups.crimes,
        groups=groups,
        start=min(start, end),
        end=max(start, end),
    )
    chosen, no_place = _narrower(query, chosen, ask)
    return chosen_months.counted(chosen, ask), [*no_ward, *no_type, *no_start, *no_end, *no_place]


def type_groups(first_month: date) -> CrimeTypes:
    """The crime types offered for a release that begins with this month."""
    return crime_type_groups(fields.lines(reference_tables.crime_types()), older=first_month <= OLDER_TYPES_UNTIL)


def chosen_types(texts: Sequence[str], groups: CrimeTypes) -> tuple[list[str], list[Unmet]]:
    """The crime types asked for, in the order of those offered."""
    names = {name: name for name in groups.offered}
    found = {text: asked_for.matched(text, names) for text in texts if text}
    where = "in the files loaded"
    unmet = [asked_for.no_such("type", "crime type", text, names, where) for text, name in found.items() if name is None]
    return [name for name in groups.offered if name in found.values()], unmet


def chosen_month(key: str, texts: Sequence[str], months: Sequence[date], at_first: date) -> tuple[date, list[Unmet]]:
    """The month asked for; `at_first` where none is, or it is not there."""
    if not texts:
        return at_first, []
    found = asked_for.month(texts[-1], months)
    return found or at_first, [] if found else [asked_for.no_such_month(key, texts[-1], months)]


def chosen_wards(texts: Sequence[str], ask: Ask, area: str) -> tuple[dict[str, str], list[Unmet]]:
    """The wards asked for by code, name or former name, code → name."""
    rows = ask("wards")
    names = dict(zip(rows["ward_code"], rows["ward_name"], strict=True))
    former = _former_names(ask) if any(text not in names for text in texts) else []
    found = {text: asked_for.matched(text, names, former) for text in texts if text}
    where = f"of {area} in the release in force"
    unmet = [asked_for.no_such("ward", "ward", text, names, where) for text, code in found.items() if code is None]
    return {code: names[code] for code in dict.fromkeys(found.values()) if code is not None}, unmet


def _former_names(ask: Ask) -> list[tuple[str, str]]:
    """Wards with every name that a loaded file gives them; none in a release that was built before these were kept."""
    if "ward_names" not in set(ask("tables")["name"]):
        return []
    return list(ask("ward_names").itertuples(index=False, name=None))


def _narrower(query: Mapping[str, Sequence[str]], chosen: Selection, ask: Ask) -> tuple[Selection, list[Unmet]]:
    """The same within the small area and the street asked for."""
    unmet: list[Unmet] = []
    where = phrases.listed(chosen.ward_names, "more wards") or chosen.area
    if texts := [text for text in query.get("lsoa", ()) if text]:
        rows = ask("lsoas")
        rows = rows[rows["ward_code"].isin(chosen.wards)] if chosen.wards else rows
        names = dict(zip(rows["lsoa_code"], rows["lsoa_name"], strict=True))
        code = asked_for.matched(texts[-1], names)
        unmet += [] if code else [asked_for.no_such("lsoa", SMALL_AREA, texts[-1], names, f"of {where}")]
        chosen = replace(chosen, lsoa=code, lsoa_name=names.get(code or "", ""))
    if texts := [text for text in query.get("street", ()) if text]:
        known = list(ask("street_names", wards=list(chosen.wards) or None, lsoa=chosen.lsoa)["street"])
        street = asked_for.street(texts[-1], known)
        unmet += [] if street else [asked_for.no_such_street(texts[-1], known, chosen.lsoa_name or where)]
        chosen = replace(chosen, street=street)
    return chosen, unmet
