"""The build: from the receipts that stand to a new release, checked, then named by the pointer.

The release is disposable: archive, declarations and reference tables are the truth, and the same inputs give the same release.
A crash at any point leaves the old release serving.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from analysis.declared import grant_reports, reference_tables
from analysis.declared.settings import SETTINGS_FILE, Settings, partnership_folder, settings
from analysis.declared.sources import Source, sources
from analysis.release import database
from analysis.words import fields
from analysis.words.in_plain_words import InPlainWords
from analysis.words.months import MONTHS_A_YEAR, month_name, month_of, shifted
from etl import names
from etl.archive import seals
from etl.archive.archive import (
    Archive,
    Entry,
    Receipt,
    Standing,
    card_of,
    declaration_hash,
    discard,
    discard_release,
    not_withdrawn,
    standing,
    text_of,
    write_whole,
)
from etl.archive.seals import hash_of as hash_of
from etl.archive.typed_rows import can_be_made_again, is_sound, lists_that_ship, shipped_path, shipped_rows
from etl.archive.typed_rows import ensure_typed as ensure_typed
from etl.door import published, screening, workbooks
from etl.door.units import archived_unit
from etl.release import corrections, geometry
from etl.release.reading import reading
from etl.report import Report
from etl.sql import SQL_TYPES, literal, one_file, quoted

TABLES = Path(__file__).resolve().parent / "tables"
KEPT_RELEASES = 3
"""The current release and two older ones stay on disk; any other can be built again."""
GEOMETRY_STEPS: dict[str, tuple[tuple[str, ...], Callable[[duckdb.DuckDBPyConnection], None]]] = {
    "split_points": (("lsoa_places",), geometry.add_split_points),
    "points": (("crimes", "lists"), geometry.add_points),
    "cells": ((), geometry.add_cells),
    "ward_centres": (("wards",), geometry.add_ward_centres),
    "partner_points": (("wards", "lsoas"), geometry.add_partner_points),
    "offence_zones": (("partner_offences", "lists", "wards", "lsoas"), geometry.add_offence_zones),
}
"""Tables that need geometry: what they come after, and the function that makes them."""


class BuildFailed(InPlainWords):
    """The tables do not add up; the message prints what was expected against what was found. The old release goes on serving."""


class UnknownRelease(InPlainWords):
    """A release that was never in force here, or that cannot be made again; the message says which are known."""


def build(archive: Archive, *, again: bool = False) -> database.Release:
    """Build the release of the receipts that stand and put it in force.

    Where that very release is in force already and whole, nothing is built, unless `again`. Raises BuildFailed or ArchiveDamaged.
    """
    return _put_in_force(archive, archive, standing(archive.receipts()), again=again)


def carry_out(archive: Archive, entry: Entry, reports: Sequence[Report] = ()) -> database.Release:
    """Carry out an act: make the release that it gives, keep it with its files, and put that release in force.

    The release is made first: whatever can go wrong goes wrong while nothing has changed. A crash between the entry and the
    pointer is made good by whoever holds the archive next. Raises BuildFailed or ArchiveDamaged; then nothing has happened.
    """
    stands = standing(not_withdrawn([*archive.entries(), entry]))
    return _put_in_force(archive, Archive(archive.data, reports), stands, entry, reports)


def _put_in_force(
    archive: Archive,
    candidate: Archive,
    stands: Sequence[Standing],
    entry: Entry | None = None,
    reports: Sequence[Report] = (),
    *,
    again: bool = False,
) -> database.Release:
    release_id = identity(archive, stands)
    current = _serving(archive)
    serves = current is not None and current.id == release_id and is_whole(current) and not again
    file = current.file if current and serves else make_file(candidate, stands, archive.data)
    announced = False
    try:
        if not serves:
            _log(archive, release_id, entry)
        pointer = _pointer(release_id, file, stands) | {"entries": entry.number if entry else len(archive.entries())}
        if not serves:
            write_whole(card_of(file), json.dumps(seals.sealed(pointer), indent=1))
        brings = archive.not_kept_yet(entry)
        archive.announce(pointer | {"entry": entry.number if entry else None, "made": not serves, "brings": brings})
        announced = True
        if entry:
            archive.keep(entry, reports)
    finally:
        if announced:
            archive.settle_held()
        elif not serves:
            discard_release(file)
    # The act has happened: no full disk may call it undone now.
    with suppress(OSError):
        archive.note_acts()
    _tidy(keep=file)
    _tidy_rows(archive)
    return _in_force(archive.data)


def make_candidate(archive: Archive, stands: Sequence[Standing], folder: Path) -> database.Release:
    """Make the release of some receipts in a folder of its own, where questions may be asked of it before it is in force."""
    release_id = identity(archive, stands)
    file = make_file(archive, stands, folder)
    write_whole(database.pointer_file(folder), json.dumps(seals.sealed(_pointer(release_id, file, stands))))
    return _in_force(folder)


def make_file(archive: Archive, stands: Sequence[Standing], folder: Path) -> Path:
    """Make the release file of some receipts, without putting it in force."""
    file = _new_name(folder, identity(archive, stands))
    _make(archive, stands, _shipped(archive, stands), file)
    return file


def is_whole(release: database.Release) -> bool:
    """Whether the file of a release is there and holds, byte for byte, what was written."""
    if not release.file.exists():
        return False
    # A pointer of an earlier version of this program does not tell the hash.
    return hash_of(release.file) == release.sha256 if release.sha256 else _is_readable(release.file)


def _is_readable(file: Path) -> bool:
    try:
        read_through(file)
    except duckdb.Error:
        return False
    return True


def _opens(file: Path) -> bool:
    try:
        with reading(file):
            return True
    except duckdb.Error:
        return False


def _log(archive: Archive, release_id: str, entry: Entry | None) -> None:
    """Note with which entry a release comes into force, so that any release can be made again."""
    number = entry.number if entry else len(archive.entries())
    line = {"release": release_id, "entry": number, "at": datetime.now(UTC).isoformat(timespec="seconds")}
    # What stands there for this entry or a later one is of an act that was cut short.
    before = [one for one in log_of_releases(archive) if not entry or one["entry"] < number]
    write_whole(_log_file(archive), "".join(json.dumps(seals.sealed(one)) + "\n" for one in (*before, line)))


def _log_file(archive: Archive) -> Path:
    return archive.data / "audit" / "releases.jsonl"


def log_of_releases(archive: Archive) -> list[dict[str, Any]]:
    """Every release that came into force here, oldest first: release, entry (the last act it holds), at (ISO 8601)."""
    path = _log_file(archive)
    acts = len(archive.entries())
    lines = path.read_text(encoding="utf-8", errors="replace").split("\n") if path.exists() else []
    # A line that was cut short or damaged is left out, and named by verify.
    return [line for line in map(_log_line, lines) if line and line["entry"] <= acts]


def damaged_log_lines(archive: Archive) -> list[int]:
    """The lines of the list of releases that are not what was written, counting from 1."""
    path = _log_file(archive)
    lines = path.read_text(encoding="utf-8", errors="replace").split("\n") if path.exists() else []
    return [number for number, line in enumerate(lines, start=1) if line and _log_line(line) is None]


def _log_line(line: str) -> dict[str, Any] | None:
    return seals.unsealed(line, before=("release", "entry", "at"))


def release_file(archive: Archive, release_id: str) -> Path:
    """The file of a release by its id (or the first digits of it), made again from the receipts of its time where it was removed.

    Raises UnknownRelease where no such release was ever in force here, or where it cannot be made again as it was.
    """
    if kept := kept_release(archive, release_id):
        return kept
    line = _known_release(archive, release_id)
    stands = standing(archive.receipts(upto=line["entry"]))
    if identity(archive, stands) != line["release"]:
        raise UnknownRelease(
            f"Release {line['release']} cannot be made again as it was: declarations or reference tables have changed since."
            " Check out the program's version of that time and run the same command."
        )
    file = make_file(archive, stands, archive.data)
    write_whole(card_of(file), json.dumps(seals.sealed(_pointer(line["release"], file, stands)), indent=1))
    return file


def kept_release(archive: Archive, release_id: str) -> Path | None:
    """The file of a release by its id, where it is still there and whole. Raises UnknownRelease."""
    line = _known_release(archive, release_id)
    files = sorted((archive.data / "releases").glob(f"{line['release']}.*.duckdb"), reverse=True)
    return next((file for file in files if is_as_written(file)), None)


def _known_release(archive: Archive, release_id: str) -> dict[str, Any]:
    """The line of the list of releases for an id, or the first digits of one."""
    lines = log_of_releases(archive)
    found = [line for line in lines if line["release"].startswith(release_id)]
    if not release_id or len({line["release"] for line in found}) != 1:
        known = ", ".join(dict.fromkeys(line["release"] for line in reversed(lines)))
        raise UnknownRelease(f"There is no one release '{release_id}' here. Releases, newest first: {known or 'none yet'}.")
    return found[-1]


def is_as_written(file: Path) -> bool:
    """Whether a release file, in force or not, holds what was written, as its card tells; one without a card must open."""
    card = card_of(file)
    content = seals.unsealed(card.read_text(encoding="utf-8", errors="replace")) if card.exists() else None
    if content is None:
        return not card.exists() and _opens(file)
    return hash_of(file) == content["sha256"]


def _in_force(folder: Path) -> database.Release:
    found = database.release(folder)
    assert found
    return found


def _serving(archive: Archive) -> database.Release | None:
    try:
        return database.release(archive.data)
    except database.UnreadableRelease:
        return None


def identity(archive: Archive, stands: Sequence[Standing]) -> str:
    """The release's id: the hash of its inputs, 16 hexadecimal digits.

    Inputs are the receipts that stand (their bytes, name and portions, not when or by whom they were loaded), the declarations,
    the table definitions, the shipped reference tables and the configuration.
    """
    inputs: list[Any] = []
    for item in stands:
        receipt = item.receipt
        portions = sorted([p.force or "", p.period or ""] for p in item.portions)
        described = [receipt.source, receipt.file, receipt.sha256, receipt.layer, receipt.as_at, receipt.demonstration, portions]
        told = [told for told in (receipt.by_hand, receipt.kept_out, receipt.breaks) if told]
        inputs.append([*described, *told])
    by_key = {source.id for source in sources().values() if source.replaces == "key"}
    # The order of loading matters only where rows of a later file stand over those of an earlier one.
    in_order = sorted((x for x in inputs if x[0] in by_key), key=lambda x: x[0])
    ordered = in_order + sorted((x for x in inputs if x[0] not in by_key), key=json.dumps)
    declared = [declaration_hash(source) for source in sources().values()]
    tables = [text_of(path) for path in sorted(TABLES.glob("*.sql"))]
    served = settings(archive.data)
    shipped = [[path.name, text_of(path)] for path in _shipped_files(served.area_code)]
    configuration = repr(served)
    everything = json.dumps([ordered, declared, tables, shipped, configuration], ensure_ascii=False)
    return hashlib.sha256(everything.encode()).hexdigest()[:16]


def _shipped_files(area_code: str) -> list[Path]:
    """What ships for everybody, and for this area; the partnership's own settings count as the configuration in force."""
    own = partnership_folder(area_code)
    lists = [path for path in sorted(own.glob("*.*")) if path.name != SETTINGS_FILE] if own else []
    shipped = [*sorted(reference_tables.reference_folder().glob("*.*")), *lists]
    # How a report is laid out is no part of what the figures rest on.
    laid_out = (grant_reports.DECLARATION, grant_reports.TEMPLATE)
    return [*(path for path in shipped if path.name not in laid_out), *reference_tables.indicator_files(area_code)]


