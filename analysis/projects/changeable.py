"""What people may change on a page: rows of a list as they stand, what a form asks for, and what it refuses at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Literal

from analysis.projects import progress, ratings
from analysis.projects.facts import FundedProject
from analysis.projects.ratings import Rated
from analysis.release.questions.projects import Actions, Milestones, Ratings, Risks
from analysis.words import fields, phrases

Kind = Literal["day", "choice", "text"]
SCORES = {"": "not scored"} | {str(score): str(score) for score in range(1, ratings.WORST + 1)}
OPEN_OR_CLOSED = {"open": "open", "closed": "closed"}


@dataclass(frozen=True)
class Field:
    """One thing that a form asks for. choices: code → words, of a choice. needed: it may not stay blank."""

    column: str
    label: str
    kind: Kind = "text"
    choices: Mapping[str, str] = field(default_factory=dict[str, str])
    needed: bool = False


@dataclass(frozen=True)
class Changeable:
    """A row as it stands, or one to be added. key, values: column → text as a file holds it, blank where not known."""

    label: str
    key: Mapping[str, str]
    values: Mapping[str, str] = field(default_factory=dict[str, str])
    new: bool = False


@dataclass(frozen=True)
class Form:
    """One kind of change: the list that it changes, the rows that it may be about, what it asks for.

    key: the fields that belong to the key of a row that is added. why: the field that says why, where one of them does.
    """

    id: str
    title: str
    source: str
    fields: tuple[Field, ...]
    rows: tuple[Changeable, ...]
    key: frozenset[str] = frozenset()
    why: str = ""


@dataclass(frozen=True)
class FormChange:
    """What somebody changed: the columns that differ, as they are to be, and as the form showed them (None: a new row)."""

    source: str
    key: Mapping[str, str]
    values: Mapping[str, str]
    seen: Mapping[str, str] | None


def of_project(found: Rated, today: date, reasons: Mapping[str, str]) -> list[Form]:
    """The forms of one project that have a row. reasons: for delay, code → words."""
    forms = [milestones(found.facts, reasons), risks(found.facts), override(found)]
    return [form for form in forms if form.rows]


def milestones(facts: FundedProject, reasons: Mapping[str, str]) -> Form:
    """The days of a milestone, why it is late, what shows that it was reached."""
    asked = (
        Field("forecast", "Now expected on", "day"),
        Field("actual", "Reached on", "day"),
        Field("delay_reason", "Leading reason for delay", "choice", {"": "none given"} | dict(reasons)),
        Field("evidence", "Evidence"),
    )
    key = ("grant_id", "project_id", "milestone_id")
    rows = tuple(_row(fields.text(row.title), row, key, asked) for row in facts.milestones)
    return Form("milestone", "A milestone's day", "milestones", asked, rows)


def risks(facts: FundedProject) -> Form:
    """The scores of a risk, before and after what is done about it."""
    asked = tuple(
        Field(column, label, "choice", SCORES)
        for column, label in (
            ("likelihood", "Likelihood, 1 to 5"),
            ("severity", "Severity, 1 to 5"),
            ("likelihood_after", "Likelihood after what is done"),
            ("severity_after", "Severity after what is done"),
        )
    )
    rows = tuple(_row(fields.text(row.cause), row, ("grant_id", "risk_id"), asked) for row in facts.risks)
    return Form("risk", "A risk's score", "risks", asked, rows)


def override(found: Rated) -> Form:
    """A rating set over the one worked out, for the quarter that is rated."""
    numbers = {str(rating): str(rating) for rating in range(1, ratings.WORST + 1)}
    asked = (
        Field("rating", "Rating, 1 (best) to 5", "choice", numbers, needed=True),
        Field("reason", "Why the rating worked out does not hold", needed=True),
        Field("author_role", "Role of whoever sets it (no name)", needed=True),
        Field("expires_on", "It holds to the end of", "day", needed=True),
    )
    rows = tuple(_of_kind(found, kind, asked) for kind in ratings.KINDS) if found.quarter else ()
    return Form("rating", "A rating over the one worked out", "ratings", asked, rows, why="reason")


def _of_kind(found: Rated, kind: str, asked: Sequence[Field]) -> Changeable:
    assert found.quarter
    quarter = found.facts.grant.quarter_name(found.quarter)
    grant, project = found.facts.project
    worked_out = found[kind].found.rating
    label = f"{phrases.capital(kind)}, {quarter}: {f'{worked_out} worked out' if worked_out else 'none worked out'}"
    key = {"grant_id": grant, "project_id": project, "quarter": quarter, "kind": kind}
    row = next((row for row in found.facts.overrides if (row.kind, row.quarter) == (kind, quarter)), None)
    if row is None:
        return Changeable(label, key, {each.column: "" for each in asked}, new=True)
    return _row(label, row, key, asked)


def move(found: Sequence[Rated]) -> Form:
    """A move of money between two projects of a grant."""
    named = {one.facts.project: f"{one.facts.project[1]} {fields.text(one.facts.row.title)}" for one in found}
    grants = sorted({grant for grant, _ in named})
    projects = {"": "what is not allocated"} | {project: name for (_, project), name in named.items()}
    asked = (
        Field("from_project_id", "From", "choice", projects),
        Field("to_project_id", "To", "choice", projects),
        Field("amount", "Pounds", needed=True),
        Field("decided_on", "Decided on", "day", needed=True),
        Field("reference", "Where the decision stands", needed=True),
    )
    rows = tuple(Changeable(grant, {"grant_id": grant}, {each.column: "" for each in asked}, new=True) for grant in grants)
    key = frozenset({"from_project_id", "to_project_id", "decided_on", "reference"})
    return Form("move", "A move of money", "moves", asked, rows, key)


def actions(rows: Sequence[Actions]) -> Form:
    """Whether an action is open, when it was closed, by when and by whom it is to be done; open ones first."""
    asked = (
        Field("status", "Status", "choice", OPEN_OR_CLOSED),
        Field("closed_on", "Closed on", "day"),
        Field("due", "Due", "day"),
        Field("owner", "Owner (role, no name)"),
    )
    ordered = sorted(rows, key=lambda row: (not progress.is_open(row), row.due or date.max))
    return Form(
        "action",
        "An action's status",
        "actions",
        asked,
        tuple(_row(fields.text(row.title), row, ("action_id",), asked) for row in ordered),
    )


def new_action(
    rows: Sequence[Actions], groups: Mapping[str, str], pillars: Mapping[str, str], projects: Mapping[str, str], today: date
) -> Form:
    """An action or decision that is added. groups, pillars, projects: id → name."""
    asked = (
        Field("title", "What is to be done, or was decided", needed=True),
        Field("group", "Agreed by", "choice", groups, needed=True),
        Field("kind", "Kind", "choice", {"action": "action", "decision": "decision"}, needed=True),
        Field("agreed_on", "Agreed on", "day"),
        Field("owner", "Owner (role, no name)"),
        Field("due", "Due", "day"),
        Field("pillar", "Pillar", "choice", {"": "none named"} | dict(pillars)),
        Field("project_id", "Project", "choice", {"": "none"} | dict(projects)),
    )
    taken = {row.action_id for row in rows}
    name = next(name for n in range(1, len(taken) + 2) if (name := f"act-{today:%Y-%m-%d}-{n}") not in taken)
    # What is not asked for: a new action is open.
    row = Changeable("a new one", {"action_id": name}, {each.column: "" for each in asked} | {"status": "open"}, new=True)
    return Form("new_action", "A new action or decision", "actions", asked, (row,))


def change(form: Form, row: Changeable, answers: Mapping[str, str]) -> FormChange:
    """What differs from what the form showed. answers: column → text, of every field."""
    if row.new:
        key = {**row.key, **{column: answers[column] for column in form.key}}
        return FormChange(form.source, key, {**row.values, **answers} | key, None)
    moved = {column: value for column, value in answers.items() if value != row.values[column]}
    return FormChange(form.source, row.key, moved, {column: row.values[column] for column in moved})


def refused(form: Form, row: Changeable, answers: Mapping[str, str], today: date) -> str:
    """Why a form is not sent: what is not filled in, or cannot be; empty where there is nothing to say."""
    lacking = [each.label for each in form.fields if each.needed and not answers[each.column].strip()]
    if lacking:
        return f"Nothing is saved. Fill in: {phrases.listed(lacking, at_most=len(lacking))}."
    if not change(form, row, answers).values:
        return "Nothing is saved: nothing was changed."
    if form.id == "rating" and answers["expires_on"] < today.isoformat():
        return "Nothing is saved. The day to which the rating holds has passed: choose one that is still to come."
    if form.id == "action" and (answers["status"] == "closed") != bool(answers["closed_on"]):
        return "Nothing is saved. A closed action has the day on which it was closed, an open one has none."
    if form.id == "move" and answers["from_project_id"] == answers["to_project_id"]:
        return "Nothing is saved. Choose two different projects."
    return ""


def _row(label: str, row: Milestones | Risks | Ratings | Actions, key: Iterable[str], asked: Sequence[Field]) -> Changeable:
    cells = {name: _text(cell) for name, cell in asdict(row).items()}
    return Changeable(label, {name: cells[name] for name in key}, {each.column: cells[each.column] for each in asked})


def _text(cell: str | date | float | None) -> str:
    """A cell of an answer as a file would hold it."""
    if cell is None or isinstance(cell, str):
        return cell or ""
    return cell.isoformat() if isinstance(cell, date) else f"{cell:g}"
