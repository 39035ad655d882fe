"""What happened since a day beside the indicators: what the groups decided, how the projects got on, what became of the money."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from analysis.figures.shown_release import ShownRelease
from analysis.projects import answered, money, progress
from analysis.release.questions.projects import Actions, Grants, Milestones, Moves, Returns, Spend
from analysis.words import fields, phrases


@dataclass(frozen=True)
class Happened:
    """What happened in one subject: in brief, counted, and each thing in a sentence."""

    subject: str
    brief: str
    lines: tuple[str, ...]

    @property
    def words(self) -> str:
        """The subject with what happened in brief: "Money: 1 move decided; £4,200 spent in quarters that ended since."."""
        return f"{self.subject}: {self.brief}."


def happened(shown: ShownRelease, since: date) -> list[Happened]:
    """Decisions and actions, projects, money: what came after a day, up to today. Subjects in which nothing did say so."""
    subjects: tuple[tuple[str, Callable[[ShownRelease, date], tuple[list[str], list[str]]]], ...] = (
        ("Decisions and actions", _actions),
        ("Projects", _projects),
        ("Money", _money),
    )
    found: list[Happened] = []
    for subject, tell in subjects:
        brief, lines = tell(shown, since)
        found.append(Happened(subject, "; ".join(brief) or "nothing since", tuple(lines)))
    return found


def _actions(shown: ShownRelease, since: date) -> tuple[list[str], list[str]]:
    rows = shown.rows_if_there(Actions)
    agreed = [row for row in rows if _within(row.agreed_on, since, shown.today)]
    # A decision closes on the day that it is taken: that is told once.
    closed = [row for row in rows if _within(row.closed_on, since, shown.today) and row.kind != "decision"]
    late = [row for row in rows if progress.is_overdue(row, shown.today) and not _before(row.due, since)]
    brief = [
        f"{phrases.count(len(agreed), 'decision or action', 'decisions and actions')} agreed" if agreed else "",
        f"{phrases.count(len(closed), 'action')} closed" if closed else "",
        f"{phrases.count(len(late), 'action')} fell overdue" if late else "",
    ]
    lines = [f"{phrases.capital(fields.text(row.kind))} agreed on {_day(row.agreed_on)}: {_title(row)}." for row in agreed]
    lines += [f"Closed on {_day(row.closed_on)}: {_title(row)}." for row in closed]
    lines += [f"Overdue since {_day(row.due)}: {_title(row)}." for row in late]
    return [part for part in brief if part], lines


def _projects(shown: ShownRelease, since: date) -> tuple[list[str], list[str]]:
    milestones = shown.rows_if_there(Milestones)
    reached = [row for row in milestones if _within(row.actual, since, shown.today)]
    late = [row for row in milestones if not row.actual and _within(row.due, since, shown.today)]
    worse, better = _ratings(shown, since)
    handed_in = {
        (row.grant_id, row.project_id, row.period_end)
        for row in shown.rows_if_there(Returns)
        if _within(row.submitted_on, since, shown.today)
    }
    brief = [
        f"{phrases.count(len(reached), 'milestone')} reached" if reached else "",
        f"{phrases.count(len(late), 'milestone')} fell late" if late else "",
        f"{phrases.count(len(worse), 'rating')} worse" if worse else "",
        f"{phrases.count(len(better), 'rating')} better" if better else "",
        f"{phrases.count(len(handed_in), 'return')} handed in" if handed_in else "",
    ]
    lines = [f"{row.project_id}, {_title(row)}: reached on {_day(row.actual)}." for row in reached]
    lines += [f"{row.project_id}, {_title(row)}: was due on {_day(row.due)}." for row in late]
    return [part for part in brief if part], [*lines, *worse, *better]


def _ratings(shown: ShownRelease, since: date) -> tuple[list[str], list[str]]:
    """Ratings that are worse, and better, than the rules gave them on that day, each in a sentence."""
    then = {
        (*one.facts.project, rating.kind): rating.value
        for one in answered.rated(replace(shown, today=since))
        for rating in one.ratings
    }
    worse: list[str] = []
    better: list[str] = []
    for one in answered.rated(shown):
        for rating in one.ratings:
            was, now = then.get((*one.facts.project, rating.kind)), rating.value
            if was is not None and now is not None and was != now:
                said = f"{one.facts.project[1]} {fields.text(one.facts.row.title)}: {rating.kind} rated {now}, then {was}."
                (worse if now > was else better).append(said)
    return worse, better


def _money(shown: ShownRelease, since: date) -> tuple[list[str], list[str]]:
    moves = [row for row in shown.rows_if_there(Moves) if _within(row.decided_on, since, shown.today)]
    released = [row for row in shown.rows_if_there(Grants) if _within(row.released_on, since, shown.today)]
    ended = [row for row in shown.rows_if_there(Spend) if _within(row.period_end, since, shown.today)]
    known = [amount for row in ended if (amount := row.actual) is not None]
    unknown = len(ended) - len(known)
    brief = [
        f"{phrases.count(len(released), 'grant')} released" if released else "",
        f"{phrases.count(len(moves), 'move')} decided" if moves else "",
        f"{phrases.pounds(sum(known))} spent in periods that ended since" if known else "",
        f"of {phrases.count(unknown, 'period')} of a project it is not known" if unknown else "",
    ]
    lines = [f"{fields.text(row.title)}: released on {_day(row.released_on)}." for row in released]
    return [part for part in brief if part], [*lines, *(phrases.capital(money.move_words(row)) for row in moves)]


def _within(day: date | None, since: date, today: date) -> bool:
    return day is not None and since < day <= today


def _before(known: date | None, day: date) -> bool:
    return known is not None and known < day


def _day(day: date | None) -> str:
    return phrases.day_and_month(day) if day else ""


def _title(row: Actions | Milestones) -> str:
    return fields.text(row.title).rstrip(".")