def _shipped(archive: Archive, stands: Sequence[Standing]) -> dict[str, Path]:
    """Typed rows of the first version of each list that ships for the area, where nothing has been loaded in its place."""
    area_code = settings(archive.data).area_code
    loaded = {item.receipt.source for item in stands}
    made_up = {item.receipt.source for item in stands if item.receipt.demonstration}
    return {
        source.id: shipped_rows(archive, unit, source)
        for source, unit in lists_that_ship(area_code)
        # Rows kept by key add up: what ships stays beneath what is loaded, but for what is made up.
        if source.id not in loaded or (source.replaces == "key" and source.id not in made_up)
    }


def _new_name(data: Path, release_id: str) -> Path:
    """A name that no release has had: a reader may still hold an older file of the same id."""
    folder = data / "releases"
    folder.mkdir(parents=True, exist_ok=True)
    number = 1
    while (folder / f"{release_id}.{number}.duckdb").exists():
        number += 1
    return folder / f"{release_id}.{number}.duckdb"


def _make(archive: Archive, stands: Sequence[Standing], shipped: dict[str, Path], file: Path) -> None:
    part = file.with_suffix(".part")
    try:
        _write_tables(archive, stands, shipped, part)
        read_through(part)
        with part.open("rb+") as stream:
            os.fsync(stream.fileno())
        os.replace(part, file)
    finally:
        # The database's own log and folder for what does not fit into memory lie beside it.
        for left in file.parent.glob(f"{part.name}*"):
            discard(left)


