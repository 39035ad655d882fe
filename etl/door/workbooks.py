"""Workbooks (XLSX, ODS): what makes one unsafe or unreadable is found before any reader sees it, then its sheets are read."""

from __future__ import annotations

import hashlib
import io
import json
import re
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute

from analysis.declared.settings import PROJECT
from etl.personal import ANY_CONTENT, CONTENTS, kind_of_content
from etl.problems import EXAMPLES, Problem, Refused, declares, fail, marked
from etl.report import Lines

# What PyArrow computes with is made when it is imported, so that no checker of types can see it.
compute: Any = pyarrow.compute

Block = Any
"""An Arrow table of text columns c0, c1, …; NULL for a blank cell."""
SUFFIXES = {".xlsx", ".ods"}
OTHER_WORKBOOKS = {".xls", ".xlsm", ".xlsb", ".xlt", ".xltx", ".xltm", ".fods", ".numbers"}
LARGEST = 2_500_000_000
"""Bytes of a workbook, unpacked. The Home Office's tables by partnership unpack to about 1,100 million."""
SMALLEST_BOMB, LARGEST_RATIO = 50_000_000, 300
"""A large member that unpacks to more than 300 times its size is no table: a table of one number in all cells packs 200 to 1."""
SECONDS = 240
"""How long reading may take; 200,000 rows and 15 columns take about 10."""
BLOCK = 4_000_000
OVERLAP = 400
OLE2 = b"\xd0\xcf\x11\xe0"

FAR_CELL = re.compile(rb"""<(?:\w+:)?c\b[^<>]*?\br\s*=\s*["'](?:[A-Z]{3,}[0-9]+|[A-Z]+[0-9]{7,})["']""")
"""A cell beyond column ZZ or row 999,999: a reader lays out all cells before it, and runs out of memory."""
ERROR_CELL = re.compile(rb"""<(?:\w+:)?c\b(?=[^<>]*?\bt\s*=\s*["']e["'])[^<>]*?\br\s*=\s*["']([A-Z]+)([0-9]+)["']""")
NEVER_CALCULATED = re.compile(
    rb"""<(?:\w+:)?c\b[^<>]*?\br\s*=\s*["']([A-Z]+)([0-9]+)["'][^<>]*><f\b(?:[^<>]*/>|[^<>]*>[^<]*</f>)\s*(?:</c>|<v\s*/>|<v>\s*</v>)"""
)


@dataclass(frozen=True)
class Sheet:
    """One sheet: the rows that hold anything, each with its number as the spreadsheet shows it."""

    name: str
    lines: Lines = field(compare=False, repr=False)
    cells: Block = field(compare=False, repr=False)


def is_workbook(suffix: str) -> bool:
    """Whether files of this ending are read as workbooks."""
    return suffix in SUFFIXES


@declares("file", "workbook_type", "workbook_macro")
def other_workbook(suffix: str) -> Problem | None:
    """What to do with workbooks of other kinds, or None where the ending is none of a workbook."""
    if suffix in (".xlsm", ".xltm", ".xlsb"):
        return _macro()
    if suffix in OTHER_WORKBOOKS:
        message = f"A workbook of the kind '{suffix}' is not read here."
        return fail("workbook_type", message, "Open it, save it as 'Excel Workbook (.xlsx)' and load that.")
    return None


def _macro() -> Problem:
    return fail(
        "workbook_macro",
        "The workbook may hold macros (programs), which are never run here and never kept.",
        "Save it as 'Excel Workbook (.xlsx)', which holds none, and load that.",
    )


def read(content: bytes) -> tuple[Sheet, ...]:
    """The non-empty sheets of a workbook. Raises Refused with what is wrong."""
    check(content)
    return tuple(_sheets(_read_apart(content)))


read_again = lru_cache(maxsize=1)(read)
"""The same for a rebuild, which asks for one sheet after another. It remembers the last workbook: clear it when done."""


BESIDE = (
    *("xl/pivotCache/", "xl/comments", "xl/threadedComments/", "xl/persons/", "xl/embeddings/", "xl/media/", "xl/queryTables/"),
    *("customXml/", "docProps/custom.xml", "xl/slicerCaches/", "xl/model/", "Object ", "Pictures/", "ObjectReplacements/"),
)
"""Where a workbook keeps more than its sheets: whole tables behind a pivot, remarks with their authors, pictures."""
AUTHOR = re.compile(rb"<(?:dc:creator|cp:lastModifiedBy|meta:initial-creator|meta:printed-by)>\s*([^<\s][^<]*)<")
PROGRAMS = re.compile(rb"(openpyxl|XlsxWriter|Apache POI|SheetJS|Microsoft.*|LibreOffice.*|R|pandas)\s*", re.IGNORECASE)


