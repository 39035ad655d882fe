"""What the funded projects have delivered: outputs returned against their minima, the grant, and missing returns.

A blank minimum is "to be agreed" and a missing return is "no return yet": neither is ever worked out as 0 or 0%.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from analysis.figures import disclosure
from analysis.methods.withheld import SMALLEST_SHOWN
from analysis.projects import returns
from analysis.projects.returns import YES, Key, Return, Running
from analysis.release.questions.projects import Grants, Projects, Targets
from analysis.release.rows import rows_of
from analysis.words import fields, phrases
from analysis.words.months import FIRST_MONTH_OF_FINANCIAL_YEAR, MONTHS_A_QUARTER, QUARTERS_A_YEAR, quarter_end, shifted

NOT_RELEASED = "funding not released, not a late project"


Project = tuple[str, str]
"""A project: its grant_id and its project_id. Two grants may each have a P3."""


@dataclass(frozen=True)
class Output:
    """One output of a project: what is to be delivered, and what may be shown of what the returns say so far.

    minimum and value are in `unit` (percent: 0–100; yes_no: 1 or 0). minimum None: to be agreed. value None: nothing returned
    that may be shown (see `few`, `not_shown` and `contradictions`). upto: the last day of the period that the figure runs to.
    """

    grant_id: str
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
    part_of: str = ""
    """The measure of the same project of which it counts a part."""
    few: bool = False
    """It counts 1 to 4 people, so that its figure is not kept here."""
    not_shown: date | None = None
    """The end of the newest return where that would tell of 1 to 4 people; `value`, if any, is of an earlier one."""
    contradictions: tuple[str, ...] = ()
    """What of its returns cannot all be right, in sentences: there is no figure then."""
    drafts: tuple[Return, ...] = ()
    """Figures whose return is still a draft: in no figure, and named as such."""
    level: str = ""
    """how_much, how_well or better_off; empty where not said."""
    fed_by: str = ""
    """What of the activity in places counts the same, as the target says; empty where nothing does."""

    @property
    def project(self) -> Project:
        """Its grant and project."""
        return self.grant_id, self.project_id

    @property
    def returned(self) -> bool:
        """Whether anything was returned, shown or not."""
        return self.value is not None or self.few or self.not_shown is not None or bool(self.contradictions)

    @property
    def met(self) -> bool | None:
        """Whether the minimum is reached; None where it is to be agreed, nothing is returned, or what is does not tell."""
        if self.minimum is None or self.contradictions:
            return None
        if self.few:
            return None if 1 < self.minimum < SMALLEST_SHOWN else self.minimum <= 1
        if self.value is None:
            return None
        reached = self.value >= self.minimum
        # What came later and is not shown may have reached it.
        return reached or (None if self.not_shown else False)

    @property
    def unclear(self) -> bool:
        """Whether returns are there and do not say whether the agreed minimum is reached."""
        return self.minimum is not None and self.returned and self.met is None


@dataclass(frozen=True)
class Quarter:
    """A quarter of a financial year, first and last day."""

    first: date
    last: date


def titles_of(projects: pd.DataFrame) -> dict[Project, str]:
    """The title of each project. projects: as the question of that name answers."""
    return {(row.grant_id, row.project_id): fields.text(row.title) for row in rows_of(Projects, projects)}


def outputs(targets: pd.DataFrame, returned: pd.DataFrame, drafts: pd.DataFrame | None = None) -> list[Output]:
    """Every target of a project of a known grant with what is shown of it to date.

    Frames: as the questions `targets`, `returns` and `draft_returns` answer. A project is that of its grant: what another grant
    returns under the same project_id is another project's. Targets whose grant is not known: see `unplaced`.
    """
    known = {key: target for target in rows_of(Targets, targets) if (key := _key(target))[0]}
    counted = _by_measure(returns.read_returns(returned), known)
    waiting = _by_measure(returns.read_drafts(drafts), known) if drafts is not None else {}
    shown = returns.totals([row for rows in counted.values() for row in rows])
    return [
        _output(key, target, shown.get(key, ()), _contradictions(key, target, counted, known), waiting.get(key, []))
        for key, target in known.items()
    ]


def _key(row: Targets) -> Key:
    return row.grant_id or "", row.project_id, row.measure_id


def _by_measure(rows: Sequence[Return], known: Mapping[Key, Targets]) -> dict[Key, list[Return]]:
    """The returns of each measure that has a target, which says what they count."""
    found: dict[Key, list[Return]] = {}
    for row in rows:
        if target := known.get(row.key):
            said = replace(
                row,
                kind=fields.text(target.kind),
                counts_people=target.counts_people == YES,
                part_of=fields.text(target.part_of),
            )
            found.setdefault(row.key, []).append(said)
    return found


def _contradictions(
    key: Key, target: Targets, counted: Mapping[Key, list[Return]], known: Mapping[Key, Targets]
) -> tuple[str, ...]:
    rows = counted.get(key, [])
    said = [one.words for one in returns.contradictions(rows, fields.text(target.unit))]
    whole = (*key[:2], fields.text(target.part_of))
    if not said and (day := returns.above_whole(rows, counted.get(whole, []))):
        label = fields.text(known[whole].label)
        said = [f"More were returned by {phrases.day_and_month(day)} than of “{label}”, of which it is a part; ask the project."]
    return tuple(said)


def unplaced(targets: pd.DataFrame) -> str:
    """The targets that no project shows since their grant is not known, in a sentence; empty where there is none."""
    projects = [row.project_id for row in rows_of(Targets, targets) if not row.grant_id]
    if not projects:
        return ""
    named = phrases.listed(sorted(set(projects)))
    return (
        f"{phrases.count(len(projects), 'target')} of {named} {phrases.are(len(projects))} not shown: it is not said of which"
        " grant, and the project is in several or in none. Load the targets again with the grant in a column grant_id."
    )


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
    if output.contradictions:
        return " ".join([*output.contradictions, _minimum_unclear(output)]).strip()
    if output.few:
        return f"{phrases.capital(disclosure.FEW)} people to {_upto(output)}{_least(output)}."
    if output.not_shown:
        return _earlier(output, output.not_shown)
    if output.value is None:
        return _not_returned(output)
    if output.kind == "yes_no":
        return _yes_or_no(output)
    return _against_minimum(output)


def _earlier(output: Output, end: date) -> str:
    """The figure that is shown where a newer one is not, and that it is not the newest."""
    newer = f"return to {phrases.day_and_month(end)} is not shown: beside what is, it would tell of {disclosure.FEW} people"
    if output.value is None:
        return f"The {newer}{_least(output)}."
    unclear = "" if output.met else _minimum_unclear(output)
    return " ".join(part for part in (f"{_amount(output.value, output)} to {_upto(output)}.", f"The {newer}.", unclear) if part)


def _minimum_unclear(output: Output) -> str:
    if output.minimum is None:
        return ""
    least = "" if output.kind == "yes_no" else f" of {_bare(output.minimum, output)}"
    return f"Whether the minimum{least} is met is not clear."


def _against_minimum(output: Output) -> str:
    assert output.value is not None
    upto = f"to {_upto(output)}"
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
    if output.contradictions:
        return "not clear: its returns contradict each other"
    if output.value is None and output.not_shown:
        return "not shown, minimum to be agreed" if output.minimum is None else "not shown"
    if output.value is None and output.drafts and not output.few:
        return "to be agreed; draft, not counted" if output.minimum is None else "draft, not counted"
    if output.value is None and not output.few:
        return "to be agreed, no return yet" if output.minimum is None else "no return yet"
    if output.kind == "yes_no":
        return "done" if output.value else "not done yet"
    shown = disclosure.FEW if output.value is None else _bare(output.value, output)
    return f"{shown}, minimum to be agreed" if output.minimum is None else f"{shown} of {_bare(output.minimum, output)}"


def headline(found: Sequence[Output], projects: int) -> str:
    """One statement for all projects: how many agreed minima are met, and how many projects have none yet."""
    agreed = [output for output in found if output.minimum is not None]
    if not agreed:
        return f"{phrases.count(projects, 'funded project')}; no minimum has been agreed yet"
    met = sum(output.met is True for output in agreed)
    minima = phrases.count(len(agreed), "agreed minimum", "agreed minima")
    silent, unclear = (sum(kind) for kind in zip(*((not one.returned, one.unclear) for one in agreed), strict=True))
    statement = f"{met if met else 'None'} of {minima} met"
    if silent == len(agreed):
        drafts = any(output.drafts for output in agreed)
        statement = f"{'Drafts only, none counted' if drafts else 'No return yet'} against the {minima}"
    elif silent:
        statement += f", {silent} without a return"
    if unclear:
        statement += f", {unclear} not clear"
    open_projects = projects - len({output.project for output in agreed})
    if open_projects:
        have = "has its minimum" if open_projects == 1 else "have theirs"
        statement += f"; {phrases.count(open_projects, 'project')} {have} still to be agreed"
    return statement


def funding(grant: Grants) -> list[str]:
    """The grant in sentences: awarded, released, allocated. `grant`: one row of the question `grants`, in pounds."""
    allocation = _allocation(grant.awarded, grant.allocated)
    return [*awarded_and_released(grant), allocation]


def awarded_and_released(grant: Grants) -> list[str]:
    """What was awarded by whom, when its conditions were agreed, and when the money could first be spent."""
    awarded, released = grant.awarded, grant.released_on
    by, year = fields.text(grant.funder), fields.text(grant.year)
    said = f"{phrases.capital(phrases.pounds(awarded))} awarded{' for ' + year if year else ''}{f' ({by})' if by else ''}."
    if released:
        money = f"The money was released on {phrases.day_and_month(released)}; £0 spent before then is {NOT_RELEASED}."
    else:
        money = f"The day of release has not been handed in; £0 spent before it is {NOT_RELEASED}."
    return [said, _conditions(grant) + money]


def _conditions(grant: Grants) -> str:
    """When the funder said what the conditions are, and when they were signed off: two days, either of which may not be known."""
    said = (("confirmed", grant.conditions_confirmed_on), ("signed off", grant.conditions_signed_on))
    parts = [f"{what} on {phrases.day_and_month(day)}" for what, day in said if day]
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


def expected_quarters(grant: Grants, returns: Sequence[Return], today: date) -> list[Quarter]:
    """The quarters of the grant's year that have ended and for which a return can be expected. returns: of all grants.

    They begin with the quarter in which the money was released; where that day is not known, with the first quarter
    that any project of the grant has returned figures for. Where neither is known no return can be called missing.
    """
    own = (row.first for row in returns if row.grant_id == grant.grant_id)
    begins = grant.released_on or min(own, default=None)
    if begins is None:
        return []
    return [quarter for quarter in quarters(fields.text(grant.year)) if begins <= quarter.last < today]


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


def period_words(returns: Sequence[Return]) -> str:
    """From the first day that any return covers to the last, in words."""
    if not returns:
        return "no return yet"
    return phrases.days(min(row.first for row in returns), max(row.last for row in returns))


def names(found: Sequence[Output]) -> list[str]:
    """What each output's project is called beside the others: "P3", with its grant where they are of several."""
    several = len({output.grant_id for output in found}) > 1
    return [", ".join(output.project) if several else output.project_id for output in found]


