"""Places that need geometry: which LSOA a point of a split area lies in, each point on the National Grid, the zones around it."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyproj
import shapely
from pyarrow import parquet

from etl.sql import one_file

Floats = npt.NDArray[np.float64]
Shapes = npt.NDArray[np.object_]


def add_split_points(connection: duckdb.DuckDBPyConnection) -> None:
    """Table split_points: one row per distinct point filed under a 2011 LSOA that was split, with the 2021 LSOA it lies in.

    Empty where the boundaries of the LSOAs of 2021 are not loaded: such rows keep their ward and no LSOA.
    """
    connection.execute("CREATE TABLE split_points (filed VARCHAR, longitude DOUBLE, latitude DOUBLE, lsoa_code VARCHAR)")
    if _count(connection, "SELECT count(*) FROM lsoa_places WHERE split AND in_area") == 0:
        return
    outlines = connection.execute(
        "SELECT lsoa21_code, geometry FROM typed_boundaries WHERE layer = 'lsoa21'"
        " QUALIFY as_at = max(as_at) OVER () ORDER BY lsoa21_code"
    ).fetchall()
    if not outlines:
        return
    points = connection.execute(
        " UNION ".join(
            f"SELECT DISTINCT t.lsoa_code AS filed, longitude, latitude FROM {table} t"
            " JOIN lsoa_places p ON p.filed = t.lsoa_code AND p.split AND p.in_area WHERE longitude IS NOT NULL"
            for table in ("typed_police_street", "typed_police_outcomes")
        )
        + " ORDER BY ALL"
    ).fetchnumpy()
    index, area = _within(points["longitude"], points["latitude"], [text for _, text in outlines])
    found = {
        "filed": points["filed"][index],
        "longitude": points["longitude"][index],
        "latitude": points["latitude"][index],
        "lsoa_code": np.array([code for code, _ in outlines], dtype=object)[area],
    }
    _insert(connection, "split_points", found)


def add_points(connection: duckdb.DuckDBPyConnection) -> None:
    """Tables points and zone_points: each distinct point of the area's records on the National Grid, and the zones it lies in."""
    points = connection.execute(
        "SELECT DISTINCT longitude, latitude FROM crimes WHERE place = 'area' AND longitude IS NOT NULL ORDER BY ALL"
    ).fetchnumpy()
    longitude, latitude = points["longitude"], points["latitude"]
    easting, northing = _projection("EPSG:4326", "EPSG:27700").transform(longitude, latitude)
    connection.execute("CREATE TABLE points (longitude DOUBLE, latitude DOUBLE, easting DOUBLE, northing DOUBLE)")
    _insert(
        connection,
        "points",
        {
            "longitude": longitude,
            "latitude": latitude,
            "easting": np.asarray(easting),
            "northing": np.asarray(northing),
        },
    )
    zones = connection.execute("SELECT zone_id, geojson FROM zones ORDER BY zone_id").fetchall()
    connection.execute("CREATE TABLE zone_points (zone_id VARCHAR, longitude DOUBLE, latitude DOUBLE)")
    index, zone = _within(longitude, latitude, [text for _, text in zones])
    names = np.array([name for name, _ in zones], dtype=object)
    _insert(connection, "zone_points", {"zone_id": names[zone], "longitude": longitude[index], "latitude": latitude[index]})


def add_cells(connection: duckdb.DuckDBPyConnection) -> None:
    """Table cells: the partnership's own grid, each cell with its outline and its width in metres."""
    rows = connection.execute("SELECT cell_id, geometry FROM typed_cells ORDER BY cell_id").fetchall()
    connection.execute("CREATE TABLE cells (cell_id VARCHAR, geojson VARCHAR, across DOUBLE)")
    texts = [text for _, text in rows]
    _insert(connection, "cells", {"cell_id": [name for name, _ in rows], "geojson": texts, "across": across(on_the_grid(texts))})


