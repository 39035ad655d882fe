"""What the menus beside the figures' titles cost: the server's CPU of a filter change, beside the same page without them.

Run as part of `make bench`, or alone: python -m tests.bench_menus DATA_FOLDER. With and
without take turns, over a websocket without a browser.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import tempfile
from pathlib import Path

from tests import bench_pages
from tests.load import PRESETS, Reader, cpu, stream

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "10"))
CHANGES = 20
"""Filter changes a turn: the system counts CPU in hundredths of a second."""
PAGES = ("explore", "hotspots")
SERVER = """
import streamlit as st
import dashboard
from pathlib import Path
from pages.shared import figure_menu

switch, offer = Path({switch!r}), figure_menu.offer
figure_menu.offer = lambda *given, **named: offer(*given, **named) if switch.exists() else None
app = st.App(dashboard.SCRIPT, lifespan=dashboard.warm, middleware=dashboard.SERVED)
"""
"""One server, whose menus a file switches on: two processes of the same program differ by more than menus cost."""


def measure(data: Path, work: Path) -> None:
    """Print the measures for a loaded data folder."""
    script, switch = work / "switched.py", work / "menus_on"
    script.write_text(SERVER.format(switch=str(switch)), encoding="utf-8")
    with bench_pages.serving(script, data) as (address, process):
        for page in PAGES:
            asyncio.run(_compared(page, address, process, switch))


async def _compared(page: str, address: str, process: int, switch: Path) -> None:
    used: list[list[float]] = [[], []]
    async with stream(address) as socket:
        reader = Reader(socket)
        await reader.opens(page)
        # The first turn of each also builds caches: it does not count.
        for turn in range(ROUNDS + 1):
            for menus in (True, False) if turn % 2 else (False, True):
                switch.touch() if menus else switch.unlink(missing_ok=True)
                took = await _changes(reader, page, process)
                used[not menus] += [took] if turn else []
    with_menus, without = (statistics.median(found) for found in used)
    more = statistics.median(a / b - 1 for a, b in zip(*used, strict=True))
    print(f"menus on {page}, server CPU of a filter change: {with_menus:.0f} ms, without menus {without:.0f} ms")
    print(f"  more by {100 * more:.1f}% (median of {ROUNDS} pairs; bar: 5%)")


async def _changes(reader: Reader, page: str, process: int) -> float:
    """The server's CPU of a change, in milliseconds."""
    before = cpu(process)
    for change in range(CHANGES):
        await reader.presses(PRESETS[change % 2], page)
    return 1000 * (cpu(process) - before) / CHANGES


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        measure(Path(sys.argv[1]), Path(made))
