"""What a file is judged beside: the configuration, the places and lists known, what is loaded, and today."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from analysis.declared import reference_tables
from analysis.declared.indicators import Indicator, read_all
from analysis.declared.settings import Settings, partnership_folder, settings
from analysis.declared.sources import sources
from analysis.words import fields
from analysis.words.months import month_end, month_of, shifted
from etl.archive.archive import Archive, ArchiveDamaged, Receipt, Standing, standing
from etl.archive.typed_rows import ensure_typed, lists_that_ship, shipped_rows
from etl.judging.against_the_past import KnownBreak
from etl.report import Portion, Report
from etl.sql import literal, one_file, quoted

DATED_ROWS = {"indicator_values": "indicator_id", "returns": "'returns'"}
"""Sources whose rows name their own first and last day → SQL of what those days are looked up by."""
GRANT_MAY_BE_BLANK = ("targets", "milestones", "spend", "risks", "ratings", "baselines", "stages")
"""Tables whose rows may leave the grant to their project, where that is in one grant only."""
MEASURE_COLUMNS = ("grant_id", "project_id", "measure_id", "kind", "counts_people")
MONTHS_A_PORTION = {"home_office_csp": 12}
"""Sources whose portions are longer than a month."""


@dataclass(frozen=True)
class LayerFile:
    """A reference layer that is loaded or handed in: its typed rows."""

    source: str
    layer: str | None
    as_at: str | None
    path: Path
    file: str
    handed_in: bool


@dataclass(frozen=True)
class Surroundings:
    """What a unit is judged beside: the configuration, the places known, what is loaded, and today."""

    counted_forces: tuple[str, ...] | None
    partial_forces: tuple[str, ...]
    """Forces of which a month without a file is no gap."""
    area_code: str
    area_name: str
    area_lsoas: frozenset[str]
    """Codes of either vintage that lie in the area; empty where no lookup is loaded."""
    demonstration_loaded: bool
    today: date
    is_demonstration: bool
    loaded: Mapping[tuple[str, str | None], Mapping[str, Portion]]
    """Source and force → month → what is loaded of it."""
    receipts: Sequence[Receipt]
    rows_of: Mapping[str, Path]
    """Receipt → its typed rows, where they are there."""
    wards: Mapping[str, str]
    """Code → name of every ward of the area; empty where no lookup is loaded."""
    offence_codes: Mapping[str, str | None]
    """Offence code → None where it is in use, else the code that replaced it ("" where not known)."""
    project_ends: Mapping[tuple[str, str], date]
    returns: Sequence[Path]
    """Typed rows of the returns that are loaded."""
    street: Mapping[tuple[str, str], Path]
    """Force and month → typed rows of the street file that is loaded."""
    months: Mapping[tuple[str, str | None, str], tuple[Path, Receipt]]
    """Source, force and month → typed rows of what is loaded of it, and its receipt."""
    breaks: Sequence[KnownBreak]
    """The registered breaks: handed in, loaded or shipped."""
    list_rows: Mapping[str, str]
    """List that is handed in → SQL of its rows that are loaded (or ship), each with its receipt, NULL for what ships."""
    figure_days: Mapping[str, tuple[date, date]]
    """Indicator that has figures, handed in or loaded → the first and last day that they may have."""
    partnership_names: frozenset[str]
    """What the Home Office calls the area's own partnership."""
    lookups: Sequence[Path]
    """Typed rows of the lookups handed in or loaded."""
    lists: Mapping[str, Sequence[Path]]
    """Source without months → typed rows of what is loaded, oldest first."""
    grants: frozenset[str]
    projects: frozenset[str]
    """Grants and projects that are handed in, loaded or shipped for this area; empty where none is known."""
    grant_years: Mapping[str, str]
    """Grant → its financial year, as 2024/25, where that is known."""
    grants_of: Mapping[str, frozenset[str]]
    """Project → its grants, by the list that will stand."""
    without_grant: Mapping[str, tuple[str, ...]]
    """Project → titles of the loaded tables that hold rows of it which name no grant."""
    measures: Mapping[tuple[str | None, str, str], tuple[str, bool]]
    """Project and measure of the targets → its kind, and whether it counts people."""
    layers: Sequence[LayerFile]
    """The reference layers: those handed in first, then those loaded from the newest day on."""
    area_codes: Mapping[str, frozenset[str]]
    """Column of a code (ward_code, lsoa21_code, lsoa11_code, district_code) → the area's codes in any lookup."""
    newest_codes: Mapping[str, frozenset[str]]
    """The same, of wards those of the newest lookup alone."""
    ward_of: Mapping[str, str]
    """LSOA of 2021 of the area → its ward in the newest lookup."""
    zones: frozenset[str]
    """Zones that are handed in, loaded or shipped for this area; empty where none is known."""
    typed: Callable[[str], Sequence[Path]]
    """Source → its typed rows: those handed in, then those loaded."""
    cells: frozenset[str]
    """Cells of the partnership's own grid that are handed in or loaded."""

    def newest(self, source: str, layer: str | None) -> LayerFile | None:
        """The loaded layer of the newest day."""
        return next((f for f in self.layers if (f.source, f.layer) == (source, layer) and not f.handed_in), None)

    def any_file(self, source: str, layer: str) -> LayerFile | None:
        """A layer that is handed in, else the newest loaded one."""
        return next((f for f in self.layers if (f.source, f.layer) == (source, layer)), None)


