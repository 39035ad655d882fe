"""The command line: python -m etl load | screen | build | status | compare | history | undo |
lost | verify | demo.

Exit 0 when everything was done, 1 otherwise. Words and progress go to stderr; with --json, stdout holds JSON alone.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
import tempfile
import zipfile
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from tqdm import tqdm

from analysis import faults
from analysis.access import current
from analysis.declared import reference_tables
from analysis.declared.settings import data_folder, folder_problem, settings
from analysis.release import database
from analysis.words import fields
from analysis.words.in_plain_words import InPlainWords
from etl import disk
from etl.acts import listing, loading, lost, undoing, verifying
from etl.acts.not_possible import NotPossible
from etl.archive.archive import Archive
from etl.door import temporary
from etl.problems import counted
from etl.release import compare
from etl.release.build import build, release_file
from etl.release.status import in_words, status
from etl.report import Report

MOST_PROBLEMS_SHOWN = 10
WHOLE_OR_NOT = "A load or undo happens whole or not at all: python -m etl history says which have."
VERDICTS = {"accepted": "accepted", "needs_confirmation": "needs confirmation", "refused": "refused"}


def say(text: str = "") -> None:
    """Words for the person at the keyboard."""
    print(text, file=sys.stderr)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    options = _parser().parse_args(arguments)
    data = Path(options.data) if options.data else data_folder()
    # Everything that reads configuration below this line means the same folder.
    os.environ["VIOLENCE_DATA"] = str(data)
    if problem := folder_problem(data):
        say(problem)
        return 1
    run: Callable[[Path, argparse.Namespace], int] = options.run
    try:
        Archive(data).settle()
        return run(data, options)
    except InPlainWords as error:
        say(str(error))
        return 1
    except BrokenPipeError:
        # Whoever read our output has seen enough.
        return 0
    except KeyboardInterrupt:
        say(f"Stopped. {WHOLE_OR_NOT}")
        return 1
    except Exception as error:
        if said := disk.in_words(error):
            say(f"{said} Nothing has been changed.")
        else:
            noted = faults.note(error, f"python -m etl {options.command}", data)
            say(f"{noted.sentence()} {WHOLE_OR_NOT}")
        return 1


class _Parser(argparse.ArgumentParser):
    """Ends with 1, as every other failure here does, where argparse would end with 2."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(1, f"{message[:1].upper()}{message[1:]}. Help: python -m etl --help\n")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not a date; write it as YYYY-MM-DD, such as 2025-12-31") from None


