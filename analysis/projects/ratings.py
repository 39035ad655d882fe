"""Three ratings of a project at the end of a quarter, 1 (best) to 5: delivery, spend, risk. Each rule has a name and a reason.

Progress counts from the release of funds: late money is not late work. Minima are minima. Without a return there is no rating.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from analysis.projects import money, path
from analysis.projects.delivery import Output, Quarter
from analysis.projects.facts import FundedProject
from analysis.release.questions.projects import Milestones, Risks
from analysis.words import fields, phrases

KINDS = ("delivery", "spend", "risk")
WORST = 5
SHARES = ((1.0, 1), (0.9, 2), (0.75, 3), (0.5, 4))
"""What there is, as a share of what is expected, at least → rating."""
MISSED = 0.9
"""The share of a minimum from which one missed on its day is rated 4, not 5."""
DAYS_LATE = ((0, 1), (14, 2), (42, 3), (91, 4))
"""Days that a milestone is late, at most → rating: two weeks, six weeks, a quarter."""
OFF_PLAN = ((0.05, 1), (0.10, 2), (0.15, 3), (0.25, 4))
"""Spending above or below plan, as a share of the plan, at most → rating."""
SCORES = ((4, 1), (9, 2), (12, 3), (16, 4))
"""Score of a risk, likelihood times severity, at most → rating."""
RULES = {
    "no_return": "Without a return for the quarter there is no rating.",
    "not_released": "Before the money is released nothing is rated: late money is not late work.",
    "nothing_agreed": "Without an agreed minimum or milestone there is nothing to rate.",
    "nothing_judged": "What is not clear, or may not be shown, is not rated.",
    "on_path": "At least what the path expects: 1. The path leads from the release of funds to the minimum on its day.",
    "behind_path": "At least 90% of what the path expects: 2; 75%: 3; half: 4; less: 5.",
    "minimum_reached": "A minimum that is reached: 1, whatever day it is.",
    "minimum_missed": "A minimum missed on its day: 4 with at least 90% of it, else 5.",
    "milestone_reached": "A milestone that is reached: 1, on whatever day.",
    "milestone_late": "A milestone up to 14 days late: 2; 42: 3; 91: 4; more: 5. Days before the release do not count.",
    "no_plan": "Without a plan of spending there is no rating.",
    "on_plan": "Spending within 5% of plan: 1.",
    "under_plan": "Spending below plan by up to 10%: 2; 15%: 3; 25%: 4; more: 5.",
    "over_plan": "Spending above plan by up to 10%: 2; 15%: 3; 25%: 4; more: 5.",
    "over_allocation": "More spent than was allocated: 5.",
    "no_risk_scored": "Without a scored risk there is no rating.",
    "highest_risk": "The highest score, after what is done about it where that is scored: to 4: 1; 9: 2; 12: 3; 16: 4; more: 5.",
}


@dataclass(frozen=True)
class Finding:
    """What one rule says. rating None: there is no data to rate."""

    rule: str
    rating: int | None
    reason: str
    short: str = ""
    """The reason in a few words, for a table; empty where it is short itself."""

    @property
    def in_short(self) -> str:
        """The reason as a table has room for it."""
        return self.short or self.reason.rstrip(".")


@dataclass(frozen=True)
class Override:
    """A rating that a person set over the one worked out."""

    rating: int
    reason: str
    author_role: str
    expires_on: date

    def words(self) -> str:
        """Who set it, to when and why."""
        by, until = self.author_role, phrases.day_and_month(self.expires_on)
        return f"Set to {self.rating} by the {by} until {until}: {_ended(self.reason)}"


@dataclass(frozen=True)
class Rating:
    """One of the three ratings of a project. before: what the rules gave a quarter earlier; None where they gave none."""

    kind: str
    found: Finding
    before: int | None = None
    override: Override | None = None
    expired: Override | None = None

    @property
    def value(self) -> int | None:
        """The rating that counts: the one set by a person, else the one worked out."""
        return self.override.rating if self.override else self.found.rating

    @property
    def direction(self) -> str:
        """better, worse or unchanged, as the rules have it; empty where either quarter has no rating."""
        now = self.found.rating
        if now is None or self.before is None:
            return ""
        return "unchanged" if now == self.before else "better" if now < self.before else "worse"

    def words(self) -> str:
        """The reason, what it was before, and who set another rating where one did."""
        parts = [self.found.reason]
        if self.override:
            worked_out = f"worked out as {self.found.rating}" if self.found.rating else "no rating could be worked out"
            parts = [f"{self.override.words()} ({phrases.capital(worked_out)}: {_ended(self.found.reason).rstrip('.')}.)"]
        if self.expired:
            parts.append(
                f"A rating of {self.expired.rating} set by the {self.expired.author_role} ended on"
                f" {phrases.day_and_month(self.expired.expires_on)}."
            )
        return " ".join(parts)


@dataclass(frozen=True)
class Rated:
    """A project with its three ratings at the end of a quarter; quarter None: no return can be expected yet."""

    facts: FundedProject
    quarter: Quarter | None
    ratings: tuple[Rating, ...]

    @property
    def overall(self) -> int | None:
        """Never better than the worst of the three; None where none of them is known."""
        return max((one.value for one in self.ratings if one.value is not None), default=None)

    def __getitem__(self, kind: str) -> Rating:
        return next(one for one in self.ratings if one.kind == kind)


def rated(facts: FundedProject, today: date) -> Rated:
    """The three ratings at the end of the last quarter for which a return can be expected."""
    quarters = facts.grant.quarters
    if not quarters:
        none = [Rating(kind, _none_expected(facts)) for kind in ("delivery", "spend")]
        return Rated(facts, None, (*none, _with_overrides(facts, None, Rating("risk", risk(facts)), today)))
    now, former = quarters[-1], quarters[-2] if len(quarters) > 1 else None
    worked_out = [
        Rating(kind, rule(facts, now), rule(facts, former).rating if former else None)
        for kind, rule in (("delivery", delivery), ("spend", spend))
    ]
    worked_out.append(Rating("risk", risk(facts), risk(facts, former=True).rating))
    return Rated(facts, now, tuple(_with_overrides(facts, now, one, today) for one in worked_out))


def delivery(facts: FundedProject, quarter: Quarter) -> Finding:
    """The worst of what outputs and milestones say at the end of a quarter."""
    if refused := _not_rated(facts, quarter):
        return refused
    outputs = [one for one in facts.outputs if one.minimum is not None]
    dated = [row for row in facts.milestones if row.due]
    if not outputs and not dated:
        return Finding("nothing_agreed", None, "Neither a minimum nor a milestone is agreed.")
    found = [each for one in outputs if (each := of_output(facts, one, quarter))]
    found += [each for row in dated if (each := of_milestone(facts, row, quarter))]
    if not found:
        return Finding("nothing_judged", None, "No output can be judged and no milestone was due.")
    worst = max(found, key=lambda one: one.rating or 0)
    if worst.rating != 1:
        return worst
    reached = sum(one.rule in ("on_path", "minimum_reached") for one in found)
    said = f"{phrases.count(reached, 'output')} with a minimum {phrases.are(reached)} on the path or past it" if reached else ""
    return Finding(
        worst.rule, 1, _ended(phrases.capital("; ".join(part for part in (said, _milestones_said(dated, quarter)) if part)))
    )


def _milestones_said(dated: Sequence[Milestones], quarter: Quarter) -> str:
    due = [row for row in dated if (day := row.due) and day <= quarter.last]
    return "no milestone is late" if due else "no milestone was due yet" if dated else ""


def of_output(facts: FundedProject, output: Output, quarter: Quarter) -> Finding | None:
    """What an output with a minimum says at the end of a quarter; None where it is unclear, not shown, or has no day."""
    shown = [total for total in facts.totals.get(output.measure_id, ()) if total.last <= quarter.last]
    if output.minimum is None or output.contradictions or not shown or shown[-1].value is None or facts.begins is None:
        return None
    value, minimum, due = float(shown[-1].value), output.minimum, output.due or facts.ends
    day = phrases.day_and_month(quarter.last)
    if value >= minimum:
        return Finding("minimum_reached", 1, f"{output.label}: the minimum is reached.")
    if due is None or shown[-1].last < quarter.last:
        return None
    so_far = _so_far(value, output)
    if quarter.last >= due:
        rating = 4 if value >= MISSED * minimum else WORST
        was_due = "it" if output.kind == "yes_no" else f"the minimum of {_least(output)}"
        short = f"{output.label}: {so_far if output.kind == 'yes_no' else f'{phrases.number(value)} of {_least(output)}'}"
        return Finding("minimum_missed", rating, f"{output.label}: {so_far} by {day}, when {was_due} was due.", short)
    if output.kind == "yes_no":
        return None
    expected = minimum if output.kind == "percent" else path.expected_by(minimum, facts.begins, due, quarter.last)
    rating = next((rating for share, rating in SHARES if value >= share * expected), WORST)
    said = f"{output.label}: {so_far} by {day}; {phrases.number(expected)} expected on the path to {_least(output)}."
    short = f"{output.label}: {phrases.number(value)} of {phrases.number(expected)} expected"
    return Finding("on_path" if rating == 1 else "behind_path", rating, said, short)


def of_milestone(facts: FundedProject, row: Milestones, quarter: Quarter) -> Finding | None:
    """What a milestone says at the end of a quarter; None where it was not due by then."""
    due, actual = row.due, row.actual
    if due is None or due > quarter.last:
        return None
    title = fields.text(row.title).rstrip(".")
    if actual and actual <= quarter.last:
        return Finding("milestone_reached", 1, f"{title}: reached.")
    # Days on which there was no money are not counted.
    late = (quarter.last - max(due, facts.begins or due)).days
    rating = next((rating for days, rating in DAYS_LATE if late <= days), WORST)
    since = "" if facts.begins is None or due >= facts.begins else " counted from the release of funds"
    days, on = phrases.count(late, "day"), phrases.day_and_month(quarter.last)
    said = f"{title}: due {phrases.day_and_month(due)}, {days} late on {on}{since}."
    return Finding("milestone_late", rating, said, f"{title}: {days} late")


def spend(facts: FundedProject, quarter: Quarter) -> Finding:
    """Money spent beside the plan by the end of a quarter."""
    released = facts.grant.released
    if released is None or released > quarter.last:
        return _not_released(facts, quarter)
    found = money.spent_by(facts.spend, quarter.last, released)
    if isinstance(found, money.NotKnown):
        return Finding("no_plan" if found.of_plan else "no_return", None, found.words)
    day, spent = phrases.day_and_month(quarter.last), phrases.pounds(found.spent)
    if facts.allocated is not None and found.spent > facts.allocated:
        said = f"{spent} spent by {day} of {phrases.pounds(facts.allocated)} allocated."
        return Finding("over_allocation", WORST, said, f"{spent} of {phrases.pounds(facts.allocated)} allocated")
    off = found.spent - found.planned
    rating = next((rating for share, rating in OFF_PLAN if abs(off) <= share * found.planned), WORST)
    rule = "on_plan" if rating == 1 else "over_plan" if off > 0 else "under_plan"
    said = f"{spent} spent by {day} of {phrases.pounds(round(found.planned))} planned{_carried(found)}: {_off_words(round(off))}."
    short = f"{spent} of {phrases.pounds(round(found.planned))} planned"
    return Finding(rule, rating, said, short)


def risk(facts: FundedProject, *, former: bool = False) -> Finding:
    """The highest score among the project's own risks. former: as the file before the newest had them.

    Risks of the whole grant are in no project's rating.
    """
    scored = [(score, row) for row in facts.risks if (score := fields.number(row.former_score) if former else score_of(row))]
    if not scored:
        unscored = phrases.count(len(facts.risks), "risk")
        said = (
            f"{unscored} {phrases.are(len(facts.risks))} registered and not scored." if facts.risks else "No risk is registered."
        )
        return Finding("no_risk_scored", None, said)
    highest, row = max(scored, key=lambda one: one[0])
    rating = next((rating for score, rating in SCORES if highest <= score), WORST)
    after = fields.number(row.score_after) is not None
    when = " after what is done about it" if after else ""
    said = f"Highest risk {phrases.number(highest)} of 25{when}: {_ended(fields.text(row.cause))}"
    short = f"{phrases.number(highest)} of 25: {fields.text(row.cause).rstrip('.')}"
    return Finding("highest_risk", rating, said, short)


def score_of(row: Risks) -> float | None:
    """The score of a risk: after what is done about it where that is scored, else before."""
    after = fields.number(row.score_after)
    return fields.number(row.score) if after is None else after


def _not_rated(facts: FundedProject, quarter: Quarter) -> Finding | None:
    if facts.begins is None or facts.begins > quarter.last:
        return _not_released(facts, quarter)
    if not any(row.first <= quarter.last <= row.last for row in facts.returns):
        return Finding("no_return", None, f"No return for {phrases.days(quarter.first, quarter.last)}.")
    return None


def _none_expected(facts: FundedProject) -> Finding:
    """Why no return can be expected yet."""
    if facts.grant.released is None:
        return _not_released(facts, None)
    return Finding("no_return", None, "No quarter has ended since the money came, so that no return can be expected yet.")


def _not_released(facts: FundedProject, quarter: Quarter | None) -> Finding:
    if facts.grant.released is None or quarter is None:
        said = "The day on which the money came is not handed in, and progress counts from it."
        return Finding("not_released", None, said, "Day of release not handed in")
    return Finding("not_released", None, f"The money was not released by {phrases.day_and_month(quarter.last)}.")


def _with_overrides(facts: FundedProject, quarter: Quarter | None, one: Rating, today: date) -> Rating:
    name = facts.grant.quarter_name(quarter) if quarter else ""
    for row in facts.overrides:
        if row.kind == one.kind and row.quarter == name:
            expires = row.expires_on
            set_by = Override(row.rating, fields.text(row.reason), fields.text(row.author_role), expires)
            return Rating(one.kind, one.found, one.before, **{"override" if expires >= today else "expired": set_by})
    return one


def _so_far(value: float, output: Output) -> str:
    if output.kind == "yes_no":
        return "not done"
    return f"{phrases.number(value)}%" if output.kind == "percent" else phrases.counted(value, output.unit)


def _least(output: Output) -> str:
    return f"{phrases.number(output.minimum)}{'%' if output.kind == 'percent' else ''}"


def _carried(found: money.Spent) -> str:
    return f" ({phrases.pounds(round(found.carried))} of it from before the money came)" if found.carried else ""


def _off_words(off: float) -> str:
    return "as planned" if off == 0 else f"{phrases.pounds(abs(off))} {'over' if off > 0 else 'under'}"


def _ended(sentence: str) -> str:
    return f"{sentence.rstrip('.')}."
