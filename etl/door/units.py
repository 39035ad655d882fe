"""From a file handed in to units of acceptance: a file is one; inside a ZIP each member, inside a workbook each sheet."""

from __future__ import annotations

import codecs
import gzip
import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from analysis.declared.sources import Matches
from etl.door import shape, workbooks
from etl.door.own_months import named_month
from etl.personal import IN_FILE_NAMES, kind_of_content
from etl.problems import WITHHELD, Problem, Refused, declares, fail, inform, marked, shortened

LARGEST_UNIT = 1_000_000_000
"""Bytes of one workbook, packed as it is."""
LARGEST_TEXT = 200_000_000
"""Bytes of one table as text, unpacked. A force-month has about 3 million, all years of the Home Office's tables 150 million."""
LARGEST_ARCHIVE = 8_000_000_000
LARGEST_RATIO = 200
"""Unpacked over packed size above which a large member is taken for a bomb; police files pack about 5 to 1."""
SMALLEST_BOMB = 50_000_000
KINDS = {".csv": "csv", ".geojson": "geojson", ".json": "geojson"}
MOST_LINES_BESIDE = 500
"""How much is read of a sheet of notes."""
LEFT_BY_SYSTEMS = ("__MACOSX/", ".DS_Store", "Thumbs.db")
"""What operating systems put into ZIPs by themselves; never tables."""
NOT_TEXT = (
    (b"PK\x03\x04", "a ZIP archive or a workbook"),
    (b"%PDF", "a PDF"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls) or another Office file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\x1f\x8b", "a compressed file"),
)


@dataclass(frozen=True)
class Unit:
    """One table as it was handed in: the bytes that would be kept, and the text that they hold."""

    name: str
    """`name.csv`, `archive.zip!2025-01/name.csv`, or `book.xlsx!Sheet`."""
    kind: str
    """csv, geojson or sheet."""
    kept: bytes = field(repr=False)
    """The bytes as they came (of a .csv.gz still packed, of a sheet its whole workbook)."""
    suffix: str
    """The ending under which the bytes are kept."""
    sheet: workbooks.Sheet | None = None
    alone: bool = False
    """Whether the sheet is kept by itself, because the rest of its workbook may not be kept."""
    notes: tuple[Problem, ...] = ()
    beside: tuple[str, ...] = field(default=(), repr=False)
    """What stands in the sheets beside it that fit no source, line by line: the notes of its publisher."""

    @property
    def file_name(self) -> str:
        """The file's own name, without folders, archive or sheet."""
        name = self.name.removesuffix(f"!{self.sheet.name}") if self.sheet else self.name
        return PurePosixPath(name.rsplit("!", 1)[-1]).name

    @property
    def sha256(self) -> str:
        """The hash of the bytes as they came."""
        return hashlib.sha256(self.kept).hexdigest()


@dataclass(frozen=True)
class Unreadable:
    """A file or member from which no table could be taken."""

    name: str
    problems: tuple[Problem, ...]


def units(path: Path, matches: Matches = ()) -> Iterator[Unit | Unreadable]:
    """The units of a file, one by one, each read only when its turn comes. `matches`: headings matched by hand, for sheets.

    One whose own name holds personal data is refused: receipts keep names, and the history shows them to all.
    """
    return map(_named_harmlessly, _units(path, matches))


@declares("file", "name_personal")
def _named_harmlessly(unit: Unit | Unreadable) -> Unit | Unreadable:
    parts = [(part, _kind_of_name(part)) for part in unit.name.split("!")]
    kind = next((kind for _, kind in parts if kind), None)
    if found := shape.MARKED_NAME.search(unit.name):
        return Unreadable(unit.name, (marked(found.group()),))
    if kind is None:
        return unit
    message = f"The name of the file, or of a folder or sheet in it, holds {kind}. Each load keeps names, so nothing was kept."
    name = "!".join(WITHHELD if kind else part for part, kind in parts)
    return Unreadable(name, (fail("name_personal", message, "Give it a name without personal data, and load it again."),))


