"""Serves the names that the search box in the header searches, worked out once a release: no page sends or waits for them."""

from __future__ import annotations

import json
from datetime import date
from functools import lru_cache
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

PATH = "/find.json"


class FindList:
    """Middleware that answers the one address of the list; everything else goes on to Streamlit."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != PATH:
            await self.app(scope, receive, send)
            return
        content = await run_in_threadpool(listed)
        await Response(content, media_type="application/json", headers={"cache-control": "no-cache"})(scope, receive, send)


def listed() -> bytes:
    """The list of the release in force as JSON: name, kind, address and keys of each; an empty one where there is none."""
    # Imported when asked for: the server answers its first page without them.
    from analysis import faults
    from analysis.release import database

    try:
        release = database.release()
        return _of(release.id) if release else b"[]"
    except Exception as error:  # a search box that finds nothing must not take a page with it
        faults.note(error, "listing what can be found")
        return b"[]"


@lru_cache(maxsize=2)
def _of(release: str) -> bytes:
    from analysis.exports import findable
    from analysis.exports.named import FiguresByName
    from analysis.figures.shown_release import ShownRelease
    from analysis.release import database

    found: list[dict[str, Any]] = [
        {"name": one.name, "kind": one.kind, "address": one.address, "keys": one.keys}
        for one in findable.every(FiguresByName(ShownRelease(database.ask, release, date.today())))
    ]
    return json.dumps(found, ensure_ascii=False).encode()
