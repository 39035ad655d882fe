"""The tables of a grant's reports that stand on no other page: money, returns received, what is due, and those of a closure.

Rows are as the questions of the projects answer them, as at the end of the quarter that is reported.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

import pandas as pd

from analysis.figures import disclosure
from analysis.figures.figure import THINGS, Caption, Counted, Figure, Things
from analysis.indicators.indicator_state import IndicatorState
from analysis.projects import delivery, money, progress, register, watch
from analysis.projects import figures as project_figures
from analysis.projects.delivery import Output, Quarter
from analysis.projects.facts import FundedProject
from analysis.release.questions.projects import Actions, Moves, Returns
from analysis.words import fields, phrases
from analysis.words.months import quarter_end

MOST_SAID = 4
"""Names in one sentence."""
REACHED = {True: "yes", False: "no", None: "not clear"}


def spending(found: Sequence[FundedProject], quarter: Quarter, caption: Caption) -> Figure:
    """Each project's money by the end of the quarter, in pounds: planned (counted from the release of funds), spent, expected."""
    rows = [_money_row(one, quarter) for one in found]
    totals = {name: _sum([row[name] for row in rows]) for name in ("Spent", "Planned")}
    off = None if None in totals.values() else (totals["Spent"] or 0) - (totals["Planned"] or 0)
    day = phrases.day_and_month(quarter.last)
    said = f"{phrases.pounds(totals['Spent'])} spent by {day} of {phrases.pounds(_whole(totals['Planned']))} planned"
    known = sum(row["Spent"] is not None for row in rows)
    of_some = "" if known == len(rows) else f", {known} of {phrases.count(len(rows), 'project')} known"
    title = f"{phrases.capital(said)}: {progress.difference_words(_whole(off))}{of_some}"
    title = "Spending beside its plan is not known" if off is None else title
    return Figure(
        id="money",
        title=title,
        sentence=_money_sentence(found, rows, quarter),
        chart=None,
        table=pd.DataFrame(
            {
                "Project": [one.project[1] for one in found],
                **{f"{name}, pounds": [row[name] for row in rows] for name in rows[0]},
            }
            if rows
            else {"Project": []}
        ),
        caption=caption,
        counts=Things({f"{name}, pounds": names for name, names in money.COUNTED.items()}),
        notes=("The plan counts from the release of funds. A blank is not known, and is in no sum.",),
        formats={f"{name}, pounds": "localized" for name in (rows[0] if rows else ())},
    )


def _money_row(one: FundedProject, quarter: Quarter) -> dict[str, float | None]:
    released = one.grant.released
    found = money.spent_by(one.spend, quarter.last, released) if released and released <= quarter.last else None
    spent = found if isinstance(found, money.Spent) else None
    expected = money.forecast(one.spend)
    left = None if expected is None or one.allocated is None else one.allocated - expected
    return {
        "Allocated": one.allocated,
        "Planned": round(spent.planned, 2) if spent else None,
        "Spent": spent.spent if spent else None,
        "Expected in all": expected,
        "Left over": left,
    }


def _money_sentence(found: Sequence[FundedProject], rows: Sequence[Mapping[str, float | None]], quarter: Quarter) -> str:
    unknown = [one.project[1] for one, row in zip(found, rows, strict=True) if row["Spent"] is None]
    left = [(one.project[1], row["Left over"]) for one, row in zip(found, rows, strict=True)]
    under = [f"{name} {phrases.pounds(value)}" for name, value in left if value is not None and value > 0]
    over = [f"{name} {phrases.pounds(-value)}" for name, value in left if value is not None and value < 0]
    day = phrases.day_and_month(quarter.last)
    parts = [
        f"Left over at the end, as expected now: {phrases.listed(under, at_most=MOST_SAID)}." if under else "",
        f"More is expected to be spent than was allocated: {phrases.listed(over, at_most=MOST_SAID)}." if over else "",
        f"What was spent by {day} is not known for {phrases.listed(unknown, at_most=MOST_SAID)}." if unknown else "",
    ]
    return " ".join(part for part in parts if part) or "No project is expected to leave money over, or to spend more than it has."