def gathered(
    connection: duckdb.DuckDBPyConnection, archive: Archive, reports: Sequence[Report], demo: bool, staging: Path
) -> Surroundings:
    """What the units are judged beside; places and lists handed in with them count already.

    staging: a folder for what is made on the way: looking at files leaves the archive as it is.
    """
    served = settings(archive.data)
    receipts = archive.receipts()
    same_kind = [receipt for receipt in receipts if receipt.demonstration == demo]
    stands = standing(same_kind)
    whole = {item.receipt.id: path for item in stands if (path := _whole_rows(archive, item.receipt))}

    def typed(source: str) -> list[Path]:
        handed_in = [report.typed for report in reports if report.source and report.source.id == source and report.typed]
        return handed_in + _loaded_rows(whole, stands, source)

    lookups = typed("lookups")
    layers = _layers(whole, stands, reports)
    ward_of = _ward_of(connection, layers, served.area_code)
    area_codes = _area_codes(connection, lookups, served.area_code)
    grants_of = _grants_of(connection, typed("projects"), served.area_code)
    return Surroundings(
        counted_forces=served.forces,
        partial_forces=served.partial_forces,
        area_code=served.area_code,
        area_name=served.area_name,
        area_lsoas=_area_lsoas(connection, lookups, served.area_code),
        demonstration_loaded=any(receipt.demonstration for receipt in receipts),
        today=date.today(),
        is_demonstration=demo,
        loaded=_loaded_portions(stands),
        # A file whose archived copy is lost may come again: that mends the archive.
        receipts=[receipt for receipt in same_kind if archive.original(receipt).exists()],
        rows_of={receipt.id: path for receipt in same_kind if (path := archive.typed(receipt)).exists()},
        wards=_area_wards(connection, lookups, served.area_code),
        offence_codes=_offence_codes(connection, typed("offence_groups")),
        project_ends=_project_ends(connection, typed("projects"), served.area_code),
        returns=_loaded_rows(whole, stands, "returns"),
        street=_loaded_months(whole, stands, "police_street"),
        months=_all_months(whole, stands),
        lists=_lists(whole, stands),
        grants=_known(connection, "grants", "grant_id", typed("grants"), served.area_code),
        projects=_known(connection, "projects", "project_id", typed("projects"), served.area_code),
        grant_years=_grant_years(connection, typed("grants"), served.area_code),
        grants_of=grants_of,
        without_grant=_without_grant(connection, reports, typed),
        measures=_measures(connection, typed("targets"), served.area_code, grants_of),
        layers=layers,
        area_codes=area_codes,
        newest_codes=area_codes | ({"ward_code": frozenset(ward_of.values())} if ward_of else {}),
        ward_of=ward_of,
        zones=_zones(connection, typed("zones"), served.area_code),
        cells=_cells(connection, typed("cells")),
        breaks=_breaks(connection, [*typed("breaks"), *_shipped(archive, served, demo, "breaks", staging)]),
        list_rows=_list_rows(archive, served, demo, stands, whole, reports, staging),
        figure_days=_figure_days(connection, stands, reports, typed, read_all(served).indicators),
        partnership_names=_partnership_names(connection, lookups, served.area_code) or frozenset({served.area_name}),
        lookups=lookups,
        typed=typed,
    )


WholeRows = Mapping[str, Path]
"""Receipt → its typed rows as they were made; those that are lost are not in it."""


def _loaded_rows(whole: WholeRows, stands: Iterable[Standing], source: str) -> list[Path]:
    return [path for item in stands if item.receipt.source == source and (path := whole.get(item.receipt.id))]


def _whole_rows(archive: Archive, receipt: Receipt) -> Path | None:
    """Typed rows as they were made; None where they are lost together with their file, or cannot be made again here.

    Verify names what is lost.
    """
    try:
        return ensure_typed(archive, receipt)
    except (ArchiveDamaged, OSError):
        return None


