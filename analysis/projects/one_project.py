"""One project, as a board can read it aloud: purpose, ratings, each output against its path, money, returns by version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from analysis.figures import disclosure
from analysis.figures.charts.path_lines import path_lines
from analysis.figures.figure import Caption, Counted, Counts, Figure, Things
from analysis.projects import delivery, logged, money, path, portfolio, ratings, register
from analysis.projects.delivery import Output
from analysis.projects.facts import FundedProject
from analysis.projects.logged import Logged
from analysis.projects.ratings import Rated
from analysis.projects.returns import YES, Running
from analysis.release.questions.projects import ReturnVersions, Spend
from analysis.words import fields, phrases

BY_LOG = "By the log, to date"
NOT_WHY = "The project is meant to contribute to these indicators. Nothing here says that it caused a change."


def headline(found: Rated) -> str:
    """The statement of its page: its name and where it stands."""
    named = f"{found.facts.project[1]} {fields.text(found.facts.row.title)}"
    if found.overall is None:
        return f"{named}: not rated yet"
    worst = next(one for one in found.ratings if one.value == found.overall)
    why = "" if found.overall == 1 else f" for {worst.kind}"
    return f"{named}: rated {found.overall} of {ratings.WORST}{why}"


def context(facts: FundedProject, pillars: Mapping[str, str]) -> str:
    """Who leads it under which pillar, from when to when, with how much. pillars: id → name."""
    starts, ends = facts.row.starts, facts.row.ends
    stage, lead = fields.text(facts.row.stage), fields.text(facts.row.lead_organisation)
    parts = [
        phrases.capital(portfolio.pillar_words(facts.row, pillars)),
        f"led by {lead}" if lead else "no lead named",
        f"stage: {stage}" if stage else "",
        phrases.days(starts, ends) if starts and ends else "",
        f"{phrases.pounds(facts.allocated)} allocated" if facts.allocated is not None else "allocation not handed in",
    ]
    return f"{' · '.join(part for part in parts if part)}."


def purpose(facts: FundedProject) -> str:
    """What it is for, as handed in."""
    return fields.text(facts.row.summary) or "What it is for is not handed in."


def sustainability(facts: FundedProject) -> str:
    """What goes on after the grant, as handed in."""
    said = fields.text(facts.row.sustainability)
    return f"After the grant: {said.rstrip('.')}." if said else "After the grant: no plan is handed in."


def drawn(facts: FundedProject) -> list[Output]:
    """The outputs that are counted up and were returned, those with an agreed minimum first."""
    counted = [one for one in facts.outputs if one.kind == "count" and facts.totals.get(one.measure_id)]
    return sorted(counted, key=lambda one: one.minimum is None)


def output(facts: FundedProject, one: Output, caption: Caption, activity: pd.DataFrame | None = None) -> Figure:
    """An output at the end of each period returned, against the path from the release of funds to its minimum.

    activity: answers of `activity_kinds`, where the log of activity counts the same.
    """
    totals = [total for total in facts.totals.get(one.measure_id, ()) if total.value is not None]
    if one.contradictions:
        totals = []
    done = [(total.last, float(total.value or 0.0)) for total in totals]
    ahead = path.forecast(one, totals, facts.begins, facts.ends)
    due = one.due or facts.ends
    line = [(facts.begins, 0.0), (due, one.minimum)] if one.minimum and facts.begins and due and due > facts.begins else []
    said = [delivery.sentence(one), path.forecast_words(ahead, one.unit), baseline_words(facts, one)]
    log = _log(facts, one, totals, activity)
    said += [logged.words(log, totals[-1].last)] if log else []
    return Figure(
        id=f"output_{one.grant_id}_{one.project_id}_{one.measure_id}",
        title=f"{one.label}: {delivery.short_words(one)}",
        sentence=" ".join(said),
        chart=path_lines(done, line, one.unit, "Minimum") if done else None,
        table=_output_table(one, totals, facts.begins, due, log),
        caption=caption,
        counts=_counts(one, log),
    )


def _log(facts: FundedProject, one: Output, totals: Sequence[Running], activity: pd.DataFrame | None) -> Logged | None:
    """The log of activity beside the returns of an output that it feeds."""
    of = logged.feed(one.fed_by)
    if of is None or activity is None or not totals:
        return None
    first = min(row.first for row in facts.returns if row.measure_id == one.measure_id)
    return logged.beside(of, activity, first, [total.last for total in totals])


def _counts(one: Output, log: Logged | None) -> Counts:
    of_people = {"Returned to date": one.counts_people, "Expected on the path": False}
    of_people |= {BY_LOG: log.feed.people} if log else {}
    if any(of_people.values()):
        counts, apart = (tuple(name for name, people in of_people.items() if people == asked) for asked in (True, False))
        return Counted(("To",), counts, apart=apart, nouns=(one.unit,) if one.unit else ())
    numbers = {"Returned to date": disclosure.OF_RETURNS, "Expected on the path": ("targets.minimum",)}
    numbers |= {BY_LOG: ("activity.visits",)} if log else {}
    return Things(numbers, of_people=one.counts_people)


def _output_table(
    one: Output, totals: Sequence[Running], begins: date | None, due: date | None, log: Logged | None
) -> pd.DataFrame:
    expected = [
        round(path.expected_by(one.minimum, begins, due, total.last), 1) if one.minimum and begins and due else None
        for total in totals
    ]
    by_log = {BY_LOG: [log.to_date[total.last] for total in totals]} if log else {}
    return pd.DataFrame(
        {
            "To": [total.last for total in totals],
            "Returned to date": [total.value for total in totals],
            **by_log,
            "Expected on the path": expected,
        }
    )


def baseline_words(facts: FundedProject, one: Output) -> str:
    """What the measure stood at before the project, or that there is none and why."""
    row = next((row for row in facts.baselines if row.measure_id == one.measure_id), None)
    if row is None:
        return "No baseline is handed in."
    value, start, end = row.value, row.period_start, row.period_end
    if value is None:
        return f"No baseline: {fields.text(row.source).rstrip('.')}."
    shown = disclosure.FEW if one.counts_people and disclosure.too_few(value) else phrases.counted(value, one.unit)
    span = f" in {phrases.days(start, end)}" if start and end else ""
    return f"Baseline: {shown}{span}."


def other_outputs(facts: FundedProject, among: Sequence[Output]) -> list[str]:
    """The outputs among some that are not drawn, each in a sentence."""
    shown = {one.measure_id for one in drawn(facts)}
    return [f"{one.label}: {delivery.sentence(one)}" for one in among if one.measure_id not in shown]


def spending(facts: FundedProject, today: date, caption: Caption) -> Figure | str:
    """Money spent by the end of each period against the plan, counted from the release of funds; why not where not known."""
    released = facts.grant.released
    if not facts.spend:
        return "No spending is loaded for this project."
    rows = sorted(facts.spend, key=lambda row: row.period_end or date.max)
    ends = [end for row in rows if (end := row.period_end)]
    found = {end: money.spent_by(rows, end, released) for end in ends if released and end >= released}
    known = {end: one for end, one in found.items() if isinstance(one, money.Spent)}
    newest = max(known, default=None)
    spent = known[newest] if newest else None
    expected = money.forecast(rows)
    title = "Spending against plan is not known"
    if spent and newest:
        planned = phrases.pounds(round(spent.planned))
        title = f"{phrases.pounds(spent.spent)} spent of {planned} planned to {phrases.day_and_month(newest)}"
    return Figure(
        id=f"spending_{facts.project[0]}_{facts.project[1]}",
        title=title,
        sentence=_spending_sentence(facts, expected, today),
        chart=path_lines(
            [(end, one.spent) for end, one in known.items()],
            [(end, one.planned) for end, one in known.items()],
            "pounds",
            "Planned",
        )
        if known
        else None,
        table=_spending_table(rows),
        caption=caption,
        counts=Things({f"{name}, pounds": money.COUNTED[name] for name in ("Planned", "Spent", "Expected")}),
        notes=("The planned line spreads what was planned before the money came over the periods since.",),
        formats={f"{name}, pounds": "localized" for name in ("Planned", "Spent", "Expected")},
    )


def _spending_table(rows: Sequence[Spend]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Period": [phrases.days(row.period_start, row.period_end) for row in rows],
            "Planned, pounds": [row.profile for row in rows],
            "Spent, pounds": [row.actual for row in rows],
            "Expected, pounds": [row.forecast for row in rows],
        }
    )


def _spending_sentence(facts: FundedProject, expected: float | None, today: date) -> str:
    if expected is None:
        return "What will be spent in the end is not known."
    said = f"{phrases.capital(phrases.pounds(expected))} spent and still expected in all"
    if facts.allocated is None:
        return f"{said}; the allocation is not handed in."
    left = facts.allocated - expected
    rest = (
        "all of the allocation" if left == 0 else f"{phrases.pounds(abs(left))} {'less' if left > 0 else 'more'} than allocated"
    )
    ahead = money.time_to_move(delivery.quarters(fields.text(facts.grant.row.year)), today) if left > 0 else ""
    return f"{said}: {rest}. {ahead}".strip()


def versions(facts: FundedProject, rows: Sequence[ReturnVersions], caption: Caption) -> Figure | str:
    """Every version of every figure returned, the newest first.

    How many people is left out: what may be shown of them stands with the outputs.
    """
    if not rows:
        return delivery.returns_said((), facts.grant.quarters)
    return Figure(
        id="return_versions",
        title=f"{phrases.count(len(rows), 'figure')} returned",
        sentence=" ".join(
            (
                delivery.returns_said(facts.returns, facts.grant.quarters, [row for one in facts.outputs for row in one.drafts]),
                f"{phrases.capital(_revised_and_late(rows))}.",
            )
        ),
        chart=None,
        table=_version_table(rows),
        caption=caption,
        counts=Counted(
            dimensions=("Period", "Output"),
            counts=("Value",),
            apart=("Version",),
            words=("Basis", "Status", "Sent on", "In time"),
            rows=tuple(_of_people(row) for row in rows),
        ),
        notes=(f"In time: up to {register.IN_TIME.days} days after the period. How many people a version counted is left out.",),
    )


def _version_table(rows: Sequence[ReturnVersions]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Period": [phrases.days(row.period_start, row.period_end) for row in rows],
            "Output": [fields.text(row.label) or str(row.measure_id) for row in rows],
            "Version": [fields.number(row.version) for row in rows],
            "Value": [_value(row) for row in rows],
            "Basis": [fields.text(row.basis) for row in rows],
            "Status": [fields.text(row.status) for row in rows],
            "Sent on": [row.submitted_on for row in rows],
            "In time": [_timing(row) for row in rows],
        }
    )


def _revised_and_late(rows: Sequence[ReturnVersions]) -> str:
    revised = sum((row.version or 1) > 1 for row in rows)
    late = sum(_timing(row) == "late" for row in rows)
    parts = (
        f"{phrases.count(revised, 'figure')} of a later version {'replaces' if revised == 1 else 'replace'} an earlier one"
        if revised
        else "no figure was revised",
        f"{phrases.count(late, 'figure')} came more than {register.IN_TIME.days} days after the quarter"
        if late
        else "none came late",
    )
    return "; ".join(parts)


def _of_people(row: ReturnVersions) -> bool:
    return row.counts_people == YES


def _value(row: ReturnVersions) -> str:
    value = row.value
    if _of_people(row):
        return "people, see outputs"
    if value is None:
        return "blank"
    if fields.text(row.kind) == "yes_no":
        return "yes" if value else "no"
    return phrases.number(value)


def _timing(row: ReturnVersions) -> str:
    sent, end = row.submitted_on, row.period_end
    if sent is None:
        return "day not given"
    return "late" if sent > end + register.IN_TIME else "in time"


def indicators_of(facts: FundedProject) -> list[str]:
    """The indicators that the project is meant to move, by identifier."""
    return [part.strip() for part in fields.text(facts.row.indicators).replace(";", ",").split(",") if part.strip()]
