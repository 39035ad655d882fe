"""Reference layers beside what is loaded and beside each other: areas that vanish, move, or are another district's.

A short or misplaced layer makes counts fall without a word, since records that lie in no outline lie nowhere.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import duckdb
import shapely

from analysis.declared.sources import Source
from etl.judging.surroundings import LayerFile, Surroundings
from etl.problems import Problem, counted, declares, inform, warn
from etl.report import Report
from etl.sql import one_file, quoted

SAME_PLACE = 0.5
"""An outline that shares less than half of the ground of both with the loaded one of the same code has moved."""
IN_ITS_WARD = 0.5
"""Of the area's LSOAs, whose wards fit them best, far more than half lie in their ward."""
TOTAL_MOVED, RESIDENTS_MOVED, MOST_MOVED = 0.1, 2.0, 0.1
"""Residents of the area differ from a loaded layer's by at most a tenth, and at most a tenth of its areas double or halve."""
WARDS_MOVED = 0.1
"""A newer year may put a few LSOAs into another ward; more than a tenth is asked, and in the same year any."""
NAMED = 3
NOUNS = {"ward_code": "ward", "lsoa21_code": "LSOA", "lsoa11_code": "2011 LSOA", "district_code": "district"}
RESIDENTS = {
    ("population", "ward"): ("ward_code", "residents"),
    ("population", "lsoa21"): ("lsoa21_code", "residents"),
    ("population", "lsoa11"): ("lsoa11_code", "residents"),
    ("population", "district"): ("district_code", "residents"),
    ("mid_year_estimates", "ages"): ("district_code", "all_ages"),
}
"""Source and layer that tell how many live where: the columns of the area and of its residents."""
LACKS = {"boundaries": "no outline", "population": "no residents", "lookups": "no place", "mid_year_estimates": "no residents"}


def about(connection: duckdb.DuckDBPyConnection, report: Report, source: Source, around: Surroundings) -> list[Problem]:
    """What of a reference layer cannot be so, beside the layers loaded and handed in."""
    if source.replaces != "layer" or report.typed is None or report.layer is None:
        return []
    layer = next(layer for layer in source.layers if layer.id == report.layer)
    key = layer.key[0]
    codes = _codes(connection, report, key)
    own = codes & around.area_codes.get(key, frozenset())
    if problem := _none_of_the_area(connection, report, key, codes, own, around):
        return [problem]
    missing = _missing(connection, report, key, codes, around)
    problems = [_missing_areas(source, key, missing, around)] if missing else []
    match source.id:
        case "boundaries":
            return [*problems, *_moved(connection, report, key, own, around), *_beside_other_outlines(connection, report, around)]
        case "population" | "mid_year_estimates":
            return [*problems, *([] if missing else _residents(connection, report, own, around))]
        case _:
            return [*problems, *_wards_moved(connection, report, key, own, around)]


def _read(report: Report) -> str:
    return f"read_parquet({one_file(report.typed)})"


def _codes(connection: duckdb.DuckDBPyConnection, file: Report | LayerFile, key: str) -> set[str]:
    path = file.typed if isinstance(file, Report) else file.path
    rows = connection.execute(f"SELECT DISTINCT {quoted(key)} FROM read_parquet({one_file(path)})").fetchall()
    return {code for (code,) in rows if code}


@declares("meaning", "layer_elsewhere")
def _none_of_the_area(
    connection: duckdb.DuckDBPyConnection,
    report: Report,
    key: str,
    codes: set[str],
    own: Collection[str],
    around: Surroundings,
) -> Problem | None:
    """A layer of which no area is the partnership's: told by lookups, else by the districts that the file itself names."""
    if own or not codes:
        return None
    names = {column.name for column in report.source.columns} if report.source else set[str]()
    districts = _codes(connection, report, "district_code") if "district_code" in names else set[str]()
    loaded = around.newest("boundaries", report.layer) if report.source and report.source.id == "boundaries" else None
    known = bool(around.area_codes.get(key)) or bool(districts - {around.area_code})
    if around.area_code in districts or (not known and (loaded is None or codes & _codes(connection, loaded, key))):
        return None
    some = ", ".join(sorted(codes)[:NAMED])
    message = f"No {NOUNS.get(key, 'area')} of the file is one of {around.area_name}'s; it holds {some} and so on."
    remedy = f"Check that it is {around.area_name}'s file, and of which year its codes are. Confirm to load it all the same."
    return warn("layer_elsewhere", message, remedy)


def _missing(
    connection: duckdb.DuckDBPyConnection, report: Report, key: str, codes: Collection[str], around: Surroundings
) -> list[str]:
    """Codes of the area that the file lacks: those the lookups know, and for a lookup those of the one that is loaded."""
    assert report.source
    loaded = around.newest(report.source.id, report.layer)
    before = _codes(connection, loaded, key) if loaded else set[str]()
    expected = around.newest_codes.get(key, frozenset())
    if report.source.id == "lookups":
        expected = before & around.area_codes.get(key, frozenset())
    elif not expected:
        expected = before
    return sorted(set(expected) - set(codes))