def _write_tables(archive: Archive, stands: Sequence[Standing], shipped: dict[str, Path], part: Path) -> None:
    connection = duckdb.connect(str(part))
    try:
        _configure(archive, connection, stands)
        # Corrections first: they decide what the others say.
        _typed_view(archive, connection, sources()["corrections"], stands, shipped.get("corrections"), ())
        corrected = corrections.registered(connection)
        for source in sources().values():
            if source.id != "corrections":
                _typed_view(archive, connection, source, stands, shipped.get(source.id), corrected.get(source.id, ()))
        _published_view(connection)
        _run_tables(connection)
        connection.execute(
            "INSERT INTO release_info SELECT 'schematic_wards', coalesce(bool_or(schematic), false)::VARCHAR FROM wards"
        )
        _check_sums(connection)
        connection.execute("CHECKPOINT")
    finally:
        connection.close()
        workbooks.read_again.cache_clear()


def _configure(archive: Archive, connection: duckdb.DuckDBPyConnection, stands: Sequence[Standing]) -> None:
    """The configuration as variables for the table definitions, as a table for readers, and the receipts that stand."""
    served = settings(archive.data)
    _tell_settings(connection, served)
    demonstration = any(item.receipt.demonstration for item in stands)
    information = {
        "partnership": served.partnership,
        "area_code": served.area_code,
        "area_name": served.area_name,
        "area_noun": served.area_noun,
        "forces": json.dumps(served.forces) if served.forces else "all",
        "marking": served.marking,
        "peers": json.dumps(served.peers),
        "partial_forces": json.dumps(served.partial_forces),
        "adopted": json.dumps([[indicator, str(day)] for indicator, day in served.adopted]),
        "demonstration": json.dumps(demonstration),
    }
    connection.execute("CREATE TABLE release_info (key VARCHAR, value VARCHAR)")
    _fill(connection, "release_info", [list(item) for item in information.items()])
    _tell_standing(connection, stands)
    _tell_breaks(connection, served, stands)