def on_the_grid(outlines: list[str]) -> Shapes:
    """GeoJSON outlines in degrees as geometries in metres of the National Grid."""
    grid = _projection("EPSG:4326", "EPSG:27700")
    shapes = shapely.from_geojson(np.array(outlines, dtype=object))
    return shapely.transform(shapes, lambda places: np.column_stack(grid.transform(places[:, 0], places[:, 1])))


def across(shapes: Shapes) -> Floats:
    """The width of each geometry in metres: the shorter side of the smallest rectangle round it."""
    corners = [shapely.get_coordinates(box) for box in shapely.oriented_envelope(shapes)]
    return np.array([np.linalg.norm(np.diff(ring[:3], axis=0), axis=1).min() for ring in corners], dtype=np.float64)


def add_partner_points(connection: duckdb.DuckDBPyConnection) -> None:
    """Table partner_points: one row per distinct grid point of the partner extract inside a ward of the area, with its ward and
    LSOA: by the outline of the ward, else by that of the LSOA. Points elsewhere, or in an area without outline, are not in it."""
    connection.execute("CREATE TABLE partner_points (easting DOUBLE, northing DOUBLE, ward_code VARCHAR, lsoa_code VARCHAR)")
    points = connection.execute(
        "SELECT DISTINCT easting, northing FROM typed_partner_extract"
        " WHERE easting IS NOT NULL AND northing IS NOT NULL AND lsoa_code IS NULL ORDER BY ALL"
    ).fetchnumpy()
    easting, northing = points["easting"], points["northing"]
    if not len(easting):
        return
    longitude, latitude = _projection("EPSG:27700", "EPSG:4326").transform(easting, northing)
    found = {"ward_code": _names_at(connection, "wards", "ward_code", longitude, latitude)}
    found["lsoa_code"] = _names_at(connection, "lsoas", "lsoa_code", longitude, latitude)
    ward_of = dict(connection.execute("SELECT lsoa_code, ward_code FROM lsoas").fetchall())
    pairs = zip(found["ward_code"], found["lsoa_code"], strict=True)
    found["ward_code"] = np.array([ward_of.get(lsoa) if ward is None else ward for ward, lsoa in pairs], dtype=object)
    inside = np.array([name is not None for name in found["ward_code"]], dtype=bool)
    columns = {"easting": easting, "northing": northing, **found}
    _insert(connection, "partner_points", {name: values[inside] for name, values in columns.items()})


def add_offence_zones(connection: duckdb.DuckDBPyConnection) -> None:
    """Table offence_zones: one row per offence of the partner extract and zone that it lies in, or may lie in.

    inside: true where its point lies in the zone, or its LSOA (else its ward) lies wholly in it; false where only a part of that
    LSOA or ward does, or its outline is not loaded, so that nobody can tell. No row: it lies elsewhere, or has no place at all.
    """
    connection.execute("CREATE TABLE offence_zones (month DATE, row INTEGER, zone_id VARCHAR, inside BOOLEAN)")
    zones = connection.execute("SELECT zone_id, geojson FROM zones ORDER BY zone_id").fetchall()
    if not zones or not _count(connection, "SELECT count(*) FROM partner_offences"):
        return
    names = np.array([name for name, _ in zones], dtype=object)
    points = connection.execute(
        "SELECT DISTINCT easting, northing FROM partner_offences WHERE easting IS NOT NULL AND northing IS NOT NULL ORDER BY ALL"
    ).fetchnumpy()
    degrees = _projection("EPSG:27700", "EPSG:4326").transform(points["easting"], points["northing"])
    index, zone = _within(*degrees, [text for _, text in zones])
    at_point = {"easting": points["easting"][index], "northing": points["northing"][index], "zone_id": names[zone]}
    connection.execute("CREATE TEMP TABLE zone_grid_points (easting DOUBLE, northing DOUBLE, zone_id VARCHAR)")
    _insert(connection, "zone_grid_points", at_point)
    connection.execute("CREATE TEMP TABLE zone_areas (code VARCHAR, zone_id VARCHAR, inside BOOLEAN)")
    for table, code in (("lsoas", "lsoa_code"), ("wards", "ward_code")):
        _insert(connection, "zone_areas", _areas_in(connection, table, code, zones))
    connection.execute("""
        INSERT INTO offence_zones
        SELECT o.month, o.row, p.zone_id, true FROM partner_offences o JOIN zone_grid_points p USING (easting, northing)
        UNION ALL
        SELECT o.month, o.row, a.zone_id, a.inside
        FROM partner_offences o JOIN zone_areas a ON a.code = coalesce(o.lsoa_code, o.ward_code)
        WHERE o.place = 'area' AND (o.easting IS NULL OR o.northing IS NULL)
        ORDER BY ALL
    """)


