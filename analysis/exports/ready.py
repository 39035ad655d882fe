"""Ready packs: what a board, and whoever refreshes the strategy, is handed; and what goes with figures in every pack."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.declared import reference_tables
from analysis.declared import sources as declarations
from analysis.exports import needs, night_pack
from analysis.exports.chapters import Chapter, ReadyPack
from analysis.exports.contents import Definition, UsedSource
from analysis.exports.named import OF_FILES, OF_PEOPLE, FiguresByName, Wanted
from analysis.indicators import answered, board, by_ward, by_year, detail, overview, residents, what_changed
from analysis.indicators import asked as indicators
from analysis.indicators import figures as indicator_figures
from analysis.indicators.indicator_state import SIGNALS, IndicatorState
from analysis.loaded import coverage
from analysis.loaded.coverage import Cell
from analysis.methods import comparison, rates
from analysis.night import own_places
from analysis.projects import delivery
from analysis.release import partnership
from analysis.release.questions.indicators import Breaks
from analysis.release.questions.projects import Grants
from analysis.words import fields, phrases

OF_CRIME = ("police_street", "police_outcomes", "lookups", "population", "boundaries", "zones", "breaks")
OF_NIGHT = {
    "night_zones": ("zones",),
    "purple_flag": ("partner_extract", "zones", "offence_groups", "breaks"),
    "purple_flag_themes": ("purple_flag_evidence",),
    own_places.AROUND_FIGURE: ("police_street", "zones", "breaks"),
    own_places.AROUND_HOURS: ("partner_extract", "zones", "offence_groups"),
    "activity": ("activity", "zones"),
    "night_hours": ("partner_extract", "zones", "offence_groups", "breaks"),
    "victims": ("partner_extract", "zones", "offence_groups", "breaks"),
    "zone_chart": OF_CRIME,
    "effect": (*OF_CRIME, "project_places", "activity"),
    "hospital_seen": ("istv", "istv_places", "breaks"),
    "hospital_recorded": (*OF_CRIME, "istv", "partner_extract"),
    "hospital_months": ("istv",),
    "hotspot_harm": ("partner_extract", "harm_weights", "offence_groups", "boundaries"),
    "hospital_completeness": ("istv",),
}
OF_PROJECTS = ("grants", "allocations", "projects", "targets", "returns", "milestones", "spend", "risks", "actions")
OF_LISTS = ("breaks", "annotations", "rebases", "indicator_values", "harm_weights", "offence_groups")
MOST_LINES = 16
"""Lines on the data that stand on one page."""
OF_PLACES = ("recorded_crime_wards", "hotspot_zones", "hotspot_cells", "hotspot_ten_places")
IN_SHORT, ADOPTED, OTHERS, DELIVERY, PLACES = "In short", "The adopted indicators", "Other signals", "Delivery", "Where"


def board_pack(figures: FiguresByName) -> ReadyPack:
    """What the overview shows: the statement, the adopted indicators, other signals, delivery."""
    found = list(figures.states.values())
    screens = board.screens(found)
    own = [one for one in screens if one.indicator.adopted]
    others = [one for one in screens if not one.indicator.adopted]
    chapters = [
        Chapter(IN_SHORT, _in_short(figures), leads=True),
        Chapter(ADOPTED, (), tuple(Wanted(f"indicator_{one.indicator.id}") for one in own)),
        Chapter(OTHERS, (), tuple(Wanted(f"indicator_{one.indicator.id}") for one in others)),
        _delivery(figures, ("projects", "outputs_against_minima", "milestones", "late")),
    ]
    area = figures.shown.info()["area_name"]
    return ReadyPack(f"Serious violence in {area}: board pack", _filled(chapters), tuple(board.without_figures(found)))


def strategy_pack(figures: FiguresByName) -> ReadyPack:
    """For the strategy refresh: each pillar with its indicators by financial year, the wards, delivery."""
    found = list(figures.states.values())
    pillars = what_changed.pillar_states(found)
    chapters = [
        Chapter(IN_SHORT, _in_short(figures), leads=True),
        *(
            Chapter(
                one.pillar.name,
                (f"{one.pillar.name}: {one.counts}.", one.pillar.description),
                (
                    Wanted(f"pillar_{one.pillar.id}"),
                    *(wanted for state in one.states if state.filled for wanted in _of_indicator(state)),
                ),
                leads=True,
            )
            for one in pillars
        ),
        Chapter(PLACES, (), tuple(Wanted(name) for name in OF_PLACES)),
        _delivery(figures, ("projects", "outputs_against_minima", "milestones", "spend", "risk_matrix", "actions")),
    ]
    missing = [indicator_figures.lacking(one) for one in found if not one.filled]
    area = figures.shown.info()["area_name"]
    return ReadyPack(f"Serious violence in {area}: figures for the strategy", _filled(chapters), tuple(missing))


READY = {
    "board": board_pack,
    "strategy": strategy_pack,
    "needs": needs.needs_pack,
    "purple_flag": night_pack.purple_flag_pack,
}
NAMES = {
    "board": "Board pack: what the overview shows",
    "strategy": "Strategy refresh: each pillar by financial year",
    "needs": "Needs assessment: every element of the Serious Violence Duty’s guidance",
    "purple_flag": "Purple Flag: key figures, five themes, map",
    "quarterly_return": "Quarterly return of the newest grant's last quarter",
    "closure_report": "Closure report of the newest grant",
}


def _of_indicator(state: IndicatorState) -> list[Wanted]:
    """Its chart where it is adopted or shows a signal, its financial years, and its wards where they are told."""
    one = state.indicator
    kinds = [
        "indicator" if one.adopted or state.variation in SIGNALS or not by_year.told_by_year(one) else "",
        "years" if by_year.told_by_year(one) else "",
        "wards" if one.adopted and by_ward.by_ward(one) else "",
    ]
    return [Wanted(f"{kind}_{one.id}") for kind in kinds if kind]


def _in_short(figures: FiguresByName) -> tuple[str, ...]:
    found = list(figures.states.values())
    pillars = [f"{one.pillar.name}: {overview.pillar_line(one)}." for one in what_changed.pillar_states(found)]
    return (f"{overview.headline(found)}.", *board.strongest(found), what_changed.nothing_else(found), *pillars)


def _delivery(figures: FiguresByName, names: Sequence[str]) -> Chapter:
    shown = figures.shown
    projects = shown.ask("projects")
    if not len(projects):
        return Chapter(DELIVERY)
    outputs = delivery.outputs(shown.ask("targets"), shown.ask("returns"), shown.ask("draft_returns"))
    grants = [Wanted(f"grant_{row.grant_id}") for row in shown.rows(Grants)]
    said = (f"{delivery.headline(outputs, len(projects))}.",)
    return Chapter(DELIVERY, said, (Wanted(names[0]), *grants, *(Wanted(name) for name in names[1:])), leads=True)


def _filled(chapters: Sequence[Chapter]) -> tuple[Chapter, ...]:
    return tuple(one for one in chapters if one.words or one.wanted)


# What goes with figures


def sources_of(figures: FiguresByName, wanted: Wanted) -> tuple[str, ...]:
    """The sources that a figure rests on, by their ids; lists of the partnership's own included."""
    kind, _, of = wanted.figure.partition("_")
    if (name := kind if kind == "effect" else wanted.figure) in OF_NIGHT:
        return OF_NIGHT[name]
    if wanted.figure.startswith(("recorded_crime", "hotspot")):
        return OF_CRIME
    if wanted.figure in OF_FILES:
        return tuple(figures.shown.ask("coverage")["source"].unique())
    if wanted.figure in OF_PEOPLE:
        return (residents.SOURCE,)
    if kind == "force" and (near := figures.states.get(of.rpartition("_")[0])):
        return (near.indicator.whole_force,)
    if kind == "pillar":
        mine = [one for one in figures.states.values() if one.indicator.pillar == of and one.filled]
        return tuple(dict.fromkeys(source.id for one in mine for source in answered.sources_of(one)))
    state = figures.states.get(of)
    if state is None or kind == "grant":
        return OF_PROJECTS
    used = [one.id for one in answered.sources_of(state)]
    return tuple(dict.fromkeys([*used, *OF_LISTS, *(OF_CRIME if "police_street" in used else ())]))