def _tell_standing(connection: duckdb.DuckDBPyConnection, stands: Sequence[Standing]) -> None:
    """The portions of receipts that stand, as `standing`, and what of each was set aside, as `standing_set_aside`."""
    connection.execute(
        "CREATE TEMP TABLE standing (source VARCHAR, force VARCHAR, period DATE, layer VARCHAR, as_at DATE, rows BIGINT,"
        " loaded BIGINT, file VARCHAR, sha256 VARCHAR, demonstration BOOLEAN)"
    )
    connection.execute(
        "CREATE TEMP TABLE standing_set_aside (source VARCHAR, force VARCHAR, period DATE, reason VARCHAR, rows BIGINT)"
    )
    portions = [(item.receipt, portion) for item in stands for portion in item.portions]
    rows = [
        [r.source, p.force, _day(p.period), r.layer, r.as_at, p.rows, p.loaded, r.file, r.sha256, r.demonstration]
        for r, p in portions
    ]
    aside = [[r.source, p.force, _day(p.period), reason, count] for r, p in portions for reason, count in p.set_aside.items()]
    _fill(connection, "standing", rows)
    _fill(connection, "standing_set_aside", aside)


def _tell_breaks(connection: duckdb.DuckDBPyConnection, served: Settings, stands: Sequence[Standing]) -> None:
    """The breaks that published files tell of themselves, as `standing_breaks`."""
    connection.execute(
        'CREATE TEMP TABLE standing_breaks (source VARCHAR, area_code VARCHAR, "from" DATE, "to" DATE, reason VARCHAR,'
        " file VARCHAR)"
    )
    told = [
        [item.receipt.source, served.area_code, _day(first), _day(last), reason, item.receipt.file]
        for item in stands
        for first, last, reason in item.receipt.breaks
        # Those of the years of which the file still stands.
        if any(portion.period and portion.period <= first < _year_after(portion.period) for portion in item.portions)
    ]
    _fill(connection, "standing_breaks", told)


