"""Every figure by its name: the id that a `Figure` carries, with what the address of its page would ask of it.

A file makes its figures here, by the same functions as the pages and through the same gate; there is no second way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from analysis import faults
from analysis.crime import answered as crime
from analysis.crime import compared, from_address
from analysis.crime.selection import Selection
from analysis.exports import night_by_name
from analysis.figures import disclosure
from analysis.figures.figure import Cleared, Figure
from analysis.figures.shown_release import ShownRelease
from analysis.grant_reports import answered as grant_reports
from analysis.grant_reports import chosen as chosen_reports
from analysis.grant_reports.chosen import Chosen
from analysis.grant_reports.report import GrantReport
from analysis.indicators import answered, by_ward, by_year, other_areas, peers, residents, states, what_changed
from analysis.indicators import asked as indicators
from analysis.indicators.indicator_state import IndicatorState
from analysis.loaded import answered as loaded
from analysis.projects import answered as delivered
from analysis.projects import chosen as chosen_projects
from analysis.projects.ratings import Rated
from analysis.release import partnership
from analysis.release.questions.projects import Grants
from analysis.words import asked_for, phrases
from analysis.words.asked_for import Unmet
from analysis.words.in_plain_words import InPlainWords

PLACES, PERIOD = ("ward",), ("from", "to")
CRIME = (*PLACES, *PERIOD, "type", "lsoa", "street")
GRID = (*PERIOD, "type")
CELLS = (*GRID, "cells")
REPORT = ("report", "grant", "quarter")
FILTERS = tuple(
    dict.fromkeys((*CRIME, "show", "cells", "place", "map", *night_by_name.FILTERS, "public", *REPORT, *chosen_projects.KEYS))
)
"""Every filter that a figure may follow, as it stands in addresses."""
Query = Mapping[str, list[str]]
"""Filter → its texts, as in an address."""


class NotMade(InPlainWords):
    """A figure that was asked for and cannot be made; the message says why, in a sentence that may stand in its place."""


@dataclass(frozen=True, order=True)
class Wanted:
    """A figure asked for. figure: its id. query: filter → text, in order, as the address of its page writes them."""

    figure: str
    query: tuple[tuple[str, str], ...] = ()

    def within(self, query: Iterable[tuple[str, str]]) -> Wanted:
        """The same with other choices: each filter named there takes the place of its own."""
        other = tuple(query)
        kept = tuple(pair for pair in self.query if pair[0] not in {key for key, _ in other})
        return Wanted(self.figure, (*kept, *other))


def asked(figure: str, query: Query) -> Wanted:
    """What a page showed, as it is asked for by name: the parts of its address that a figure may follow."""
    return Wanted(figure, tuple((key, text) for key in FILTERS for text in query.get(key, ()) if text))


@dataclass(frozen=True)
class Offered:
    """A figure that can be picked: its name for readers, and the subject under which it stands. follows: the filters that it
    follows."""

    wanted: Wanted
    title: str
    subject: str
    follows: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Of:
    """One kind of figure of one subject: what it is called, how it is made, and which filters it follows."""

    title: str
    make: Callable[[FiguresByName, Query], Figure | str]
    follows: tuple[str, ...] = ()


Make = Callable[["FiguresByName", Query], Figure | str]


class FiguresByName:
    """The figures of one release, each made when asked for. known: the states of its indicators, where they are at hand."""

    def __init__(self, shown: ShownRelease, known: list[IndicatorState] | None = None) -> None:
        self.shown = shown
        self._known = known

    @cached_property
    def states(self) -> dict[str, IndicatorState]:
        """Indicator → its state, for the whole area."""
        found = states.states(ask=self.shown.ask) if self._known is None else self._known
        return {one.indicator.id: one for one in found}

    def make(self, wanted: Wanted) -> Cleared:
        """The figure as it may leave. Raises NotMade with the reason."""
        query: dict[str, list[str]] = {}
        for key, text in wanted.query:
            query.setdefault(key, []).append(text)
        try:
            figure = self._kind(wanted.figure).make(self, query)
            if isinstance(figure, str):
                raise NotMade(figure)
            return disclosure.leave(figure)
        except InPlainWords as problem:
            raise NotMade(str(problem)) from problem
        except Exception as error:  # whatever it is: nobody foresaw it, and the other figures are made without it
            raise NotMade(faults.note(error, f"making the figure {wanted.figure}").sentence()) from error

    def offered(self) -> list[Offered]:
        """Every figure that the release can give, in the order of the menu."""
        kinds = [(name, kind) for name, kind in OF_CRIME.items() if self._has_crime() and not name.startswith("hotspot_place")]
        found = [Offered(Wanted(name), kind.title, "Recorded crime", kind.follows) for name, kind in kinds]
        found += [
            Offered(Wanted(f"pillar_{one.id}"), f"{one.name} at a glance", one.name, PLACES) for one in indicators.pillars()
        ]
        for one in self.states.values():
            if one.filled:
                subject = _pillar_of(one)
                found += [
                    Offered(Wanted(f"{kind}_{one.indicator.id}"), f"{one.indicator.name}: {of.title}", subject, _follows(of, one))
                    for kind, of in OF_INDICATORS.items()
                    if _suits(kind, one)
                ]
        people = [Offered(Wanted(name), kind.title, "The area") for name, kind in OF_PEOPLE.items() if self._has_people()]
        files = [Offered(Wanted(name), kind.title, "The files") for name, kind in OF_FILES.items()]
        return [*people, *found, *self._of_night(), *self._of_projects(), *files]

    def follows(self, wanted: Wanted) -> tuple[str, ...]:
        """The filters that a figure follows; none where there is no such figure."""
        kind, _, of = wanted.figure.partition("_")
        if kind in OF_INDICATORS and of in self.states:
            return _follows(OF_INDICATORS[kind], self.states[of])
        if kind == "pillar":
            return PLACES
        return OF_CRIME[wanted.figure].follows if wanted.figure in OF_CRIME else ()

    def choice(self, query: Query, at_first: int = from_address.MONTHS_AT_FIRST) -> Selection:
        """The places, types and months asked for. Raises NotMade where one of them is not there.

        at_first: the newest months that stand for a first month that is not asked for.
        """
        if not self._has_crime():
            raise NotMade("No police recorded crime is loaded.")
        chosen, unmet = from_address.selection(query, self.shown.ask, self.shown.info()["area_name"], at_first)
        _refuse(unmet)
        if not chosen.span.loaded:
            raise NotMade(f"{phrases.capital(chosen.span.nothing())}.")
        return chosen

    def indicator(self, indicator_id: str, query: Query) -> IndicatorState:
        """An indicator's state for the wards asked for, where it can be told by ward. Raises NotMade."""
        found = self.states.get(indicator_id)
        if found is None:
            raise NotMade(f"There is no indicator “{indicator_id}” in this dashboard.")
        if not found.filled:
            raise NotMade(f"{found.indicator.name} has no figures. {found.judgement}".rstrip())
        if not by_ward.by_ward(found.indicator) or not query.get("ward"):
            return found
        wards, unmet = from_address.chosen_wards(query["ward"], self.shown.ask, self.shown.info()["area_name"])
        _refuse(unmet)
        months = by_ward.months(found.indicator, self.shown.ask)
        return by_ward.state(found.indicator, indicators.answers([found.indicator], self.shown.ask), months, tuple(wards))

    def chosen_report(self, query: Query) -> Chosen:
        """The grant's report that is asked for, of the first grant and the last quarter that has ended where it is not said."""
        rows = self.shown.rows(Grants)
        if not rows:
            raise NotMade("No grant is loaded.")
        asked = (next(iter(query.get(key, ())), "") for key in REPORT)
        found, unmet = chosen_reports.chosen(rows, self.shown.today, *asked)
        if found is None:
            nearest = [name for one in unmet for _, name in one.nearest]
            near = f" Nearest: {phrases.listed(nearest, at_most=len(nearest))}." if nearest else ""
            raise NotMade(f"{' '.join(one.said for one in unmet)}{near}")
        return found

    def grant_report(self, query: Query) -> GrantReport:
        """The grant's report that is asked for. Raises NotMade."""
        return grant_reports.report(self.shown, self.chosen_report(query), lambda: list(self.states.values()))

    def where(self, found: IndicatorState, query: Query) -> str:
        """The wards that an indicator is told for, in words; empty for the whole area."""
        if not by_ward.by_ward(found.indicator) or not query.get("ward"):
            return ""
        wards, _ = from_address.chosen_wards(query["ward"], self.shown.ask, self.shown.info()["area_name"])
        return phrases.listed(list(wards.values()), more="more wards")

    def _has_people(self) -> bool:
        return self.shown.has("residents_by_age") and bool(len(self.shown.ask("residents_by_ages")))

    def _has_crime(self) -> bool:
        return bool(len(self.shown.ask("months")) and len(self.shown.ask("wards")))

    @staticmethod
    def knows(name: str) -> bool:
        """Whether there is a figure of that name: what stands on a page and is none of a release can go into no pack."""
        return any(name in known for known in BY_NAME) or name.partition("_")[0] in {*OF_ONE, *OF_INDICATORS}

    def _kind(self, name: str) -> _Of:
        if (known := next((known for known in BY_NAME if name in known), None)) is not None:
            return known[name]
        kind, _, of = name.partition("_")
        made = OF_ONE.get(kind) or OF_INDICATORS.get(kind)
        if made is None:
            raise NotMade(f"There is no figure called “{name}” that can go into a pack.")
        return _Of(made.title, lambda figures, query: made.make(figures, {**query, "id": [of]}), made.follows)

    def _of_night(self) -> list[Offered]:
        """Those of the night; one whose files are not loaded says so in the pack."""
        if not len(self.shown.ask("zones")):
            return []
        found = {name: kind.title for name, kind in OF_NIGHT.items()}
        found |= {name: f"Did it work? {title}" for name, title in night_by_name.projects_with_places(self.shown).items()}
        return [Offered(Wanted(name), title, "The night") for name, title in found.items()]

    def _of_projects(self) -> list[Offered]:
        if not len(self.shown.ask("projects")):
            return []
        money = [Offered(Wanted(f"grant_{row.grant_id}"), f"Grant: {row.title}", "Projects") for row in self.shown.rows(Grants)]
        return [*(Offered(Wanted(name), kind.title, "Projects") for name, kind in OF_PROJECTS.items()), *money]


