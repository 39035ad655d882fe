"""The funded projects side by side: a row each with its three ratings, outputs, next milestone, last return; the grants above."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from analysis.figures.figure import THINGS, Caption, Cleared, Counted, Figure
from analysis.projects import delivery, figures, money, ratings, register
from analysis.projects.delivery import Output
from analysis.projects.facts import FundedProject, Grant
from analysis.projects.ratings import Rated, Rating
from analysis.release.questions.projects import Milestones, Moves, Projects
from analysis.words import fields, phrases

ATTENTION = 4
"""The rating from which a project needs somebody's attention."""
BARS_AT_MOST = 2
"""Outputs drawn in a project's row: those furthest from their minimum."""
NOT_NAMED = "not named"
NO_REASON = "none given"
PILLAR_ROOM, OUTPUT_ROOM, BAR_ROOM = 36, 27, 7
RATING_ROOM = {"delivery": 56, "spend": 42, "risk": 56}
WHY_ROOM = 20
"""Letters that a row has room for beside a rating and below it, and for an output with its figure; the bar takes some."""
WHAT_THEY_ARE = "Rated 1 (best) to 5, overall as the worst of three"


def headline(found: Sequence[Rated], outputs: Sequence[Output]) -> str:
    """One statement for all projects: how many are rated 4 or 5, else what they have delivered."""
    known = [one.overall for one in found if one.overall is not None]
    if not known or not any(one.quarter for one in found):
        return delivery.headline(outputs, len(found))
    high = sum(rating >= ATTENTION for rating in known)
    said = f"{high if high else 'None'} of {phrases.count(len(found), 'project')} rated 4 or 5"
    unknown = len(found) - len(known)
    return f"{said}, {unknown} not rated" if unknown else said


def context(found: Sequence[Rated], outputs: Sequence[Output]) -> str:
    """What is counted, to which day, in a line."""
    ends = sorted({one.quarter.last for one in found if one.quarter})
    upto = f", at the end of {phrases.listed([f'{day:%B %Y}' for day in ends])}" if ends else ""
    said = f" {delivery.headline(outputs, len(found))}." if ends else " No return is no data, never a rating."
    return f"{WHAT_THEY_ARE}{upto}.{said}"


def grants(
    found: Sequence[Grant], projects: Sequence[FundedProject], moves: Sequence[Moves], today: date, caption: Caption
) -> Figure:
    """The grants, a row each, in pounds: awarded, released, allocated, spent, forecast, not allocated."""
    rows = [_grant_row(grant, [one for one in projects if one.grant is grant]) for grant in found]
    names = [fields.text(grant.row.title) or str(grant.row.grant_id) for grant in found]
    words = " ".join(
        part for grant in found for part in (*delivery.awarded_and_released(grant.row), _left(grant, projects, today)) if part
    )
    return Figure(
        id="grants",
        title=_grants_title(names, rows),
        sentence=words,
        chart=None,
        table=pd.DataFrame([{"Grant": name} | row for name, row in zip(names, rows, strict=True)]),
        caption=caption,
        counts=THINGS,
        notes=tuple(money.move_words(row) for row in moves),
    )


def _left(grant: Grant, projects: Sequence[FundedProject], today: date) -> str:
    """Which projects of a grant expect money to be left, and by when it must be moved; empty where none does."""
    own = [(one.project[1], money.left_over(one.allocated, one.spend)) for one in projects if one.grant is grant]
    left = [(name, value) for name, value in own if value is not None and value > 0]
    if not left:
        return ""
    said = phrases.listed([f"{phrases.pounds(value)} of {name}" for name, value in left], at_most=len(left))
    total = phrases.capital(phrases.pounds(sum(value for _, value in left)))
    quarters = delivery.quarters(fields.text(grant.row.year))
    return f"{total} of what is allocated will likely be left: {said}. {money.time_to_move(quarters, today)}".strip()


SOME = ", some not known"