def _tell_settings(connection: duckdb.DuckDBPyConnection, served: Settings) -> None:
    """Whom the release is for as variables, and how names are compared."""
    # One thread: the tables are small, and sharing them out costs more than it saves.
    connection.execute("SET memory_limit = '600MB'; SET threads = 1")
    connection.execute("SET VARIABLE area_code = $code", {"code": served.area_code})
    connection.execute("SET VARIABLE area_name = $name", {"name": served.area_name})
    connection.execute("SET VARIABLE every_force = $every", {"every": served.forces is None})
    connection.execute("SET VARIABLE forces = $forces::VARCHAR[]", {"forces": list(served.forces or ())})
    connection.execute("SET VARIABLE partial_forces = $forces::VARCHAR[]", {"forces": list(served.partial_forces)})
    own = {row["slug"]: names.folded_force(row["name"]) for row in fields.lines(reference_tables.forces())}
    known = [own[slug] for slug in served.forces or () if slug in own]
    connection.execute("SET VARIABLE force_names = $names::VARCHAR[]", {"names": known})
    # Names are the same where these are: see etl.names.
    connection.execute(f"CREATE TEMP MACRO folded(name) AS {names.folded_sql('name')}")
    connection.execute(f"CREATE TEMP MACRO folded_force(name) AS {names.folded_force_sql('name')}")
    connection.execute("CREATE TYPE place AS ENUM ('area', 'outside', 'not_located')")


def _year_after(month: str) -> str:
    return month_name(shifted(month_of(month), MONTHS_A_YEAR))


def _fill(connection: duckdb.DuckDBPyConnection, table: str, rows: list[list[Any]]) -> None:
    """Put rows into a table with one statement."""
    if rows:
        one = "(" + ", ".join("?" * len(rows[0])) + ")"
        connection.execute(f"INSERT INTO {table} VALUES {', '.join([one] * len(rows))}", [value for row in rows for value in row])


def _day(period: str | None) -> str | None:
    return f"{period}-01" if period else None