def _crime(make: Callable[[ShownRelease, Selection], Figure | str]) -> Make:
    return lambda figures, query: make(figures.shown, figures.choice(query))


def _compared(figures: FiguresByName, query: Query) -> Figure | str:
    way = query.get("show", [compared.WARDS if len(query.get("ward", ())) > 1 else compared.TYPES])[-1]
    if way not in compared.WAYS or way == compared.TOGETHER:
        return f"“{way}” is no way to compare: {phrases.listed([one for one in compared.WAYS if one != compared.TOGETHER])} are."
    return crime.side_by_side(figures.shown, figures.choice(query), way)


def _wards(figures: FiguresByName, query: Query) -> Figure:
    measure = "Rate" if query.get("map", [""])[-1] == "Rate" else "Count"
    return crime.wards_on_map(figures.shown, figures.choice(query), measure)


def _ranked(make: Callable[..., Figure]) -> Make:
    return lambda figures, query: make(figures.shown, _ranked_choice(figures, query), shape=_shape(figures, query))


def _zones(figures: FiguresByName, query: Query) -> Figure:
    return crime.zones(figures.shown, _ranked_choice(figures, query))


def _ranked_choice(figures: FiguresByName, query: Query) -> Selection:
    return figures.choice(query, from_address.MONTHS_OF_A_RANK)


