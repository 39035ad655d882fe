"""Packs from the command line: what they hold, made again from their manifest, and every way of asking wrongly."""

import base64
import hashlib
import io
import json
import re
import shutil
import zipfile

import pytest
from docx import Document
from pptx import Presentation
from python_calamine import CalamineWorkbook

from analysis.__main__ import main
from analysis.exports import pack, picture, ready
from analysis.exports.chapters import Chapter
from analysis.exports.named import FiguresByName, Wanted
from analysis.exports.pack import FORMATS, MANIFEST, Order
from analysis.release import database
from tests.exports import making

ONE_POINT = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
"""A picture of a single point."""


@pytest.fixture(scope="module")
def data(demo_data, tmp_path_factory):
    """A data folder of its own with the demonstration's releases, so that they can be replaced and removed."""
    folder = tmp_path_factory.mktemp("data")
    shutil.copytree(demo_data / "releases", folder / "releases")
    return folder


@pytest.fixture(scope="module")
def out(data, tmp_path_factory):
    """The small pack that these tests look at: slides and tables of the board pack."""
    folder = tmp_path_factory.mktemp("out")
    arguments = ["pack", "board", "--data", str(data), "--out", str(folder), "--format", "csv", "--format", "slides"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VIOLENCE_DATA", str(data))
        assert main(arguments) == 0
    return folder


def told(folder):
    return json.loads((folder / MANIFEST).read_text())


def test_the_manifest_tells_every_figure_with_release_definition_receipts_and_hash(out, data, monkeypatch):
    monkeypatch.setenv("VIOLENCE_DATA", str(data))
    said, release = told(out), database.release()
    lines = [line for chapter in said["chapters"] for line in chapter["figures"]]
    assert [chapter["title"] for chapter in said["chapters"]] == [
        "In short",
        "The adopted indicators",
        "Other signals",
        "Delivery",
    ]
    assert {line["figure"] for line in lines} >= {f"indicator_{name}" for name in ("N1", "N2", "N3", "L1", "L2", "L6")}
    assert "outputs_against_minima" in [line["figure"] for line in lines]
    receipts = database.ask("receipts")
    for line in lines:
        content = (out / line["csv"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == line["sha256"] == said["files"][line["csv"]]
        assert line["release"] == said["release"] == release.id and line["sources"]
        assert b"OFFICIAL" in content and b"demonstration data, made up" in content
    assert {one for hashes in said["receipts"].values() for one in hashes} == set(receipts["sha256"])
    assert said["marking"] == "OFFICIAL" and said["demonstration"] is True
    assert "definition version" in lines[0]["definition"]
    assert "board.pptx" in said["files"] and not [name for name in said["files"] if name.endswith(("docx", "xlsx", "png"))]


def test_the_board_pack_holds_what_the_overview_says(out, data, monkeypatch):
    monkeypatch.setenv("VIOLENCE_DATA", str(data))
    said = [
        shape.text_frame.text
        for slide in Presentation(str(out / "board.pptx")).slides
        for shape in slide.shapes
        if shape.has_text_frame
    ]
    words = told(out)["chapters"][0]["words"]
    assert words[0].startswith(("Of concern", "Improving", "Changed", "No clear change")) and all(
        any(one.rstrip(".") in text for text in said) for one in words
    )


def test_a_manifest_makes_the_same_again_after_another_release_came_into_force(out, data, tmp_path, monkeypatch, capsys):
    again = tmp_path / "again"
    own = tmp_path / "data"
    shutil.copytree(data, own)
    newer(own)
    assert main(["figures", "--from", str(out / MANIFEST), "--data", str(own), "--out", str(again)]) == 0
    assert "Every figure is byte for byte as it was" in capsys.readouterr().err
    for path in sorted((out / "csv").iterdir()):
        assert (again / "csv" / path.name).read_bytes() == path.read_bytes()
    assert told(again)["chapters"] == told(out)["chapters"]


def newer(folder):
    """Another release in force: the same figures under another name."""
    pointer = json.loads((folder / "releases" / "current.json").read_text())
    other = f"{'f' * 16}.1.duckdb"
    shutil.copy2(folder / "releases" / pointer["file"], folder / "releases" / other)
    (folder / "releases" / "current.json").write_text(json.dumps({**pointer, "release": "f" * 16, "file": other}))


def test_a_release_that_is_gone_names_the_command_that_makes_it_again(out, data, tmp_path, capsys):
    own = tmp_path / "data"
    shutil.copytree(data, own)
    newer(own)
    release = told(out)["release"]
    for file in (own / "releases").glob(f"{release}.*.duckdb"):
        file.unlink()
    assert main(["figures", "--from", str(out / MANIFEST), "--data", str(own), "--out", str(tmp_path / "x")]) == 1
    assert f"python -m etl build --as-of {release}" in capsys.readouterr().err
    assert not (tmp_path / "x").exists()


def test_a_figure_that_differs_from_its_hash_is_named(out, data, tmp_path, capsys):
    said = told(out)
    line = next(line for chapter in said["chapters"] for line in chapter["figures"] if line["figure"] == "indicator_L2")
    line["sha256"], line["definition"], said["formats"] = "0" * 64, "definition version 0", ["csv"]
    (tmp_path / "changed.json").write_text(json.dumps(said))
    assert main(["figures", "--from", str(tmp_path / "changed.json"), "--data", str(data), "--out", str(tmp_path / "y")]) == 1
    error = capsys.readouterr().err
    assert f"{line['csv']} differs from what the manifest tells: definition version 0, now definition version 1." in error


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", "is no manifest: it is not valid JSON"),
        (b"\xff\xfe", "is no manifest: it is not valid JSON"),
        (b"[1]", "is no manifest of this program"),
        (b'{"manifest": 7}', "The manifest is of version 7; this program reads version 1."),
        (b'{"manifest": 1, "chapters": [{"title": "x"}]}', "is no manifest of this program"),
        (None, "cannot be read: No such file or directory"),
    ],
)
def test_what_is_no_manifest_is_said(data, tmp_path, capsys, content, said):
    if content is not None:
        (tmp_path / "m.json").write_bytes(content)
    assert main(["figures", "--from", str(tmp_path / "m.json"), "--data", str(data), "--out", str(tmp_path / "z")]) == 1
    assert said in capsys.readouterr().err and not (tmp_path / "z").exists()


def test_nothing_chosen_nothing_loaded_and_no_folder_to_write_to_are_sentences(data, demo_data, tmp_path, capsys):
    with pytest.raises(pack.NothingToExport, match="Nothing was chosen"):
        pack.make(making.figures_by_name(), Order("own", "Own", ()))
    assert main(["pack", "board", "--data", str(tmp_path / "empty"), "--out", str(tmp_path / "o")]) == 1
    assert "Nothing has been loaded yet." in capsys.readouterr().err
    (tmp_path / "file").write_text("x")
    order = ["pack", "board", "--data", str(data), "--out", str(tmp_path / "file"), "--format", "csv"]
    assert main(order) == 1 and "The files could not be written: File exists." in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["pack", "quarterly", "--out", "x"])
    assert "Help: python -m analysis --help" in capsys.readouterr().err