def _parser() -> argparse.ArgumentParser:
    common = _Parser(add_help=False)
    common.add_argument("--json", action="store_true", help="print JSON on stdout, for machines")
    parser = _Parser(prog="python -m etl", description="Load extracts and build the release that the pages read.")
    parser.add_argument("--data", metavar="DIR", help="the data folder (default: $VIOLENCE_DATA, else data/)")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[Path, argparse.Namespace], int], help: str) -> argparse.ArgumentParser:
        found = commands.add_parser(name, parents=[common], help=help, description=help)
        # A default here would undo a --data given before the command.
        found.add_argument("--data", metavar="DIR", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
        found.set_defaults(run=run, command=name)
        return found

    _add_loading(command)
    _add_releases(command)
    command("status", _status, "Say what is loaded: source by force by month, gaps as gaps.")
    _add_past_acts(command)
    command("verify", _verify, "Hold the archive against its receipts (every hash, every count) and the release against them.")
    command("demo", _demo, "Make the demonstration extracts and load them into an empty data folder.")
    return parser


Add = Callable[[str, Callable[[Path, argparse.Namespace], int], str], argparse.ArgumentParser]
"""Adds a command: its name, what it runs, and what it does in words."""


def _by_name(command: argparse.ArgumentParser) -> None:
    command.add_argument("--who", default="", metavar="NAME", help="your name, where several people share the system's user")


def _add_loading(command: Add) -> None:
    for name, run, help in (
        ("load", _load, "Screen files, keep the accepted ones and build one release."),
        ("screen", _screen, "Screen files as a load would, and keep nothing."),
    ):
        files = command(name, run, help)
        files.add_argument(
            "files", nargs="+", type=Path, metavar="FILE", help="CSV, CSV.GZ, XLSX, ODS, GeoJSON, or a ZIP of them"
        )
        files.add_argument("--yes", action="store_true", help="confirm what needs confirmation")
        if name == "load":
            files.add_argument("--note", default="", help="a note that the history keeps with the load")
            _by_name(files)
        files.add_argument("--as-at", type=_day, metavar="YYYY-MM-DD", help="the day that reference files stand for")


def _add_releases(command: Add) -> None:
    again = command("build", _build, "Build the release again from the archive.")
    again.add_argument("--as-of", metavar="RELEASE", help="make an earlier release's file again, without putting it in force")
    two = command("compare", _compare, "Say what differs between two releases.")
    two.add_argument("before", metavar="RELEASE", help="a release id, or its first digits")
    two.add_argument("after", metavar="RELEASE")


def _add_past_acts(command: Add) -> None:
    command("history", _history, "List every load and undo: who, when, which file, what it held.")
    reversal = command("undo", _undo, "Undo a receipt, a whole load or an undo; the release goes back exactly.")
    reversal.add_argument("target", metavar="RECEIPT", help="a receipt (000012-0003) or an entry (000012) of the history")
    reversal.add_argument("--reason", default="", help="why; needed, and the history keeps it")
    reversal.add_argument("--show", action="store_true", help="only say what would change, and change nothing")
    _by_name(reversal)
    gone = command("lost", _lost, "Say that an entry is lost for good, so that work goes on without it; verify names it first.")
    gone.add_argument("entry", metavar="ENTRY", type=int, help="the number of the entry that is missing or damaged")
    gone.add_argument("--reason", required=True, help="why; the history keeps it")
    _by_name(gone)


@contextmanager
def _progress(paths: Sequence[Path]) -> Generator[loading.Progress]:
    """A bar that counts the files (and members of ZIPs) screened; nothing where stderr is no terminal."""
    with tqdm(total=sum(map(_members, paths)), unit="file", disable=not sys.stderr.isatty(), leave=False) as bar:

        def show(name: str) -> None:
            bar.set_description_str(f"Screening {name}" if name else "Building the release")
            bar.update(1 if name else 0)

        yield show


def _members(path: Path) -> int:
    try:
        with zipfile.ZipFile(path) as archive:
            return sum(not info.is_dir() for info in archive.infolist())
    except (OSError, ValueError, zipfile.BadZipFile):
        return 1


def _load(data: Path, options: argparse.Namespace) -> int:
    _say_if_waiting(data)
    with _progress(options.files) as progress:
        done = loading.load(
            data,
            loading.Handed(options.files, as_at=options.as_at, progress=progress),
            current(options.who),
            confirmed=options.yes,
            note=options.note,
        )
    _tell(done.reports, options.json)
    if options.json:
        print(json.dumps({"release": done.release.id if done.release else None, "files": _json(done.reports)}, indent=1))
    kept = [report for report in done.reports if report.verdict == "accepted"]
    if done.withdrawn:
        say(f"The demonstration data were withdrawn ({done.withdrawn} files).")
    if kept and done.release:
        say(f"Loaded {len(kept)} of {len(done.reports)} files. Release {done.release.id} is in force.")
    else:
        say("Nothing has been loaded.")
    return 0 if len(kept) == len(done.reports) else 1


def _say_if_waiting(data: Path) -> None:
    if loading.under_way(data):
        say("Somebody else is loading just now. Waiting for them to end.")


def _screen(data: Path, options: argparse.Namespace) -> int:
    with _progress(options.files) as progress:
        reports = loading.screen(
            data, loading.Handed(options.files, as_at=options.as_at, progress=progress), confirmed=options.yes
        )
    _tell(reports, options.json)
    if options.json:
        print(json.dumps(_json(reports), indent=1, ensure_ascii=False))
    return 0 if all(report.verdict == "accepted" for report in reports) else 1


def _json(reports: Sequence[Report]) -> list[dict[str, Any]]:
    return [report.to_json() for report in reports]


def _tell(reports: Sequence[Report], as_json: bool) -> None:
    """The report of each file in words; left out where a machine asked."""
    if as_json:
        return
    for report in reports:
        say()
        say(f"{report.file}: {VERDICTS[report.verdict]}")
        if report.source:
            periods = report.periods or []
            span = f", {periods[0]} to {periods[-1]}" if len(periods) > 1 else "".join(f", {p}" for p in periods)
            say(f"  {report.source.title}{span}")
        if report.rows is not None:
            say(
                f"  {counted(report.rows, 'row')}: {report.loaded:,} loaded, {report.set_aside:,} set aside{_reasons(report)},"
                f" {report.rejected:,} rejected"
            )
        for problem in report.problems[:MOST_PROBLEMS_SHOWN]:
            say(f"  {problem.result}: {problem.message} {problem.remedy}".rstrip())
        if len(report.problems) > MOST_PROBLEMS_SHOWN:
            say(f"  … and {len(report.problems) - MOST_PROBLEMS_SHOWN} more (all of them with --json)")
        if report.verdict == "needs_confirmation":
            say("  Not loaded. To confirm, run the command again with --yes.")


def _reasons(report: Report) -> str:
    counts: dict[str, int] = {}
    for portion in report.portions:
        for reason, rows in portion.set_aside.items():
            words = report.source.reason_in_words(reason) if report.source and report.source.sets_aside else reason
            counts[words] = counts.get(words, 0) + rows
    return f" ({', '.join(f'{reason} {rows:,}' for reason, rows in counts.items())})" if counts else ""


def _build(data: Path, options: argparse.Namespace) -> int:
    archive = Archive(data)
    if not archive.entries():
        say("Nothing is loaded yet, so there is nothing to build. Load files with: python -m etl load FILE…")
        return 1
    with archive.locked():
        if options.as_of:
            file = release_file(archive, options.as_of)
            if options.json:
                print(json.dumps({"release": file.name.split(".")[0], "file": f"releases/{file.name}"}))
            say(f"Made again: releases/{file.name}. The release in force stays.")
            return 0
        release = build(archive, again=True)
    if options.json:
        print(json.dumps({"release": release.id}))
    say(f"Release {release.id} was built and is in force.")
    return 0


def _status(data: Path, options: argparse.Namespace) -> int:
    found = status(data)
    if options.json:
        print(json.dumps(found.to_json(), indent=1))
    else:
        print("\n".join(in_words(found)))
    return 0


def _compare(data: Path, options: argparse.Namespace) -> int:
    archive = Archive(data)
    with archive.locked():
        files = [release_file(archive, id) for id in (options.before, options.after)]
        found = compare.compare(*files)
    said = _differences(found, [database.release_of(file) for file in files])
    print(json.dumps(said.json, indent=1, ensure_ascii=False) if options.json else said.words)
    return 0


@dataclass(frozen=True)
class _Differences:
    """What differs between two releases, as words and for machines."""

    words: str
    json: dict[str, Any]


def _differences(found: compare.Differences, both: Sequence[database.Release]) -> _Differences:
    """What differs, led by what the board will read differently. both: the releases before and after."""
    # Only here: no other command should wait for what works out verdicts to be imported.
    from analysis.loaded import readings

    texts: list[readings.Reading] = []
    for release in both:
        with database.using(release):
            texts.append(readings.read())
    read = readings.differences(*texts)
    if found.empty and read.empty:
        return _Differences("Nothing differs.", {"read": [], **compare.to_json(found)})
    lines = [f"  {title}: {one}" for title, sentences in readings.lines(read) for one in sentences]
    words = "\n".join([readings.headline(read), *lines, "", *compare.in_words(found)])
    return _Differences(words, {"read": fields.lines(read), **compare.to_json(found)})


def _history(data: Path, options: argparse.Namespace) -> int:
    lines = listing.history(data)
    print(json.dumps(lines, indent=1, ensure_ascii=False) if options.json else "\n".join(listing.in_words(lines)))
    return 0


def _undo(data: Path, options: argparse.Namespace) -> int:
    _say_if_waiting(data)
    if options.show:
        said, release = _foreseen(data, options.target)
        content = {"release": release, **said.json}
        print(json.dumps(content, indent=1, ensure_ascii=False) if options.json else said.words)
        say("Nothing has been changed.")
        return 0
    if not options.reason.strip():
        raise NotPossible("Say why: an undo needs a reason, which the history keeps. To see what it would change: --show.")
    try:
        changes = "" if options.json else _foreseen(data, options.target)[0].words
    except (database.UnreadableRelease, FileNotFoundError):
        # The undo makes a damaged release again.
        changes = "The release before is damaged, so what changes cannot be said."
    done = undoing.undo(data, options.target, options.reason, current(options.who))
    if options.json:
        print(json.dumps({"entry": done.entry.number, "release": done.release.id}))
    else:
        say(changes)
    say(f"Done as entry {done.entry.number:06}. Release {done.release.id} is in force. To reverse this, undo that entry.")
    return 0


def _foreseen(data: Path, target: str) -> tuple[_Differences, str]:
    """What an undo would change, and the id of the release that it would give."""
    with temporary.folder("candidate") as folder:
        foreseen = undoing.foresee_undo(data, target, folder)
        now = database.release(data)
        assert now
        return _differences(foreseen.changes, [now, foreseen.candidate]), foreseen.candidate.id


def _lost(data: Path, options: argparse.Namespace) -> int:
    release = lost.lost(data, options.entry, options.reason, current(options.who))
    if options.json:
        print(json.dumps({"entry": options.entry, "release": release.id if release else None}))
    said = f"Release {release.id} is in force." if release else "Others are missing still: python -m etl verify."
    say(f"Entry {options.entry:06} is written down as lost. {said}")
    return 0


def _verify(data: Path, options: argparse.Namespace) -> int:
    findings = verifying.verify(data)
    if options.json:
        print(json.dumps([{"file": f.file, "what": f.what, "remedy": f.remedy} for f in findings], indent=1))
    for finding in findings:
        say(f"{finding.file}: {finding.what} {finding.remedy}")
    if not findings:
        say("The archive is what its receipts say, and the release in force is theirs.")
    return 1 if findings else 0


def _demo(data: Path, options: argparse.Namespace) -> int:
    if Archive(data).entries():
        say("The data folder is not empty. The demonstration loads into an empty one: name another with --data DIR.")
        return 1
    (area_code, area_name), served = reference_tables.demonstration_area(), settings(data)
    if served.area_code != area_code:
        say(
            f"The demonstration is about {area_name}, and this data folder is {served.area_name}'s: its figures would be shown"
            " nowhere. Load it into a folder of its own: python -m etl --data DIR demo."
        )
        return 1
    # Only here: no other command should wait for what writes the extracts to be imported.
    from etl import demonstration

    with tempfile.TemporaryDirectory() as folder:
        files = demonstration.write(Path(folder))
        with _progress(files) as progress:
            done = demonstration.load(data, files, current(), progress)
    _tell([report for report in done.reports if report.verdict != "accepted"], options.json)
    refused = [report for report in done.reports if report.verdict != "accepted"]
    if options.json and done.release:
        print(json.dumps({"release": done.release.id, "files": _json(done.reports)}, indent=1))
    if done.release:
        say(f"Demonstration data loaded: {len(done.reports) - len(refused)} files, release {done.release.id}.")
    return 1 if refused else 0


if __name__ == "__main__":
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal or pipe of another encoding than UTF-8 gets what it cannot show as codes.
        sys.stdout.reconfigure(errors="backslashreplace")
    sys.exit(main())
