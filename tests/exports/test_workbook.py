"""Workbooks, held against the published checklist item by item and read back by readers that did not write them."""

import io
import re
import zipfile
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from odf import config, meta, table, text
from odf.opendocument import load
from python_calamine import CalamineWorkbook

from analysis.exports import ods, shorthand, workbook
from analysis.exports.named import Wanted
from tests.exports import making

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
FRONT = ["Cover", "Contents", "Notes", "Shorthand"]
BACK = ["Definitions", "Sources", "Not made"]


@pytest.fixture(scope="module")
def what():
    return making.contents(making.by_hand(), making.by_hand(title="Offences fell & rose"))


@pytest.fixture(scope="module")
def xlsx(what):
    return workbook.xlsx(what)


@pytest.fixture(scope="module")
def parts(xlsx):
    """Every part of the XLSX by its name."""
    archive = zipfile.ZipFile(io.BytesIO(xlsx))
    return {name: archive.read(name).decode() for name in archive.namelist()}


def sheets_of(parts):
    """Sheet → its XML, in order."""
    names = re.findall(r'<sheet name="([^"]+)" sheetId="(\d+)"', parts["xl/workbook.xml"])
    return {name: ElementTree.fromstring(parts[f"xl/worksheets/sheet{number}.xml"]) for name, number in names}


def body_of(content, name, first):
    """The rows below the heading row, which begins with `first`."""
    rows = read(content, name)
    return rows[next(place for place, row in enumerate(rows) if row[0] == first) + 1 :]


def read(content, name):
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(name).to_python()


# The checklist: Government Analysis Function, "Making spreadsheets accessible: a brief checklist of the basics"


def test_a_cover_contents_notes_and_a_sheet_a_table_in_this_order(parts):
    assert list(sheets_of(parts)) == [*FRONT, "Table 1", "Table 2", *BACK]


def test_every_table_is_marked_up_named_and_the_only_one_of_its_sheet(parts):
    tables = {name: ElementTree.fromstring(body) for name, body in parts.items() if re.fullmatch(r"xl/tables/\w+\.xml", name)}
    names = [found.get("displayName") for found in tables.values()]
    assert len(names) == len(set(names)) == 3 + 2 + len(BACK)
    assert {"table_1_made_by_hand", "table_2_made_by_hand", "notes", "contents"} <= set(names)
    for sheet in sheets_of(parts).values():
        assert len(sheet.findall(f".//{MAIN}tablePart")) <= 1
    assert all(found.find(f"{MAIN}autoFilter") is not None for found in tables.values())


def test_one_heading_row_no_blank_row_or_column_and_nothing_below_a_table(parts):
    for name, sheet in sheets_of(parts).items():
        rows = sheet.findall(f".//{MAIN}row")
        assert [int(row.get("r")) for row in rows] == list(range(1, len(rows) + 1)), f"{name} has a blank row"
        if name == "Cover":
            continue
        (part,) = sheet.findall(f".//{MAIN}tablePart")
        number = list(sheets_of(parts)).index(name)  # each sheet but the cover has one table, in the sheets' order
        found = ElementTree.fromstring(parts[f"xl/tables/table{number}.xml"])
        first, last = re.fullmatch(r"A(\d+):[A-Z]+(\d+)", found.get("ref", "")).groups()
        assert int(last) == len(rows), f"{name} has something below its table"
        headings = [column.get("name") for column in found.iter(f"{MAIN}tableColumn")]
        assert all(headings) and len(headings) == len(set(headings))
        assert sheet.find(f".//{MAIN}pane").get("ySplit") == first, "the heading row stays in sight"
        assert part is not None