def _grants_title(names: Sequence[str], rows: Sequence[Mapping[str, str]]) -> str:
    if len(rows) != 1:
        return phrases.count(len(rows), "grant")
    (name,), (row,) = names, rows
    awarded = f"{row['Awarded']} awarded" if row["Awarded"].startswith("£") else "the award is not known"
    pounds = row["Spent"].removesuffix(SOME)
    spent = f"{pounds} spent{row['Spent'].removeprefix(pounds)}" if pounds.startswith("£") else "nothing told of spending"
    return f"{name}: {awarded}, {spent}"


def _grant_row(grant: Grant, projects: Sequence[FundedProject]) -> dict[str, str]:
    awarded = grant.row.awarded
    released = grant.released
    shares = [one.allocated for one in projects if one.allocated is not None]
    allocated = sum(shares) if shares else None
    spent = [row.actual for one in projects for row in one.spend]
    known = [value for value in spent if value is not None]
    ahead = [money.forecast(one.spend) for one in projects if one.spend]
    expected = [value for value in ahead if value is not None]
    return {
        "Awarded": phrases.pounds(awarded) if awarded is not None else "not known",
        "Released": phrases.day_and_month(released) if released else "day not handed in",
        "Allocated": phrases.pounds(allocated) if allocated is not None else "not handed in",
        "Spent": f"{phrases.pounds(sum(known))}{_of_some(spent, known)}" if known else "not handed in",
        "Forecast": f"{phrases.pounds(sum(expected))}{_of_some(ahead, expected)}" if expected else "not handed in",
        "Not allocated": phrases.pounds(awarded - allocated) if awarded is not None and allocated is not None else "not known",
    }


def _of_some(all_of_them: Sequence[float | None], known: Sequence[float]) -> str:
    return "" if len(known) == len(all_of_them) else SOME


def projects(found: Sequence[Rated], pillars: Mapping[str, str], today: date, caption: Caption) -> Figure:
    """Every project in a row. pillars: id → name. A rating that a person set stands with the one worked out."""
    rows = [
        {
            "Project": f"{one.facts.project[1]} {fields.text(one.facts.row.title)}",
            "Grant": one.facts.project[0],
            "Pillars": pillar_words(one.facts.row, pillars),
            "Lead": fields.text(one.facts.row.lead_organisation) or NOT_NAMED,
            "Overall": f"{one.overall} of {ratings.WORST}" if one.overall else "no data",
            **{phrases.capital(kind): f"{rating_words(one[kind])}. {one[kind].words()}" for kind in ratings.KINDS},
            "Outputs": outputs_words(one.facts.outputs),
            "Furthest": "; ".join(f"{each.label}: {_beside_bar(each)} {each.unit}" for each in _furthest(one.facts.outputs)),
            "Next milestone": next_milestone(one.facts.milestones, today),
            "Leading reason for delay": register.open_delay(one.facts, today) or NO_REASON,
            "Last return": last_return(one.facts),
            "Sustainability": fields.text(one.facts.row.sustainability) or "No plan handed in.",
        }
        for one in found
    ]
    high = sum((one.overall or 0) >= ATTENTION for one in found)
    people = {output.unit for one in found for output in one.facts.outputs if output.counts_people and output.unit}
    return Figure(
        id="projects",
        title=f"{high or 'None'} of {phrases.count(len(found), 'project')} rated {ATTENTION} or worse",
        sentence=f"{WHAT_THEY_ARE}.",
        chart=None,
        table=pd.DataFrame(rows),
        caption=caption,
        counts=Counted(
            ("Project", "Grant"), words=tuple(name for row in rows[:1] for name in row)[2:], nouns=tuple(sorted(people))
        ),
        notes=(figures.MINIMA,),
    )