def _typed_view(
    archive: Archive,
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    stands: Sequence[Standing],
    shipped: Path | None,
    to_correct: Sequence[tuple[int, corrections.Correction]],
) -> None:
    """The view typed_<source>: all typed rows that stand. Reference rows carry layer and day, rows kept by key their receipt."""
    own = [item for item in stands if item.receipt.source == source.id]
    selects: list[str] = []
    if source.is_reference or source.replaces == "key":
        for item in own:
            r = item.receipt
            extra = f"{_text(r.layer)} AS layer, {_text(r.as_at)}::DATE AS as_at, {literal(r.id)} AS receipt"
            selects.append(f"SELECT *, {extra} FROM read_parquet({one_file(ensure_typed(archive, r))})")
        if shipped:
            extra = "NULL::VARCHAR AS layer, NULL::DATE AS as_at, NULL::VARCHAR AS receipt"
            selects.append(f"SELECT *, {extra} FROM read_parquet({one_file(shipped)})")
    else:
        whole = [one_file(ensure_typed(archive, item.receipt)) for item in own if item.whole]
        if whole:
            selects.append(f"SELECT * FROM read_parquet([{', '.join(whole)}])")
        selects += [_standing_part(archive, item) for item in own if not item.whole]
    if not selects:
        columns = [f"NULL::{SQL_TYPES[c.type]} AS {quoted(c.name)}" for c in source.columns]
        fixed = "NULL::INTEGER AS row, NULL::VARCHAR AS force, NULL::DATE AS period, NULL::VARCHAR AS set_aside"
        extra = "NULL::VARCHAR AS layer, NULL::DATE AS as_at, NULL::VARCHAR AS receipt"
        selects.append(f"SELECT {fixed}, {', '.join(columns)}, {extra} WHERE false")
    rows = " UNION ALL BY NAME ".join(selects)
    try:
        corrected = corrections.applied(connection, source, rows, to_correct)
    except corrections.Outdated as error:
        raise BuildFailed(f"{_line_of(archive, stands, error.row)}: {error} Nothing has been changed.") from error
    connection.execute(f"CREATE TEMP VIEW {quoted('typed_' + source.id)} AS {corrected}")


def _published_view(connection: duckdb.DuckDBPyConnection) -> None:
    """The view published_figures: indicators' figures of every published table, those of a newer file over older ones."""
    selects: list[str] = []
    for source in (source for source in sources().values() if source.is_published):
        rows = published.figures(source, quoted("typed_" + source.id), ["receipt"])
        newest = "PARTITION BY indicator_id, period_start, period_end, area_code, breakdown ORDER BY receipt DESC, row"
        named = f"{literal(source.id)} AS origin, {source.order} AS origin_order"
        selects.append(f"SELECT *, {named} FROM {rows} QUALIFY row_number() OVER ({newest}) = 1")
    connection.execute(f"CREATE TEMP VIEW published_figures AS {' UNION ALL BY NAME '.join(selects)}")


def _line_of(archive: Archive, stands: Sequence[Standing], row: int) -> str:
    """The file and line of a row of the corrections, as an editor shows it."""
    receipt = next(item.receipt for item in stands if item.receipt.source == "corrections")
    unit = archived_unit(receipt.file, archive.original(receipt).read_bytes(), receipt.suffix, receipt.sheet)
    with tempfile.TemporaryDirectory() as folder:
        lines = screening.screen(screening.connect(), unit, Path(folder)).lines
    return f"{receipt.file}, line {int(lines[row - 1])}" if lines is not None else receipt.file


def _standing_part(archive: Archive, item: Standing) -> str:
    """The rows of a file of which newer files have replaced some months."""
    kept = " OR ".join(
        f"(force IS NOT DISTINCT FROM {_text(p.force)} AND period = DATE {literal(_day(p.period) or '')})" for p in item.portions
    )
    return f"SELECT * FROM read_parquet({one_file(ensure_typed(archive, item.receipt))}) WHERE {kept}"


def _text(value: str | None) -> str:
    return "NULL::VARCHAR" if value is None else literal(value)


