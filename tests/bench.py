"""make bench: how fast the main job runs, as medians and ratios within one run. Not a timed test: it prints and judges nothing.

Needs the real police files (folder named by SHARED_DATA, else ../shared/data); without them it says so and stops.
"""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

import duckdb

from tests import bench_hotspots, bench_menus, bench_overview, bench_pages

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
SHARED = Path(os.environ.get("SHARED_DATA") or Path(__file__).resolve().parents[2] / "shared" / "data")
STREET_TYPES = dict.fromkeys(
    [
        "crime_id",
        "month",
        "reported_by",
        "falls_within",
        "longitude",
        "latitude",
        "location",
        "lsoa_code",
        "lsoa_name",
        "crime_type",
        "outcome",
        "context",
    ],
    "VARCHAR",
) | {"longitude": "DOUBLE", "latitude": "DOUBLE"}


def main() -> None:
    """Run every measure and print it."""
    archives = sorted((SHARED / "police").glob("devon-and-cornwall_*_street.zip"))
    if not archives:
        sys.exit(f"The real police files are not at {SHARED}. Name their folder with SHARED_DATA.")
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        files = _unzipped(archives, work / "csv")
        _load_against_duckdb(files, work)
        data = work / "loaded"
        _one_month(files, data, work)
        _questions(data)
        bench_overview.measure()
        bench_pages.measure(data, work)
        bench_menus.measure(data, work)
        bench_hotspots.measure(data, work)
        _indicators(work / "demonstration")


def _unzipped(archives: list[Path], folder: Path) -> list[Path]:
    for archive in archives:
        with zipfile.ZipFile(archive) as content:
            content.extractall(folder)
    return sorted(folder.glob("*/*.csv"))


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock, and CPU seconds of this process."""
    clock, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - clock, time.process_time() - cpu


def _load_against_duckdb(files: list[Path], work: Path) -> None:
    """The whole load, from screening to the new release, beside DuckDB's own typed CREATE TABLE AS of the same files."""
    from analysis.access import current
    from etl.acts import loading

    places = [*(SHARED / "geography").glob("*plymouth*"), SHARED / "population" / "census2021_usual_residents_lsoa21_ALL.csv"]
    plain: list[tuple[float, float]] = []
    ours: list[tuple[float, float]] = []
    for _ in range(ROUNDS):
        plain.append(_timed(lambda: _plain_load(files, work / "plain.duckdb")))
        shutil.rmtree(work / "loaded", ignore_errors=True)
        loading.load(work / "loaded", loading.Handed(places), current(), confirmed=True)
        ours.append(_timed(lambda: loading.load(work / "loaded", loading.Handed(files), current(), confirmed=True)))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    clock, cpu = (statistics.median(o[i] for o in ours) / statistics.median(p[i] for p in plain) for i in (0, 1))
    print(f"19 real months: DuckDB's typed CREATE TABLE AS  {_both(plain)}")
    print(f"19 real months: screening to new release        {_both(ours)}")
    print(f"  ratio {clock:.2f} by the clock, {cpu:.2f} in CPU (bar: 2.5); peak memory {peak:.0f} MB (bar: 700)")


def _plain_load(files: list[Path], target: Path) -> None:
    target.unlink(missing_ok=True)
    with duckdb.connect(str(target)) as connection:
        connection.execute(
            "CREATE TABLE street AS SELECT * FROM read_csv($files, header = true, delim = ',', quote = '\"', escape = '\"',"
            f" auto_detect = false, columns = {STREET_TYPES})",
            {"files": [str(file) for file in files]},
        )


def _both(times: list[tuple[float, float]]) -> str:
    clock, cpu = (statistics.median(t[i] for t in times) for i in (0, 1))
    return f"median {clock:.2f} s, {cpu:.2f} s CPU"