def _kind_of_name(name: str) -> str | None:
    """The kind of personal data in the name of a file (with its folders) or of a sheet."""
    # Without its ending too: a number before a full stop is taken for a part of a longer one.
    texts = [text for part in PurePosixPath(name).parts for text in (part, PurePosixPath(part).stem)]
    return next((kind for text in texts if (kind := kind_of_content(text)) in IN_FILE_NAMES), None)


def _units(path: Path, matches: Matches) -> Iterator[Unit | Unreadable]:
    try:
        if not path.is_file():
            raise Refused([_missing_file(path)])
        if path.name.lower().endswith(".zip"):
            yield from _members(path, matches)
        elif workbooks.is_workbook(path.suffix.lower()):
            yield from _of_workbook(path.name, _whole(path), path.suffix.lower(), matches)
        else:
            yield _single(path)
    except Refused as refused:
        yield Unreadable(path.name, refused.problems)


@declares("file", "file_missing")
def _missing_file(path: Path) -> Problem:
    return fail("file_missing", f"There is no file {path.name} here.", "Check the folder and the name, and try again.")


@declares("file", "file_type", "file_size", "file_damaged")
def _single(path: Path) -> Unit:
    name = path.name.lower()
    suffix = ".csv.gz" if name.endswith(".csv.gz") else path.suffix.lower()
    kind = "csv" if suffix == ".csv.gz" else KINDS.get(suffix)
    if kind is None:
        raise Refused([_wrong_type(path.suffix)])
    return Unit(path.name, kind, _whole(path, LARGEST_TEXT), suffix)


def _whole(path: Path, largest: int = LARGEST_UNIT) -> bytes:
    if path.stat().st_size > largest:
        raise Refused([_too_large()])
    return path.read_bytes()


def _wrong_type(suffix: str) -> Problem:
    return workbooks.other_workbook(suffix.lower()) or fail(
        "file_type",
        f"A file ending in '{suffix}' cannot be read here.",
        "Save the table as CSV (comma-separated) or as a workbook (.xlsx, .ods), or load a ZIP of data.police.uk or a GeoJSON.",
    )


def archived_unit(name: str, kept: bytes, suffix: str, sheet: str | None) -> Unit:
    """The unit that an archived file held: the file itself, or one sheet of it. Raises Refused where it cannot be read."""
    if sheet is None:
        return Unit(name, "geojson" if suffix.endswith("json") else "csv", kept, suffix)
    inside = workbooks.read_again(kept)
    found = next((s for s in inside if s.name == sheet), None)
    if found is None:
        raise Refused([_no_sheet_fits(inside)])
    return Unit(name, "sheet", kept, suffix, found)


def _of_workbook(name: str, content: bytes, suffix: str, matches: Matches) -> Iterator[Unit | Unreadable]:
    """One unit a sheet that belongs, or nearly belongs, to a source. Others are passed over, and counted with the first one."""
    found = workbooks.read(content)
    headed = {sheet.name: shape.headed(sheet, matches) for sheet in found}
    fitting = [sheet for sheet in found if headed[sheet.name].source]
    filled = [sheet for sheet in fitting if headed[sheet.name].rows]
    if not filled:
        raise Refused([_no_sheet_fits(found)] if not fitting else [shape.no_rows(None)])
    others = [sheet for sheet in found if sheet not in fitting]
    # A restricted sheet's book holds more than its declared columns, and a sheet beside an open one may hold anything.
    alone = (
        any(headed[sheet.name].restricted for sheet in fitting)
        or any(headed[sheet.name].personal or workbooks.is_personal(sheet) for sheet in others)
        or workbooks.holds_more(content)
    )
    notes = _passed_over(others, [sheet for sheet in fitting if sheet not in filled])
    beside = () if alone else tuple(line for sheet in others for line in _lines_of(sheet))
    for sheet in filled:
        yield Unit(f"{name}!{sheet.name}", "sheet", content, suffix, sheet, alone, notes if sheet is filled[0] else (), beside)


def _lines_of(sheet: workbooks.Sheet) -> list[str]:
    """The first rows of a sheet as text, a line a row."""
    rows = sheet.cells.slice(0, MOST_LINES_BESIDE).to_pylist()
    return [" ".join(str(cell) for cell in row.values() if cell) for row in rows]