def _run_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Run each table definition after those that its line '-- after:' names."""
    scripts = {path.stem: MUST_BE_EQUAL.split(path.read_text(encoding="utf-8"))[0] for path in sorted(TABLES.glob("*.sql"))}
    after: dict[str, tuple[str, ...]] = {name: _after(text) for name, text in scripts.items()}
    after |= {name: needs for name, (needs, _) in GEOMETRY_STEPS.items()}
    done: set[str] = set()
    while len(done) < len(after):
        ready = [name for name, needs in after.items() if name not in done and done.issuperset(needs)]
        if not ready:
            raise BuildFailed(
                f"The tables {', '.join(sorted(set(after) - done))} wait for each other or for one that is missing."
            )
        for name in ready:
            if name in scripts:
                connection.execute(scripts[name])
            else:
                GEOMETRY_STEPS[name][1](connection)
            done.add(name)


def _after(script: str) -> tuple[str, ...]:
    found = re.search(r"^-- after: (.+)$", script, re.MULTILINE)
    return tuple(name.strip() for name in found.group(1).split(",")) if found else ()


MUST_BE_EQUAL = re.compile(r"^-- must be equal: (.+)$", re.MULTILINE)
"""What must hold of every release stands at the end of a table's definition: a statement in words, and below it SQL that gives
the two numbers that must be equal."""


def _check_sums(connection: duckdb.DuckDBPyConnection) -> None:
    for path in sorted(TABLES.glob("*.sql")):
        _, *parts = MUST_BE_EQUAL.split(path.read_text(encoding="utf-8"))
        for statement, sql in zip(parts[::2], parts[1::2], strict=True):
            row = connection.execute(sql).fetchone()
            assert row
            if row[0] != row[1]:
                raise BuildFailed(
                    f"The release was not made, since its figures do not add up: {statement}: {row[0]} and {row[1]}."
                )


def read_through(file: Path) -> None:
    """Open the new file as readers will and read all of it once: DuckDB finds damaged blocks only where it reads."""
    with reading(file) as connection:
        for (table,) in connection.execute("SELECT table_name FROM duckdb_tables() WHERE NOT internal").fetchall():
            connection.execute(f"SELECT count(*), count(COLUMNS(*)) FROM {quoted(table)}").fetchall()


def _pointer(release_id: str, file: Path, stands: Sequence[Standing]) -> dict[str, Any]:
    """What the pointer says of a release: its file, its hash, when it was built and from what."""
    loaded: dict[str, str] = {}
    for item in stands:
        loaded[item.receipt.source] = max(item.receipt.at, loaded.get(item.receipt.source, ""))
    return {
        "release": release_id,
        "file": file.name,
        "sha256": hash_of(file),
        "built_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "loaded": loaded,
        "demonstration": any(item.receipt.demonstration for item in stands),
    }


def _tidy(keep: Path) -> None:
    """Remove releases older than the last few, and damaged ones.

    One that a reader on Windows still holds stays until the next time.
    """
    others = sorted((p for p in keep.parent.glob("*.duckdb") if p != keep), key=lambda p: p.stat().st_mtime, reverse=True)
    whole = [file for file in others if is_as_written(file)]
    for old in (file for file in others if file not in whole[: KEPT_RELEASES - 1]):
        try:
            discard_release(old)
        except PermissionError:
            continue
    for card in keep.parent.glob("*.*.json"):
        if not card.with_suffix(".duckdb").exists():
            card.unlink(missing_ok=True)


def _tidy_rows(archive: Archive) -> None:
    """Remove typed rows that nothing needs any more, and damaged ones that can be made again when they are needed."""
    needed = expected_rows(archive)
    names = {one.name for one in needed}
    for path in archive.rows.glob("*.parquet*"):
        if path.name.removesuffix(".sha256") not in names:
            path.unlink(missing_ok=True)
    for path, receipts in needed.items():
        # In this order: nearly all rows are sound, and to look at the files they came from costs as much again.
        if (
            path.exists()
            and not any(is_sound(archive, path, r) for r in receipts or [None])
            and can_be_made_again(archive, receipts)
        ):
            path.unlink()
            archive.hash_beside(path).unlink(missing_ok=True)


def expected_rows(archive: Archive) -> dict[Path, list[Receipt]]:
    """The typed rows that an archive may hold, each with its receipts (none for a list that ships)."""
    # Settings may have named another area once, whose lists were typed then.
    shipped = (pair for area_code in reference_tables.areas_that_ship() for pair in lists_that_ship(area_code))
    found: dict[Path, list[Receipt]] = {shipped_path(archive, unit, source): [] for source, unit in shipped}
    for entry in archive.acts().entries:
        for receipt in entry.receipts:
            found.setdefault(archive.typed(receipt), []).append(receipt)
    return found
