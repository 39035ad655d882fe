"""Packs: figures as slides, document, workbook, CSV and pictures, with a manifest by which the same pack is made again.

A figure that cannot be made is a sentence in every file and in the manifest; the rest of the pack is made.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from analysis.declared.settings import data_folder, partnership_folder
from analysis.exports import contents, document, grant_pack, ods, picture, ready, shorthand, slides, workbook
from analysis.exports.chapters import Chapter
from analysis.exports.contents import Contents, Heading
from analysis.exports.named import FiguresByName, NotMade, Wanted
from analysis.figures.figure import Cleared
from analysis.release import partnership
from analysis.words import phrases
from analysis.words.in_plain_words import InPlainWords

FORMATS = {
    "slides": "Slides (PPTX)",
    "document": "Document (DOCX)",
    "workbook": "Workbook (XLSX)",
    "ods": "Workbook (ODS)",
    "csv": "Tables (CSV)",
    "pictures": "Pictures (PNG, 300 dpi)",
}
MANIFEST, VERSION, TEMPLATE = "manifest.json", 1, "template.pptx"
EARLIEST = (1980, 1, 1, 0, 0, 0)
"""What files in a ZIP are dated, so that the same pack has the same bytes."""
Say = Callable[[float, str], None]
"""Called as work goes on, with the share done (0 to 1) and a word for what is being done."""


class NothingToExport(InPlainWords):
    """No figure was chosen, or none could be made; the message says which."""


@dataclass(frozen=True)
class Order:
    """What a pack is asked to hold. name: of its files. missing: sentences on what is not there from the start."""

    name: str
    title: str
    chapters: tuple[Chapter, ...]
    missing: tuple[str, ...] = ()
    formats: tuple[str, ...] = tuple(FORMATS)

    @property
    def wanted(self) -> tuple[Wanted, ...]:
        """All figures asked for, in order."""
        return tuple(wanted for chapter in self.chapters for wanted in chapter.wanted)


@dataclass(frozen=True)
class Made:
    """One figure of a pack: what was asked for, the name of its files, and the figure; or the sentence in its place."""

    wanted: Wanted
    name: str = ""
    figure: Cleared | None = None
    reason: str = ""


@dataclass(frozen=True)
class Pack:
    """A finished pack. files: path within it → content, the manifest among them. left_out: sentences."""

    order: Order
    files: dict[str, bytes] = field(default_factory=dict[str, bytes])
    left_out: tuple[str, ...] = ()
    figures: int = 0

    def zipped(self) -> bytes:
        """All files as one ZIP."""
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, body in self.files.items():
                archive.writestr(zipfile.ZipInfo(f"{self.order.name}/{name}", EARLIEST), body, zipfile.ZIP_DEFLATED)
        return content.getvalue()

    def sentence(self) -> str:
        """What was made, in words."""
        said = f"{phrases.count(self.figures, 'figure')} in {phrases.count(len(self.files), 'file')}."
        left = len(self.left_out)
        return (
            f"{said} {phrases.count(left, 'thing')} could not be made and {phrases.are(left)} named in each file."
            if left
            else said
        )


def quiet(share: float, word: str) -> None:
    """For whoever need not be told how the work goes on."""


def ready_order(name: str, figures: FiguresByName, query: Sequence[tuple[str, str]] = (), formats: Sequence[str] = ()) -> Order:
    """The order of a ready pack. query: wards and months for all figures that follow them."""
    if name in grant_pack.OF_A_GRANT:
        found = grant_pack.grant_pack(name, figures, query)
        return Order(name, found.title, found.chapters, found.missing, tuple(formats) or tuple(FORMATS))
    found = ready.READY[name](figures)
    chapters = tuple(replace(one, wanted=tuple(within(figures, each, query) for each in one.wanted)) for one in found.chapters)
    return Order(name, found.title, chapters, found.missing, tuple(formats) or tuple(FORMATS))


def unfollowed(figures: FiguresByName, order: Order, query: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """What is said of wards and months that are asked for of a whole pack and that some of its figures, or all, do not follow."""
    said: list[str] = []
    for keys, word in ((("ward",), "wards"), (("from", "to"), "months")):
        if any(key in keys for key, _ in query):
            number = sum(bool({*keys} & {*figures.follows(wanted)}) for wanted in order.wanted)
            said.append(_followed(number, len(order.wanted), word))
    return tuple(said)


def _followed(number: int, every: int, word: str) -> str:
    if not number:
        return f"No figure of this pack follows the {word} asked for: each has its own."
    if number == every:
        return f"Every figure follows the {word} asked for."
    return f"{number} of {phrases.count(every, 'figure')} follow the {word} asked for; the others have their own."


def within(figures: FiguresByName, wanted: Wanted, query: Sequence[tuple[str, str]]) -> Wanted:
    """A figure with the wards and months chosen for the whole pack, as far as it follows them."""
    follows = figures.follows(wanted)
    return wanted.within([pair for pair in query if pair[0] in follows])


def make(figures: FiguresByName, order: Order, say: Say = quiet) -> Pack:
    """Make a pack. Raises NothingToExport where no figure was asked for, or none of them could be made."""
    if not order.wanted:
        raise NothingToExport("Nothing was chosen: choose a ready pack, or at least one figure.")
    made: list[Made] = []
    for place, wanted in enumerate(order.wanted):
        say(0.5 * place / len(order.wanted), f"Making figure {place + 1} of {len(order.wanted)}")
        made.append(_made(figures, wanted, len(made) + 1))
    if not any(one.figure for one in made):
        raise NothingToExport(f"None of the figures could be made. {' '.join(dict.fromkeys(one.reason for one in made))}")
    undrawn: list[str] = []
    what = _contents(figures, order, made)
    pictures = _Pictures(what.marking, undrawn)
    files: dict[str, bytes] = {}
    for place, kind in enumerate(order.formats):
        say(0.5 + 0.5 * place / len(order.formats), f"Writing: {FORMATS[kind].partition(' (')[0].lower()}")
        files |= _files(kind, order, what, made, pictures)
    if order.name in grant_pack.OF_A_GRANT and "document" in order.formats:
        files[f"{order.name}.docx"] = grant_pack.document(order.name, figures, order.wanted)
    what = replace(what, left_out=(*what.left_out, *dict.fromkeys(undrawn)))
    files[MANIFEST] = json.dumps(_manifest(figures, order, what, made, files), indent=1, ensure_ascii=False).encode()
    return Pack(order, files, what.left_out, len(what.figures))


def _made(figures: FiguresByName, wanted: Wanted, number: int) -> Made:
    try:
        figure = figures.make(wanted)
    except NotMade as problem:
        return Made(wanted, reason=str(problem))
    if not len(figure.table):
        return Made(wanted, reason=f"{figure.title}: {figure.sentence}")
    if shorthand.nothing_shown(figure.table):
        return Made(wanted, reason=f"{figure.title}. Every number of it is too small to be shown.")
    return Made(wanted, f"{number:02d}_{file_name(figure.id)}", figure)


def file_name(text: str) -> str:
    """A figure's id as a file may be called."""
    return "".join(letter if letter.isascii() and (letter.isalnum() or letter in "-_") else "_" for letter in text)[:80]


