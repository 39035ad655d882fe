"""The dashboard as a server application. Run with: streamlit run dashboard.py

The script that draws the pages lies in pages/ on purpose. Beside a folder called pages, Streamlit takes the first request to a
fresh server for one of its automatic pages, and answers a bookmark of one of ours with "Page not found".
"""

# pyright: strict
import asyncio
import gc
import importlib
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st

from pages.shared import fault
from pages.shared.address import SERVED

FIRST_PAGES = ("pages.violence.overview_parts.board", "pages.violence.indicator_parts.ward_by_ward")  # they bring the rest
SCRIPT = Path(__file__).resolve().parent / "pages" / "every_page.py"


@asynccontextmanager
async def warm(_: st.App) -> AsyncGenerator[dict[str, Any]]:
    """Import what every page needs before the first reader comes (4 to 7 seconds otherwise).

    Garbage is never looked for in it: Streamlit does after each run, and that took longer than the run (90 ms).
    """
    for work in (_import_heavy_modules, _name_bad_declarations):
        asyncio.get_running_loop().run_in_executor(None, work)
    yield {}


def _import_heavy_modules() -> None:
    for module in ("plotly.graph_objects", "plotly.io", "scipy.special", "analysis.crime.figures", *FIRST_PAGES):
        importlib.import_module(module)
    desk: Any = importlib.import_module("pages.desk")
    desk.clear_up()
    try:
        found = desk.look_over()
    except desk.NotDone as problem:
        found = [str(problem)]
    print(*found, sep="\n", end="\n" if found else "", file=sys.stderr)
    gc.freeze()


def _name_bad_declarations() -> None:
    """Say at start which declarations of indicators and breaks cannot be used, each with its file and line."""
    from analysis.declared import indicators as declared_indicators
    from analysis.release import partnership

    for problem in declared_indicators.read_all(partnership.in_force()).problems:
        print(problem.words(), file=sys.stderr)


# What happens in a part of a page that is drawn by itself, or in a click, is said as the page says it.
app = st.App(SCRIPT, lifespan=warm, middleware=SERVED, on_script_error=fault.say)