def holds_more(content: bytes) -> bool:
    """Whether a workbook holds more than its sheets: then it is not kept whole, since nobody has looked at what it is."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        if any(name.startswith(BESIDE) for name in names):
            return True
        for name in ("docProps/core.xml", "meta.xml"):
            if name in names and any(not PROGRAMS.fullmatch(who) for who in AUTHOR.findall(archive.read(name))):
                return True
        if "content.xml" not in names:
            return False
        marks = (b"<office:annotation", b"<table:data-pilot-table", b"<draw:")
        blocks = _blocks(archive, archive.getinfo("content.xml"))
        return any(mark in block for block in blocks for mark in marks)


CONTACT = re.compile(rf"{CONTENTS['an e-mail address']}|(\+44|\(?0)[ ()0]*[12][0-9 ()-]{{7,14}}")
"""How the office that publishes a workbook is to be reached: an e-mail address, a number that is no mobile's."""


def is_personal(sheet: Sheet) -> bool:
    """Whether any cell of a sheet holds personal data; how to reach its publisher is none."""
    for column in sheet.cells.columns:
        texts = compute.unique(column)
        likely = compute.filter(texts, compute.fill_null(compute.match_substring_regex(texts, ANY_CONTENT), False)).to_pylist()
        if any(kind_of_content(CONTACT.sub(" ", text)) for text in likely):
            return True
    return False


def hash_of(content: bytes) -> str:
    """The hash of a workbook's bytes."""
    return hashlib.sha256(content).hexdigest()


@declares("file", "workbook_password", "workbook_damaged")
def check(content: bytes) -> None:
    """Refuse a workbook that is locked, damaged, swollen, or carries what must not be read. Raises Refused."""
    if content.startswith(OLE2):
        raise Refused([_password("The workbook is locked with a password, or is an old .xls under another name.")])
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            if any(info.flag_bits & 0x1 for info in infos):
                raise Refused([_password("The workbook is locked with a password.")])
            _check_members(infos)
            _check_contents(archive, infos)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, ValueError):
        raise Refused([_damaged()]) from None


def _password(message: str) -> Problem:
    return fail("workbook_password", message, "Remove the password, save it as 'Excel Workbook (.xlsx)', and load that.")


def _damaged() -> Problem:
    message = "The workbook is damaged, was not downloaded to its end, or is not a workbook."
    return fail("workbook_damaged", message, "Open it, save it as 'Excel Workbook (.xlsx)', and load that.")


@declares("file", "workbook_size", "workbook_links")
def _check_members(infos: list[zipfile.ZipInfo]) -> None:
    names = [info.filename for info in infos]
    if not any(name in ("xl/workbook.xml", "content.xml") for name in names):
        raise Refused([_damaged()])
    if len(set(names)) < len(names):
        raise Refused([_damaged()])
    bomb = any(i.file_size > SMALLEST_BOMB and i.file_size > LARGEST_RATIO * max(i.compress_size, 1) for i in infos)
    if bomb or sum(info.file_size for info in infos) > LARGEST:
        unpacked = sum(info.file_size for info in infos) // 1_000_000
        message = f"The workbook would unpack to {unpacked:,} MB, far more than a table of records does."
        raise Refused([fail("workbook_size", message, "Do not open it unless you know the sender. Else split it by month.")])
    if any(
        PurePosixPath(name).name.lower().startswith("vbaproject") or name.startswith(("Basic/", "Scripts/")) for name in names
    ):
        raise Refused([_macro()])
    if any(name.startswith(("xl/externalLinks/", "xl/connections")) for name in names):
        raise Refused([_links()])


def _links() -> Problem:
    message = "The workbook takes figures from other files, which may have changed since it was saved."
    remedy = "In Excel: Data, Edit Links, Break Link; or copy the table and paste it as values. Save it and load that."
    return fail("workbook_links", message, remedy)


@declares("file", "workbook_doctype", "workbook_extent", "workbook_error_cell")
def _check_contents(archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo]) -> None:
    """What only the text of the members tells. Each is streamed: none is held whole."""
    errors: list[Problem] = []
    for info in infos:
        if not info.filename.endswith((".xml", ".rels")):
            continue
        is_sheet = info.filename.startswith("xl/worksheets/")
        sheet = _sheet_name(archive, info.filename) if is_sheet else ""
        for block in _blocks(archive, info):
            _check_block(block, info.filename)
            if is_sheet and FAR_CELL.search(block):
                message = "A cell stands beyond column ZZ or row 999,999: no table of records is that large."
                remedy = "Delete what stands far right or far below the table, or copy the table into a new workbook."
                raise Refused([fail("workbook_extent", message, remedy)])
            if is_sheet and len(errors) <= EXAMPLES:
                errors += _error_cells(block, sheet)
    if errors:
        raise Refused(list(dict.fromkeys(errors))[:EXAMPLES])


