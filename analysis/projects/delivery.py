"""What the funded projects have delivered: outputs returned against their minima, the grant, and missing returns.

A blank minimum is "to be agreed" and a missing return is "no return yet": neither is ever worked out as 0 or 0%.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from analysis.figures import disclosure
from analysis.methods.withheld import SMALLEST_SHOWN
from analysis.words import fields, phrases
from analysis.words.months import FIRST_MONTH_OF_FINANCIAL_YEAR, MONTHS_A_QUARTER, QUARTERS_A_YEAR, quarter_end, shifted

NOT_RELEASED = "funding not released, not a late project"


@dataclass(frozen=True)
class Output:
    """One output of a project: what is to be delivered, and what the returns say so far.

    minimum and value are in `unit` (percent: 0–100; yes_no: 1 or 0). minimum None: to be agreed. value None: no return
    yet. upto: the last day of the last period that a figure was returned for.
    """

    project_id: str
    measure_id: str
    label: str
    unit: str
    kind: str
    minimum: float | None
    due: date | None
    counts_people: bool
    source: str
    value: float | None
    upto: date | None
    drafts: tuple[Return, ...] = ()
    """Figures whose return is still a draft: in no figure, and named as such."""

    @property
    def hidden(self) -> bool:
        """Whether the figure counts so few people that it may not be shown."""
        return self.counts_people and disclosure.too_few(self.value)

    @property
    def shown(self) -> float | None:
        """The figure as it may leave: None where there is none and where it counts too few people."""
        return None if self.hidden else self.value

    @property
    def met(self) -> bool | None:
        """Whether the minimum is reached; None where it is to be agreed, not returned, or would tell what is hidden."""
        if self.minimum is None or self.value is None:
            return None
        if self.hidden and 1 < self.minimum < SMALLEST_SHOWN:
            return None
        return self.value >= self.minimum


@dataclass(frozen=True)
class Return:
    """One figure of a return, days inclusive. value None: the return left it blank. basis: period or cumulative."""

    project_id: str
    measure_id: str
    first: date
    last: date
    value: float | None
    basis: str


@dataclass(frozen=True)
class Quarter:
    """A quarter of a financial year, first and last day."""

    first: date
    last: date


def outputs(targets: pd.DataFrame, returns: pd.DataFrame, drafts: pd.DataFrame | None = None) -> list[Output]:
    """Every target with its figure to date. Frames: as the questions `targets`, `returns` and `draft_returns` answer."""
    counted, waiting = _by_measure(returns), _by_measure(drafts)
    keys = [(target["project_id"], target["measure_id"]) for target in targets.to_dict("records")]
    return [
        _output(target, counted.get(key, []), waiting.get(key, []))
        for key, target in zip(keys, targets.to_dict("records"), strict=True)
    ]


def _by_measure(returns: pd.DataFrame | None) -> dict[tuple[str, str], list[Return]]:
    found: dict[tuple[str, str], list[Return]] = {}
    for row in read_returns(returns) if returns is not None else ():
        found.setdefault((row.project_id, row.measure_id), []).append(row)
    return found


def read_returns(returns: pd.DataFrame) -> list[Return]:
    """The rows of `returns` or `draft_returns`; a row without its period says nothing about a time and is left out."""
    rows: list[Return] = []
    for row in returns.to_dict("records"):
        start, end = fields.day(row["period_start"]), fields.day(row["period_end"])
        if start and end:
            value = fields.number(row["value"])
            rows.append(
                Return(
                    fields.text(row["project_id"]),
                    fields.text(row["measure_id"]),
                    start,
                    end,
                    value,
                    fields.text(row["basis"]),
                )
            )
    return rows


def to_date(returns: Sequence[Return], kind: str) -> tuple[float | None, date | None]:
    """The figure to date of one measure, and the day it runs to; (None, None) where no figure was returned.

    returns: the latest version of each period. Counts: the newest cumulative figure plus the periods that begin after
    it, or the sum of all periods. Percentages and yes/no answers do not add up: the newest stands.
    """
    known = sorted((row for row in returns if row.value is not None), key=lambda row: (row.last, row.first))
    if not known:
        return None, None
    if kind in ("percent", "yes_no"):
        return known[-1].value, known[-1].last
    newest = next((row for row in reversed(known) if row.basis == "cumulative"), None)
    after = [row for row in known if row.basis != "cumulative" and (newest is None or row.first > newest.last)]
    added = [newest, *after] if newest else after
    return sum(row.value or 0 for row in added), max(row.last for row in added)


def sentence(output: Output) -> str:
    """The output in words: "3 of 12 workshops to 30 September 2024; 9 to go by 31 March 2025.", and what is but a draft."""
    return " ".join(part for part in (_counted(output), draft_words(output)) if part)


def draft_words(output: Output) -> str:
    """The drafts of an output: "Draft, not counted: 14 workshops, July to September 2024."; empty where there are none.

    How many people a draft counts is left out: it is in no total that could keep a small number from being told.
    """
    said = [
        ", ".join(
            part
            for part in (
                "" if output.counts_people or row.value is None else _draft_amount(row.value, output),
                phrases.days(row.first, row.last),
            )
            if part
        )
        for row in output.drafts
    ]
    return f"Draft, not counted: {'; '.join(said)}." if said else ""


def _draft_amount(value: float, output: Output) -> str:
    return ("yes" if value else "no") if output.kind == "yes_no" else _amount(value, output)


def _counted(output: Output) -> str:
    if output.value is None:
        return _not_returned(output)
    if output.kind == "yes_no":
        return _yes_or_no(output)
    upto = f"to {_upto(output)}"
    if output.hidden:
        return f"{phrases.capital(disclosure.FEW)} people {upto}{_least(output)}."
    if output.minimum is None:
        return f"{_amount(output.value, output)} {upto}; the minimum is to be agreed."
    if output.met:
        return f"{_amount(output.value, output)} {upto}; the minimum of {_bare(output.minimum, output)} is met."
    short = _bare(output.minimum - output.value, output, gap=True)
    so_far = f"{_bare(output.value, output)} of {_amount(output.minimum, output)}"
    if output.due and output.upto and output.upto >= output.due:
        return f"{so_far} by {phrases.day_and_month(output.due)}; {short} short of the minimum."
    return f"{so_far} {upto}; {short} to go{_by(output.due)}."


def short_words(output: Output) -> str:
    """What stands beside the output's bar: "3 of 12", "to be agreed", "no return yet"."""
    if output.value is None and output.drafts:
        return "to be agreed; draft, not counted" if output.minimum is None else "draft, not counted"
    if output.value is None:
        return "to be agreed, no return yet" if output.minimum is None else "no return yet"
    if output.kind == "yes_no":
        return "done" if output.value else "not done yet"
    shown = disclosure.FEW if output.hidden else _bare(output.value, output)
    return f"{shown}, minimum to be agreed" if output.minimum is None else f"{shown} of {_bare(output.minimum, output)}"


