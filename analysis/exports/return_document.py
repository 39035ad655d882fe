"""A grant report as a Word document, by a template that the partnership can replace: docxtpl fills its placeholders, and no more.

A template is somebody's file: it may name what the report holds, and can run no code (Jinja's sandbox, undefined names refused).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docx import Document
from docx.opc.exceptions import OpcError
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, nodes
from jinja2.sandbox import SandboxedEnvironment

from analysis.declared import grant_reports as declared
from analysis.exports import contents, properties
from analysis.exports.contents import Contents, Heading
from analysis.exports.sheets import clean
from analysis.grant_reports.report import STATES, GrantReport
from analysis.words import phrases
from analysis.words.in_plain_words import InPlainWords

PLACEHOLDERS = (
    *("title", "recipient", "partnership", "area", "grant", "quarter", "period", "marking", "state", "release", "made_on"),
    *("missing", "sections"),
)
"""What a template may name, and must: nothing of the report is left out by a template."""
OF_SECTIONS = ("title", "narrative", "how", "words", "word_limit", "said", "tables")
OF_TABLES = ("title", "headings", "rows", "caption", "notes")
PARTS = {*OF_SECTIONS, *OF_TABLES}
NEEDED_PARTS = ("narrative", "tables", "headings", "rows", "caption")
LETTERS_ACROSS = 150
"""Letters that a line of a whole table holds."""
LARGEST = 5_000_000  # bytes of a template


class UnusableReturnTemplate(InPlainWords):
    """A template that cannot be filled in; the message names what is missing in it or not known, and what to do."""


def docx(found: GrantReport, template: Path | None = None) -> bytes:
    """The report as DOCX. template: the partnership's where none is given. Raises UnusableReturnTemplate."""
    path = template or declared.file_of(declared.TEMPLATE)
    if path is None:
        raise UnusableReturnTemplate(f"{declared.TEMPLATE} is missing: put it back into data/reference.")
    book = opened(path)
    try:
        book.render(_context(found), environment(), autoescape=True)
    except TemplateError as error:
        raise _wrong(path, f"it cannot be filled in: {str(error).rstrip('.')}") from error
    except (TypeError, ValueError, OverflowError, ArithmeticError, LookupError, AttributeError) as error:
        raise _wrong(path, "something in it that is worked out cannot be") from error
    filled: Any = book.docx
    properties.describe(filled.core_properties, as_contents(found))
    _widths(filled, found)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _widths(filled: Any, found: GrantReport) -> None:
    """Columns as wide as their words ask for; which table is which is told by its headings."""
    frames = {tuple(clean(str(heading)) for heading in figure.table.columns): figure.table for figure in found.figures}
    section = filled.sections[0]
    width = section.page_width - section.left_margin - section.right_margin
    for table in filled.tables:
        frame = frames.get(tuple(cell.text for cell in table.rows[0].cells))
        if frame is None:
            continue
        table.autofit = False
        shares = contents.shares(frame, LETTERS_ACROSS)
        for column, share in zip(table.columns, shares, strict=True):
            column.width = round(width * share)
        for row in table.rows:
            for cell, share in zip(row.cells, shares, strict=True):
                cell.width = round(width * share)


def environment() -> SandboxedEnvironment:
    """How templates are read: no code, no name that the report does not hold, every text as text."""
    return SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)


def opened(path: Path) -> DocxTemplate:
    """A template that names all it must and nothing else. Raises UnusableReturnTemplate."""
    try:
        if path.stat().st_size > LARGEST:
            raise _wrong(path, f"it is larger than {LARGEST // 1_000_000} MB")
        Document(str(path))
        book = DocxTemplate(str(path))
        book.init_docx()
        tree = environment().parse("\n".join(_texts(book)))
    except TemplateError as error:
        raise _wrong(path, f"a placeholder is not written as it must be: {str(error).rstrip('.')}") from error
    except (OSError, ValueError, KeyError, zipfile.BadZipFile, OpcError) as error:
        raise _wrong(path, "it is no Word document (DOCX)") from error
    own = {node.name for node in tree.find_all(nodes.Name) if node.ctx == "store"}
    named = {node.name for node in tree.find_all(nodes.Name) if node.ctx == "load"} - own - {"loop"}
    parts = {node.attr for node in tree.find_all(nodes.Getattr) if not _of_loop(node)}
    parts |= {str(node.arg.value) for node in tree.find_all(nodes.Getitem) if isinstance(node.arg, nodes.Const)}
    if lacking := [*(one for one in PLACEHOLDERS if one not in named), *(one for one in NEEDED_PARTS if one not in parts)]:
        raise _wrong(path, f"it lacks placeholders for {phrases.listed(lacking, at_most=len(lacking))}")
    if unknown := sorted((named - set(PLACEHOLDERS)) | (parts - PARTS)):
        raise _wrong(path, f"it has placeholders that are not known: {phrases.listed(unknown, at_most=len(unknown))}")
    return book