MARKED = re.compile(rb"(OFFICIAL[\s:/-]{1,3}SENSITIVE|Official[\s:/-]{1,3}[Ss]ensitive)")


def _check_block(block: bytes, name: str) -> None:
    if (b"OFFICIAL" in block or b"Official" in block) and (found := MARKED.search(block)):
        raise Refused([marked(found.group(1).decode("ascii"))])
    if b"<!DOCTYPE" in block or b"<!ENTITY" in block:
        message = "The workbook holds instructions to its reader (a DOCTYPE), as no spreadsheet program writes them."
        raise Refused([fail("workbook_doctype", message, "Do not open it. Ask the sender for the file as first saved.")])
    if name == "META-INF/manifest.xml" and b"encryption-data" in block:
        raise Refused([_password("The workbook is locked with a password.")])
    if name == "content.xml" and (b"<table:table-source" in block or b"'file://" in block or b"&apos;file://" in block):
        raise Refused([_links()])


def _blocks(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """The member's text block by block, each with the end of the one before it. Other encodings than UTF-8 are refused."""
    with archive.open(info) as stream:
        before = b""
        while part := stream.read(BLOCK):
            if b"\0" in part:
                raise ValueError("not UTF-8")
            block = before + part
            yield block
            before = block[-OVERLAP:]


def _error_cells(block: bytes, sheet: str) -> list[Problem]:
    """Cells whose stored value is an error, or that hold a formula never calculated: readers would give a blank for either."""
    found = [(match, "holds an error in place of a value") for match in ERROR_CELL.finditer(block)]
    if b"<f" in block:
        found += [(match, "holds a formula whose value was never stored") for match in NEVER_CALCULATED.finditer(block)]
    return [
        fail(
            "workbook_error_cell",
            f"Sheet '{sheet}', cell {match.group(1).decode()}{match.group(2).decode()} {what}.",
            "Open the workbook, correct the formula or write the value, save it and load it again.",
            line=int(match.group(2)),
            column=match.group(1).decode(),
        )
        for match, what in found[:EXAMPLES]
    ]


def _sheet_name(archive: zipfile.ZipFile, member: str) -> str:
    """The name on the tab of a sheet's file."""
    try:
        links = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8")
        book = archive.read("xl/workbook.xml").decode("utf-8")
    except (KeyError, UnicodeDecodeError):
        return PurePosixPath(member).stem
    target = member.removeprefix("xl/")
    for link in re.findall(r"<Relationship\b[^>]*>", links):
        id, where = re.search(r'\bId="([^"]*)"', link), re.search(r'\bTarget="(?:/?xl/)?([^"]*)"', link)
        if id and where and where.group(1) == target:
            name = re.search(rf'<sheet\b[^>]*?\bname="([^"]*)"[^>]*?\br:id="{re.escape(id.group(1))}"', book)
            return name.group(1) if name else PurePosixPath(member).stem
    return PurePosixPath(member).stem


@declares("file", "workbook_unreadable")
def _read_apart(content: bytes) -> bytes:
    """What the reader hands back from a process of its own. Its words are never repeated: they may quote a cell."""
    command = [sys.executable, "-m", "etl.door.sheet_reader"]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS, cwd=PROJECT, check=False)
    except subprocess.TimeoutExpired:
        raise Refused([_unreadable(f"Reading the workbook took longer than {SECONDS // 60} minutes.")]) from None
    if done.returncode:
        raise Refused([_unreadable("The workbook cannot be read: it is damaged, or asks for more memory than a table needs.")])
    return done.stdout


def _unreadable(message: str) -> Problem:
    remedy = "Copy the table alone into a new workbook, or save it as 'CSV UTF-8', and load that."
    return fail("workbook_unreadable", message, remedy)


def _sheets(stream: bytes) -> Iterator[Sheet]:
    position = 0
    while position < len(stream):
        end = stream.index(b"\n", position)
        head: dict[str, Any] = json.loads(stream[position:end])
        start, size = end + 1, int(head["bytes"])
        position = start + size + -size % 64
        if size:
            table = pa.ipc.open_stream(pa.py_buffer(memoryview(stream)[start : start + size])).read_all()
            lines = np.asarray(table.column("line"), dtype=np.int64)
            yield Sheet(head["name"], lines, table.drop_columns(["line"]))