def _shape(figures: FiguresByName, query: Query) -> str:
    offered = crime.shapes(figures.shown)
    shape = query.get("cells", offered)[-1] if "cells" in query else offered[0]
    if shape not in offered:
        raise NotMade(f"“{shape}” are no cells of this dashboard: it has {phrases.listed(offered)}.")
    return shape


def _place(make: Callable[..., Figure]) -> Make:
    return lambda figures, query: _of_place(make, figures, query)


def _of_place(make: Callable[..., Figure], figures: FiguresByName, query: Query) -> Figure | str:
    rows, on = figures.shown.ask("zones"), crime.cell_map(figures.shown, _shape(figures, query))
    zones = dict(zip(rows["zone_id"], rows["name"], strict=True))
    names = zones | {cell: cell for cell in on.names}
    asked = query.get("place", [""])[-1]
    where = asked_for.matched(asked, names)
    if where is None:
        return f"“{asked}” is no zone or cell here."
    return make(figures.shown, _ranked_choice(figures, query), where, zones, on)


def _indicator(figures: FiguresByName, query: Query) -> Figure:
    found = figures.indicator(query["id"][-1], query)
    return answered.figure(figures.shown, found, figures.where(found, query))


def _years(figures: FiguresByName, query: Query) -> Figure | str:
    return answered.years(figures.shown, figures.indicator(query["id"][-1], {}))