def definitions_of(figures: FiguresByName, asked: Sequence[Wanted]) -> tuple[Definition, ...]:
    """The definitions of the indicators among the figures asked for, each once, then how figures are judged."""
    ids = dict.fromkeys(wanted.figure.partition("_")[2] for wanted in asked)
    names = {one.id: one.name for one in indicators.pillars()}
    found: list[Definition] = []
    for state in (figures.states[of] for of in ids if of in figures.states):
        one = state.indicator
        rows = [*detail.definition(one, names.get(one.pillar, "")), ("What it cannot tell", " ".join(one.caveats))]
        rows += [("Versions", ". ".join(detail.versions(one)))]
        found.append(Definition(one.name, tuple((key, said) for key, said in rows if said and key not in OF_THE_OFFICE)))
    return (*found, Definition("How figures are judged", JUDGED))


OF_THE_OFFICE = ("Owner", "Reviewed")
"""What is said of a definition on its page alone."""
JUDGED = (
    ("Signals", indicator_figures.LEGEND),
    ("Charts", overview.HOW_TO_READ),
    ("Rates", rates.RULE),
    ("Changes", comparison.PERCENTAGE_RULE),
    ("Small numbers", "Counts of 1 to 4 people, or of records that are not open data, are not shown, nor what would tell them."),
)


