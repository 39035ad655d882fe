"""How much server CPU the front page costs, cold and warm, with every indicator on the demonstration's 60 months.

Run as part of `make bench`, or alone: python -m tests.bench_overview [DATA FOLDER]. Each cold measure is a process of its own, in
which what the server imports at its start is imported already.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
PAGES = {"Overview": {}, "Overview in board mode": {"board": "1"}, "Indicator with its wards": {"id": "L2"}}


def measure(data: Path | None = None) -> None:
    """Print the measures; without a data folder, those of a demonstration made for it."""
    with tempfile.TemporaryDirectory() as folder:
        if data is None:
            data = Path(folder)
            subprocess.run([sys.executable, "-m", "etl", "--data", folder, "demo"], cwd=PROJECT, check=True, capture_output=True)
        for name in PAGES:
            found = [_one_process(data, name) for _ in range(ROUNDS)]
            cold, warm = (statistics.median(times[i] for times in found) for i in (0, 1))
            bar = " (bars: 900 and 150)" if name == "Overview" else ""
            print(f"{name}, server CPU in milliseconds: cold {1000 * cold:.0f}, warm {1000 * warm:.0f}{bar}")


def _one_process(data: Path, name: str) -> tuple[float, float]:
    command = [sys.executable, "-m", "tests.bench_overview", "--one", name]
    done = subprocess.run(
        command, cwd=PROJECT, env=os.environ | {"VIOLENCE_DATA": str(data)}, check=True, capture_output=True, text=True
    )
    cold, warm = done.stdout.split()[-2:]
    return float(cold), float(warm)


def _run(name: str) -> None:
    from streamlit.testing.v1 import AppTest

    from dashboard import _import_heavy_modules

    _import_heavy_modules()
    page = "violence/indicator.py" if name.startswith("Indicator") else "violence/overview.py"
    used: list[float] = []
    for _ in range(2):  # a second reader finds the caches filled
        app = AppTest.from_file(str(PROJECT / "pages" / "every_page.py"), default_timeout=60)
        before = time.process_time()
        app.run()  # the bare address leads to the overview
        if name != "Overview":
            app.query_params.update(PAGES[name])
            before = time.process_time()
            app.switch_page(page).run()
        used.append(time.process_time() - before)
        assert not app.exception and len(app.title) + len(app.markdown) > 3
    print(*used)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        _run(sys.argv[2])
    else:
        measure(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
