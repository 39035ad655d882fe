"""What the search box in the header knows: figures, wards, projects and definitions by name, each with the address that shows it.

Made once a release and kept by whoever serves it. A reader's browser searches it (find.js), so that pages pay nothing for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from analysis.declared import reference_tables
from analysis.exports.named import FiguresByName
from analysis.release import partnership
from analysis.release.questions.places import Wards
from analysis.release.questions.projects import Projects

FIGURE, WARD, PROJECT, DEFINITION, PAGE = "Figure", "Ward", "Project", "Definition", "Page"
TASKS = {
    "Make a pack of figures": "export",
    "Load files": "load",
    "Where to get each file": "data",
    "Undo a load": "history",
    "Board mode": "overview?board=1",
}
"""What is done rather than read, by the words in which it is looked for."""
ADDRESSES = {
    "recorded_crime_trend": "explore",
    "recorded_crime_wards": "explore?view=Wards",
    "recorded_crime_streets": "explore?view=Streets",
    "recorded_crime_outcomes": "explore?view=Outcomes",
    "hotspot_cells": "hotspots",
    "hotspot_ten_places": "hotspots",
    "hotspot_zones": "hotspots",
    "night_zones": "hotspots",
    "night_hours": "night?part=Hours",
    "purple_flag": "night?part=Purple+Flag",
    "purple_flag_themes": "night?part=Purple+Flag",
    "victims": "night?part=Who+is+harmed",
    "zone_chart": "night?part=Zones",
    "activity": "night?part=What+was+done",
    "pillar": "pillars",
    "effect": "night?part=Did+it+work%3F",
    "hospital_seen": "night?part=Hospital",
    "hospital_recorded": "night?part=Hospital",
    "hospital_months": "night?part=Hospital",
    "recorded_crime_two_years": "explore?view=Years",
    "hotspot_curve": "hotspots",
    "hotspot_harm": "hotspots",
    "meetings": "actions",
    "hospital_completeness": "night?part=Hospital",
    "actions": "actions",
    "zone_around": "night?part=Zones&metres=100+m",
    "zone_around_hours": "night?part=Zones&metres=100+m",
    "coverage": "data",
    "rows_by_source": "data",
    "rows_set_aside": "data",
    "records_located": "data",
}
"""Figure → the page where it stands; those of projects that are not named stand on Projects."""
PARTS = {
    "indicator": "",
    "wards": "Wards",
    "funnel": "Funnel plot",
    "groups": "Groups",
    "areas": "Other areas",
    "partnerships": "Other partnerships",
    "feeds": "Files",
}
"""Kind of an indicator's figure → the part of its page; a kind that stands on no page is not found here."""
SHORT = {
    "recorded_crime_trend": ("Trend of recorded crime", "tr"),
    "recorded_crime_wards": ("Wards: recorded crime", "wa"),
    "recorded_crime_streets": ("Busiest streets", "bu"),
    "recorded_crime_outcomes": ("Outcomes of recorded crime", "ou"),
    "hotspot_cells": ("Hotspots", "ho"),
    "hotspot_ten_places": ("Ten places for tasking", "te"),
    "night_hours": ("Night-time offences by hour", "ni"),
    "purple_flag": ("Purple Flag: incidents", "pu"),
    "victims": ("Victims by age and sex", "vi"),
    "projects": ("Projects and their ratings", "pr"),
    "milestones": ("Milestones", "mi"),
    "spend": ("Spending", "sp"),
    "risk_matrix": ("Risks", "ri"),
    "actions": ("Actions", "ac"),
}
"""The figures asked for most, by a name that begins with the two letters that reach them; adopted indicators go by their ids."""


@dataclass(frozen=True)
class Findable:
    """One thing that can be found. address: path and query of the page that shows it. keys: what else it is known by."""

    name: str
    kind: str
    address: str
    keys: tuple[str, ...] = ()


def every(figures: FiguresByName) -> list[Findable]:
    """All that can be found in a release; what is asked for most comes first, and leads where several fit."""
    most, others = _figures(figures)
    tasks = [Findable(name, PAGE, address) for name, address in TASKS.items()]
    return [*most, *_wards(figures), *_projects(figures), *tasks, *others, *_definitions(figures)]


def _figures(figures: FiguresByName) -> tuple[list[Findable], list[Findable]]:
    most: list[Findable] = []
    others: list[Findable] = []
    for one in figures.offered():
        name, (kind, _, of) = one.wanted.figure, one.wanted.figure.partition("_")
        state = figures.states.get(of) if kind in PARTS else None
        if name in SHORT:
            said, key = SHORT[name]
            most.append(Findable(said, FIGURE, _address(name), (key,)))
        elif state and kind == "indicator":
            found = Findable(state.indicator.name, FIGURE, f"indicator?{urlencode({'id': of})}", (of,))
            (most if state.indicator.adopted else others).append(found)
        elif state:
            others.append(Findable(one.title, FIGURE, f"indicator?{urlencode({'id': of, 'part': PARTS[kind]})}"))
        elif kind != "years":
            others.append(Findable(one.title, FIGURE, _address(name)))
    return sorted(most, key=lambda one: not one.address.startswith("indicator")), others


def _address(figure: str) -> str:
    return ADDRESSES.get(figure) or ADDRESSES.get(figure.partition("_")[0]) or "projects"


def _wards(figures: FiguresByName) -> list[Findable]:
    rows = figures.shown.rows(Wards)
    return [Findable(row.ward_name or row.ward_code, WARD, f"explore?{urlencode({'ward': row.ward_code})}") for row in rows]


def _projects(figures: FiguresByName) -> list[Findable]:
    return [
        Findable(
            row.title or row.project_id,
            PROJECT,
            f"project?{urlencode({'grant': row.grant_id, 'project': row.project_id})}",
            (row.project_id,),
        )
        for row in figures.shown.rows(Projects)
    ]


def _definitions(figures: FiguresByName) -> list[Findable]:
    terms = reference_tables.glossary(partnership.in_force().area_code)["term"]
    of_indicators = [
        Findable(f"Definition: {one.name}", DEFINITION, f"indicator?{urlencode({'id': one.id, 'part': 'Definition'})}")
        for one in (state.indicator for state in figures.states.values())
    ]
    words = [Findable(f"{term}: what it means", DEFINITION, f"definitions?part=Glossary&q={quote(str(term))}") for term in terms]
    return [*of_indicators, *words]