def _one_month(files: list[Path], data: Path, work: Path) -> None:
    """A revised month at the door, the others being loaded: screened, loaded and compared by the command line, beside DuckDB."""
    lines = files[-1].read_bytes().splitlines(keepends=True)
    parsed, screened, loaded, compared = [], [], [], []
    for number in range(1, ROUNDS + 1):
        # A row less each time: the same bytes again would give the release that is in force already.
        revised = work / f"revised_{number}.csv"
        revised.write_bytes(b"".join(lines[:-number]))
        before = _release(data)
        parsed.append(_timed(lambda file=revised: _plain_load([file], work / "plain.duckdb"))[1])
        screened.append(_command(data, "screen", "--yes", str(revised)))
        loaded.append(_command(data, "load", "--yes", str(revised)))
        compared.append(_command(data, "compare", before, _release(data)))
    start = statistics.median(_command(data, "compare", "--help") for _ in range(ROUNDS))
    print(f"one real month ({len(lines) - 1:,} rows), CPU seconds of whole commands, {start:.2f} of them to start the program:")
    for what, used, bar in (("screen", screened, 1.0), ("load to a new release", loaded, 3.0), ("compare", compared, 0.5)):
        own = statistics.median(used) - start
        ratio = statistics.median(used) / statistics.median(parsed)
        print(
            f"  {what}: median {statistics.median(used):.2f}, own work {own:.2f} (bar: {bar}); {ratio:.0f} times DuckDB's parse"
        )
    print(f"  DuckDB's typed CREATE TABLE AS of the same file: median {statistics.median(parsed):.3f}")


def _release(data: Path) -> str:
    from analysis.release import database

    release = database.release(data)
    assert release
    return release.id


def _command(data: Path, *words: str) -> float:
    """CPU seconds of a command, the start of the interpreter and its children included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "etl", "--data", str(data), *words], check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _questions(data: Path) -> None:
    """Each question with everything chosen, on the release of the 19 months."""
    os.environ["VIOLENCE_DATA"] = str(data)
    from analysis.release import database

    slowest: list[tuple[float, str]] = []
    for question in database.questions():
        parameters = _parameters(database.parameters_of(question))
        times = [_timed(lambda q=question, p=parameters: database.ask(q, **p))[0] for _ in range(9)]
        slowest.append((statistics.median(times) * 1000, question))
    print("questions, median milliseconds (bar: 50):")
    for milliseconds, question in sorted(slowest, reverse=True):
        print(f"  {milliseconds:7.1f}  {question}")


def _indicators(data: Path) -> None:
    """The states of all indicators and a control chart for each ward, on the demonstration of 60 months."""
    from analysis.access import current
    from analysis.indicators import asked as indicators
    from analysis.indicators import by_ward
    from analysis.indicators import states as measures
    from analysis.release.database import ask
    from etl import demonstration

    demonstration.load(data, demonstration.write(data / "extracts"), current())
    os.environ["VIOLENCE_DATA"] = str(data)
    cold = _timed(measures.states)[1]
    warm = statistics.median(_timed(measures.states)[1] for _ in range(ROUNDS))
    declared = indicators.declared()
    print(f"states of {len(declared)} indicators, kept by pages: first {cold * 1000:.0f} ms CPU, again {warm * 1000:.0f}")
    violent = next(one for one in declared if one.id == "L2")
    wards = by_ward.months(violent, ask)
    used = statistics.median(_timed(lambda: by_ward.charts(violent, wards))[1] for _ in range(ROUNDS))
    print(f"a control chart for each of {len(wards.counts)} wards: {used * 1000:.0f} ms CPU (bar: 200)")


def _parameters(names: Iterable[str]) -> dict[str, object]:
    """Everything chosen: the whole period, and no restriction where a question allows none."""
    periods = {"start": "2021-03-01", "end": "2025-09-01", "from": "2021-03-01", "to": "2025-09-01"}
    return {name: periods.get(name) for name in names}


if __name__ == "__main__":
    main()