def _loaded_months(whole: WholeRows, stands: Iterable[Standing], source: str) -> dict[tuple[str, str], Path]:
    return {
        (portion.force, portion.period): path
        for item in stands
        if item.receipt.source == source and (path := whole.get(item.receipt.id))
        for portion in item.portions
        if portion.force and portion.period
    }


def _lists(whole: WholeRows, stands: Iterable[Standing]) -> dict[str, list[Path]]:
    found: dict[str, list[Path]] = {}
    for item in stands:
        if sources()[item.receipt.source].replaces in ("key", "whole") and (path := whole.get(item.receipt.id)):
            found.setdefault(item.receipt.source, []).append(path)
    return found


def _known(
    connection: duckdb.DuckDBPyConnection, source: str, column: str, lists: Sequence[Path], area_code: str
) -> frozenset[str]:
    """The identifiers of a list that is handed in or loaded, else of the one that ships for this area."""
    if lists:
        rows = connection.execute(f"SELECT DISTINCT {column} FROM {parquet(lists)}").fetchall()
        return frozenset(str(value) for (value,) in rows)
    return frozenset(row[column] for row in fields.lines(reference_tables.partnership_table(source, area_code)))


def _zones(connection: duckdb.DuckDBPyConnection, lists: Sequence[Path], area_code: str) -> frozenset[str]:
    """Zones of the list that will stand, else of the one that ships for this area."""
    if lists:
        return frozenset(str(zone) for (zone,) in connection.execute(f"SELECT zone_id FROM {parquet(lists[:1])}").fetchall())
    return frozenset(reference_tables.zone_names(area_code)) - frozenset(reference_tables.ZONE_KINDS)


def _cells(connection: duckdb.DuckDBPyConnection, lists: Sequence[Path]) -> frozenset[str]:
    rows = connection.execute(f"SELECT cell_id FROM {parquet(lists[:1])}").fetchall() if lists else []
    return frozenset(str(cell) for (cell,) in rows)


def _grant_years(connection: duckdb.DuckDBPyConnection, lists: Sequence[Path], area_code: str) -> dict[str, str]:
    if lists:
        year = "strftime(year, '%Y') || '/' || strftime(year + INTERVAL 1 YEAR, '%y')"
        rows = connection.execute(f"SELECT grant_id, {year} FROM {parquet(lists[:1])} WHERE year IS NOT NULL").fetchall()
    else:
        shipped = fields.lines(reference_tables.partnership_table("grants", area_code))
        rows = [(row["grant_id"], row["year"]) for row in shipped if isinstance(row["year"], str)]
    return {str(grant): str(year) for grant, year in rows}


def _grants_of(connection: duckdb.DuckDBPyConnection, lists: Sequence[Path], area_code: str) -> dict[str, frozenset[str]]:
    if lists:
        rows = connection.execute(f"SELECT project_id, grant_id FROM {parquet(lists[:1])}").fetchall()
    else:
        shipped = fields.lines(reference_tables.partnership_table("projects", area_code))
        rows = [(row["project_id"], row["grant_id"]) for row in shipped]
    found: dict[str, frozenset[str]] = {}
    for project, grant in rows:
        found[str(project)] = found.get(str(project), frozenset()) | {str(grant)}
    return found


def _without_grant(
    connection: duckdb.DuckDBPyConnection, reports: Sequence[Report], typed: Callable[[str], Sequence[Path]]
) -> dict[str, tuple[str, ...]]:
    """Titles of tables by project, those left aside that one handed in replaces whole. typed: rows handed in, then loaded."""
    handed_in = {report.source.id for report in reports if report.source}
    found: dict[str, tuple[str, ...]] = {}
    for name in GRANT_MAY_BE_BLANK:
        source, paths = sources()[name], typed(name)
        if not paths or (source.replaces == "whole" and name in handed_in):
            continue
        # A row without its grant stands only where none with a grant has come since.
        rest = ", ".join(quoted(column) for column in source.key if column != "grant_id")
        for (project,) in connection.execute(
            f"SELECT DISTINCT project_id FROM (SELECT project_id FROM {parquet(paths)} WHERE project_id IS NOT NULL"
            f" GROUP BY project_id, {rest} HAVING count(grant_id) = 0) ORDER BY 1"
        ).fetchall():
            found[str(project)] = (*found.get(str(project), ()), source.title)
    return found


