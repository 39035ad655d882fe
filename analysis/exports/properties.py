"""What a document or slides say of themselves to whoever looks at a file's properties."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from analysis.exports.contents import LANGUAGE, Contents
from analysis.exports.sheets import clean

LONGEST = 255
"""Letters that a property may have."""


def describe(core: Any, what: Contents) -> None:
    """Fill the core properties of a file: title, author, subject, marking, language, day. core: of python-docx or python-pptx."""
    core.title, core.author, core.language = clean(what.title)[:LONGEST], clean(what.partnership)[:LONGEST], LANGUAGE
    core.subject = clean(f"Figures for {what.area}, release {what.release}")[:LONGEST]
    core.category, core.keywords, core.comments = what.marking[:LONGEST], what.marked[:LONGEST], what.marked[:LONGEST]
    core.created = core.modified = datetime.combine(what.made_on, time())
    core.last_modified_by = core.author