def headline(found: Sequence[Output], projects: int) -> str:
    """One statement for all projects: how many agreed minima are met, and how many projects have none yet."""
    agreed = [output for output in found if output.minimum is not None]
    if not agreed:
        return f"{phrases.count(projects, 'funded project')}; no minimum has been agreed yet"
    met = sum(output.met is True for output in agreed)
    minima = phrases.count(len(agreed), "agreed minimum", "agreed minima")
    silent = sum(output.value is None for output in agreed)
    statement = f"{met if met else 'None'} of {minima} met"
    if silent == len(agreed):
        drafts = any(output.drafts for output in agreed)
        statement = f"{'Drafts only, none counted' if drafts else 'No return yet'} against the {minima}"
    elif silent:
        statement += f", {silent} without a return"
    open_projects = projects - len({output.project_id for output in agreed})
    if open_projects:
        have = "has its minimum" if open_projects == 1 else "have theirs"
        statement += f"; {phrases.count(open_projects, 'project')} {have} still to be agreed"
    return statement


def funding(grant: Mapping[Any, Any]) -> list[str]:
    """The grant in sentences: awarded, released, allocated. `grant`: one row of the question `grants`, in pounds."""
    awarded, allocated = fields.number(grant["awarded"]), fields.number(grant["allocated"])
    released = fields.day(grant["released_on"])
    by, year = fields.text(grant["funder"]), fields.text(grant["year"])
    said = f"{phrases.capital(phrases.pounds(awarded))} awarded{' for ' + year if year else ''}{f' ({by})' if by else ''}."
    if released:
        money = f"The money was released on {phrases.day_and_month(released)}; £0 spent before then is {NOT_RELEASED}."
    else:
        money = f"The day of release has not been handed in; £0 spent before it is {NOT_RELEASED}."
    return [said, _conditions(grant) + money, _allocation(awarded, allocated)]