def _of_loop(node: nodes.Getattr) -> bool:
    return isinstance(node.node, nodes.Name) and node.node.name == "loop"


def _texts(book: Any) -> Iterator[str]:
    """The document's parts that may hold placeholders, as Jinja is given them: body, headers, footers."""
    yield book.patch_xml(book.get_xml())
    for kind in (book.HEADER_URI, book.FOOTER_URI):
        for _, part in book.get_headers_footers(kind):
            yield book.patch_xml(book.get_part_xml(part))


def _wrong(path: Path, what: str) -> UnusableReturnTemplate:
    return UnusableReturnTemplate(
        f"The template {path.name} cannot be used: {what}. Mend it in Word, or take it away so that the one that ships is used."
    )


def _context(found: GrantReport) -> dict[str, Any]:
    return {
        "title": clean(found.title),
        "recipient": clean(found.recipient),
        "partnership": clean(found.partnership),
        "area": clean(found.area),
        "grant": clean(found.grant),
        "quarter": clean(found.quarter_name),
        "period": clean(found.period),
        "marking": clean(as_contents(found).marked),
        "state": clean(found.state),
        "release": found.release,
        "made_on": phrases.day_and_month(found.made_on),
        "missing": [clean(said) for said in found.missing],
        "sections": [
            {
                "title": clean(section.title),
                "narrative": clean(section.narrative.text),
                "how": STATES[section.narrative.state],
                "words": section.narrative.words,
                "word_limit": section.word_limit,
                "said": [clean(said) for said in section.said],
                "tables": [
                    {
                        "title": clean(figure.title),
                        "headings": [clean(str(heading)) for heading in figure.table.columns],
                        "rows": [[_cell(cell) for cell in row] for row in figure.table.astype(object).itertuples(index=False)],
                        "caption": clean(figure.caption.text()),
                        "notes": [clean(note) for note in figure.notes],
                    }
                    for figure in section.figures
                ],
            }
            for section in found.sections
        ],
    }


def _cell(cell: Any) -> str:
    """A cell in words; what is not known is said, since a blank in a table of a paper reads as nought."""
    said = contents.said(cell)
    return clean(said) if said else "–"


def as_contents(found: GrantReport) -> Contents:
    """The report as what a workbook holds: its narratives as words, its tables as figures, what is missing."""
    parts = tuple(
        Heading(
            one.title,
            (f"{STATES[one.narrative.state]}: {one.narrative.text}", *one.said),
            one.figures,
        )
        for one in found.sections
    )
    lines = tuple(f"{part.title}. {part.words[0]}" for part in parts)
    return Contents(
        title=f"{found.title}: {found.grant}, {found.period}",
        partnership=found.partnership,
        area=found.area,
        marking=found.marking,
        demonstration=found.demonstration,
        release=found.release,
        made_on=found.made_on,
        parts=parts,
        left_out=found.missing,
        quality=(f"To the {found.recipient}.", found.state, *lines),
    )


def file_name(found: GrantReport, ending: str) -> str:
    """Report, grant, quarter: "quarterly_return_sv-2024-25_2024-25_Q4.docx"; a draft says so."""
    state = "" if found.signed else "_draft"
    name = f"{found.kind}_{found.grant_id}_{found.quarter_name}{state}"
    return f"{re.sub(r'[^A-Za-z0-9_.-]+', '-', name.replace(' ', '_'))}.{ending}"
