"""Every command that the README shows is run, in the README's order, in a copy of the project; and packages are pinned."""

import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import urllib.request
import zipfile
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep

import pytest

from tests.conftest import PROJECT
from tests.test_floors import files

README = (PROJECT / "README.md").read_text(encoding="utf-8")
EXTRACT = "2025-09-devon-and-cornwall-street.csv"
PATIENCE = 180  # seconds, on a busy machine

# How each command ends, run after those before it, and what it says; `make run` is served and asked instead.
SAYS = {
    f"python -m etl screen extracts/{EXTRACT}": (1, "Demonstration data are loaded, and real data never stand beside them."),
    f"python -m etl load --yes extracts/{EXTRACT}": (0, "Loaded 1 of 1 files."),
    "python -m etl status": (0, "2025-09"),
    "python -m etl build": (0, "was built and is in force."),
    "python -m analysis pack board --data demonstration --out board --format slides --format csv": (0, "Written to board."),
    'python -m analysis pack quarterly_return --grant sv-2024-25 --quarter "2024/25 Q4" --data demonstration --out return'
    " --format document --format workbook": (0, "Written to return."),
    "python -m analysis figures --data demonstration --from board/manifest.json --out again": (0, "byte for byte as it was"),
    "python -m analysis digest --data demonstration --since 2025-09-01 --out changed": (0, "New since 1 September 2025"),
}
# Commands that would run these tests within these tests, or run for minutes, and what stands in for running them here.
STANDS_IN = {
    "make test": "continuous integration runs it: see test_continuous_integration_runs_make_test",
    "python -m etl --data demonstration demo": "make run has just run it in the folder data: what it loaded is copied",
    "make load": "takes minutes with twenty readers: it prints and judges nothing",
    "make bench": "takes minutes on the real files: see test_bench_names_the_files_that_it_lacks",
}


def commands() -> list[str]:
    """The command lines of the README's sh blocks, in order."""
    blocks = re.findall(r"^```sh\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL)
    lines = [line.split(" #")[0].strip() for block in blocks for line in block.replace("\\\n", " ").splitlines()]
    return [line for line in lines if line]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory, demonstration_files: list[Path]) -> Path:
    """A copy of the committed files that uses the packages already installed, with the extract that the README loads."""
    folder = tmp_path_factory.mktemp("copy")
    for path in files():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(PROJECT / path, folder / path)
    (folder / ".venv").symlink_to(PROJECT / ".venv")
    os.utime(folder / "requirements.txt", (0, 0))  # older than the packages, so that make installs nothing
    (folder / "extracts").mkdir()
    (street,) = [path for path in demonstration_files if path.name == "demonstration_street.zip"]
    with zipfile.ZipFile(street) as archive:
        (member,) = [name for name in archive.namelist() if name.endswith(EXTRACT)]
        (folder / "extracts" / EXTRACT).write_bytes(archive.read(member))
    return folder


def environment(folder: Path, **more: str) -> dict[str, str]:
    """As after `. .venv/bin/activate` in the copy, with no data folder named."""
    kept = {name: value for name, value in os.environ.items() if name not in ("VIOLENCE_DATA", "MAKEFLAGS", "MAKELEVEL")}
    return {**kept, "PATH": f"{folder / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}", **more}


def test_readme_shows_only_commands_that_are_run() -> None:
    assert sorted(commands()) == sorted(["make run", *SAYS, *STANDS_IN])


def test_commands_of_the_readme_from_top_to_bottom(copy: Path) -> None:
    for command in commands():
        if command == "make run":
            serve_and_stop(copy)
            for loaded in ("archive", "audit", "releases"):
                shutil.copytree(copy / "data" / loaded, copy / "demonstration" / loaded)
        elif command in SAYS:
            done = subprocess.run(
                shlex.split(command),
                cwd=copy,
                env=environment(copy),
                capture_output=True,
                text=True,
                timeout=PATIENCE,
                check=False,
            )
            ends, says = SAYS[command]
            assert done.returncode == ends, f"{command}\n{done.stderr}"
            assert says in done.stdout + done.stderr, command
    assert (copy / "data" / "releases" / "current.json").exists()
    assert (copy / "demonstration" / "releases" / "current.json").exists()


def serve_and_stop(folder: Path) -> None:
    """`make run` on an empty data folder loads the demonstration, serves it, says where, and ends when stopped."""
    port = free_port()
    with (folder / "run.log").open("w") as log:
        process = subprocess.Popen(
            ["make", "run"],
            cwd=folder,
            env=environment(folder, STREAMLIT_SERVER_PORT=str(port)),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        assert answers(f"http://localhost:{port}/_stcore/health", process), (folder / "run.log").read_text()
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGINT)
        process.wait(30)
    said = (folder / "run.log").read_text()
    assert "Demonstration data loaded" in said
    assert "The dashboard is at http://localhost:8501" in said
    assert "Traceback" not in said


def answers(address: str, process: subprocess.Popen[bytes]) -> bool:
    """Whether the server says that it is well before patience ends."""
    until = monotonic() + PATIENCE
    while process.poll() is None and monotonic() < until:
        with suppress(OSError), urllib.request.urlopen(address, timeout=2) as answer:
            return answer.status == 200
        sleep(0.2)
    return False


def free_port() -> int:
    """8501, or another where that is taken."""
    for port in (8501, 0):
        with suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return probe.getsockname()[1]
    raise AssertionError("no port is free")


def test_continuous_integration_runs_make_test() -> None:
    script = PROJECT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert script.read_text().rstrip().endswith("\nmake test")
    makefile = (PROJECT / "Makefile").read_text()
    assert re.search(r"^test:.* check\b.*\n\t\$\(BIN\)/python -m pytest [^|;]*$", makefile, flags=re.MULTILINE)
    assert re.search(
        r"^check:.*\n(\t.*ruff format --check \.\n)(\t.*ruff check \.\n)(\t.*pyright\n)", makefile, flags=re.MULTILINE
    )


def test_bench_names_the_files_that_it_lacks(copy: Path) -> None:
    done = subprocess.run(
        ["make", "bench"], cwd=copy, env=environment(copy, SHARED_DATA="nowhere"), capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "The real police files are not at nowhere. Name their folder with SHARED_DATA." in done.stderr


def test_windows_lines_are_marked_as_not_run() -> None:
    before, block, _ = README.partition("```powershell\n")
    assert block and before.rstrip().endswith("(these lines are not run by our tests):")


def test_every_package_is_pinned_with_a_hash() -> None:
    pins = (PROJECT / "requirements.txt").read_text().replace("\\\n", " ")
    lines = [line.strip() for line in pins.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    assert len(lines) > 30
    unpinned = [line[:60] for line in lines if not re.match(r"[\w.-]+(\[[\w,-]+\])?==\S+ .*--hash=sha256:[0-9a-f]{64}", line)]
    assert not unpinned
    assert not re.search(r"https?://", "\n".join(lines)), "a pinned list names no registry"


def test_packages_asked_for_are_few_and_all_pinned() -> None:
    asked = [line.split(";")[0].strip() for line in (PROJECT / "requirements.in").read_text().splitlines()]
    names = [re.split(r"[\[=<>~ ]", line)[0].lower() for line in asked if line and not line.startswith("#")]
    assert len(names) <= 40
    pinned = set(re.findall(r"^([\w.-]+)(?:\[.*\])?==", (PROJECT / "requirements.txt").read_text(), flags=re.MULTILINE))
    assert set(names) <= pinned