def _conditions(grant: Mapping[Any, Any]) -> str:
    """When the funder said what the conditions are, and when they were signed off: two days, either of which may not be known."""
    said = (("confirmed", "conditions_confirmed_on"), ("signed off", "conditions_signed_on"))
    known = [(what, day) for what, column in said if (day := fields.day(grant[column]))]
    parts = [f"{what} on {phrases.day_and_month(day)}" for what, day in known]
    return f"The conditions were {phrases.listed(parts, at_most=len(parts))}. " if parts else ""


def _allocation(awarded: float | None, allocated: float | None) -> str:
    if allocated is None:
        return "How it is divided among the projects has not been handed in."
    if awarded is None:
        return f"{phrases.pounds(allocated)} allocated to projects; the award is not known."
    rest = awarded - allocated
    if rest < 0:
        return f"{phrases.pounds(allocated)} allocated to projects, {phrases.pounds(-rest)} more than was awarded."
    return f"{phrases.pounds(allocated)} allocated to projects, {phrases.pounds(rest)} unallocated."


def quarters(year: str) -> list[Quarter]:
    """The four quarters of a financial year, as the question `grants` writes it (`2024/25`); none where it is blank."""
    if not year:
        return []
    begins = date(int(year.partition("/")[0]), FIRST_MONTH_OF_FINANCIAL_YEAR, 1)
    firsts = [shifted(begins, MONTHS_A_QUARTER * number) for number in range(QUARTERS_A_YEAR)]
    return [Quarter(first, quarter_end(first)) for first in firsts]


def missing_quarters(returns: Sequence[Return], expected: Sequence[Quarter]) -> list[Quarter]:
    """The quarters whose last day no returned period holds."""
    return [quarter for quarter in expected if not any(row.first <= quarter.last <= row.last for row in returns)]


def expected_quarters(grant: Mapping[Any, Any], returns: Sequence[Return], today: date) -> list[Quarter]:
    """The quarters of the grant's year that have ended and for which a return can be expected.

    They begin with the quarter in which the money was released; where that day is not known, with the first quarter
    that any project of the grant has returned figures for. Where neither is known no return can be called missing.
    """
    begins = fields.day(grant["released_on"]) or min((row.first for row in returns), default=None)
    if begins is None:
        return []
    return [quarter for quarter in quarters(fields.text(grant["year"])) if begins <= quarter.last < today]


def returns_said(returns: Sequence[Return], expected: Sequence[Quarter], drafts: Sequence[Return] = ()) -> str:
    """Which returns of one project are there and which are not, and for which periods there is but a draft."""
    spans = list(dict.fromkeys(phrases.days(row.first, row.last) for row in drafts))
    if not spans:
        return _received(returns, expected)
    draft = f"draft for {phrases.listed(spans, at_most=QUARTERS_A_YEAR)}"
    if not returns:
        return f"No return counted yet; a {draft} is loaded and counts once its status is submitted."
    return f"{_received(returns, expected)} A {draft} is loaded and not counted."


def _received(returns: Sequence[Return], expected: Sequence[Quarter]) -> str:
    if not returns:
        return "No return yet."
    last = max(row.last for row in returns)
    missing = missing_quarters(returns, expected)
    if not missing:
        return f"Returns received to {phrases.day_and_month(last)}."
    spans = phrases.listed([phrases.days(quarter.first, quarter.last) for quarter in missing], at_most=QUARTERS_A_YEAR)
    if last < missing[-1].last:
        return f"No return received for {spans}. The last figure is from {last:%B %Y}."
    return f"No return received for {spans}. Later returns run to {phrases.day_and_month(last)}."