def _by_ward(make: Callable[..., Figure | str]) -> Make:
    def made(figures: FiguresByName, query: Query) -> Figure | str:
        found = figures.indicator(query["id"][-1], {})
        if why := by_ward.not_by_ward(found.indicator):
            return f"{found.indicator.name}: {why}"
        return make(figures.shown, found, by_ward.months(found.indicator, figures.shown.ask))

    return made


def _beside(make: Callable[..., Figure | str]) -> Make:
    def made(figures: FiguresByName, query: Query) -> Figure | str:
        found = figures.indicator(query["id"][-1], {})
        made = make(figures.shown, found, partnership.in_force().peers)
        return f"{found.indicator.name}: {made}" if isinstance(made, str) else made

    return made


def _feeds(figures: FiguresByName, query: Query) -> Figure:
    return answered.feeds(figures.shown, figures.indicator(query["id"][-1], {}))


def _pillar(figures: FiguresByName, query: Query) -> Figure | str:
    """A pillar's indicators at a glance, those that follow wards for the wards asked for."""
    of = query["id"][-1]
    found = next((one for one in what_changed.pillar_states(list(figures.states.values())) if one.pillar.id == of), None)
    if found is None:
        return f"There is no pillar “{of}” in this dashboard."
    if not query.get("ward"):
        return answered.pillar(figures.shown, found)
    told = [figures.indicator(state.indicator.id, query) if state.filled else state for state in found.states]
    where = {state.indicator.id: words for state in told if state.filled and (words := figures.where(state, query))}
    return answered.pillar(figures.shown, replace(found, states=tuple(told)), where)


def _groups(figures: FiguresByName, query: Query) -> Figure | str:
    return answered.groups(figures.shown, figures.indicator(query["id"][-1], {}))


def _grant(figures: FiguresByName, query: Query) -> Figure | str:
    grant_id = query["id"][-1]
    mine = next((row for row in figures.shown.rows(Grants) if row.grant_id == grant_id), None)
    return delivered.grant(figures.shown, mine) if mine else f"There is no grant “{grant_id}” in this release."


def _spending(figures: FiguresByName, query: Query) -> Figure | str:
    """The money of one project, whose grant and id end the figure's name."""
    of = query["id"][-1]
    mine = next((one.facts for one in delivered.rated(figures.shown) if "_".join(one.facts.project) == of), None)
    return delivered.spending(figures.shown, mine) if mine else f"There is no project “{of}” in this release."


def _output(figures: FiguresByName, query: Query) -> Figure | str:
    """One output of one project over time, whose grant, project and measure end the figure's name."""
    of = query["id"][-1]
    every = ((one.facts, out) for one in delivered.rated(figures.shown) for out in one.facts.outputs)
    mine = next(((facts, out) for facts, out in every if "_".join((out.grant_id, out.project_id, out.measure_id)) == of), None)
    return delivered.output(figures.shown, *mine) if mine else f"There is no output “{of}” in this release."


def _progress(name: str) -> Make:
    def made(figures: FiguresByName, _: Query) -> Figure | str:
        return delivered.progress_of(figures.shown, name, {one.id: one.name for one in indicators.pillars()})

    return made


