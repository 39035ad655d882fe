"""Texts that programs might run, in every free text of every source: each file, picture, table and map has them as text.

The sources are walked from their declarations, so that a new one, or a new column, is covered by itself. Each text is handed in
by the same door as any file; a column that takes no such text says so by its name.
"""

import csv
import io
import json
import re
import zipfile
from datetime import date
from html.parser import HTMLParser
from xml.etree import ElementTree

import pydeck
import pytest

from analysis.declared.sources import sources
from analysis.exports import citation, pack, picture, written_table
from analysis.exports.named import FiguresByName, NotMade
from analysis.exports.pack import Order
from analysis.exports.ready import Chapter
from analysis.figures.shown_release import ShownRelease
from analysis.release import database
from tests.extracts import hostile as planting
from tests.extracts.hostile import FORMULA

WRITTEN = ("slides", "document", "workbook", "ods", "csv")
HTML_OF_TABLES = {"div", "table", "caption", "span", "thead", "tbody", "tr", "th", "td", "p", "abbr", "button"}
STARTS = ("=", "+", "-", "@", "\t", "\r")


@pytest.fixture(scope="module")
def hostile(once):
    """The folder with the planted data, and source → the columns that took such texts."""
    folder = once("hostile_extracts", planting.load)
    took = {}
    for line in (folder / "took").read_text().splitlines():
        source, _, column = line.partition(" ")
        took.setdefault(source, []).extend([column] if column else [])
    return folder / "data", took


@pytest.fixture(scope="module")
def figures(hostile):
    data, _ = hostile
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VIOLENCE_DATA", str(data))
        release = database.release(data)
        by_name = FiguresByName(ShownRelease(database.ask, release.id, date(2026, 4, 3)))
        made = {}
        for offered in by_name.offered():
            try:
                made[offered.wanted] = by_name.make(offered.wanted)
            except NotMade as problem:
                made[offered.wanted] = str(problem)
        order = Order("own", "=1+1 <b>title</b>", (Chapter("=1+1", ("=2+2",), tuple(list(made)[:40])),), (), WRITTEN)
        yield {name: figure for name, figure in made.items() if not isinstance(figure, str)}, pack.make(by_name, order)


def test_every_source_is_walked(hostile):
    _, took = hostile
    assert set(took) == set(sources()) - planting.NO_PLAIN_FILE, "a new source needs a plain sample in data/sources/examples"
    assert sum(map(len, took.values())) >= 60, "columns that take any text"


def test_texts_reach_the_figures(figures):
    """Else what follows would hold of nothing."""
    made, _ = figures
    told = {source for figure in made.values() for source in re.findall(r"=1\+1 (\w+) ", figure.csv().decode())}
    assert told >= {"projects", "targets", "grants", "milestones", "risks", "actions", "moves", "annotations", "breaks"}, told
    assert told >= {"police_street", "purple_flag_evidence"}, told


def test_no_cell_of_a_csv_or_workbook_is_a_formula(figures):
    made, whole = figures
    for figure in made.values():
        for row in csv.reader(io.StringIO(figure.csv("OFFICIAL").decode("utf-8-sig"))):
            assert not [cell for cell in row if cell.startswith(STARTS) and not re.fullmatch(r"[+-]?[\d.,e+-]+", cell)], row
    for name, content in whole.files.items():
        if name.endswith(".xlsx"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                for part in archive.namelist():
                    assert not (part.startswith("xl/worksheets/") and b"<f>" in archive.read(part)), (name, part)
                    assert not (part.endswith(".rels") and b"alert" in archive.read(part)), (name, part)
        if name.endswith(".ods"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                assert b"table:formula" not in archive.read("content.xml")


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, [name for name, _ in attrs]))


def test_no_page_picture_or_map_holds_a_script(figures):
    made, _ = figures
    drawn = 0
    for wanted, figure in made.items():
        tags = Tags()
        tags.feed(written_table.table(figure.table, figure.title, figure.formats))
        assert {tag for tag, _ in tags.found} <= HTML_OF_TABLES, wanted
        assert not [name for _, names in tags.found for name in names if name.startswith("on")]
        assert re.fullmatch(r"[A-Za-z0-9_.-]+", citation.file_name(figure, "csv")), citation.file_name(figure, "csv")
        if isinstance(figure.chart, pydeck.Deck):
            assert "html" not in (figure.chart._tooltip or {}), "a tooltip of HTML would run what names hold"
        elif figure.chart is not None:
            assert "<script" not in json.dumps(figure.chart, default=str) and "<img" not in json.dumps(figure.chart, default=str)
        if figure.chart is not None and drawn < 8 and not picture.refused(figure):
            drawn += 1
            root = ElementTree.fromstring(picture.svg(figure, picture.COLUMN, "OFFICIAL"))
            assert not [each for each in root.iter() if each.tag.endswith("}script")]
            assert not [name for each in root.iter() for name in each.attrib if name.startswith("on")]


def test_slides_and_documents_hold_them_as_text(figures):
    _, whole = figures
    looked = 0
    for name, content in whole.files.items():
        assert re.fullmatch(r"[A-Za-z0-9_./-]+", name), name
        if not name.endswith((".pptx", ".docx")):
            continue
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for part in archive.namelist():
                if part.endswith((".xml", ".rels")):
                    root = ElementTree.fromstring(archive.read(part))
                    looked += 1
                    told = [each for each in root.iter() if each.tag.rpartition("}")[2] in ("script", "img", "f")]
                    assert not [each for each in told if FORMULA in "".join(each.itertext())], (name, part)
                    fields = [each.text or "" for each in root.iter() if each.tag.endswith("}instrText")]
                    assert not [text for text in fields if FORMULA in text]
                    targets = [each.get("Target", "") for each in root.iter() if each.get("TargetMode") == "External"]
                    assert not [target for target in targets if "alert" in target or FORMULA in target]
    assert looked > 20
