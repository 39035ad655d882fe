"""The packs of a grant: its quarterly return or closure report as figures by name, with the document that its template makes."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.declared.grant_reports import CLOSURE, QUARTERLY
from analysis.exports import return_document
from analysis.exports.chapters import Chapter, ReadyPack
from analysis.exports.named import FiguresByName, Wanted
from analysis.grant_reports.report import STATES, GrantReport

OF_A_GRANT = (QUARTERLY, CLOSURE)
KEYS = ("grant", "quarter")
Asked = Sequence[tuple[str, str]]
"""What an address or a command asks for: grant and quarter, the newest where they are left out."""


def grant_pack(kind: str, figures: FiguresByName, asked: Asked = ()) -> ReadyPack:
    """A report section by section: its narrative and its tables. kind: of `OF_A_GRANT`. Raises NotMade."""
    report = of(kind, figures, asked)
    query = (("report", kind), ("grant", report.grant_id), ("quarter", report.quarter_name))
    chapters = tuple(
        Chapter(
            section.title,
            (f"{STATES[section.narrative.state]}: {section.narrative.text}", *section.said),
            tuple(Wanted(figure.id, query) for figure in section.figures),
        )
        for section in report.sections
    )
    return ReadyPack(f"{report.title}: {report.grant}, {report.period}", chapters, report.missing)


def document(kind: str, figures: FiguresByName, wanted: Sequence[Wanted]) -> bytes:
    """The same report as its template for Word has it. wanted: the figures of the pack, which say of which grant and quarter."""
    return return_document.docx(of(kind, figures, wanted[0].query if wanted else ()))


def of(kind: str, figures: FiguresByName, asked: Asked) -> GrantReport:
    """The report asked for, as it was signed off where it is. Raises NotMade."""
    told = dict(asked)
    return figures.grant_report({key: [told[key]] for key in KEYS if told.get(key)} | {"report": [kind]})