def test_what_cannot_be_made_is_a_sentence_in_every_file_and_the_rest_is_made(demo_data, monkeypatch):
    monkeypatch.setattr(pack, "template_file", lambda: demo_data / "releases" / "current.json")  # no deck
    figures = making.figures_by_name()
    asked = (
        Wanted("years_L2"),
        Wanted("indicator_X9"),
        Wanted("recorded_crime_wards", (("ward", "Narnia"),)),
        Wanted("recorded_crime_trend", (("from", "Nov 2021"), ("to", "Nov 2021"))),
    )
    made = pack.make(figures, Order("own", "Own choice", (Chapter("Figures", (), asked),)))
    reasons = (
        "There is no indicator “X9” in this dashboard.",
        "“Narnia” is no ward of Plymouth in the release in force.",
        "No file is loaded for November 2021.",
    )
    assert made.figures == 1 and made.left_out[:3] == reasons
    assert "The template current.json cannot be read as a PowerPoint file" in made.left_out[3]
    assert made.sentence() == "1 figure in 6 files. 4 things could not be made and are named in each file."
    said = json.loads(made.files[MANIFEST])
    assert [line.get("not_made") for line in said["chapters"][0]["figures"]] == [None, *reasons]
    assert said["left_out"] == list(made.left_out)
    document = "\n".join(line.text for line in Document(io.BytesIO(made.files["own.docx"])).paragraphs)
    deck = Presentation(io.BytesIO(made.files["own.pptx"]))
    slides = "\n".join(shape.text_frame.text for slide in deck.slides for shape in slide.shapes if shape.has_text_frame)
    for name in ("own.xlsx", "own.ods"):
        rows = CalamineWorkbook.from_filelike(io.BytesIO(made.files[name])).get_sheet_by_name("Not made").to_python()
        assert [row[1] for row in rows if row[1] in reasons] == list(reasons)
    assert all(one in document and one in slides for one in reasons)
    with zipfile.ZipFile(io.BytesIO(made.zipped())) as archive:
        assert set(archive.namelist()) == {f"own/{name}" for name in made.files}
    with pytest.raises(pack.NothingToExport, match=r"None of the figures could be made\. There is no indicator “X9”"):
        pack.make(figures, Order("own", "Own", (Chapter("x", (), asked[1:2]),)))


