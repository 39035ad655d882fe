"""What a file is judged beside: the configuration, the places and lists known, what is loaded, and today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from analysis import catalogue
from etl.archive import Archive, Receipt, Standing, standing
from etl.checks.cells import literal
from etl.checks.past import KnownBreak
from etl.screening import Portion, Report


@dataclass(frozen=True)
class Surroundings:
    """What a unit is judged beside: the configuration, the places known, what is loaded, and today."""

    counted_forces: tuple[str, ...] | None
    area_name: str
    area_lsoas: frozenset[str]
    """Codes of either vintage that lie in the area; empty where no lookup is loaded."""
    demonstration_loaded: bool
    today: date
    is_demonstration: bool
    loaded: Mapping[tuple[str, str | None], Mapping[str, Portion]]
    """Source and force → month → what is loaded of it."""
    receipts: Sequence[Receipt]
    wards: Mapping[str, str]
    """Code → name of every ward of the area; empty where no lookup is loaded."""
    offence_codes: Mapping[str, str | None]
    """Offence code → None where it is in use, else the code that replaced it ("" where not known)."""
    project_ends: Mapping[str, date]
    returns: Sequence[Path]
    """Typed rows of the returns that are loaded."""
    street: Mapping[tuple[str, str], Path]
    """Force and month → typed rows of the street file that is loaded."""
    months: Mapping[tuple[str, str | None, str], tuple[Path, Receipt]]
    """Source, force and month → typed rows of what is loaded of it, and its receipt."""
    breaks: Sequence[KnownBreak]
    """The registered breaks: handed in, loaded or shipped."""
    partnership_names: frozenset[str]
    """What the Home Office calls the area's own partnership."""


def gathered(connection: duckdb.DuckDBPyConnection, archive: Archive, reports: Sequence[Report], demo: bool) -> Surroundings:
    """What the units are judged beside; places and lists handed in with them count already."""
    settings = catalogue.settings(archive.data)
    receipts = archive.receipts()
    same_kind = [receipt for receipt in receipts if receipt.demonstration == demo]
    stands = standing(same_kind)

    def typed(source: str) -> list[Path]:
        handed_in = [report.typed for report in reports if report.source and report.source.id == source and report.typed]
        return handed_in + _loaded_rows(archive, stands, source)

    lookups = typed("lookups")
    return Surroundings(
        counted_forces=settings.forces,
        area_name=settings.area_name,
        area_lsoas=_area_lsoas(connection, lookups, settings.area_code),
        demonstration_loaded=any(receipt.demonstration for receipt in receipts),
        today=date.today(),
        is_demonstration=demo,
        loaded=_loaded_portions(stands),
        # A file whose archived copy is lost may come again: that mends the archive.
        receipts=[receipt for receipt in same_kind if archive.original(receipt).exists()],
        wards=_area_wards(connection, lookups, settings.area_code),
        offence_codes=_offence_codes(connection, typed("offence_groups")),
        project_ends=_project_ends(connection, typed("projects")),
        returns=_loaded_rows(archive, stands, "returns"),
        street=_loaded_months(archive, stands, "police_street"),
        months=_all_months(archive, stands),
        breaks=_breaks(connection, typed("breaks")),
        partnership_names=_partnership_names(connection, lookups, settings.area_code) or frozenset({settings.area_name}),
    )


def _loaded_rows(archive: Archive, stands: Iterable[Standing], source: str) -> list[Path]:
    paths = [archive.typed(item.receipt) for item in stands if item.receipt.source == source]
    return [path for path in paths if path.exists()]


def _loaded_months(archive: Archive, stands: Iterable[Standing], source: str) -> dict[tuple[str, str], Path]:
    return {
        (portion.force, portion.period): path
        for item in stands
        if item.receipt.source == source and (path := archive.typed(item.receipt)).exists()
        for portion in item.portions
        if portion.force and portion.period
    }


def _all_months(archive: Archive, stands: Iterable[Standing]) -> dict[tuple[str, str | None, str], tuple[Path, Receipt]]:
    return {
        (item.receipt.source, portion.force, portion.period): (path, item.receipt)
        for item in stands
        if (path := archive.typed(item.receipt)).exists()
        for portion in item.portions
        if portion.period
    }


