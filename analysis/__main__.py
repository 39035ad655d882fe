"""The command line: python -m analysis pack | figures | digest.

Exit 0 when everything asked for was made, 1 otherwise. Words and progress go to stderr.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import NoReturn

from tqdm import tqdm

from analysis import faults
from analysis.declared.settings import data_folder, folder_problem
from analysis.exports import digest, manifest, pack, ready
from analysis.exports.named import FiguresByName
from analysis.exports.pack import FORMATS, Pack, Say
from analysis.figures.shown_release import ShownRelease
from analysis.release import database
from analysis.words.in_plain_words import InPlainWords


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
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        return run(options)
    except InPlainWords as error:
        say(str(error))
    except OSError as error:
        say(f"The files could not be written: {error.strerror or 'no reason was given'}. Name another folder with --out.")
    except KeyboardInterrupt:
        say("Stopped. Nothing was written.")
    except Exception as error:
        say(faults.note(error, f"python -m analysis {options.command}", data).sentence())
    return 1


class _Parser(argparse.ArgumentParser):
    """Ends with 1, as every other failure here does, where argparse would end with 2."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(1, f"{message[:1].upper()}{message[1:]}. Help: python -m analysis --help\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m analysis", description="Write figures to files: packs for a board or the strategy.")
    parser.add_argument("--data", metavar="DIR", help="the data folder (default: $VIOLENCE_DATA, else data/)")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], int], help: str) -> argparse.ArgumentParser:
        found = commands.add_parser(name, help=help, description=help)
        # A default here would undo a --data given before the command.
        found.add_argument("--data", metavar="DIR", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
        found.add_argument("--out", metavar="DIR", type=Path, required=True, help="the folder that the files are written to")
        found.set_defaults(run=run, command=name)
        return found

    made = command("pack", _pack, "Make a ready pack of the newest release.")
    made.add_argument("name", choices=list(ready.NAMES), help=" | ".join(ready.NAMES))
    made.add_argument(
        "--ward", action="append", default=[], metavar="WARD", help="for figures that follow wards; may be repeated"
    )
    made.add_argument("--from", dest="first", metavar="MONTH", help="the first month, such as 2024-10")
    made.add_argument("--to", dest="last", metavar="MONTH", help="the last month")
    made.add_argument(
        "--grant", help="of quarterly_return and closure_report: the grant, by its grant_id; the first, where not given"
    )
    made.add_argument(
        "--quarter", help="of the same: the quarter, such as '2024/25 Q4'; the last that has ended, where not given"
    )
    made.add_argument("--format", action="append", choices=list(FORMATS), help="what is written; all, where not given")
    changed = command(
        "digest", _digest, "Say what changed since a day, as text and HTML: signals, late files, what is past its day."
    )
    changed.add_argument(
        "--since", type=_day, required=True, metavar="YYYY-MM-DD", help="the day, such as that of the last meeting"
    )
    again = command("figures", _figures, "Make the pack of a manifest again, of the same release.")
    for packs in (made, again):
        packs.add_argument("--zip", action="store_true", help="write one ZIP instead of files")
    again.add_argument(
        "--from", dest="manifest", type=Path, required=True, metavar="MANIFEST", help="the manifest.json of a pack"
    )
    return parser


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not a date; write it as YYYY-MM-DD, such as 2025-12-31") from None


def _newest() -> FiguresByName:
    """The figures of the release in force. Raises NoRelease."""
    release = database.release()
    if release is None:
        raise database.NoRelease("Nothing has been loaded yet. Load files with python -m etl load FILE…")
    return FiguresByName(ShownRelease(database.ask, release.id, date.today()))


def _digest(options: argparse.Namespace) -> int:
    found = digest.digest(_newest(), options.since)
    out: Path = options.out
    out.mkdir(parents=True, exist_ok=True)
    (out / "digest.txt").write_text(found.text(), encoding="utf-8")
    (out / "digest.html").write_text(found.page(), encoding="utf-8")
    say(f"{found.headline} Written to {out}.")
    return 0


def _pack(options: argparse.Namespace) -> int:
    figures = _newest()
    query = [("ward", ward) for ward in options.ward]
    query += [(key, month) for key, month in (("from", options.first), ("to", options.last)) if month]
    query += [(key, text) for key, text in (("grant", options.grant), ("quarter", options.quarter)) if text]
    order = pack.ready_order(options.name, figures, query, options.format or ())
    for line in pack.unfollowed(figures, order, query):
        say(line)
    return _write(_with_progress(lambda tell: pack.make(figures, order, tell)), options)


def _figures(options: argparse.Namespace) -> int:
    found = manifest.read(options.manifest)
    differs: list[str] = []

    def make(tell: Say) -> Pack:
        made, said = manifest.make_again(found, tell)
        differs.extend(said)
        return made

    code = _write(_with_progress(make), options)
    for line in differs:
        say(line)
    if not differs:
        say(f"Every figure is byte for byte as it was, of release {found.release}.")
    return 1 if differs else code


def _with_progress(make: Callable[[Say], Pack]) -> Pack:
    """A bar; nothing where stderr is no terminal."""
    with tqdm(total=100, disable=not sys.stderr.isatty(), leave=False, bar_format="{desc} {bar} {percentage:3.0f}%") as bar:

        def tell(share: float, word: str) -> None:
            bar.set_description_str(word)
            bar.update(round(100 * share) - bar.n)

        return make(tell)


def _write(made: Pack, options: argparse.Namespace) -> int:
    """Write a pack. A file of the same name is replaced."""
    out: Path = options.out
    out.mkdir(parents=True, exist_ok=True)
    files = {f"{made.order.name}.zip": made.zipped()} if options.zip else made.files
    for name, content in files.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    say(f"{made.sentence()} Written to {out}.")
    for line in made.left_out:
        say(f"- {line}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
