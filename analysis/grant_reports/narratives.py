"""The narrative of each section: what a person wrote or accepted, else a draft from figures; and what of a report is missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from analysis.declared.grant_reports import DeclaredSection
from analysis.figures import disclosure
from analysis.figures.figure import Figure
from analysis.grant_reports import report
from analysis.grant_reports.report import DRAFT, GrantReport, Narrative, Section
from analysis.projects import delivery
from analysis.projects.delivery import Quarter
from analysis.projects.facts import FundedProject
from analysis.release.questions.projects import Narratives
from analysis.words import fields, phrases


def section(declared: DeclaredSection, tables: Sequence[Figure], said: Sequence[str], kept: Narratives | None) -> Section:
    """A section with its narrative. kept: the row of `narratives` for it; None where nobody has written or accepted one."""
    figures = tuple(disclosure.leave(each) for each in tables)
    draft = report.drafted(figures, said, declared.word_limit)
    narrative = Narrative(draft, DRAFT, draft)
    if kept is not None:
        before = fields.text(kept.draft)
        narrative = Narrative(kept.text, kept.state, draft, before != draft)
    return Section(
        declared.id, declared.title, declared.word_limit, narrative, figures, tuple(said), tuple(each.counts for each in tables)
    )


def row(found: GrantReport, section: Section, text: str, state: str) -> dict[str, str]:
    """A narrative as a row of `narratives`, with what the figures alone say as it is written or accepted."""
    own = {"grant_id": found.grant_id, "report": found.kind, "quarter": found.quarter_name, "section": section.id}
    return {**own, "state": state, "text": text, "draft": section.narrative.draft}


def missing(found: Sequence[FundedProject], quarter: Quarter, sections: Iterable[Section]) -> list[str]:
    """What of a report is not there, a sentence each: returns, money, narratives not accepted or over their limit."""
    return [*_of_projects(found, quarter), *_of_sections(sections)]


def _of_projects(found: Sequence[FundedProject], quarter: Quarter) -> list[str]:
    span = phrases.days(quarter.first, quarter.last)
    said: list[str] = []
    for one in found:
        name = one.project[1]
        if delivery.missing_quarters(one.returns, [quarter]):
            said.append(f"{name}: no return for {span}.")
        else:
            ends = {row.measure_id for row in one.returns if row.first <= quarter.last <= row.last and row.value is not None}
            lacking = [output.label for output in one.outputs if output.measure_id not in ends]
            said += [f"{name}: no figure for “{label}” in {span}." for label in lacking]
        mine = [row for row in one.spend if row.period_end == quarter.last]
        if not mine or any(row.actual is None for row in mine):
            said.append(f"{name}: no spending for {span}.")
    return said


def _of_sections(sections: Iterable[Section]) -> list[str]:
    sections = tuple(sections)
    drafts = [f"“{one.title}”" for one in sections if one.narrative.state == DRAFT]
    said: list[str] = []
    if drafts:
        narratives = phrases.count(len(drafts), "narrative is a draft", "narratives are drafts")
        named = phrases.listed(drafts, at_most=len(drafts))
        said.append(f"{phrases.capital(narratives)} that nobody has edited or accepted: {named}.")
    for one in sections:
        if one.narrative.moved:
            said.append(f"“{one.title}”: figures have moved since the narrative was written or accepted.")
        if over := report.over_limit(one.title, one.narrative.words, one.word_limit):
            said.append(over)
    return said
