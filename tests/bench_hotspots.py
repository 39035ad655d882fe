"""What Hotspots costs: the first view, a change of view in a browser, many points, and one city among a nation's files.

Run as part of `make bench`, or alone: python -m tests.bench_hotspots DATA_FOLDER. Prints medians and ratios of one run.
Each cold measure is a process of its own, in which what the server imports at its start is imported already.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from tests import bench_pages

PROJECT = Path(__file__).resolve().parents[1]
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
FORCES = 43
"""Of England and Wales: a nation's files hold about so many times the rows of one force's."""
VIEWS = ("Tested", "Rank", "Density", "Rank")
"""The changes of view that take turns, on the page and on the bare one; under Rank the page has figures, the bare one none."""

BARE_PAGE = """
import streamlit as st
from analysis.crime import answered, from_address, hotspot_figures, hotspot_views, ten_places
from analysis.figures import maps
from analysis.figures.shown_release import ShownRelease
from analysis.release import database
from tests.bench_hotspots import chosen

st.set_page_config(layout="wide")

@st.cache_resource
def constants():
    release = database.release()
    shown = ShownRelease(database.ask, release.id, release.built_at.date())
    on, picked = answered.cell_map(shown), chosen(shown)
    found = answered.records(shown, picked, on)
    ten = ten_places.ten_places(found)
    wards = maps.outlines(shown.ask("wards"), ["ward_code", "ward_name"])
    zones = maps.outlines(shown.ask("zones"), ["zone_id", "name"])
    cells = [one.cell for one in ten]
    views = [hotspot_views.ranked_view(picked, found), hotspot_views.tested_view(picked, found, cells)]
    views.append(hotspot_views.density_view(picked, found))
    draw = lambda view: hotspot_figures.hotspot_map(picked, found, view, ten, wards, zones, None, False)
    return {view.name: (view.said, draw(view)) for view in views}

name = st.segmented_control("View", ["Rank", "Tested", "Density"], default="Rank", required=True)
said, deck = constants()[name]
st.pydeck_chart(deck, key="map", height=540)
st.markdown(said)
"""

WATCH_CANVAS = """() => {
    window.seen = [];
    for (const name of ['drawElements', 'drawArrays', 'drawElementsInstanced', 'drawArraysInstanced']) {
        const draw = WebGL2RenderingContext.prototype[name];
        WebGL2RenderingContext.prototype[name] = function (...given) {
            window.seen && window.seen.push(performance.now());
            return draw.apply(this, given);
        };
    }
}"""


def measure(data: Path, work: Path) -> None:
    """Print the measures for a loaded data folder of one city."""
    own = _first_view(data)
    print(f"Hotspots, server CPU in milliseconds: cold {own[0]:.0f}, warm {own[1]:.0f} (bars: 1000 and 150)")
    nation = _first_view(_nation(data, work / "nation"))
    print(f"  the same city among the rows of {FORCES} forces: cold {nation[0]:.0f}, warm {nation[1]:.0f}")
    print(f"    ratio {nation[0] / own[0]:.2f} cold, {nation[1] / own[1]:.2f} warm (bar: 1.5)")
    few, many = (_first_view(_with_points(data, work / f"points_{number}", number)) for number in (10_000, 100_000))
    print(f"  with 10,000 points: cold {few[0]:.0f}, warm {few[1]:.0f}; with 100,000: cold {many[0]:.0f}, warm {many[1]:.0f}")
    print(f"    ratio {many[0] / few[0]:.2f} cold, {many[1] / few[1]:.2f} warm (bar: 3)")
    alone, most = (_points(number) for number in (10_000, 100_000))
    for name in alone:
        print(f"  {name}, without the page: {alone[name]:.0f} and {most[name]:.0f}, ratio {most[name] / alone[name]:.2f}")
    _change_of_view(data, work)


def _first_view(data: Path) -> tuple[float, float]:
    command = [sys.executable, "-m", "tests.bench_hotspots", "--one"]
    kept = os.environ | {"VIOLENCE_DATA": str(data)}
    found: list[list[float]] = []
    for _ in range(ROUNDS):
        done = subprocess.run(command, cwd=PROJECT, env=kept, check=True, capture_output=True, text=True)
        found.append([1000 * float(used) for used in done.stdout.split()[-2:]])
    cold, warm = (statistics.median(times[at] for times in found) for at in (0, 1))
    return cold, warm


def _one() -> None:
    from streamlit.testing.v1 import AppTest

    from dashboard import _import_heavy_modules

    _import_heavy_modules()
    used: list[float] = []
    for _ in range(2):  # a second reader finds the caches filled
        app = AppTest.from_file(str(PROJECT / "pages" / "every_page.py"), default_timeout=120)
        app.query_params["part"] = "Methods"
        app.run()
        before = time.process_time()
        app.switch_page("violence/hotspots.py").run()
        used.append(time.process_time() - before)
        assert not app.exception and any("half of the" in one.value for one in app.markdown)
    print(*used)


def _release_of(folder: Path) -> duckdb.DuckDBPyConnection:
    """The release in force of a folder, to be changed."""
    from analysis.release import database

    release = database.release(folder)
    assert release
    return duckdb.connect(str(release.file))


def _nation(data: Path, folder: Path) -> Path:
    """A copy of a data folder whose release holds so many forces' rows: those outside the area, again and again."""
    shutil.copytree(data, folder, ignore=shutil.ignore_patterns("archive"))
    with _release_of(folder) as connection:
        connection.execute(f"INSERT INTO crimes SELECT c.* FROM crimes AS c, range({FORCES - 1}) WHERE c.place = 'outside'")
    return folder