def test_wards_and_months_reach_the_figures_that_follow_them(demo_data):
    figures = making.figures_by_name()
    query = [("ward", "Drake"), ("from", "Oct 2023"), ("to", "Sep 2024")]
    assert pack.within(figures, Wanted("recorded_crime_trend"), query).query == tuple(query)
    assert pack.within(figures, Wanted("hotspot_cells"), query).query == tuple(query[1:])
    assert pack.within(figures, Wanted("indicator_L2"), query).query == (("ward", "Drake"),)
    assert pack.within(figures, Wanted("indicator_N2"), query).query == ()
    assert pack.within(figures, Wanted("milestones"), query).query == ()


def test_hidden_whole_and_unknown_figures_leave_the_rest_of_a_pack_and_stand_in_its_manifest(demo_data, monkeypatch):
    figures, make = making.figures_by_name(), FiguresByName.make
    blank = dict.fromkeys(("Offences", "Per 1,000 residents"))
    hidden = making.by_hand(table=making.by_hand().table.assign(Status="c: not shown, fewer than 5", **blank))
    monkeypatch.setattr(figures, "make", lambda wanted: hidden if wanted.figure == "hidden" else make(figures, wanted))
    names = ("hidden", "years_L2", "weather", "wards_X9", "grant_none", "effect_none")
    made = pack.make(figures, Order("own", "Own", (Chapter("x", (), tuple(map(Wanted, names))),), formats=("csv",)))
    said = [line.get("not_made") for line in json.loads(made.files[MANIFEST])["chapters"][0]["figures"]]
    assert made.figures == 1 and said[1] is None and said[0].endswith("Every number of it is too small to be shown.")
    assert said[2:] == [
        "There is no figure called “weather” that can go into a pack.",
        "There is no indicator “X9” in this dashboard.",
        "There is no grant “none” in this release.",
        "“none” is no place of a project in this release.",
    ]
    assert list(made.left_out) == [one for one in said if one]


def test_it_is_said_how_many_figures_follow_wards_and_months(demo_data):
    figures = making.figures_by_name()

    def said(*names):
        order = Order("own", "Own", (Chapter("Figures", (), tuple(map(Wanted, names))),))
        return pack.unfollowed(figures, order, [("ward", "Drake"), ("from", "Oct 2023")])

    assert said("milestones", "indicator_N2") == (
        "No figure of this pack follows the wards asked for: each has its own.",
        "No figure of this pack follows the months asked for: each has its own.",
    )
    assert said("recorded_crime_trend", "indicator_L2") == (
        "Every figure follows the wards asked for.",
        "1 of 2 figures follow the months asked for; the others have their own.",
    )
    assert pack.unfollowed(figures, Order("own", "Own", ()), []) == ()


