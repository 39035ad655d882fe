"""Views that people save: a page with its filters, under a name. One file a view, there whole or not at all.

Nothing is ever removed: a view that was deleted stays in its file with who deleted it and when, and is shown no more.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from analysis.access import Actor
from etl.acts.not_possible import NotPossible
from etl.acts.verifying import VIEW_BEFORE_SEALS
from etl.archive import seals
from etl.archive.archive import write_whole

LONGEST_NAME, LONGEST_QUERY = 80, 2000
"""Letters of a name; letters of all filters together, about as many as an address may have."""
Query = Sequence[tuple[str, str]]
"""Filters as they stand in the address; a name may stand several times."""


@dataclass(frozen=True)
class View:
    """One saved view. page: the page's name in the address; at: ISO 8601."""

    id: str
    name: str
    page: str
    query: tuple[tuple[str, str], ...]
    who: str
    at: str


def save(data: Path, name: str, page: str, query: Query, actor: Actor) -> View:
    """Keep a view. Raises NotPossible where its name or its filters cannot be kept."""
    said = " ".join("".join(letter if letter.isprintable() else " " for letter in name).split())
    if not said:
        raise NotPossible("The view was not saved: it has no name. Give it one.")
    if len(said) > LONGEST_NAME:
        raise NotPossible(
            f"The view was not saved: its name has {len(said)} letters, the most is {LONGEST_NAME}. Give it a shorter one."
        )
    if sum(len(key) + len(value) for key, value in query) > LONGEST_QUERY:
        raise NotPossible("The view was not saved: it has more filters than a link can hold. Choose fewer.")
    at = datetime.now(UTC).isoformat(timespec="seconds")
    view = View(uuid.uuid4().hex, said, page, tuple((key, value) for key, value in query), actor.name, at)
    _folder(data).mkdir(parents=True, exist_ok=True)
    _write(data, view.id, asdict(view))
    return view


def saved(data: Path) -> list[View]:
    """The views that have not been deleted, by name. A file that cannot be read is left out; it hides no other."""
    found = [view for path in sorted(_folder(data).glob("*.json")) if (view := _read(path))]
    return sorted(found, key=lambda view: (view.name.casefold(), view.at, view.id))


def delete(data: Path, view_id: str, actor: Actor) -> None:
    """Show a view no more. Raises NotPossible where it is not there or is somebody else's."""
    view = _read(_folder(data) / f"{view_id}.json") if re.fullmatch("[0-9a-f]{32}", view_id) else None
    if view is None:
        raise NotPossible("There is no such view: somebody may have deleted it.")
    if view.who != actor.name:
        raise NotPossible(f"The view was saved by {view.who}: only they delete it.")
    at = datetime.now(UTC).isoformat(timespec="seconds")
    _write(data, view.id, {**asdict(view), "deleted": {"who": actor.name, "at": at}})


def _folder(data: Path) -> Path:
    return data / "audit" / "views"


def _write(data: Path, view_id: str, content: dict[str, Any]) -> None:
    write_whole(_folder(data) / f"{view_id}.json", json.dumps(seals.sealed(content), ensure_ascii=False, indent=1))


def _read(path: Path) -> View | None:
    try:
        content = seals.unsealed(path.read_text(encoding="utf-8"), VIEW_BEFORE_SEALS)
        if content is None or "deleted" in content:
            return None
        query = tuple((str(key), str(value)) for key, value in content.pop("query"))
        view = View(**{key: str(value) for key, value in content.items()}, query=query)
        datetime.fromisoformat(view.at)
        return view if view.id == path.stem else None
    except (OSError, ValueError, KeyError, TypeError):
        return None