def _rated(make: Callable[[ShownRelease, Sequence[Rated]], Figure | str]) -> Make:
    """Of the projects that the address asks for, all where it asks for none."""

    def made(figures: FiguresByName, query: Query) -> Figure | str:
        found = delivered.rated(figures.shown)
        if not found:
            return "No projects are loaded."
        names = chosen_projects.offered(found, {one.id: one.name for one in indicators.pillars()})
        kept, unmet = chosen_projects.chosen(found, names, query)
        _refuse(unmet)
        return make(figures.shown, kept)

    return made


def _of_a_project(make: Callable[[ShownRelease, Rated], Figure | str]) -> Make:
    """Of the project that the address names, the first where it names none."""

    def made(figures: FiguresByName, query: Query) -> Figure | str:
        every = delivered.rated(figures.shown)
        if not every:
            return "No projects are loaded."
        grant, project = (query.get(key, [""])[-1] for key in ("grant", chosen_projects.PROJECT))
        found, unmet = chosen_projects.one(every, grant, project)
        _refuse(unmet)
        return make(figures.shown, found) if found else "There is no such project."

    return made


def _whole_force(figures: FiguresByName, query: Query) -> Figure | str:
    """What is published for a whole force beside an indicator: both end the figure's name."""
    of = query["id"][-1]
    found = figures.states.get(of.rpartition("_")[0])
    made = answered.of_forces(figures.shown, found) if found else []
    return next((one for one in made if one.id == f"force_{of}"), f"Nothing is loaded that is published as “{of}”.")


def _side_by_side(shown: ShownRelease, found: Sequence[Rated]) -> Figure:
    return delivered.side_by_side(shown, found, {one.id: one.name for one in indicators.pillars()})


def _outputs(figures: FiguresByName, _: Query) -> Figure | str:
    if not len(figures.shown.ask("projects")):
        return "No projects are loaded."
    return delivered.outputs(figures.shown)


def _of_report(figures: FiguresByName, query: Query) -> Figure | str:
    chosen = figures.chosen_report(query)
    return grant_reports.table(figures.shown, chosen, lambda: list(figures.states.values()), query["id"][0])