def test_a_figure_that_two_chapters_ask_for_stands_once_and_is_named_in_the_other(demo_data):
    chapters = (Chapter("Who", (), (Wanted("years_L2"),)), Chapter("Why", ("Causes.",), (Wanted("years_L2"),), "Nothing."))
    made = pack.make(making.figures_by_name(), Order("own", "Own", chapters, formats=("csv", "slides")))
    titles = [slide.shapes.title.text_frame.text for slide in Presentation(io.BytesIO(made.files["own.pptx"])).slides]
    named = [title for title in titles if "Violent crime (L2)" in title]
    assert len(named) == 2 and named[1] == f"Why: “{named[0]}” stands under “Who”"
    assert made.figures == 1 and not made.left_out


@pytest.mark.parametrize(
    "name", ["purple_flag", *(pytest.param(name, marks=pytest.mark.endurance) for name in ("board", "strategy", "needs"))]
)
def test_every_slide_of_a_ready_pack_has_a_takeaway_of_its_own_as_title(demo_data, monkeypatch, name):
    """No heading alone, and none told apart by a number: what follows from a slide stands in its title."""
    monkeypatch.setattr(picture, "png", lambda *_: ONE_POINT)
    figures = making.figures_by_name()
    order = pack.ready_order(name, figures, formats=("slides",))
    deck = Presentation(io.BytesIO(pack.make(figures, order).files[f"{name}.pptx"]))
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert len(set(titles)) == len(titles) and not [title for title in titles if re.search(r" \(\d+\)$", title)]
    assert not {one.title for one in order.chapters} & set(titles)


def test_the_strategy_pack_has_each_pillar_by_financial_year_wards_delivery_and_methods(demo_data):
    figures = making.figures_by_name()
    order = pack.ready_order("strategy", figures)
    titles = [chapter.title for chapter in order.chapters]
    assert titles == [
        "In short",
        "Building Personal and Community Resilience",
        "Responding to Harm",
        "Feeling Safe",
        "Learning and Understanding",
        "Where",
        "Delivery",
    ]
    names = [wanted.figure for wanted in order.wanted]
    assert {"years_L2", "years_N2", "wards_L2", "recorded_crime_wards", "milestones", "grant_sv-2024-25"} <= set(names)
    assert len(names) == len(set(names)) and "To load" in order.missing[0]
    judged = ready.definitions_of(figures, order.wanted)
    assert judged[-1].name == "How figures are judged" and {"Violent crime (L2)", "Robbery"} <= {one.name for one in judged}
    said = ready.quality(figures)
    assert any("no file for November 2021" in one for one in said) and any(
        "not comparable" in one.lower() or "change of records" in one for one in said
    )
    assert len(said) <= ready.MOST_LINES + 1
    assert set(FORMATS) == set(order.formats)
    assert "Police recorded crime (street level)" in {one.title for one in ready.used_sources(figures, order.wanted)}


def test_a_chart_that_pictures_do_not_draw_leaves_its_table_in_its_place(demo_data, monkeypatch):
    figures = making.figures_by_name()
    odd = making.by_hand(chart={"data": [{"type": "sankey"}], "layout": {}})
    monkeypatch.setattr(figures, "make", lambda wanted: odd)
    order = Order("own", "Own", (Chapter("x", (), (Wanted("made_by_hand"),)),), formats=("document", "slides", "pictures"))
    made = pack.make(figures, order)
    assert set(made.files) == {"own.docx", "own.pptx", MANIFEST}
    assert len(made.left_out) == 1 and made.left_out[0].startswith(
        "Offences fell & rose: its table stands in place of the chart."
    )
    assert "Offences" in [cell.text for cell in Document(io.BytesIO(made.files["own.docx"])).tables[0].rows[0].cells]


def test_a_figure_of_which_every_number_is_hidden_is_a_sentence(demo_data, monkeypatch):
    figures = making.figures_by_name()
    blank = dict.fromkeys(("Offences", "Per 1,000 residents"))
    hidden = making.by_hand(table=making.by_hand().table.assign(Status="c: not shown, fewer than 5", **blank))
    monkeypatch.setattr(figures, "make", lambda wanted: hidden)
    order = Order("own", "Own", (Chapter("x", (), (Wanted("made_by_hand"),)),), formats=("csv",))
    with pytest.raises(pack.NothingToExport, match="Every number of it is too small to be shown"):
        pack.make(figures, order)
