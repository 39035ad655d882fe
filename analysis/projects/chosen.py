"""Which projects an address asks for: by identifier or title, by pillar, rating or lead; what there is not is said."""

from collections.abc import Callable, Mapping, Sequence

from analysis.projects.ratings import WORST, Rated
from analysis.words import asked_for, fields
from analysis.words.asked_for import Unmet

PROJECT, PILLAR, RATING, LEAD = "project", "pillar", "rating", "lead"
KEYS = (PROJECT, PILLAR, RATING, LEAD)
NO_DATA = "none"
RATINGS = {str(rating): f"Rated {rating}" for rating in range(1, WORST + 1)} | {NO_DATA: "Not rated"}
"""What stands in the address for a rating → its name."""


def offered(found: Sequence[Rated], pillars: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """What each key of the address may ask for: code → name. pillars: id → name."""
    leads = sorted({lead for one in found if (lead := fields.text(one.facts.row.lead_organisation))})
    titles = {one.facts.project[1]: fields.text(one.facts.row.title) for one in found}
    return {PROJECT: titles, PILLAR: dict(pillars), RATING: RATINGS, LEAD: {lead: lead for lead in leads}}


def chosen(
    found: Sequence[Rated], names: Mapping[str, Mapping[str, str]], asked: Mapping[str, Sequence[str]]
) -> tuple[list[Rated], list[Unmet]]:
    """The projects asked for, all where nothing is, and what of it there is not.

    names: as `offered`. asked: what the address says of each key. A project is rated by the worst of its three ratings.
    """
    matched = {key: _matched(key, asked.get(key, ()), names[key]) for key in KEYS}
    of: dict[str, Callable[[Rated], set[str]]] = {
        PROJECT: lambda one: {one.facts.project[1]},
        PILLAR: lambda one: _listed(one.facts.row.pillars),
        RATING: lambda one: {str(one.overall or NO_DATA)},
        LEAD: lambda one: {fields.text(one.facts.row.lead_organisation)},
    }
    kept = [one for one in found if all(not wanted or wanted & of[key](one) for key, (wanted, _) in matched.items())]
    return kept, [unmet for _, lacking in matched.values() for unmet in lacking]


def found_of(key: str, texts: Sequence[str], names: Mapping[str, str]) -> set[str]:
    """The codes that an address asks for of one key, of those that are there."""
    return _matched(key, texts, names)[0]


def _matched(what: str, texts: Sequence[str], names: Mapping[str, str]) -> tuple[set[str], list[Unmet]]:
    by_text = {text: asked_for.matched(text, names) for text in texts if text}
    unmet = [
        Unmet(what, text, f"“{text}” is no {what} of this partnership.", _nearest(text, names))
        for text, code in by_text.items()
        if code is None
    ]
    return {code for code in by_text.values() if code is not None}, unmet


def _nearest(text: str, names: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Alike by name, else by identifier: of short ones any is near enough to be offered."""
    alike = asked_for.nearest(text, names) or asked_for.nearest(text, {code: code for code in names}, cutoff=0.0)
    return tuple((code, f"{code} {names[code]}".strip()) for code, _ in alike)


def _listed(cell: object) -> set[str]:
    return {part.strip() for part in fields.text(cell).replace(";", ",").split(",") if part.strip()}


def one(found: Sequence[Rated], grant: str, project: str) -> tuple[Rated | None, list[Unmet]]:
    """The project that an address names, the first where it names none. grant: blank where the project is in one only."""
    of_grant = [each for each in found if not grant or asked_for.folded(each.facts.project[0]) == asked_for.folded(grant)]
    if not of_grant:
        grants = {each.facts.project[0]: each.facts.project[0] for each in found}
        nearest = asked_for.nearest(grant, grants, cutoff=0.0)
        return None, [Unmet("grant", grant, f"“{grant}” is no grant of this partnership.", nearest)]
    titles = {each.facts.project[1]: fields.text(each.facts.row.title) for each in of_grant}
    wanted, unmet = _matched(PROJECT, [project], titles)
    if unmet:
        return None, unmet
    return next(each for each in of_grant if not wanted or each.facts.project[1] in wanted), []
