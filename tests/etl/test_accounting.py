"""The row accounting against a naive count in plain Python, on random street files (Hypothesis).

The naive side reads the very bytes that were handed in with the csv module and nothing of ours, and counts by dictionary.
"""

import csv
import io
import shutil
import tempfile
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from etl.door import screening
from etl.door.units import KINDS, Unit
from etl.release.status import status
from tests.etl import anytown
from tests.extracts.make import SAMPLES

MONTHS = ["2024-12", "2025-01", "2025-03"]
FORCES = [anytown.HOME_NAME, anytown.OTHER_NAME]
SLUGS = dict(zip(FORCES, (anytown.HOME, anytown.OTHER), strict=True))
FAR = "E01970001"
IN_AREA = set(anytown.LSOAS) | {old for old, new in anytown.CHANGES.items() if new != [anytown.ELSEWHERE]}
NAMES = {anytown.ELSEWHERE: "Elsewhere 001A", FAR: "Farland, Upper 001A"}
CODES = ["", "E01990001", "E01990003", "E01980003", anytown.SPLIT, anytown.ELSEWHERE, anytown.UNMAPPED, FAR]

rows = st.builds(
    lambda crime_id, month, force, code, kind: anytown.crime(crime_id, month, code, kind, name=NAMES.get(code), force=force),
    st.sampled_from(["", "", "a", "b", "c"]),
    st.sampled_from(MONTHS),
    st.sampled_from(FORCES),
    st.sampled_from(CODES),
    st.sampled_from(["Burglary", "Anti-social behaviour", "Violence and sexual offences"]),
)


@st.composite
def street_files(draw, most_rows=14):
    """The bytes of one street file: some months and forces, blank lines anywhere, either line end, a mark or none."""
    lines = anytown.street(draw(st.lists(rows, min_size=1, max_size=most_rows))).splitlines()
    blanks = draw(st.lists(st.tuples(st.integers(0, len(lines)), st.sampled_from(["", "  "])), max_size=3))
    for position, blank in sorted(blanks, reverse=True):
        lines.insert(position, blank)
    mark = draw(st.sampled_from([b"", b"\xef\xbb\xbf"]))
    return mark + draw(st.sampled_from(["\n", "\r\n"])).join([*lines, ""]).encode()


def read(content):
    """The rows of a street file, each with its number, as a person would read them."""
    text = content.decode("utf-8-sig")
    lines = [line for line in io.StringIO(text, newline="") if line.strip()]
    return list(enumerate(csv.DictReader(lines), start=1))


def group(row):
    return SLUGS[row["Falls within"]], row["Month"]


def naive_stands(numbered):
    """The rows that stand: of rows with one Crime ID in one force and month, the last."""
    last = {(group(row), row["Crime ID"]): number for number, row in numbered if row["Crime ID"]}
    return [(n, row) for n, row in numbered if not row["Crime ID"] or last[group(row), row["Crime ID"]] == n]


def naive_place(row):
    code = row["LSOA code"]
    if not code or code == anytown.UNMAPPED:
        return "not_located"
    return "area" if code in IN_AREA else "outside"


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """An Anytown folder with the lookups loaded."""
    folder = tmp_path_factory.mktemp("template")
    data = anytown.data_folder(folder / "data")
    anytown.load(data, *anytown.lookup_files(folder / "files"))
    return data


@cache
def connection():
    return screening.connect()


def screened(name, content):
    """The report of one unit by itself."""
    with tempfile.TemporaryDirectory() as folder:
        return screening.screen(connection(), Unit(name, KINDS[Path(name).suffix], content, Path(name).suffix), Path(folder))


quick = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@settings(quick, max_examples=40)
@given(street_files(most_rows=25))
def test_every_row_of_a_file_is_loaded_or_set_aside(content):
    numbered = read(content)
    report = screened("x.csv", content)
    assert report.rows == len(numbered)
    assert report.loaded + report.set_aside + report.rejected == report.rows
    assert report.loaded == len(naive_stands(numbered))
    assert report.periods == sorted({row["Month"] for _, row in numbered})
    by_group = Counter(group(row) for _, row in numbered)
    assert {(p.force, p.period): p.rows for p in report.portions} == by_group
    stands = Counter(group(row) for _, row in naive_stands(numbered))
    assert {(p.force, p.period): p.loaded for p in report.portions} == stands
    for portion in report.portions:
        assert set(portion.set_aside) <= {"duplicate"}