def rating_words(one: Rating) -> str:
    """A rating in a few words: "4 of 5, worse", "2 of 5, set by a person; 5 worked out", "No data"."""
    if one.override:
        worked_out = f"{one.found.rating} worked out" if one.found.rating else "none worked out"
        return f"{one.override.rating} of {ratings.WORST}, set by a person; {worked_out}"
    if one.value is None:
        return "No data"
    return f"{one.value} of {ratings.WORST}{f', {one.direction}' if one.direction else ''}"


def pillar_words(row: Projects, pillars: Mapping[str, str]) -> str:
    """The pillars that a project stands under, by name."""
    listed = [part.strip() for part in fields.text(row.pillars).replace(";", ",").split(",") if part.strip()]
    return ", ".join(pillars.get(part, part) for part in listed) or "no pillar named"


def outputs_words(found: Sequence[Output]) -> str:
    """How many agreed minima are reached: "8 of 9 minima reached", "no return yet on 9 minima"."""
    agreed = [one for one in found if one.minimum is not None]
    if not found:
        return "no output declared"
    if not agreed:
        return f"{phrases.count(len(found), 'minimum', 'minima')} to be agreed"
    minima, silent = phrases.count(len(agreed), "minimum", "minima"), sum(not one.returned for one in agreed)
    if silent == len(agreed):
        return f"no return yet on {minima}"
    unclear = sum(one.unclear for one in agreed)
    lacking = [f"{silent} without a return" if silent else "", f"{unclear} not clear" if unclear else ""]
    met = sum(one.met is True for one in agreed)
    return ", ".join(part for part in (f"{met} of {minima} reached", *lacking) if part)


def next_milestone(rows: Sequence[Milestones], today: date) -> str:
    """The first milestone that is not reached, with its day."""
    if not rows:
        return "none agreed"
    still = sorted((row for row in rows if not row.actual), key=lambda row: row.due or date.max)
    if not still:
        return "all reached"
    due, title = still[0].due, fields.text(still[0].title).rstrip(".")
    if due is None:
        return f"{title}, no day agreed"
    return f"{title}, {'late since' if due < today else 'due'} {phrases.day_and_month(due)}"


def last_return(facts: FundedProject) -> str:
    """To which month the project returned, and how many returns are missing: "to Mar 2025", "to Dec 2024, 1 missing"."""
    missing = len(delivery.missing_quarters(facts.returns, facts.grant.quarters))
    lacking = f", {missing} missing" if missing else ""
    if not facts.returns:
        return f"none{lacking}"
    return f"to {phrases.short_month(max(row.last for row in facts.returns))}{lacking}"


