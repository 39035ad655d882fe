"""Which grant and quarter an address or a command asks for; what there is not is said, with the nearest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from analysis.declared.grant_reports import CLOSURE, KINDS, QUARTERLY
from analysis.projects import delivery
from analysis.projects.delivery import Quarter
from analysis.release.questions.projects import Grants
from analysis.words import asked_for, fields, phrases
from analysis.words.asked_for import Unmet

NAMES = {QUARTERLY: "Quarterly return", CLOSURE: "Closure report"}


@dataclass(frozen=True)
class Chosen:
    """A report that is asked for. kind: of `KINDS`. quarter_name: as ratings name it, "2024/25 Q4"."""

    kind: str
    grant_id: str
    grant_title: str
    quarter_name: str
    quarter: Quarter


def grants_of(rows: Sequence[Grants]) -> dict[str, str]:
    """Grant → its title."""
    return {row.grant_id: row.title or row.grant_id for row in rows}


def quarters_of(row: Grants) -> dict[str, Quarter]:
    """The quarters of a grant's year by name; none where its year is not known."""
    year = fields.text(row.year)
    return {f"{year} Q{place}": quarter for place, quarter in enumerate(delivery.quarters(year), start=1)}


def quarter_words(name: str, quarter: Quarter) -> str:
    """A quarter as a list offers it: "2024/25 Q4, January to March 2025"."""
    return f"{name}, {phrases.days(quarter.first, quarter.last)}"


def chosen(rows: Sequence[Grants], today: date, kind: str, grant: str, quarter: str) -> tuple[Chosen | None, list[Unmet]]:
    """The report asked for: of the first grant and its last quarter that has ended, where the address names none."""
    names = grants_of(rows)
    if kind and kind not in KINDS:
        return None, [Unmet("report", kind, f"“{kind}” is no report of a grant.", tuple(NAMES.items()))]
    found = asked_for.matched(grant, names) if grant else next(iter(names), None)
    if found is None:
        nearest = asked_for.nearest(grant, {one: one for one in names}, cutoff=0.0)
        return None, [Unmet("grant", grant, f"“{grant}” is no grant of this partnership.", nearest)]
    row = next(one for one in rows if one.grant_id == found)
    known = quarters_of(row)
    if not known:
        return None, [Unmet("quarter", quarter, f"The year of {names[found]} is not handed in, so that it has no quarters.")]
    # A grant is closed at the end of its last quarter.
    name = _quarter(known, quarter or (list(known)[-1] if kind == CLOSURE else ""), today)
    if name is None:
        return None, [_no_quarter(quarter, known, names[found])]
    if known[name].last >= today:
        said = f"{phrases.capital(phrases.days(known[name].first, known[name].last))} has not ended yet."
        ended = [one for one, each in known.items() if each.last < today][-1:]
        return None, [Unmet("quarter", quarter or name, said, tuple((one, quarter_words(one, known[one])) for one in ended))]
    return Chosen(kind or QUARTERLY, found, names[found], name, known[name]), []


def _quarter(known: Mapping[str, Quarter], asked: str, today: date) -> str | None:
    """The quarter asked for: "2024/25 Q4", "Q4", or a day or month of it."""
    if not asked:
        ended = [name for name, each in known.items() if each.last < today]
        return ended[-1] if ended else next(iter(known))
    wanted = asked_for.folded(asked)
    for name, quarter in known.items():
        if wanted in (name.lower(), name.rpartition(" ")[2].lower(), f"{quarter.last}", f"{quarter.last:%Y-%m}"):
            return name
    return None


def _no_quarter(asked: str, known: Mapping[str, Quarter], grant: str) -> Unmet:
    first, last = next(iter(known.values())), list(known.values())[-1]
    said = f"“{asked}” is no quarter of {grant}, which runs over {phrases.days(first.first, last.last)}."
    near = asked_for.nearest(asked, {name: name for name in known}, cutoff=0.0) or tuple((name, name) for name in known)
    return Unmet("quarter", asked, said, tuple((name, quarter_words(name, known[name])) for name, _ in near))