@declares("meaning", "areas_missing")
def _missing_areas(source: Source, key: str, missing: Sequence[str], around: Surroundings) -> Problem:
    noun = NOUNS.get(key, "area")
    some = ", ".join(f"{around.wards.get(code, code)}" for code in missing[:NAMED]) + (" and so on" if missing[NAMED:] else "")
    one = len(missing) == 1
    message = (
        f"{len(missing):,} {noun}{'' if one else 's'} of {around.area_name} {'has' if one else 'have'} {LACKS[source.id]} in this"
        f" file: {some}. Records there could not be placed, and counts would fall."
    )
    remedy = "Download the whole layer (a server may hand out only a part at a time). Confirm to load it as it is."
    return warn("areas_missing", message, remedy)


def _outlines(
    connection: duckdb.DuckDBPyConnection, file: Report | LayerFile, key: str, codes: Collection[str] | None = None
) -> dict[str, shapely.Geometry]:
    path = file.typed if isinstance(file, Report) else file.path
    rows = connection.execute(
        f"SELECT {quoted(key)}, geometry FROM read_parquet({one_file(path)}) WHERE geometry IS NOT NULL"
    ).fetchall()
    return {code: shapely.from_geojson(text) for code, text in rows if codes is None or code in codes}


@declares("meaning", "outlines_moved")
def _moved(
    connection: duckdb.DuckDBPyConnection, report: Report, key: str, own: Collection[str], around: Surroundings
) -> list[Problem]:
    """Outlines that lie elsewhere than the loaded ones of the same codes: moved, mirrored, or under each other's codes."""
    loaded = around.newest("boundaries", report.layer)
    if loaded is None:
        return []
    wanted = set(own) or None
    before, now = _outlines(connection, loaded, key, wanted), _outlines(connection, report, key, wanted)
    moved = [code for code in sorted(before.keys() & now.keys()) if _shared(before[code], now[code]) < SAME_PLACE]
    if not moved:
        return []
    named = ", ".join(around.wards.get(code, code) for code in moved[:NAMED]) + (" and so on" if moved[NAMED:] else "")
    message = (
        f"{len(moved):,} of {len(before.keys() & now.keys()):,} outlines lie elsewhere than those loaded for the same codes:"
        f" {named}. Records would be placed in other areas."
    )
    remedy = "Check the codes and the projection, and that no outline is mirrored. Confirm to load them all the same."
    return [warn("outlines_moved", message, remedy)]


def _shared(one: shapely.Geometry, other: shapely.Geometry) -> float:
    """The share of the ground of both that is common to them (0–1)."""
    together = shapely.area(shapely.union(one, other))
    return float(shapely.area(shapely.intersection(one, other)) / together) if together else 0.0


@declares("meaning", "outlines_disagree")
def _beside_other_outlines(connection: duckdb.DuckDBPyConnection, report: Report, around: Surroundings) -> list[Problem]:
    """Wards beside LSOAs: most LSOAs of the area lie in the ward that the lookup gives them."""
    other = around.any_file("boundaries", "lsoa21" if report.layer == "ward" else "ward")
    if report.layer not in ("ward", "lsoa21") or other is None or not around.ward_of:
        return []
    wards = _outlines(connection, report if report.layer == "ward" else other, "ward_code")
    lsoas = _outlines(connection, other if report.layer == "ward" else report, "lsoa21_code", set(around.ward_of))
    pairs = [(lsoas[lsoa], wards[ward]) for lsoa, ward in around.ward_of.items() if lsoa in lsoas and ward in wards]
    inside = sum(bool(shapely.intersects(shapely.point_on_surface(lsoa), ward)) for lsoa, ward in pairs)
    if not pairs or inside >= IN_ITS_WARD * len(pairs):
        return []
    message = (
        f"Wards and LSOAs disagree: {inside:,} of {len(pairs):,} LSOAs of {around.area_name} lie in the ward that the lookup"
        f" gives them (the other layer is {other.file})."
    )
    remedy = "Check the codes and the projection of both files. Confirm to load them all the same."
    return [warn("outlines_disagree", message, remedy)]