def _contents(figures: FiguresByName, order: Order, made: Sequence[Made]) -> Contents:
    settings, info = partnership.in_force(), figures.shown.info()
    rest, under = iter(made), dict[Wanted, str]()
    parts = tuple(_heading(one, [next(rest) for _ in one.wanted], under) for one in order.chapters)
    empty = (f"{one.title}: {one.without}" for one, part in zip(order.chapters, parts, strict=True) if _empty(one, part))
    asked = [one.wanted for one in made if one.figure]
    return Contents(
        title=order.title,
        partnership=settings.partnership,
        area=info["area_name"],
        marking=next((one.figure.marking for one in made if one.figure and one.figure.marking), settings.marking),
        demonstration=info.get("demonstration") == "true",
        release=figures.shown.id,
        made_on=figures.shown.today,
        parts=tuple(part for part in parts if part.words or part.figures),
        left_out=(*dict.fromkeys(one.reason for one in made if one.reason), *empty, *order.missing),
        definitions=ready.definitions_of(figures, asked),
        sources=ready.used_sources(figures, asked),
        quality=ready.quality(figures),
    )


def _heading(chapter: Chapter, made: Sequence[Made], under: dict[Wanted, str]) -> Heading:
    """The chapter with the figures that could be made; what it says where there is none.

    under: figures that stand in the pack already, each with its chapter's title: another chapter names them. It grows.
    """
    known = [(one.wanted, one.figure) for one in made if one.figure]
    elsewhere = tuple(
        f"“{contents.led(figure).title}” stands under “{under[wanted]}”."
        for wanted, figure in known
        if under.setdefault(wanted, chapter.title) != chapter.title
    )
    figures = tuple(figure for wanted, figure in known if under[wanted] == chapter.title)
    without = (chapter.without,) if chapter.without and not known else ()
    return Heading(chapter.title, (*chapter.words, *elsewhere, *without), figures, chapter.leads)


def _empty(chapter: Chapter, part: Heading) -> bool:
    return bool(chapter.without) and chapter.without in part.words and not part.figures