def _measures(
    connection: duckdb.DuckDBPyConnection, lists: Sequence[Path], area_code: str, grants_of: Mapping[str, frozenset[str]]
) -> dict[tuple[str | None, str, str], tuple[str, bool]]:
    """Grant, project and measure → its kind, and whether it counts people; the grant is None where nothing tells it."""
    if lists:
        rows = connection.execute(
            "SELECT grant_id, project_id, measure_id, coalesce(kind, ''), coalesce(counts_people::VARCHAR, '')"
            f" FROM {parquet(lists)}"
        ).fetchall()
    else:
        shipped = fields.lines(reference_tables.partnership_table("targets", area_code).fillna(""))
        rows = [tuple(row.get(name, "") for name in MEASURE_COLUMNS) for row in shipped]
    return {
        (grant or _only(grants_of.get(str(project), ())), str(project), str(measure)): (str(kind), people in ("Y", "true"))
        for grant, project, measure, kind, people in rows
    }


def _only(grants: Collection[str]) -> str | None:
    return next(iter(grants)) if len(grants) == 1 else None


def _layers(whole: WholeRows, stands: Iterable[Standing], reports: Sequence[Report]) -> list[LayerFile]:
    handed_in = [
        LayerFile(report.source.id, report.layer, report.as_at, report.typed, report.file, True)
        for report in reports
        if report.source and report.source.replaces == "layer" and report.typed and report.verdict != "refused"
    ]
    loaded = [
        LayerFile(item.receipt.source, item.receipt.layer, item.receipt.as_at, path, item.receipt.file, False)
        for item in stands
        if item.receipt.layer and (path := whole.get(item.receipt.id))
    ]
    return [*handed_in, *sorted(loaded, key=lambda one: one.as_at or "", reverse=True)]


AREA_COLUMNS = ("ward_code", "lsoa21_code", "lsoa11_code")


def _area_codes(connection: duckdb.DuckDBPyConnection, lookups: Sequence[Path], area_code: str) -> dict[str, frozenset[str]]:
    found = {"district_code": frozenset({area_code})}
    for column in AREA_COLUMNS if lookups else ():
        rows = connection.execute(
            f"SELECT DISTINCT {column} FROM {parquet(lookups)} WHERE district_code = $code AND {column} IS NOT NULL",
            {"code": area_code},
        ).fetchall()
        found[column] = frozenset(str(code) for (code,) in rows)
    return found


def _ward_of(connection: duckdb.DuckDBPyConnection, layers: Sequence[LayerFile], area_code: str) -> dict[str, str]:
    """LSOA of 2021 → ward in the newest lookup, of the area."""
    files = [one for one in layers if (one.source, one.layer) == ("lookups", "lsoa21_ward")]
    if not files:
        return {}
    newest = max(files, key=lambda one: (one.as_at or "", one.handed_in))
    rows = connection.execute(
        f"SELECT lsoa21_code, ward_code FROM {parquet([newest.path])} WHERE district_code = $code ORDER BY ALL",
        {"code": area_code},
    ).fetchall()
    return {str(lsoa): str(ward) for lsoa, ward in rows if lsoa and ward}


def _all_months(whole: WholeRows, stands: Iterable[Standing]) -> dict[tuple[str, str | None, str], tuple[Path, Receipt]]:
    return {
        (item.receipt.source, portion.force, portion.period): (path, item.receipt)
        for item in stands
        if (path := whole.get(item.receipt.id))
        for portion in item.portions
        if portion.period
    }


def _breaks(connection: duckdb.DuckDBPyConnection, lists: Sequence[Path]) -> list[KnownBreak]:
    if not lists:
        return []
    rows = connection.execute(
        "SELECT DISTINCT source, area_code, strftime(\"from\", '%Y-%m'), strftime(\"to\", '%Y-%m')"
        f" FROM {parquet(lists)} WHERE kind <> 'withdrawn' ORDER BY ALL"
    ).fetchall()
    return [KnownBreak(*map(str, row)) for row in rows]


def _shipped(archive: Archive, settings: Settings, demo: bool, source: str, staging: Path) -> list[Path]:
    """The rows that ship of a list; none beside made-up data, and none for another area than they were made for."""
    if demo or partnership_folder(settings.area_code) is None:
        return []
    ship = lists_that_ship(settings.area_code)
    return [shipped_rows(archive, unit, declared, staging) for declared, unit in ship if declared.id == source]


