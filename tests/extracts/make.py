"""Files that are better made than kept: dangerous, damaged or large ones.

`BUILDERS` maps the name of each, as it stands in `rejected/expected.csv`, to the function that writes it.
"""

import gzip
import io
import warnings
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from tests.extracts import workbooks

FOLDER = Path(__file__).resolve().parent
EXAMPLES = FOLDER.parents[1] / "data" / "sources" / "examples"
READ_AS = FOLDER / "accepted" / "expected.csv"
"""How each of the samples is read."""
SAMPLES = {path.name: path for folder in (READ_AS.parent, *EXAMPLES.iterdir()) for path in folder.iterdir() if path != READ_AS}
"""Files that the door takes, by name: the examples that ship with the sources, and what else lies in `accepted`."""
REJECTED = FOLDER / "rejected"
STREET = "2025-03/2025-03-devon-and-cornwall-street.csv"


def zipped(members: list[tuple[str, bytes]]) -> bytes:
    """A ZIP of some members, in their order; a name may stand twice."""
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")
        for name, content in members:
            info = zipfile.ZipInfo(name, (2025, 11, 1, 0, 0, 0))
            info.filename = name  # ZipInfo would make backslashes harmless
            archive.writestr(info, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def good() -> bytes:
    """An extract that would be accepted by itself."""
    return SAMPLES["street.csv"].read_bytes()


def bomb(name: str = STREET, size: int = 60_000_000) -> bytes:
    """A ZIP of a few kilobytes whose one member says that it unpacks to `size` bytes, and (up to 60 MB) does."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    check, parts = 0, []
    block = b"0" * 1_000_000
    for _ in range(min(size, 60_000_000) // 1_000_000):
        parts.append(squeeze.compress(block))
        check = zlib.crc32(block, check)
    packed = b"".join([*parts, squeeze.flush()])
    out = io.BytesIO(zipped([(name, b"0")]))
    # Written by hand, since zipfile would spend seconds on it: the headers of the small one with the large one's numbers.
    with zipfile.ZipFile(out) as archive:
        info = archive.infolist()[0]
    info.CRC, info.compress_size, info.file_size, info.header_offset = check, len(packed), size, 0
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.fp.write(info.FileHeader() + packed)
        archive.filelist.append(info)
        archive.NameToInfo[info.filename] = info
        archive.start_dir = archive.fp.tell()
        archive._didModify = True
    return made.getvalue()


def password() -> bytes:
    """A ZIP whose member says that it is encrypted."""
    made = bytearray(zipped([(STREET, good())]))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        made[made.index(mark) + offset] |= 1
    return bytes(made)


def damaged_member() -> bytes:
    """A ZIP with one sound member and one whose packed bytes were overwritten."""
    made = bytearray(zipped([("2025-03/one.csv", good()), ("2025-03/two.csv", good())]))
    second = made.index(b"two.csv") + len("two.csv")
    made[second + 20 : second + 120] = bytes(100)
    return bytes(made)


def truncated_gzip() -> bytes:
    """A compressed CSV that was not downloaded to its end."""
    packed = gzip.compress(good(), mtime=0)
    return packed[: len(packed) // 2]


def nested(text: bytes, depth: int) -> bytes:
    """JSON whose brackets are nested so deep that a reader would run out of stack."""
    return text * depth


def huge_file(path: Path) -> None:
    """A file of more than a gigabyte that takes no room on disk."""
    with path.open("wb") as stream:
        stream.write(good())
        stream.truncate(1_000_000_001)


def with_cell(text: str) -> bytes:
    """The good extract with another Location in its second row."""
    lines = good().decode().split("\n")
    cells = lines[2].split(",")
    cells[6] = text
    lines[2] = ",".join(cells)
    return "\n".join(lines).encode()


def half_a_month() -> bytes:
    """A partner extract of 120 records, all of the first half of a month."""
    lines = ["offence_code,recorded_on,ward_code", *(f"8N,2025-03-{i % 15 + 1:02},E05990001" for i in range(120))]
    return "\n".join([*lines, ""]).encode()


def same_month_twice() -> bytes:
    """Two files of one month, of which the second has one row fewer."""
    fewer = b"\n".join(good().splitlines()[:-1]) + b"\n"
    return zipped([("2025-03/one.csv", good()), ("2025-03/two.csv", fewer)])


CONTENTS: dict[str, Callable[[], bytes]] = {
    "same_month_twice.zip": same_month_twice,
    "not_a_zip.zip": good,
    "truncated.zip": lambda: zipped([(STREET, good())])[:-60],
    "empty.zip": lambda: zipped([]),
    "password.zip": password,
    "bomb.zip": bomb,
    "climbing.zip": lambda: zipped([(STREET, good()), ("../../2025-04-street.csv", good())]),
    "climbing_windows.zip": lambda: zipped([("..\\..\\2025-04-street.csv", good())]),
    "absolute.zip": lambda: zipped([("/etc/2025-04-street.csv", good())]),
    "same_name_twice.zip": lambda: zipped([(STREET, good()), (STREET, good())]),
    "zip_in_zip.zip": lambda: zipped([("inner.zip", zipped([(STREET, good())]))]),
    "damaged_member.zip": damaged_member,
    "truncated.csv.gz": truncated_gzip,
    "not_compressed.csv.gz": good,
    "line_too_long.csv": lambda: with_cell("x" * 1_100_000),
    "cell_too_long.csv": lambda: with_cell("x" * 4_001),
    "nul_bytes.csv": lambda: with_cell("On or near\0Fore Street"),
    "nested_brackets.geojson": lambda: nested(b"[", 100_000),
    "endless_number.geojson": lambda: b'{"type": "FeatureCollection", "features": [' + b"9" * 6_000 + b"]}",
    "partner_half_a_month.csv": half_a_month,
    "one_endless_line.csv": lambda: b"x" * 100_000_000,
    "hundred_thousand_columns.csv": lambda: b",".join(b"c%d" % i for i in range(100_000)) + b"\n",
    "workbook_swollen.xlsx": lambda: bomb("xl/workbook.xml", 1_100_000_000),
    **workbooks.REFUSED,
}


def build(name: str, folder: Path) -> Path:
    """Write the file of that name into a folder."""
    path = folder / name
    if name == "larger_than_a_gigabyte.csv":
        huge_file(path)
    else:
        path.write_bytes(CONTENTS[name]())
    return path


BUILDERS = {*CONTENTS, "larger_than_a_gigabyte.csv"}