def _with_points(data: Path, folder: Path, number: int) -> Path:
    """A copy of a data folder whose release has so many points with a record each: the area's records, moved by up to 900 m."""
    shutil.copytree(data, folder, ignore=shutil.ignore_patterns("archive"))
    with _release_of(folder) as connection:
        connection.execute(
            "CREATE TEMP TABLE moved AS WITH own AS ("
            " SELECT c.*, easting, northing, row_number() OVER (ORDER BY row, month) - 1 AS number"
            " FROM area_crimes AS c JOIN points USING (longitude, latitude)"
            "), steps AS ("
            " SELECT range AS n, hash(range) % 1800 - 900.0 AS east, hash(range + 0.5) % 1800 - 900.0 AS north FROM range($1)"
            ") SELECT own.*, east, north, longitude + east / 71000 + n / 1e9 AS x, latitude + north / 111320 AS y"
            " FROM steps JOIN own ON own.number = n % (SELECT count(*) FROM own)",
            [number],
        )
        connection.execute("DELETE FROM crimes WHERE place = 'area'; DELETE FROM points")
        connection.execute("INSERT INTO points SELECT x, y, easting + east, northing + north FROM moved")
        connection.execute(
            "INSERT INTO crimes SELECT * EXCLUDE (easting, northing, number, east, north, x, y)"
            " REPLACE (x AS longitude, y AS latitude) FROM moved"
        )
    return folder


def chosen(shown: Any) -> Any:
    """The choice that the page opens with, on whatever is loaded."""
    from analysis.crime import from_address
    from analysis.crime.selection import Selection, crime_type_groups
    from analysis.declared import reference_tables

    groups = crime_type_groups(reference_tables.crime_types().to_dict("records"))
    months = [month.date() for month in shown.ask("months")["month"]][-from_address.MONTHS_OF_A_RANK :]
    area = shown.info()["area_name"]
    return Selection(area, (), (), groups.serious_violence, groups, months[0], months[-1]).comparable_part()


def _points(number: int) -> dict[str, float]:
    """CPU milliseconds of what the first view is worked out from, and of all views, on so many points with a record each."""
    from analysis.crime import gathered, hotspot_figures, hotspot_views, ten_places
    from analysis.crime.selection import CrimeTypes, Selection

    chance = np.random.default_rng(12)
    middles = chance.uniform((240_000, 50_000), (252_000, 62_000), (60, 2))
    metres = middles[chance.integers(0, 60, number)] + chance.normal(0, 900, (number, 2))
    streets = np.array([f"Street {at}" for at in range(1_500)], dtype=object)[chance.integers(0, 1_500, number)]
    named = pd.DataFrame({"point": np.arange(number), "street": streets, "records": 1})
    named["easting"], named["northing"] = metres[:, 0], metres[:, 1]
    months = pd.date_range("2022-10-01", periods=36, freq="MS")
    rows = named[["point", "street", "records"]].assign(month=months[chance.integers(0, 36, number)])
    types = CrimeTypes(("Robbery",), ("Robbery",), ("Robbery",))
    picked = Selection("Anytown", (), (), ("Robbery",), types, date(2022, 10, 1), date(2025, 9, 1))
    wards = pd.DataFrame({"geojson": pd.Series([], dtype=str)})
    nothing: dict[str, Any] = {"type": "FeatureCollection", "features": []}

    def first() -> Any:
        found = gathered.gather(gathered.cell_map(gathered.HEXAGONS, named, wards), picked, rows)
        ten = ten_places.ten_places(found)
        hotspot_figures.hotspot_map(picked, found, hotspot_views.ranked_view(picked, found), ten, nothing, nothing, None, False)
        return found

    def others() -> None:
        hotspot_views.tested_view(picked, found, [])
        hotspot_views.lasting_view(found, [])
        hotspot_views.density_view(picked, found)

    found = first()
    one, rest = _cpu(first), _cpu(others)
    return {"first view worked out": one, "first view, Tested, Lasting and Density": one + rest}


def _cpu(work: Callable[[], object]) -> float:
    used: list[float] = []
    for _ in range(ROUNDS):
        before = time.process_time()
        work()
        used.append(1000 * (time.process_time() - before))
    return statistics.median(used)


def _change_of_view(data: Path, work: Path) -> None:
    if shutil.which("chromium") is None:
        print("  change of view: Chromium is not installed, so nothing was measured (make packages)")
        return
    bare = work / "bare_map.py"
    bare.write_text(BARE_PAGE, encoding="utf-8")
    with bench_pages.served(PROJECT / "dashboard.py", data) as page, bench_pages.served(bare, data) as plain:
        times = bench_pages.times({"page": f"{page}/hotspots", "bare": plain}, "radio", VIEWS, WATCH_CANVAS)
    print("  change of view, all drawn, milliseconds:")
    for view in dict.fromkeys(VIEWS):
        turns = [turn for turn in range(len(times["page"])) if VIEWS[turn % len(VIEWS)] == view]
        own, bare_one = (statistics.median(times[name][turn][1] for turn in turns) for name in ("page", "bare"))
        print(f"    into {view}: {own:.0f}, bare page with the same map {bare_one:.0f}, ratio {own / bare_one:.2f} (bar: 1.3)")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        _one()
    else:
        with tempfile.TemporaryDirectory() as made:
            measure(Path(sys.argv[1]), Path(made))