@declares("shape", "sheets_none", "sheets_passed_over")
def _no_sheet_fits(found: tuple[workbooks.Sheet, ...]) -> Problem:
    named = ", ".join(f"'{shortened(sheet.name)}'" for sheet in found[:10])
    message = (
        f"No sheet of the workbook belongs to a source that is known here. Sheets seen: {named or 'none with anything in it'}."
        f" {shape.sheets_in_words(found)}"
    )
    remedy = "Put the heading row into the first row of the sheet, exactly as the source has it."
    return fail("sheets_none", message.strip(), remedy)


def _passed_over(others: list[workbooks.Sheet], empty: list[workbooks.Sheet]) -> tuple[Problem, ...]:
    notes: list[Problem] = []
    for sheets_found, one, several in (
        (others, "fits no source", "fit no source"),
        (empty, "has headings and no rows", "have headings and no rows"),
    ):
        if sheets_found:
            named = ", ".join(f"'{shortened(sheet.name)}'" for sheet in sheets_found[:10])
            count = len(sheets_found)
            what = f"1 sheet {one}" if count == 1 else f"{count} sheets {several}"
            notes.append(inform("sheets_passed_over", f"{what}; passed over: {named}."))
    return tuple(notes)


def _too_large() -> Problem:
    return fail(
        "file_size",
        f"The table is larger than {LARGEST_TEXT // 1_000_000} MB.",
        "Split it by month and load the parts.",
    )


@declares("file", "zip_damaged", "zip_password", "zip_empty")
def _members(path: Path, matches: Matches) -> Iterator[Unit | Unreadable]:
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise Refused([_damaged_zip()]) from None
    with archive:
        infos = [i for i in archive.infolist() if not i.is_dir() and not _left_by_system(i.filename)]
        _check_archive(infos)
        # Months in their order, whatever the order in which they were packed.
        for info in sorted(infos, key=lambda info: named_month(info.filename) or ""):
            name = f"{path.name}!{info.filename}"
            try:
                yield from _member(archive, info, name, matches)
            except Refused as refused:
                yield Unreadable(name, refused.problems)


def _damaged_zip() -> Problem:
    return fail("zip_damaged", "The ZIP is damaged or was not downloaded to its end.", "Download it again and load that.")


def _left_by_system(name: str) -> bool:
    return name.startswith(LEFT_BY_SYSTEMS[0]) or PurePosixPath(name).name in LEFT_BY_SYSTEMS[1:]


@declares("file", "zip_path", "zip_bomb", "zip_twice")
def _check_archive(infos: list[zipfile.ZipInfo]) -> None:
    """What makes a whole ZIP untrustworthy: paths that climb out, sizes that explode, names that stand twice."""
    if not infos:
        raise Refused([fail("zip_empty", "The ZIP holds no files.", "Download it again, or choose another file.")])
    for info in infos:
        path = PurePosixPath(info.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in info.filename:
            raise Refused(
                [
                    fail(
                        "zip_path",
                        "The ZIP holds a path that leads outside its own folder, as no honest archive does.",
                        "Do not open it. Download the archive again from its publisher.",
                        value=info.filename[:80],
                    )
                ]
            )
    total = sum(info.file_size for info in infos)
    bomb = [i for i in infos if i.file_size > SMALLEST_BOMB and i.file_size > LARGEST_RATIO * max(i.compress_size, 1)]
    if bomb or total > LARGEST_ARCHIVE:
        raise Refused(
            [
                fail(
                    "zip_bomb",
                    f"The ZIP would unpack to {total // 1_000_000:,} MB, far more than police extracts do.",
                    "Do not open it. Download the archive again from its publisher, or load fewer months at once.",
                    value=(bomb[0].filename if bomb else None),
                )
            ]
        )
    names = [info.filename for info in infos]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise Refused([fail("zip_twice", "The ZIP holds the same name twice.", "Pack it again, each file once.", value=twice[0])])


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, matches: Matches) -> Iterator[Unit | Unreadable]:
    suffix = PurePosixPath(info.filename).suffix.lower()
    kind = KINDS.get(suffix)
    if kind is None and not workbooks.is_workbook(suffix):
        raise Refused([_wrong_type(suffix or info.filename)])
    if info.flag_bits & 0x1:
        raise Refused(
            [
                fail(
                    "zip_password",
                    "The file in the ZIP is locked with a password.",
                    "Unpack it yourself and load the CSV.",
                )
            ]
        )
    if info.file_size > (LARGEST_UNIT if kind is None else LARGEST_TEXT):
        raise Refused([_too_large()])
    try:
        with archive.open(info) as stream:
            data = stream.read(info.file_size + 1)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError):
        raise Refused([_damaged_zip()]) from None
    if len(data) > info.file_size:
        raise Refused([_damaged_zip()])
    if kind is None:
        yield from _of_workbook(name, data, suffix, matches)
    else:
        yield Unit(name, kind, data, suffix)


