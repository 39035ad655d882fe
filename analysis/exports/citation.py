"""What goes with a figure that leaves: the sentence with its source, and a file name that says what is in the file."""

from __future__ import annotations

import re
import unicodedata

from analysis.exports.picture import Size
from analysis.figures.figure import Cleared
from analysis.words.periods import Period

LONGEST_PART = 60  # letters of one part of a file name
NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9]+")


def cited(figure: Cleared, marking: str) -> str:
    """What the figure says, in one paragraph, with its source and marking: to be pasted into a text."""
    said = " ".join(f"{figure.title.rstrip('.')}. {figure.sentence}".split())
    return f"{said} [{figure.marking or marking}. {figure.caption.text()}]"


def file_name(figure: Cleared, ending: str, size: Size | None = None) -> str:
    """Figure, area, period, release and size: "spend_Plymouth_2024-04_to_2025-03_release_3f9a1b2c.csv".

    In letters that every system takes, whatever the names in it are.
    """
    period = figure.caption.period
    when = f"{period.first:%Y-%m}_to_{period.last:%Y-%m}" if isinstance(period, Period) else _part(period)
    # A version of a definition says nothing to who looks for a file; the crime types that were chosen do.
    what = "" if figure.caption.definition.startswith("definition version") else _part(figure.caption.definition)
    release = f"release_{_part(figure.caption.release[:8])}"
    parts = (figure.id, _part(figure.caption.area), what, when, release, size.id if size else "")
    return f"{'_'.join(part for part in parts if part)}.{ending}"


def _part(text: str) -> str:
    """A text without accents and signs: nothing in it leads out of a folder or starts a command."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return NOT_IN_NAMES.sub("-", plain)[:LONGEST_PART].strip("-")