def project_said(
    project: Mapping[Any, Any], returns: Sequence[Return], expected: Sequence[Quarter], drafts: Sequence[Return] = ()
) -> str:
    """A project's stage, lead, allocation (where handed in) and returns. project: one row of the question `projects`."""
    stage, lead = fields.text(project["stage"]), fields.text(project["lead_organisation"])
    allocated = fields.number(project["allocated"])
    parts = [
        f"Stage: {stage}." if stage else "",
        f"Lead: {lead}." if lead else "",
        f"{phrases.pounds(allocated)} allocated." if allocated is not None else "",
        returns_said(returns, expected, drafts),
    ]
    return " ".join(part for part in parts if part)


def period_words(returns: Sequence[Return]) -> str:
    """From the first day that any return covers to the last, in words."""
    if not returns:
        return "no return yet"
    return phrases.days(min(row.first for row in returns), max(row.last for row in returns))


def output_table(found: Sequence[Output], titles: Mapping[str, str]) -> pd.DataFrame:
    """The outputs as readers see them, one row each; blank where not agreed or not returned."""
    return pd.DataFrame(
        {
            "Project": [f"{output.project_id} {titles.get(output.project_id, '')}".strip() for output in found],
            "Output": [output.label for output in found],
            "Minimum": [output.minimum for output in found],
            "To date": [output.shown for output in found],
            "Unit": [output.unit for output in found],
            "Due": [output.due for output in found],
            "Figures run to": [output.upto for output in found],
            "In words": [sentence(output) for output in found],
            "Source of the minimum": [output.source for output in found],
        }
    )


def _output(target: dict[Any, Any], returns: Sequence[Return], drafts: Sequence[Return]) -> Output:
    kind = fields.text(target["kind"])
    value, upto = to_date(returns, kind)
    return Output(
        project_id=fields.text(target["project_id"]),
        measure_id=fields.text(target["measure_id"]),
        label=fields.text(target["label"]),
        unit=fields.text(target["unit"]),
        kind=kind,
        minimum=fields.number(target["minimum"]),
        due=fields.day(target["due"]),
        counts_people=target["counts_people"] in (True, "Y"),
        source=fields.text(target["source"]),
        value=value,
        upto=upto,
        drafts=tuple(drafts),
    )


def _not_returned(output: Output) -> str:
    none = "no return counted yet" if output.drafts else "no return yet"
    if output.minimum is None:
        return f"To be agreed; {none}."
    none = phrases.capital(none)
    if output.kind == "yes_no":
        return f"{none}; due{_by(output.due)}." if output.due else f"{none}."
    return f"{none}; at least {_amount(output.minimum, output)} due{_by(output.due)}."


def _yes_or_no(output: Output) -> str:
    if output.value:
        return f"Done, says the return to {_upto(output)}."
    return f"Not done yet, says the return to {_upto(output)}{'; due' + _by(output.due) if output.due else ''}."


def _upto(output: Output) -> str:
    return phrases.day_and_month(output.upto) if output.upto else "a day not given"


def _by(due: date | None) -> str:
    return f" by {phrases.day_and_month(due)}" if due else ""


def _least(output: Output) -> str:
    if output.minimum is None:
        return "; the minimum is to be agreed"
    return f"; at least {_amount(output.minimum, output)} due{_by(output.due)}"


def _amount(value: float, output: Output) -> str:
    """The number with its unit, which the target gives in the plural."""
    bare = _bare(value, output)
    if output.kind == "percent" or not output.unit:
        return bare
    return f"{bare} {phrases.unit_of(value, output.unit)}"


def _bare(value: float, output: Output, *, gap: bool = False) -> str:
    written = phrases.number(value)
    if output.kind != "percent":
        return written
    return f"{written} percentage points" if gap else f"{written}%"