def _breaks(connection: duckdb.DuckDBPyConnection, lists: Sequence[Path]) -> list[KnownBreak]:
    if lists:
        rows = connection.execute(
            "SELECT source, area_code, strftime(\"from\", '%Y-%m'), strftime(\"to\", '%Y-%m')"
            f" FROM {parquet(lists[:1])} ORDER BY ALL"
        ).fetchall()
    else:
        table = catalogue.reference_table("breaks")
        rows = list(zip(table["source"], table["area_code"], table["from"], table["to"], strict=True))
    return [KnownBreak(*map(str, row)) for row in rows]


def _partnership_names(connection: duckdb.DuckDBPyConnection, lookups: Sequence[Path], area_code: str) -> frozenset[str]:
    if not lookups:
        return frozenset()
    rows = connection.execute(
        f"SELECT DISTINCT csp_name FROM {parquet(lookups)} WHERE district_code = $code AND csp_name IS NOT NULL",
        {"code": area_code},
    ).fetchall()
    return frozenset(str(name) for (name,) in rows)


def _loaded_portions(stands: Iterable[Standing]) -> dict[tuple[str, str | None], dict[str, Portion]]:
    found: dict[tuple[str, str | None], dict[str, Portion]] = {}
    for item in stands:
        for portion in item.portions:
            if portion.period:
                found.setdefault((item.receipt.source, portion.force), {})[portion.period] = portion
    return found


def parquet(paths: Sequence[Path]) -> str:
    """The SQL of some typed rows together."""
    return f"read_parquet([{', '.join(literal(str(path)) for path in paths)}], union_by_name = true)"


def _area_lsoas(connection: duckdb.DuckDBPyConnection, lookups: Sequence[Path], area_code: str) -> frozenset[str]:
    """All LSOA codes, of either vintage, that a lookup puts into the area."""
    if not lookups:
        return frozenset()
    rows = connection.execute(
        f"SELECT DISTINCT unnest([lsoa11_code, lsoa21_code]) FROM {parquet(lookups)} WHERE district_code = $code",
        {"code": area_code},
    ).fetchall()
    return frozenset(code for (code,) in rows if code)


def _area_wards(connection: duckdb.DuckDBPyConnection, lookups: Sequence[Path], area_code: str) -> dict[str, str]:
    if not lookups:
        return {}
    rows = connection.execute(
        f"SELECT DISTINCT ward_code, ward_name FROM {parquet(lookups)} WHERE district_code = $code AND ward_code IS NOT NULL"
        " ORDER BY ALL",
        {"code": area_code},
    ).fetchall()
    return {str(code): str(name or code) for code, name in rows}


def _offence_codes(connection: duckdb.DuckDBPyConnection, lists: Sequence[Path]) -> dict[str, str | None]:
    """Home Office code → None, or for a retired one the code that replaced it.

    Of the groups handed in or loaded, else of those that ship, and every other code of the Home Office's tables: a force's list
    holds thefts too, which belong to no group.
    """
    every = dict.fromkeys(catalogue.reference_table("offence_codes")["offence_code"])
    if lists:
        rows = connection.execute(f"SELECT offence_code, status, replaced_by FROM {parquet(lists[:1])}").fetchall()
    else:
        table = catalogue.reference_table("offence_groups")
        empty = [None] * len(table)
        rows = list(zip(table["offence_code"], table.get("status", empty), table.get("replaced_by", empty), strict=True))
    return every | {str(code): (str(by or "") if status == "retired" else None) for code, status, by in rows}


def _project_ends(connection: duckdb.DuckDBPyConnection, lists: Sequence[Path]) -> dict[str, date]:
    if lists:
        rows = connection.execute(f"SELECT project_id, ends FROM {parquet(lists[:1])} WHERE ends IS NOT NULL").fetchall()
        return {str(project): ends for project, ends in rows}
    table = catalogue.reference_table("projects").fillna("")
    return {row["project_id"]: date.fromisoformat(row["ends"]) for _, row in table.iterrows() if row["ends"]}