OF_CRIME: dict[str, _Of] = {
    "recorded_crime_trend": _Of("Recorded crime month by month", _crime(crime.trend), CRIME),
    "recorded_crime_compared": _Of("Recorded crime side by side", _compared, (*CRIME, "show")),
    "recorded_crime_wards": _Of("Recorded crime ward by ward", _wards, CRIME),
    "recorded_crime_streets": _Of("Recorded crime: busiest streets", _crime(crime.streets), CRIME),
    "recorded_crime_outcomes": _Of("Recorded crime: outcomes", _crime(crime.outcomes), CRIME),
    "recorded_crime_two_years": _Of("Recorded crime: two financial years", _crime(crime.two_financial_years), CRIME),
    "hotspot_cells": _Of("Hotspots: busiest cells", _ranked(crime.ranked_map), CELLS),
    "hotspot_ten_places": _Of("Hotspots: ten places", _ranked(crime.ten), CELLS),
    "hotspot_curve": _Of("Hotspots: how few cells hold how much", _ranked(crime.curve), CELLS),
    "hotspot_harm": _Of(
        "Hotspots: by number and by harm",
        lambda figures, query: crime.harm(figures.shown, public="true" in query.get("public", ())),
        ("public",),
    ),
    "hotspot_zones": _Of("Hotspots: zones against the rest", _zones, GRID),
    "hotspot_place": _Of("Hotspots: one zone or cell", _place(crime.place), CELLS),
    "hotspot_place_kinds": _Of("Hotspots: types, streets and outcomes of one zone or cell", _place(crime.place_kinds), CELLS),
}
OF_PROJECTS: dict[str, _Of] = {
    "projects": _Of("Projects side by side, with their ratings", _rated(_side_by_side), chosen_projects.KEYS),
    "grants": _Of("The grants’ money", _rated(delivered.grants)),
    "outputs_against_minima": _Of("Outputs against their minima", _outputs),
    "milestones": _Of("Milestones", _rated(delivered.milestones), chosen_projects.KEYS),
    "spend": _Of("Spending", _progress("spend")),
    "risk_matrix": _Of("Risks", _progress("risks")),
    "actions": _Of("Actions", _progress("actions")),
    "meetings": _Of("What each meeting decided", lambda figures, _: delivered.by_meeting(figures.shown)),
    "late": _Of("What is late, and who must act", _rated(delivered.late), chosen_projects.KEYS),
}
OF_A_PROJECT: dict[str, _Of] = {
    "project_milestones": _Of("A project’s milestones", _of_a_project(delivered.milestones_of)),
    "project_risks": _Of("A project’s risks", _of_a_project(lambda shown, one: delivered.risks_of(shown, one.facts))),
    "return_versions": _Of("What a project returned", _of_a_project(lambda shown, one: delivered.versions(shown, one.facts))),
    "return_quality": _Of("How good its returns are", _of_a_project(lambda shown, one: delivered.quality(shown, one.facts))),
}
"""Of the project whose page they stand on; they are not on offer without it."""
OF_FILES: dict[str, _Of] = {
    "coverage": _Of("Months loaded, by source", lambda figures, _: loaded.grid(figures.shown)),
    "rows_by_source": _Of("Every row accounted for", lambda figures, _: loaded.accounts(figures.shown)),
    "rows_set_aside": _Of("Rows set aside, and why", lambda figures, _: loaded.set_aside(figures.shown)),
    "records_located": _Of("Records with and without a place", lambda figures, _: loaded.located(figures.shown)),
}
"""On what is loaded."""
OF_PEOPLE: dict[str, _Of] = {
    "residents": _Of("Who lives here, by age and sex", lambda figures, _: residents.of_area(figures.shown))
}
OF_NIGHT: dict[str, _Of] = {
    name: _Of(title, lambda figures, query, make=make: make(figures.shown, query))
    for name, (title, make) in night_by_name.MAKERS.items()
}
"""Of the night, in the zones."""
BY_NAME = (OF_CRIME, OF_NIGHT, OF_PROJECTS, OF_A_PROJECT, OF_FILES, OF_PEOPLE)
"""All that goes by its whole name."""
OF_ONE: dict[str, _Of] = {
    "pillar": _Of("A pillar at a glance", _pillar, PLACES),
    "grant": _Of("Grant", _grant),
    "spending": _Of("A project’s money", _spending),
    "output": _Of("An output of a project", _output),
    "force": _Of("What is published for a whole force", _whole_force),
    "report": _Of("Table of a grant's report", _of_report, REPORT),
    night_by_name.EFFECT: _Of("Did it work?", lambda figures, query: night_by_name.effect(figures.shown, query)),
}
"""Of one grant or project, whose id ends the figure's name."""
OF_INDICATORS: dict[str, _Of] = {
    "indicator": _Of("its chart", _indicator, PLACES),
    "years": _Of("financial years", _years),
    "wards": _Of("ward by ward", _by_ward(lambda *given: answered.wards(*given).figure)),
    "funnel": _Of("wards on a funnel plot", _by_ward(answered.funnel)),
    "groups": _Of("its groups", _groups),
    "areas": _Of("beside other areas", _beside(answered.areas)),
    "partnerships": _Of("beside other partnerships", _beside(answered.partnerships)),
    "feeds": _Of("the files that feed it", _feeds),
}


def _suits(kind: str, one: IndicatorState) -> bool:
    """Whether a kind of figure is offered of an indicator that has figures."""
    match kind:
        case "indicator":
            return True
        case "years":
            return by_year.told_by_year(one.indicator)
        case "wards" | "funnel":
            return by_ward.by_ward(one.indicator)
        case "groups":
            return bool(one.indicator.numerator.any_of)
        case "areas":
            return other_areas.can_compare(one)
        case "partnerships":
            return peers.can_compare(one.indicator)
        case _:
            return False


def _pillar_of(one: IndicatorState) -> str:
    return next((pillar.name for pillar in indicators.pillars() if pillar.id == one.indicator.pillar), "")


def _follows(kind: _Of, one: IndicatorState) -> tuple[str, ...]:
    return kind.follows if by_ward.by_ward(one.indicator) else ()


def _refuse(unmet: Iterable[Unmet]) -> None:
    """Raises NotMade where something asked for is not there."""
    if said := " ".join(one.said for one in unmet):
        raise NotMade(said)
