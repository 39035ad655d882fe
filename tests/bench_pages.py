"""How long a filter change on Explore takes in a real browser, beside a bare Streamlit page that draws the same from constants.

Run as part of `make bench`; prints medians and ratios of one run, the pages taking turns.
"""

from __future__ import annotations

import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.browser.conftest import CHROMIUM_OPTIONS

PROJECT = Path(__file__).resolve().parents[1]
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
CHANGES = ("All crime", "Serious violence")
"""The two filter changes that take turns: buttons of the same name stand on every page measured."""

BARE_PAGE = """
import os
from datetime import date
import streamlit as st
from analysis.crime import figures as crime_figures
from analysis.crime import selection
from analysis.declared import reference_tables
from analysis.figures import maps
from analysis.methods import comparison
from analysis.release import database
from analysis.figures.figure import Caption
from pages.shared import figure_frame

st.set_page_config(layout="wide")

@st.cache_resource
def constants():
    groups = selection.crime_type_groups(reference_tables.crime_types().to_dict("records"))
    caption = Caption("source", "period", "area", "release")
    outlines = maps.outlines(database.ask("wards"), ["ward_code", "ward_name"])
    months = [month.date() for month in database.ask("months")["month"]]
    found = []
    for types in (groups.serious_violence, groups.crimes):
        chosen = selection.Selection("area", (), (), types, groups, months[-12], months[-1])
        trend = crime_figures.trend(chosen, database.ask("trend", **chosen.kinds(), **chosen.where()), caption)
        places = chosen.where()
        places.pop("wards")
        rows = database.ask("ward_counts", **chosen.when(), **places, before_start=None, before_end=None)
        deck, _ = crime_figures.ward_map(chosen, rows, outlines, "Count", False)
        compared = comparison.with_year_before(database.ask("months"), months[-12], months[-1])
        found.append((chosen.what(), trend, deck, crime_figures.wards(chosen, rows, compared, caption).table))
    return found

state = st.session_state.setdefault("state", 0)

def put(value):
    st.session_state.state = value

what, trend, deck, table = constants()[st.session_state.state]
st.markdown("# " + what)
left, right = st.columns(2)
left.button("All crime", on_click=put, args=(1,))
right.button("Serious violence", on_click=put, args=(0,))
st.plotly_chart(trend.chart, key="trend", config={"displayModeBar": False})
if os.environ.get("BARE") == "same":
    one, two = st.columns([4, 7])
    one.pydeck_chart(deck, key="map", height=400)
    with two:
        figure_frame.plain_table(table, "table", "table")
"""

WATCH = """() => {
    window.seen = [];
    window.watcher && window.watcher.disconnect();
    window.watcher = new MutationObserver(changes => {
        const now = performance.now();
        for (const change of changes) {
            const element = change.target.nodeType === 1 ? change.target : change.target.parentElement;
            if (!element || element.closest('[data-testid=stStatusWidget],[data-testid=stHeader]')) continue;
            const part = (element.closest('[data-testid]') || element).getAttribute('data-testid') || '';
            if (!/button/i.test(part)) window.seen.push(now);
        }
    });
    window.watcher.observe(document.body, {subtree: true, childList: true, characterData: true, attributes: true,
        attributeFilter: ['d', 'points', 'transform']});
    window.clicked = null;
    document.addEventListener('click', () => { window.clicked = performance.now(); }, {once: true, capture: true});
}"""
QUIET_MILLISECONDS = 1200


def measure(data: Path, work: Path) -> None:
    """Print the page measures for a loaded data folder."""
    if shutil.which("chromium") is None:
        print("pages: Chromium is not installed, so nothing was measured (make packages)")
        return
    bare = work / "bare_page.py"
    bare.write_text(BARE_PAGE, encoding="utf-8")
    with (
        served(PROJECT / "dashboard.py", data) as explore,
        served(bare, data, BARE="same") as same,
        served(bare, data, BARE="one") as one,
    ):
        found = times({"explore": f"{explore}/explore", "same": same, "one": one}, "button", CHANGES)
    first, drawn = ({name: statistics.median(t[i] for t in each) for name, each in found.items()} for i in (0, 1))
    print("filter change on Explore, milliseconds (medians):")
    print(f"  all drawn     {drawn['explore']:6.0f}, bare page with the same figures {drawn['same']:6.0f}")
    print(f"    ratio {drawn['explore'] / drawn['same']:.2f} (bar: 1.15)")
    print(f"  first change  {first['explore']:6.0f}, bare page with one chart        {drawn['one']:6.0f}")
    print(f"    ratio {first['explore'] / drawn['one']:.2f} (bar: 1.5)")


@contextmanager
def served(script: Path, data: Path, **extra: str) -> Generator[str]:
    """The address of a script that a server of its own serves."""
    with serving(script, data, **extra) as (address, _):
        yield address


@contextmanager
def serving(script: Path, data: Path, **extra: str) -> Generator[tuple[str, int]]:
    """The same, with the number of the server's process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {"VIOLENCE_DATA": str(data), "PYTHONPATH": str(PROJECT)} | extra
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    server = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        address = f"http://localhost:{port}"
        _wait(f"{address}/_stcore/health")
        yield address, server.pid
    finally:
        server.kill()
        server.wait()


def _wait(address: str) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(address, timeout=2)
            return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(address)


def times(
    addresses: dict[str, str], role: Any, changes: Sequence[str], before: str | None = None
) -> dict[str, list[tuple[float, float]]]:
    """For each page, milliseconds from each click to the first and to the last change on it, the pages taking turns.

    role, changes: of what is pressed on every page, by name. before: a script that runs in each page before its own.
    """
    from playwright.sync_api import sync_playwright

    found: dict[str, list[tuple[float, float]]] = {name: [] for name in addresses}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(CHROMIUM_OPTIONS))
        pages: dict[str, Any] = {}
        for name, address in addresses.items():
            page = browser.new_page(viewport={"width": 1440, "height": 1800})
            if before:
                page.add_init_script(f"({before})()")
            page.goto(address)
            page.get_by_role(role, name=changes[0], exact=True).wait_for(timeout=90_000)
            page.wait_for_timeout(4000)
            pages[name] = page
        # The first change of each page also builds caches: it does not count.
        for counted in (False, *[True] * ROUNDS):
            for name, page in pages.items():
                for change in changes:
                    took = _change(page, role, change)
                    if counted:
                        found[name].append(took)
        browser.close()
    return found


def _change(page: Any, role: Any, change: str) -> tuple[float, float]:
    """Milliseconds from the click to the first and to the last change on the page."""
    page.evaluate(WATCH)
    page.get_by_role(role, name=change, exact=True).click()
    page.wait_for_function(
        f"() => window.seen.length && performance.now() - window.seen[window.seen.length - 1] > {QUIET_MILLISECONDS}",
        timeout=60_000,
    )
    clicked, first, last = page.evaluate("[window.clicked, window.seen[0], window.seen[window.seen.length - 1]]")
    return first - clicked, last - clicked