def used_sources(figures: FiguresByName, asked: Sequence[Wanted]) -> tuple[UsedSource, ...]:
    """The sources of the figures asked for of which anything is loaded."""
    ids = {of for wanted in asked for of in sources_of(figures, wanted)}
    rows = figures.shown.ask("coverage")
    known = declarations.sources()
    found: list[UsedSource] = []
    for source in coverage.in_reading_order({key: known[key] for key in ids if key in known}):
        mine = rows[rows["source"] == source.id]
        if len(mine):
            found.append(UsedSource(source.title, source.publisher, _loaded(mine["period"], len(mine)), source.licence))
    return tuple(found)


def _loaded(periods: object, files: int) -> str:
    months = [day for value in periods if (day := fields.day(value))]  # pyright: ignore[reportGeneralTypeIssues]
    span = f", {phrases.period(min(months), max(months))}" if months else ""
    return f"{phrases.count(files, 'file')}{span}"


def late_files(figures: FiguresByName) -> tuple[str, ...]:
    """The sources that are late, a sentence each; made-up data never are."""
    return tuple(coverage.late_sentences(_months(figures), _titles(), _forces()))


def _months(figures: FiguresByName) -> list[Cell]:
    """The months of every monthly source of the forces that count."""
    shown, settings = figures.shown, partnership.in_force()
    made_up = shown.info().get("demonstration") == "true"
    due = None if made_up else coverage.last_due(shown.today)
    found = coverage.cells(shown.ask("coverage"), shown.ask("breaks"), due, settings.partial_forces)
    return [cell for cell in found if not cell.force or settings.counts(cell.force)]


def _titles() -> dict[str, str]:
    return {key: source.title for key, source in declarations.sources().items()}


def _forces() -> dict[str, str]:
    table = reference_tables.forces()
    return dict(zip(table["slug"], table["name"], strict=True))


def quality(figures: FiguresByName) -> tuple[str, ...]:
    """What a reader must know of the data, on one page: gaps, late and part files, breaks, records without a place."""
    shown, titles, forces = figures.shown, _titles(), _forces()
    counted = _months(figures)
    said = [
        *late_files(figures),
        *coverage.gap_sentences(counted, titles, forces),
        *coverage.partial_sentences(counted, titles, forces),
        *(coverage.break_sentence(row, titles) for row in shown.rows(Breaks)),
    ]
    if len(shown.ask("wards")) and len(located := shown.ask("located")):
        counts = located[located["counted"].fillna(False).astype(bool)]
        said.append(coverage.located_sentence(counts, shown.info()["area_name"]))
    more = len(said) - MOST_LINES
    rest = [f"And {phrases.count(more, 'more line')}: the Data page has all."] if more > 0 else []
    whole = ["Every month of every source is loaded, and no break is registered."] if not said else []
    return (*said[:MOST_LINES], *rest, *whole)