@settings(quick, max_examples=10)
@given(st.lists(street_files(), min_size=1, max_size=3))
def test_release_and_status_agree_with_a_naive_count(template, contents):
    newest = {}
    for content in contents:
        for number, row in read(content):
            if newest.get(group(row), (None,))[0] is not content:
                newest[group(row)] = (content, [])
            newest[group(row)][1].append((number, row))
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        shutil.copytree(template, data)
        files = [anytown.write(Path(folder) / f"{i}.csv", content) for i, content in enumerate(contents)]
        done = anytown.load(data, *files)
        assert set(anytown.verdicts(done)) == {"accepted"}
        coverage = {(e["force"], e["period"]): e for e in status(data).coverage if e["source"] == "police_street"}
        crimes = anytown.rows(data, "SELECT force, month, row, crime_id, place::VARCHAR, counted FROM crimes")
        months = anytown.rows(data, "SELECT month, covered FROM months ORDER BY month")
        unmapped = anytown.rows(data, "SELECT lsoa_filed, rows FROM unmapped_lsoas")
    assert set(coverage) == set(newest)
    for key, (_, numbered) in newest.items():
        entry, stands = coverage[key], naive_stands(numbered)
        assert entry["rows"] == len(numbered) == entry["loaded"] + entry["set_aside"] + entry["rejected"]
        assert (entry["loaded"], entry["rejected"]) == (len(stands), 0)
        assert entry["in_area"] == sum(row["LSOA code"] in IN_AREA for _, row in numbered), "before duplicates are left out"
        mine = [crime for crime in crimes if (crime[0], f"{crime[1]:%Y-%m}") == key]
        assert sorted(crime[2] for crime in mine) == [number for number, _ in stands], "the last duplicate stands"
        places = Counter(crime[4] for crime in mine)
        assert places == Counter(naive_place(row) for _, row in stands)
        assert places["area"] + places["outside"] + places["not_located"] == entry["loaded"]
        assert {crime[5] for crime in mine} == {key[0] == anytown.HOME}
        assert sum(crime[3] is None for crime in mine) == sum(not row["Crime ID"] for _, row in numbered)
    assert len(crimes) == sum(entry["loaded"] for entry in coverage.values())
    home = sorted(month for force, month in newest if force == anytown.HOME)
    assert [f"{month:%Y-%m}" for month, covered in months if covered] == home, "a month without a file is no month of zero"
    assert (f"{months[0][0]:%Y-%m}", f"{months[-1][0]:%Y-%m}") == (home[0], home[-1]) if home else months == []
    named = Counter(row["LSOA code"] for _, rows_ in newest.values() for _, row in rows_)[anytown.UNMAPPED]
    assert unmapped == ([(anytown.UNMAPPED, named)] if named else [])


@settings(quick, max_examples=40)
@given(street_files(), st.data())
def test_a_bad_cell_is_named_by_the_line_that_an_editor_shows(content, data):
    numbered = read(content)
    at = data.draw(st.integers(1, len(numbered)), label="bad row")
    lines = content.split(b"\n")
    filled = [i for i, line in enumerate(lines) if line.removeprefix(b"\xef\xbb\xbf").strip()]
    line = filled[at]
    month = numbered[at - 1][1]["Month"].encode()
    assume(lines[line].count(month) == 1)
    lines[line] = lines[line].replace(month, b"2025-13")
    report = screened("x.csv", b"\n".join(lines))
    assert report.verdict == "refused"
    assert (report.loaded, report.set_aside, report.rejected) == (0, 0, len(numbered))
    assert [(p.check, p.line, p.column, p.value) for p in report.problems] == [("cell_month", line + 1, "Month", "2025-13")]


SOME_BYTES = [b'"', b",", b"\n", b"\r", b"\xff", b"\0", b"\x81", b" ", b"\\", b"\t", b"_", b"1e999", b"9" * 400, b"[", b"null"]


@settings(quick, max_examples=100)
@given(st.sampled_from(["street.csv", "returns.csv", "boundaries_wards.geojson"]), st.data())
def test_whatever_is_handed_in_gets_an_answer(name, data):
    """Samples with pieces put in, cut out and doubled: never an error of our own, never rows that nobody accounts for."""
    content = SAMPLES[name].read_bytes()
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(content)))
        end = data.draw(st.integers(start, min(start + 30, len(content))))
        content = content[:start] + data.draw(st.sampled_from([*SOME_BYTES, content[start:end] * 2, b""])) + content[end:]
    report = screened(name, content)
    assert (report.verdict == "accepted") == (not {"fail", "warning"} & {p.result for p in report.problems})
    if report.rows is not None:
        assert report.loaded + report.set_aside + report.rejected == report.rows


def test_a_later_status_stands_and_rows_without_an_id_are_never_duplicates(tmp_path, template):
    data = tmp_path / "data"
    shutil.copytree(template, data)
    crimes = [
        anytown.crime("a", outcome="Under investigation"),
        anytown.crime("", kind="Anti-social behaviour"),
        anytown.crime("", kind="Anti-social behaviour"),
        anytown.crime("a", outcome="Local resolution"),
    ]
    anytown.load(data, anytown.write(tmp_path / "x.csv", anytown.street(crimes)))
    found = anytown.rows(data, "SELECT crime_id, month, outcome FROM crimes ORDER BY row")
    month = date(2025, 1, 1)
    assert found == [(None, month, None), (None, month, None), (anytown.crime_id_of("a"), month, "Local resolution")]
    assert anytown.rows(data, "SELECT source, force, reason, rows FROM set_aside") == [
        ("police_street", anytown.HOME, "duplicate", 1)
    ]