class _Pictures:
    """Draws figures; one that cannot be drawn is said once and has a sentence as its picture."""

    def __init__(self, marking: str, undrawn: list[str]) -> None:
        self.marking, self.undrawn = marking, undrawn
        self._tried: dict[str, Cleared] = {}

    def of(self, size: picture.Size) -> Callable[[Cleared], bytes]:
        """The pictures of one size."""
        return lambda figure: picture.png(figure, size, self.marking)

    def can_draw(self, figure: Cleared) -> Cleared:
        """The figure, without its chart where pictures cannot hold it: its table stands then."""
        key = f"{figure.id} {figure.caption.text()}"
        if key not in self._tried:
            self._tried[key] = self._try(figure)
        return self._tried[key]

    def _try(self, figure: Cleared) -> Cleared:
        if why := picture.refused(figure):
            self.undrawn.append(f"{figure.title}: its table stands in place of the chart. {why}")
            return replace(figure, chart=None)
        return figure


def _files(kind: str, order: Order, what: Contents, made: Sequence[Made], pictures: _Pictures) -> dict[str, bytes]:
    """The files of one format."""
    match kind:
        case "slides":
            return {f"{order.name}.pptx": _slides(what, pictures)}
        case "document":
            return {f"{order.name}.docx": document.docx(_drawable(what, pictures), pictures.of(picture.COLUMN))}
        case "workbook":
            return {f"{order.name}.xlsx": workbook.xlsx(what)}
        case "ods":
            return {f"{order.name}.ods": ods.ods(what)}
        case "csv":
            return {f"csv/{one.name}.csv": one.figure.csv(what.marking) for one in made if one.figure}
        case _:
            drawn = [(one, pictures.can_draw(one.figure)) for one in made if one.figure]
            draw = pictures.of(picture.COLUMN)
            return {f"pictures/{one.name}.png": draw(figure) for one, figure in drawn if figure.chart is not None}


def _drawable(what: Contents, pictures: _Pictures) -> Contents:
    parts = tuple(replace(part, figures=tuple(pictures.can_draw(figure) for figure in part.figures)) for part in what.parts)
    return replace(what, parts=parts)


def _slides(what: Contents, pictures: _Pictures) -> bytes:
    drawable, template = _drawable(what, pictures), template_file()
    try:
        return slides.pptx(drawable, pictures.of(picture.SLIDE), template)
    except slides.UnusableTemplate as problem:
        pictures.undrawn.append(str(problem))
        return slides.pptx(drawable, pictures.of(picture.SLIDE))


def template_file() -> Path | None:
    """The partnership's template for slides: that of the data folder, else that of its own folder; None where it has none."""
    own = partnership_folder(partnership.in_force().area_code)
    places = (data_folder(), *([own] if own else []))
    return next((folder / TEMPLATE for folder in places if (folder / TEMPLATE).is_file()), None)


def hash_of(content: bytes) -> str:
    """SHA-256, as manifests write it."""
    return hashlib.sha256(content).hexdigest()


def _manifest(
    figures: FiguresByName, order: Order, what: Contents, made: Sequence[Made], files: dict[str, bytes]
) -> dict[str, Any]:
    receipts = figures.shown.ask("receipts")
    by_source: dict[str, list[str]] = {}
    for source, sha256 in zip(receipts["source"], receipts["sha256"], strict=True):
        by_source.setdefault(str(source), []).append(str(sha256))
    rest = iter(made)
    return {
        "manifest": VERSION,
        "pack": order.name,
        "title": order.title,
        "partnership": what.partnership,
        "area": what.area,
        "marking": what.marking,
        "demonstration": what.demonstration,
        "release": what.release,
        "made_on": what.made_on.isoformat(),
        "formats": list(order.formats),
        "missing": list(order.missing),
        "left_out": list(what.left_out),
        "chapters": [
            {
                "title": chapter.title,
                "words": list(chapter.words),
                "without": chapter.without,
                "leads": chapter.leads,
                "figures": [_line(figures, one, what, by_source) for one in (next(rest) for _ in chapter.wanted)],
            }
            for chapter in order.chapters
        ],
        "receipts": by_source,
        "files": {name: hash_of(content) for name, content in files.items()},
    }


def _line(figures: FiguresByName, one: Made, what: Contents, receipts: dict[str, list[str]]) -> dict[str, Any]:
    """One figure in the manifest. Its receipts are those of its sources, by their hashes under "receipts"."""
    asked: dict[str, Any] = {"figure": one.wanted.figure, "query": [list(pair) for pair in one.wanted.query]}
    if one.figure is None:
        return {**asked, "not_made": one.reason}
    return {
        **asked,
        "title": one.figure.title,
        "period": str(one.figure.caption.period),
        "area": one.figure.caption.area,
        "definition": one.figure.caption.definition,
        "release": one.figure.caption.release,
        "sources": [source for source in ready.sources_of(figures, one.wanted) if source in receipts],
        "csv": f"csv/{one.name}.csv",
        "sha256": hash_of(one.figure.csv(what.marking)),
    }