def _areas_in(connection: duckdb.DuckDBPyConnection, table: str, code: str, zones: list[tuple[str, str]]) -> dict[str, Any]:
    """LSOAs or wards with the zones that hold them whole (inside) or in part; one without an outline may lie in any zone."""
    found: list[tuple[str, str, bool]] = []
    outlines = [(zone, shapely.from_geojson(text)) for zone, text in zones]
    for name, text in connection.execute(f"SELECT {code}, geojson FROM {table} ORDER BY 1").fetchall():
        area = shapely.from_geojson(text) if text else None
        for zone, outline in outlines:
            if area is None or (shapely.intersects(area, outline) and not shapely.touches(area, outline)):
                found.append((name, zone, area is not None and bool(shapely.covered_by(area, outline))))
    return {
        "code": np.array([name for name, _, _ in found], dtype=object),
        "zone_id": np.array([zone for _, zone, _ in found], dtype=object),
        "inside": np.array([inside for _, _, inside in found], dtype=bool),
    }


def _names_at(connection: duckdb.DuckDBPyConnection, table: str, code: str, longitude: Any, latitude: Any) -> Any:
    """The code of the area that each point lies in; None where none is loaded."""
    areas = connection.execute(f"SELECT {code}, geojson FROM {table} WHERE geojson IS NOT NULL ORDER BY 1").fetchall()
    names = np.full(len(longitude), None, dtype=object)
    index, area = _within(longitude, latitude, [text for _, text in areas])
    # A point on a border lies in two areas: the first by code counts, always the same one.
    names[index[::-1]] = np.array([name for name, _ in areas], dtype=object)[area[::-1]]
    return names


def add_ward_centres(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill in a point inside each ward's outline, where its name can stand."""
    for code, text in connection.execute("SELECT ward_code, geojson FROM wards WHERE geojson IS NOT NULL").fetchall():
        centre = shapely.point_on_surface(shapely.from_geojson(text))
        connection.execute(
            "UPDATE wards SET longitude = $x, latitude = $y WHERE ward_code = $code",
            {"x": shapely.get_x(centre), "y": shapely.get_y(centre), "code": code},
        )


def _within(longitude: Any, latitude: Any, outlines: list[str]) -> tuple[Any, Any]:
    """Pairs (point index, outline index) of points that an outline covers, ordered by point."""
    if not len(longitude) or not outlines:
        return np.empty(0, dtype=int), np.empty(0, dtype=int)
    tree = shapely.STRtree(shapely.from_geojson(outlines))
    point, area = tree.query(shapely.points(longitude, latitude), predicate="covered_by")
    order = np.lexsort((area, point))
    return point[order], area[order]


def _insert(connection: duckdb.DuckDBPyConnection, table: str, columns: dict[str, Any]) -> None:
    block = pa.table({name: pa.array(values) for name, values in columns.items()})
    if not block.num_rows:
        return
    # As a file, not from memory: see etl.door.fields.cells_of.
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "block.parquet"
        parquet.write_table(block, path)
        connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM read_parquet({one_file(path)})")


@cache
def _projection(given: str, wanted: str) -> pyproj.Transformer:
    """Between two systems of coordinates, x before y. To make one takes longer than to move the points of a month."""
    return pyproj.Transformer.from_crs(given, wanted, always_xy=True)


def _count(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    row = connection.execute(sql).fetchone()
    return int(row[0]) if row else 0