def body(figure: Cleared, found: Sequence[Rated], address: str = "project") -> str:
    """The cleared table as HTML, a project a row, each leading to its page. found: in the same order. All text escaped."""
    said = html.escape
    headings = ("Project", "Delivery", "Spend", "Risk", "Outputs", "Next milestone", "Last return")
    head = "".join(f'<th scope="col">{said(heading)}</th>' for heading in headings)
    rows = [
        f'<tr><th scope="row">{_chip(one.overall, "overall")}<span><a href="{said(_link(address, one))}" target="_self">'
        f"{said(row['Project'])}</a><small>{_brief(_beside_title(row), PILLAR_ROOM)}</small></span></th>"
        + "".join(
            f'<td data-label="{phrases.capital(kind)}">{_rating(one[kind], _why(row, kind))}</td>' for kind in ratings.KINDS
        )
        + f'<td data-label="Outputs">{said(phrases.capital(row["Outputs"]))}{_bars(one.facts.outputs)}</td>'
        f'<td data-label="Next milestone">{said(phrases.capital(row["Next milestone"]))}</td>'
        f'<td data-label="Last return">{said(phrases.capital(row["Last return"]))}'
        f"<small>{'After: planned' if fields.text(one.facts.row.sustainability) else 'After: no plan'}</small></td></tr>"
        for row, one in zip(fields.lines(figure.table), found, strict=True)
    ]
    return (
        f'<div class="portfolio" role="region" tabindex="0" aria-label="{said(figure.title)}"><table>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _why(row: Mapping[str, Any], kind: str) -> str:
    """The leading reason for delay in one line below the rating of delivery, where one is given; the whole comes up on it."""
    said = str(row["Leading reason for delay"])
    if kind != "delivery" or said == NO_REASON:
        return ""
    return f"<small>{_brief(f'Why: {said.lower()}', WHY_ROOM)}</small>"


def strip(figure: Cleared) -> str:
    """The cleared table of the grants as HTML: each grant's money in a line."""
    said = html.escape
    lines: list[str] = []
    for row in fields.lines(figure.table):
        parts = [f"<div><dt>{said(name)}</dt><dd>{said(str(cell))}</dd></div>" for name, cell in row.items() if name != "Grant"]
        name = f"<p>{said(str(row['Grant']))}</p>" if len(figure.table) > 1 else ""
        lines.append(f'{name}<dl aria-label="{said(str(row["Grant"]))}">{"".join(parts)}</dl>')
    return f'<div class="grants">{"".join(lines)}</div>'


def _link(address: str, one: Rated) -> str:
    grant, project = one.facts.project
    return f"{address}?grant={grant}&project={project}"


def _chip(value: int | None, name: str) -> str:
    kind = "none" if value is None else "high" if value >= ATTENTION else "middle" if value == ATTENTION - 1 else "low"
    words = f"{name}: {value} of {ratings.WORST}" if value else f"{name}: no data"
    return f'<b class="rating {kind}" title="{words}" aria-label="{words}" role="img">{value or "–"}</b>'


def _rating(one: Rating, below: str) -> str:
    said = html.escape
    worked_out = f"set by a person; worked out {one.found.rating or 'none'}: " if one.override else ""
    direction = f"<i>{one.direction}</i> " if one.direction in ("better", "worse") else ""
    brief = _brief(worked_out + one.found.in_short, RATING_ROOM[one.kind])
    return f'{_chip(one.value, one.kind)}<span title="{said(one.words())}">{direction}{brief}{below}</span>'


def _beside_title(row: Mapping[str, Any]) -> str:
    """Its pillars and, where it is named, who leads it."""
    lead = f"{row['Lead']} · " if row["Lead"] != NOT_NAMED else ""
    return f"{lead}{row['Pillars']}"


def _brief(text: str, room: int) -> str:
    """As much of a text as a row has room for, in letters, cut between words; the whole comes up on it."""
    brief = textwrap.shorten(text, room, placeholder="…") if len(text) > room else text
    return html.escape(brief) if brief == text else f'<span title="{html.escape(text)}">{html.escape(brief)}</span>'


def _furthest(outputs: Sequence[Output]) -> list[Output]:
    """The outputs with most left to their minimum; of those without one, what is returned."""
    counted = [one for one in outputs if one.kind != "yes_no"]
    agreed = sorted((one for one in counted if one.minimum), key=lambda one: (one.value or 0) / (one.minimum or 1))
    return ([one for one in agreed if one.returned] or [one for one in counted if one.value is not None and not one.minimum])[
        :BARS_AT_MOST
    ]


def _bars(outputs: Sequence[Output]) -> str:
    return "".join(map(_bar, _furthest(outputs)))


def _beside_bar(one: Output) -> str:
    return delivery.short_words(one).removesuffix(", minimum to be agreed")


def _bar(one: Output) -> str:
    said = html.escape
    words = _beside_bar(one)
    share = 0 if one.value is None or not one.minimum else min(100 * one.value / one.minimum, 100)
    bar = f'<em aria-hidden="true"><u style="width:{share:.0f}%"></u></em>' if one.minimum else ""
    label = _brief(one.label, OUTPUT_ROOM - (BAR_ROOM if bar else 0) - len(words))
    return f'<small class="output"><span>{label}</span>{bar}<span>{said(words)}</span></small>'