@declares("meaning", "residents_differ")
def _residents(
    connection: duckdb.DuckDBPyConnection, report: Report, own: Collection[str], around: Surroundings
) -> list[Problem]:
    """Residents of the area beside those of the other population files, all together and area by area."""
    assert report.typed and report.source
    key, column = RESIDENTS.get((report.source.id, report.layer or ""), ("", ""))
    now = _figures(connection, _read(report), key, column, own) if key else {}
    problems: list[Problem] = []
    for other in around.layers:
        theirs, of_theirs = RESIDENTS.get((other.source, other.layer or ""), ("", ""))
        if other.path == report.typed or not theirs:
            continue
        codes = around.area_codes.get(theirs, frozenset())
        before = _figures(connection, f"read_parquet({one_file(other.path)})", theirs, of_theirs, codes) if codes else {}
        total, known = sum(now.values()), sum(before.values())
        if not total or not known or set(codes) - set(before):
            continue
        both = now.keys() & before.keys()
        moved = [code for code in both if _apart(now[code], before[code])]
        emptied = sorted(code for code in both if before[code] and not now[code])
        if abs(total - known) > TOTAL_MOVED * known:
            message = f"{around.area_name} has {total:,} residents in this file, and {known:,} in {other.file} ({other.as_at})."
        elif theirs == key and emptied:
            message = (
                f"{counted(len(emptied), 'area')} of {around.area_name} ({', '.join(emptied[:3])}) would have no residents, and"
                f" {before[emptied[0]]:,} live in the first of them by {other.file} ({other.as_at})."
            )
        elif theirs == key and len(moved) > MOST_MOVED * len(now):
            message = (
                f"{len(moved):,} of {len(now):,} areas have twice or half as many residents in this file as in {other.file}"
                f" ({other.as_at}), though the total is about the same: rows may be mixed up."
            )
        else:
            continue
        remedy = "Check that residents stand in the column, whole and not in thousands. Confirm to load it all the same."
        problems.append(warn("residents_differ", message, remedy))
    return problems[:1]


def _figures(
    connection: duckdb.DuckDBPyConnection, relation: str, key: str, column: str, codes: Collection[str]
) -> dict[str, int]:
    rows = connection.execute(
        f"SELECT {quoted(key)}, {column} FROM {relation} WHERE {column} IS NOT NULL AND list_contains($codes::VARCHAR[],"
        f" {quoted(key)})",
        {"codes": sorted(codes)},
    ).fetchall()
    return {str(code): int(residents) for code, residents in rows}


def _apart(one: int, other: int) -> bool:
    return max(one, other) >= RESIDENTS_MOVED * max(min(one, other), 1)


@declares("meaning", "wards_moved")
def _wards_moved(
    connection: duckdb.DuckDBPyConnection, report: Report, key: str, own: Collection[str], around: Surroundings
) -> list[Problem]:
    """LSOAs of the area that a lookup puts into another ward than the one loaded."""
    loaded = around.newest("lookups", report.layer)
    if loaded is None or report.layer not in ("lsoa21_ward", "lsoa11_ward"):
        return []
    now, before = (_wards_of(connection, path, key) for path in (str(report.typed), str(loaded.path)))
    both = [code for code in own if code in now and code in before]
    moved = sorted(code for code in both if now[code] != before[code])
    most = 0 if loaded.as_at == report.as_at else WARDS_MOVED * len(both)
    if len(moved) <= most:
        return []
    message = (
        f"{len(moved):,} of {len(both):,} LSOAs of {around.area_name} lie in another ward than in the lookup loaded, such as"
        f" {moved[0]}: {now[moved[0]]}, before {before[moved[0]]}."
    )
    remedy = "Check that wards were redrawn. Confirm to load it; counts of wards will move."
    return [warn("wards_moved", message, remedy)]


def _wards_of(connection: duckdb.DuckDBPyConnection, path: str, key: str) -> Mapping[str, str]:
    rows = connection.execute(f"SELECT {quoted(key)}, ward_code FROM read_parquet({one_file(path)})").fetchall()
    return {str(code): str(ward) for code, ward in rows}


@declares("meaning", "codes_not_placed")
def not_placed(connection: duckdb.DuckDBPyConnection, report: Report, source: Source, around: Surroundings) -> list[Problem]:
    """Rows that carry the area's name and a code that no loaded lookup knows: they count as not located, and that is said."""
    names = {column.name for column in source.columns}
    if not {"lsoa_code", "lsoa_name"} <= names or not around.area_lsoas or report.typed is None:
        return []
    found = connection.execute(
        f"SELECT count(*), min(lsoa_code) FROM {_read(report)} ANTI JOIN area_lsoas ON lsoa_code = code"
        " WHERE lsoa_code IS NOT NULL AND starts_with(lsoa_name, $area || ' ')",
        {"area": around.area_name},
    ).fetchone()
    assert found
    rows, example = found
    if not rows:
        return []
    message = (
        f"{rows:,} of {report.rows:,} rows carry {around.area_name}'s name and an LSOA code that no loaded lookup knows, such as"
        f" {example}. They count as not located, in no ward and not in {around.area_name}."
    )
    if around.any_file("lookups", "lsoa11_lsoa21") is not None:
        return [inform("codes_not_placed", message)]
    remedy = (
        "Load the lookup 'LSOA (2011) to LSOA (2021)' with it or before it: without it codes of 2011 that changed cannot be"
        " placed. Confirm to load the file without it."
    )
    return [warn("codes_not_placed", message, remedy)]