def test_no_merged_or_hidden_cells_no_pictures_and_the_cursor_in_a1(parts):
    for sheet in sheets_of(parts).values():
        assert sheet.find(f".//{MAIN}mergeCell") is None and sheet.find(f".//{MAIN}drawing") is None
        assert not [each for each in sheet.iter() if each.get("hidden") in ("1", "true")]
        selected = [each.get("activeCell") for each in sheet.iter(f"{MAIN}selection") if each.get("activeCell")]
        assert set(selected) <= {"A1"}
    views = [sheet.find(f".//{MAIN}sheetView") for sheet in sheets_of(parts).values()]
    assert [view.get("tabSelected") for view in views] == ["1"] + [None] * (len(views) - 1)
    assert not re.findall(r'activeTab="[1-9]', parts["xl/workbook.xml"])


def test_letters_of_twelve_points_without_serifs(parts):
    fonts = ElementTree.fromstring(parts["xl/styles.xml"]).find(f"{MAIN}fonts")
    sizes = [float(font.find(f"{MAIN}sz").get("val")) for font in fonts]
    assert min(sizes) >= 12 and {font.find(f"{MAIN}name").get("val") for font in fonts} == {"Arial"}


def test_the_properties_say_what_it_is_and_its_marking(parts):
    core = parts["docProps/core.xml"]
    assert "<dc:title>Board &amp; partners</dc:title>" in core
    assert "<dc:creator>Anytown Community Safety Partnership</dc:creator>" in core
    assert "2026-04-03T00:00:00Z" in core and "OFFICIAL · Demonstration data" in core
    assert all("OFFICIAL" in sheet.find(f".//{MAIN}oddHeader").text for sheet in sheets_of(parts).values())


def test_first_cells_are_titles_and_say_how_many_tables_there_are(xlsx):
    for name in ("Table 1", "Table 2"):
        rows = read(xlsx, name)
        assert rows[0][0].startswith(f"{name}: Offences fell & rose")
        above = " ".join(str(row[0]) for row in rows[: rows.index(next(row for row in rows if row[1]))])
        assert "This sheet holds one table." in above and "Demonstration data: made up" in above and "release 01234567" in above
    assert read(xlsx, "Table 2")[0][0] == "Table 2: Offences fell & rose (2)", "each title is its own"


def test_contents_lead_to_every_sheet(parts, xlsx):
    listed = [row[0] for row in body_of(xlsx, "Contents", "Sheet")]
    assert listed == ["Table 1", "Table 2", "Shorthand", "Notes", *BACK]
    assert re.findall(r"location=\"'([^']+)'!A1\"", parts["xl/worksheets/sheet2.xml"]) == listed
    assert [row[:2] for row in body_of(xlsx, "Notes", "Note")] == [
        [f"Note {table}.{note}", f"Table {table}"] for table in (1, 2) for note in (1, 2)
    ]


# Numbers and what stands in their place


def test_every_blank_number_is_explained_and_every_state_has_its_shorthand(xlsx):
    rows = read(xlsx, "Table 1")
    top = next(place for place, row in enumerate(rows) if row[0] == "Period")
    assert rows[top] == ["Period", "Offences", "Average", "Per 1,000 residents", "Status", "Note", "Shorthand"]
    assert [row[1:4] for row in rows[top + 1 :]] == [
        [12, 10.25, 1.2],
        ["[c]", 10.25, "[c]"],
        ["[x]", "[x]", "[x]"],
        ["[z]", "[z]", "[z]"],
        [9, 10.25, "[b]"],
        [11, 10.25, 1.1],
        [1234, "[z]", 4.6],
        [0, 10.25, "[u]"],
    ]
    assert [row[6] for row in rows[top + 1 :]] == ["", "[c]", "[x]", "[z]", "[b]", "[p]", "[e]", ""]


def test_each_shorthand_is_in_the_legend_and_each_state_maps_to_one():
    assert {short for _, short in shorthand.STATES} <= set(shorthand.LEGEND)
    assert set(shorthand.LEGEND) == {"[c]", "[x]", "[z]", "[low]", "[p]", "[r]", "[e]", "[u]", "[b]"}