@dataclass(frozen=True)
class Text:
    """What a unit says, as UTF-8 without a byte order mark, and what had to be done to read it."""

    data: bytes
    notes: tuple[Problem, ...] = ()


@declares("file", "file_empty", "file_not_text", "file_nul", "encoding_unknown")
def read_text(unit: Unit) -> Text:
    """The unit's text: UTF-8, UTF-16 by its byte order mark, else Windows-1252, said as such. Raises Refused."""
    data = _unpacked(unit)
    if not data.strip():
        raise Refused([fail("file_empty", "The file is empty.", "Export or download it again, and load that file.")])
    for start, what in NOT_TEXT:
        if data.startswith(start):
            raise Refused(
                [
                    fail(
                        "file_not_text",
                        f"The file's name says table, but it holds {what}.",
                        "Open it in the program that made it, save it as CSV (comma-separated), and load that.",
                    )
                ]
            )
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _from_utf16(data)
    if b"\0" in data:
        line = data[: data.index(b"\0")].count(b"\n") + 1
        raise Refused(
            [
                fail(
                    "file_nul",
                    "The file holds NUL bytes: it is damaged, or was saved as Unicode (UTF-16) without saying so.",
                    "Save it as 'CSV UTF-8' and load it again.",
                    line=line,
                )
            ]
        )
    return _from_utf8_or_windows(data.removeprefix(codecs.BOM_UTF8))


def _unpacked(unit: Unit) -> bytes:
    if unit.suffix != ".csv.gz":
        return unit.kept
    try:
        data = _gunzipped(unit.kept)
    except (OSError, EOFError, zlib.error):
        raise Refused(
            [
                fail(
                    "file_damaged",
                    "The compressed file is damaged or was not downloaded to its end.",
                    "Download it again and load that.",
                )
            ]
        ) from None
    return data


def _gunzipped(packed: bytes) -> bytes:
    """The content of a compressed file, piece by piece: what swells without end is let go before it fills the memory."""
    pieces: list[bytes] = []
    size = 0
    with gzip.open(io.BytesIO(packed)) as stream:
        while piece := stream.read(1 << 20):
            pieces.append(piece)
            size += len(piece)
            if size > LARGEST_TEXT or (size > SMALLEST_BOMB and size > LARGEST_RATIO * len(packed)):
                raise Refused([_too_large()])
    return b"".join(pieces)


@declares("file", "encoding_utf16", "encoding_windows")
def _from_utf16(data: bytes) -> Text:
    try:
        text = data.decode("utf-16")
    except UnicodeDecodeError:
        raise Refused([_unknown_encoding()]) from None
    if "\0" in text:
        raise Refused([_unknown_encoding()])
    note = inform("encoding_utf16", "The file was saved as Unicode (UTF-16). It was read as such.")
    return Text(text.encode("utf-8"), (note,))


def _unknown_encoding() -> Problem:
    return fail(
        "encoding_unknown",
        "The file's characters cannot be read as UTF-8, UTF-16 or Windows text.",
        "Save it as 'CSV UTF-8' and load it again.",
    )


def _from_utf8_or_windows(data: bytes) -> Text:
    if data.isascii():
        return Text(data)
    try:
        data.decode("utf-8")
        return Text(data)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        raise Refused([_unknown_encoding()]) from None
    note = inform(
        "encoding_windows",
        "The file is not UTF-8. It was read as Windows text (cp1252), so check names with accents and pound signs.",
        "To be sure, save it as 'CSV UTF-8'.",
        line=line,
    )
    return Text(text.encode("utf-8"), (note,))