def _sum(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _whole(value: float | None) -> float | None:
    return None if value is None else float(round(value))


def moves(rows: Sequence[Moves], caption: Caption) -> Figure | str:
    """Money moved between projects by the end of the quarter; that none was."""
    if not rows:
        return "No money was moved between projects."
    return Figure(
        id="moves",
        title=f"{phrases.count(len(rows), 'move')} of money between projects",
        sentence=" ".join(phrases.capital(money.move_words(row)) for row in rows),
        chart=None,
        table=pd.DataFrame(
            {
                "Decided on": [row.decided_on for row in rows],
                "From": [row.from_project_id or "not allocated" for row in rows],
                "To": [row.to_project_id or "not allocated" for row in rows],
                "Amount, pounds": [row.amount for row in rows],
                "Decision": [fields.text(row.reference) for row in rows],
            }
        ),
        caption=caption,
        counts=Things({"Amount, pounds": ("moves.amount",)}),
        formats={"Amount, pounds": "localized"},
    )


def received(found: Sequence[FundedProject], rows: Sequence[Returns], quarter: Quarter, caption: Caption) -> Figure:
    """Which project returned for the quarter, on which day, how many of its outputs."""
    lines = [_received_row(one, rows, quarter) for one in found]
    silent = [one.project[1] for one, line in zip(found, lines, strict=True) if line["Returned"] == "no"]
    late = [one.project[1] for one, line in zip(found, lines, strict=True) if line["In time"] == "late"]
    span = phrases.days(quarter.first, quarter.last)
    said = [
        f"No return for {span} from {phrases.listed(silent, at_most=MOST_SAID)}." if silent else "",
        f"Late: {phrases.listed(late, at_most=MOST_SAID)}." if late else "",
    ]
    return Figure(
        id="received",
        title=f"{len(found) - len(silent)} of {phrases.count(len(found), 'project')} returned for {span}",
        sentence=" ".join(part for part in said if part) or f"Every project returned for {span}, none of them late.",
        chart=None,
        table=pd.DataFrame([{"Project": one.project[1]} | line for one, line in zip(found, lines, strict=True)]),
        caption=caption,
        counts=Things({"Outputs with a figure": ("targets",), "Outputs declared": ("targets",)}),
        notes=(f"In time: up to {register.IN_TIME.days} days after the quarter.",),
    )


def _received_row(one: FundedProject, rows: Sequence[Returns], quarter: Quarter) -> dict[str, object]:
    own = [
        row
        for row in rows
        if (row.grant_id, row.project_id) == one.project and row.period_start <= quarter.last <= row.period_end
    ]
    sent = max((day for row in own if (day := row.submitted_on)), default=None)
    counted = {row.measure_id for row in own if row.value is not None}
    drafts = any(each.first <= quarter.last <= each.last for output in one.outputs for each in output.drafts)
    timing = "" if sent is None else "late" if sent > quarter.last + register.IN_TIME else "in time"
    return {
        "Returned": "yes" if own else "draft only" if drafts else "no",
        "Sent on": sent,
        "In time": timing,
        "Outputs with a figure": len(counted & {output.measure_id for output in one.outputs}),
        "Outputs declared": len(one.outputs),
    }


def due(found: Sequence[FundedProject], actions: Sequence[Actions], quarter: Quarter, caption: Caption) -> Figure | str:
    """What falls due in the quarter after, and what is late by then: milestones, outputs and actions, with who must act."""
    last = quarter_end(quarter.last + timedelta(days=1))
    lines = _due_by(last, found, actions)
    span = phrases.days(quarter.last + timedelta(days=1), last)
    if not lines:
        return f"Nothing is due in {span}, and nothing is late."
    late = sum(line[0] <= quarter.last for line in lines)
    ahead = len(lines) - late
    return Figure(
        id="due",
        title=f"{ahead or 'Nothing'} due in {span}, {late or 'none'} late before it",
        sentence=_due_sentence(lines, quarter),
        chart=None,
        table=pd.DataFrame(
            {
                "Due": [line[0] for line in lines],
                "What": [line[1] for line in lines],
                "Which": [line[2] for line in lines],
                "Project": [line[3] or progress.NO_GRANT for line in lines],
                "Who must act (role)": [line[4] or watch.NOT_NAMED for line in lines],
            }
        ),
        caption=caption,
        counts=THINGS,
    )


Due = tuple[date, str, str, str, str]
"""The day, what it is ("Milestone"), which, of which project, and whose role it is to act."""


def _due_by(last: date, found: Sequence[FundedProject], actions: Sequence[Actions]) -> list[Due]:
    """What is not done and due by a day, in the order of days."""
    lines = [
        (day, "Milestone", fields.text(row.title), one.project[1], fields.text(one.row.lead_organisation))
        for one in found
        for row in one.milestones
        if (day := row.due) and day <= last and not row.actual
    ]
    lines += [
        (output.due, "Output", output.label, one.project[1], fields.text(one.row.lead_organisation))
        for one in found
        for output in one.outputs
        if output.due and output.due <= last and output.met is not True
    ]
    lines += [
        (day, "Action", fields.text(row.title), fields.text(row.project_id), fields.text(row.owner))
        for row in actions
        if (day := row.due) and day <= last and progress.is_open(row)
    ]
    return sorted(lines, key=lambda line: line[:3])


def _due_sentence(lines: Sequence[Due], quarter: Quarter) -> str:
    said = [f"{line[2].rstrip('.')} ({line[3] or progress.NO_GRANT.lower()}), {phrases.day_and_month(line[0])}" for line in lines]
    ahead = [words for line, words in zip(lines, said, strict=True) if line[0] > quarter.last]
    late = [words for line, words in zip(lines, said, strict=True) if line[0] <= quarter.last]
    parts = [f"Due: {'; '.join(ahead)}." if ahead else "", f"Late: {'; '.join(late)}." if late else ""]
    return " ".join(part for part in parts if part)


def reached(figure: Figure, found: Sequence[Output]) -> Figure:
    """The outputs against their minima as the closure report has them. figure: of the same outputs, in their order."""
    agreed = [one for one in found if one.minimum is not None]
    told = ["to be agreed" if one.minimum is None else REACHED[one.met] for one in found]
    missed = [one.label for one, said in zip(found, told, strict=True) if said == "no"]
    unclear = [one.label for one, said in zip(found, told, strict=True) if said == "not clear"]
    parts = [
        f"Not reached: {phrases.listed(missed, at_most=len(missed))}." if missed else "",
        f"Not clear: {phrases.listed(unclear, at_most=len(unclear))}." if unclear else "",
        f"{phrases.capital(phrases.count(len(found) - len(agreed), 'minimum', 'minima'))} never agreed."
        if len(agreed) < len(found)
        else "",
    ]
    table = figure.table.drop(columns=["Source of the minimum"], errors="ignore")
    table.insert(2, "Reached", told)
    met = told.count("yes")
    counts = figure.counts
    return replace(
        figure,
        counts=replace(counts, words=(*counts.words, "Reached")) if isinstance(counts, Counted) else counts,
        id="reached",
        title=f"{met or 'None'} of {phrases.count(len(agreed), 'agreed minimum', 'agreed minima')} reached",
        sentence=" ".join(part for part in parts if part) or "Every agreed minimum was reached.",
        chart=None,
        table=table,
        notes=(project_figures.MINIMA, *figure.notes[1:]),
    )


def after(found: Sequence[FundedProject], caption: Caption) -> Figure:
    """What goes on after the grant, project by project, as handed in."""
    plans = [fields.text(one.row.sustainability) for one in found]
    without = [one.project[1] for one, plan in zip(found, plans, strict=True) if not plan]
    said = f"No plan is handed in for {phrases.listed(without, at_most=len(without))}." if without else ""
    return Figure(
        id="after",
        title=f"What goes on: known of {len(found) - len(without)} of {phrases.count(len(found), 'project')}",
        sentence=said or "Every project has said what goes on after the grant.",
        chart=None,
        table=pd.DataFrame(
            {
                "Project": [f"{one.project[1]} {fields.text(one.row.title)}" for one in found],
                "After the grant": [plan or "No plan handed in." for plan in plans],
            }
        ),
        caption=caption,
        counts=THINGS,
    )


def short(found: Sequence[FundedProject], quarter: Quarter, caption: Caption) -> Figure | str:
    """What fell short or came late, from which lessons are drawn: minima not reached, milestones reached late or never."""
    lines = [
        (one.project[1], "Minimum not reached", output.label, f"{delivery.short_words(output)} {output.unit}".strip())
        for one in found
        for output in one.outputs
        if output.met is False
    ]
    lines += [
        (one.project[1], "Milestone", fields.text(row.title), progress.milestone_words(row, quarter.last))
        for one in found
        for row in one.milestones
        if (due := row.due) and (row.actual or quarter.last) > due
    ]
    lines += [
        (one.project[1], "Return missing", phrases.days(each.first, each.last), "No return.")
        for one in found
        for each in delivery.missing_quarters(one.returns, one.grant.quarters)
    ]
    if not lines:
        return "No minimum was missed, no milestone was late and no return is missing."
    kinds = {kind: sum(line[1] == kind for line in lines) for kind in dict.fromkeys(line[1] for line in lines)}
    names = {
        "Minimum not reached": ("minimum not reached", "minima not reached"),
        "Milestone": ("milestone late or not reached", "milestones late or not reached"),
        "Return missing": ("return missing", "returns missing"),
    }
    told = [phrases.count(number, *names[kind]) for kind, number in kinds.items()]
    people = {output.unit for one in found for output in one.outputs if output.counts_people and output.unit}
    return Figure(
        id="short",
        title=f"{phrases.count(len(lines), 'thing')} fell short or came late",
        sentence=f"{phrases.capital(phrases.listed(told))}. The lessons are for the partnership to write.",
        chart=None,
        table=pd.DataFrame(lines, columns=["Project", "What", "Which", "In words"]),
        caption=caption,
        counts=Counted(("Project", "What", "Which"), words=("In words",), nouns=tuple(sorted(people))),
    )


def indicators(found: Sequence[IndicatorState], caption: Caption) -> Figure | str:
    """The adopted indicators at their latest figures, whatever quarter is reported. found: the states of all."""
    adopted = [one for one in found if one.indicator.adopted]
    if not adopted:
        return "No indicator has been adopted."
    lacking = sum(not one.filled for one in adopted)
    said = [f"{one.headline}. {one.judgement}" for one in adopted if one.filled]
    rest = f"{phrases.capital(phrases.count(lacking, 'adopted indicator has', 'adopted indicators have'))} no figures."
    nouns = {one.indicator.unit for one in adopted if disclosure.hides_few(one.indicator) and not one.indicator.is_share}
    return Figure(
        id="indicators",
        title=f"{len(adopted) - lacking} of {phrases.count(len(adopted), 'adopted indicator')} have figures",
        sentence=" ".join([*said, *([rest] if lacking else [])]),
        chart=None,
        table=pd.DataFrame(
            {
                "Indicator": [one.indicator.name for one in adopted],
                "Latest": [one.value or "no figures" for one in adopted],
                "Of": [one.indicator.unit for one in adopted],
                "Period": [one.period for one in adopted],
                "In words": [one.judgement for one in adopted],
                "Against its target": [one.target for one in adopted],
            }
        ),
        caption=caption,
        counts=Counted(
            ("Indicator", "Period"),
            ("Latest",),
            apart=("Of", "In words", "Against its target"),
            rows=tuple(disclosure.hides_few(one.indicator) and not one.indicator.is_share for one in adopted),
            nouns=tuple(sorted(nouns)),
        ),
        notes=("The latest figures, whatever quarter is reported. Nothing here says that a project caused a change.",),
    )