def test_text_is_text_in_cells_titles_and_notes(parts, xlsx):
    assert not [name for name, body in parts.items() if name.startswith("xl/worksheets") and "<f>" in body]
    assert not [name for name, body in parts.items() if "externalLink" in name or 'TargetMode="External"' in body]
    hostile = making.HOSTILE.replace("\x07", "")
    assert read(xlsx, "Table 1")[-2][5] == hostile
    assert body_of(xlsx, "Notes", "Note")[1][2] == hostile


def test_the_same_contents_give_the_same_bytes(what, xlsx):
    assert workbook.xlsx(what) == xlsx


# ODS


def test_ods_holds_the_same_cells(what, xlsx):
    content = ods.ods(what)
    names = CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names
    assert names == [*FRONT, "Table 1", "Table 2", *BACK]
    for name in names:
        widest = max(len(row) for row in read(xlsx, name))
        padded = [row + [""] * (widest - len(row)) for row in read(content, name)]
        assert padded == read(xlsx, name), name


def test_ods_follows_the_same_rules(what):
    book = load(io.BytesIO(ods.ods(what)))
    found = book.spreadsheet.getElementsByType(table.Table)
    ranges = book.spreadsheet.getElementsByType(table.DatabaseRange)
    assert len(ranges) == len(found) - 1 and len({each.getAttribute("name") for each in ranges}) == len(ranges)
    assert {(each.getAttribute("containsheader"), each.getAttribute("displayfilterbuttons")) for each in ranges} == {
        ("true", "true")
    }
    assert [len(each.getElementsByType(table.TableHeaderRows)) for each in found] == [0] + [1] * (len(found) - 1)
    cells = book.spreadsheet.getElementsByType(table.TableCell)
    assert not [cell for cell in cells if cell.getAttribute("formula") or cell.getAttribute("numbercolumnsspanned")]
    links = [link.getAttribute("href") for link in book.spreadsheet.getElementsByType(text.A)]
    assert links and all(link.startswith("#'") for link in links)
    said = {item.getAttribute("name"): str(item) for item in book.settings.getElementsByType(config.ConfigItem)}
    assert said["ActiveTable"] == "Cover" and said["CursorPositionX"] == said["CursorPositionY"] == "0"
    assert said["VerticalSplitMode"] == "2"
    assert str(book.meta.getElementsByType(meta.CreationDate)[0]) == "2026-04-03T00:00:00"
    assert "en" in str(ElementTree.tostring(ElementTree.fromstring(book.stylesxml())))
    assert book.getMediaType() == workbook.ODS


# The demonstration's own figures


def test_the_demonstrations_figures_come_back_number_by_number(demo_data):
    names = ("indicator_L2", "recorded_crime_wards", "years_N2", "outputs_against_minima")
    figures = [making.figures_by_name().make(Wanted(name)) for name in names]
    content = workbook.xlsx(making.contents(*figures))
    for number, figure in enumerate(figures, 1):
        rows = read(content, f"Table {number}")
        top = next(place for place, row in enumerate(rows) if row[0] == figure.table.columns[0])
        assert len(rows) == top + 1 + len(figure.table)
        for heading in figure.table.select_dtypes("number"):
            place = rows[top].index(heading)
            for row, cell in zip(rows[top + 1 :], figure.table[heading], strict=True):
                if pd.isna(cell):
                    assert row[place] in shorthand.LEGEND
                else:
                    assert row[place] == pytest.approx(float(cell), abs=1e-12)


def test_a_hundred_thousand_rows_are_written_whole():
    """10 s of CPU are allowed; 5 were measured. Here a fifth, so that the suite stays quick."""
    count = 20_000
    frame = pd.DataFrame({"Ward": ["Drake"] * count, "Crimes": np.arange(count), "Rate": np.arange(count) / 7})
    rows = read(workbook.xlsx(making.contents(making.by_hand(table=frame, formats={}))), "Table 1")
    assert rows[-1] == ["Drake", count - 1, pytest.approx((count - 1) / 7)]