def output_table(found: Sequence[Output], titles: Mapping[Project, str]) -> pd.DataFrame:
    """The outputs as readers see them, one row each; blank where not agreed or not returned. titles: of grant and project."""
    return pd.DataFrame(
        {
            "Project": [
                f"{name} {titles.get(output.project, '')}".strip() for name, output in zip(names(found), found, strict=True)
            ],
            "Output": [output.label for output in found],
            "Minimum": [output.minimum for output in found],
            "To date": [output.value for output in found],
            "Unit": [output.unit for output in found],
            "Due": [output.due for output in found],
            "Figures run to": [output.upto for output in found],
            "In words": [sentence(output) for output in found],
            "Source of the minimum": [output.source for output in found],
        }
    )


def _output(key: Key, target: Targets, shown: Sequence[Running], wrong: tuple[str, ...], drafts: Sequence[Return]) -> Output:
    newest = shown[-1] if shown else None
    told = next((total for total in reversed(shown) if total.value is not None), None)
    few = newest is not None and newest.few
    stands = None if wrong else newest if few else told
    return Output(
        grant_id=key[0],
        project_id=key[1],
        measure_id=key[2],
        label=fields.text(target.label),
        unit=fields.text(target.unit),
        kind=fields.text(target.kind),
        minimum=target.minimum,
        due=target.due,
        counts_people=target.counts_people == YES,
        source=fields.text(target.source),
        value=stands.value if stands else None,
        upto=stands.last if stands else None,
        part_of=fields.text(target.part_of),
        few=few and not wrong,
        not_shown=newest.last if newest and newest is not stands and not wrong else None,
        contradictions=wrong,
        drafts=tuple(drafts),
        level=fields.text(target.level),
        fed_by=fields.text(target.fed_by),
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