def _list_rows(
    archive: Archive,
    settings: Settings,
    demo: bool,
    stands: Sequence[Standing],
    whole: WholeRows,
    reports: Sequence[Report],
    staging: Path,
) -> dict[str, str]:
    found: dict[str, str] = {}
    for report in reports:
        source = report.source
        if source is None or source.replaces not in ("whole", "key") or not source.key or source.id in found:
            continue
        mine = [item.receipt.id for item in stands if item.receipt.source == source.id and item.receipt.id in whole]
        parts = [f"SELECT *, {literal(id)} AS receipt FROM {parquet([whole[id]])}" for id in mine]
        if source.replaces == "key" or not mine:
            ship = _shipped(archive, settings, demo, source.id, staging)
            parts += [f"SELECT *, NULL::VARCHAR AS receipt FROM {parquet([path])}" for path in ship]
        if parts:
            found[source.id] = " UNION ALL BY NAME ".join(parts)
    return found


def _partnership_names(connection: duckdb.DuckDBPyConnection, lookups: Sequence[Path], area_code: str) -> frozenset[str]:
    if not lookups:
        return frozenset()
    rows = connection.execute(
        f"SELECT DISTINCT csp_name FROM {parquet(lookups)} WHERE district_code = $code AND csp_name IS NOT NULL",
        {"code": area_code},
    ).fetchall()
    return frozenset(str(name) for (name,) in rows)


def _figure_days(
    connection: duckdb.DuckDBPyConnection,
    stands: Iterable[Standing],
    reports: Iterable[Report],
    typed: Callable[[str], Sequence[Path]],
    declared: Iterable[Indicator],
) -> dict[str, tuple[date, date]]:
    """Indicator → the days that its figures may have: of the periods of its source, and of the figures handed in for it."""
    spans: dict[str, list[tuple[date, date]]] = {}
    for source, portion in [
        *((item.receipt.source, portion) for item in stands for portion in item.portions),
        *((report.source.id, portion) for report in reports if report.source for portion in report.portions),
    ]:
        if portion.period and source not in DATED_ROWS:
            spans.setdefault(source, []).append(_days_of(source, portion.period))
    for source, column in DATED_ROWS.items():
        if paths := typed(source):
            rows = connection.execute(
                f"SELECT {column}, min(period_start), max(period_end) FROM {parquet(paths)} GROUP BY 1"
                " HAVING min(period_start) IS NOT NULL AND max(period_end) IS NOT NULL"
            ).fetchall()
            for key, first, last in rows:
                spans.setdefault(str(key), []).append((first, last))
    found: dict[str, tuple[date, date]] = {}
    for one in declared:
        mine = [*spans.get(one.source, []), *spans.get(one.id, [])]
        if mine:
            found[one.id] = (min(first for first, _ in mine), max(last for _, last in mine))
    return found


def _days_of(source: str, period: str) -> tuple[date, date]:
    """First and last day of a portion: a month; of the Home Office's tables a financial year."""
    first = month_of(period)
    return first, month_end(shifted(first, MONTHS_A_PORTION.get(source, 1) - 1))


def _loaded_portions(stands: Iterable[Standing]) -> dict[tuple[str, str | None], dict[str, Portion]]:
    found: dict[tuple[str, str | None], dict[str, Portion]] = {}
    for item in stands:
        for portion in item.portions:
            if portion.period:
                found.setdefault((item.receipt.source, portion.force), {})[portion.period] = portion
    return found


def parquet(paths: Sequence[Path]) -> str:
    """The SQL of some typed rows together."""
    return f"read_parquet([{', '.join(one_file(path) for path in paths)}], union_by_name = true)"


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
    every = dict.fromkeys(reference_tables.reference_table("offence_codes")["offence_code"])
    if lists:
        rows = connection.execute(f"SELECT offence_code, status, replaced_by FROM {parquet(lists[:1])}").fetchall()
    else:
        table = reference_tables.reference_table("offence_groups")
        empty = [None] * len(table)
        rows = list(zip(table["offence_code"], table.get("status", empty), table.get("replaced_by", empty), strict=True))
    return every | {str(code): (str(by or "") if status == "retired" else None) for code, status, by in rows}


def _project_ends(connection: duckdb.DuckDBPyConnection, lists: Sequence[Path], area_code: str) -> dict[tuple[str, str], date]:
    """Grant and project → the project's last day, where it is known."""
    if lists:
        rows = connection.execute(
            f"SELECT grant_id, project_id, ends FROM {parquet(lists[:1])} WHERE ends IS NOT NULL"
        ).fetchall()
        return {(str(grant), str(project)): ends for grant, project, ends in rows}
    shipped = fields.lines(reference_tables.partnership_table("projects", area_code).fillna(""))
    return {(row["grant_id"], row["project_id"]): date.fromisoformat(row["ends"]) for row in shipped if row["ends"]}
