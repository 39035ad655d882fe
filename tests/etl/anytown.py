"""Anytown: a small invented area, so that what a load must give can be counted by hand.

Three wards and seven LSOAs of 2021; of the LSOAs of 2011 one was split, two were merged, one got a new code. Beside it lies
Elsewhere, one LSOA. Codes and names are invented; force and crime types are the real words, since a file may hold no others.
"""

import csv
import hashlib
import io
import json
import shutil
from pathlib import Path

from analysis.access import Actor
from analysis.release import database
from etl.acts import loading
from etl.release.reading import reading

TESTER = Actor("tests", "analyst")
AREA = "E06990000"
HOME = "devon-and-cornwall"
HOME_NAME = "Devon & Cornwall Police"
OTHER = "bedfordshire"
OTHER_NAME = "Bedfordshire Police"
SETTINGS = f"""partnership = "Safer Anytown"
area_code = "{AREA}"
area_name = "Anytown"
area_noun = "town"
forces = ["{HOME}"]
"""
WARDS = {"E05990001": "North", "E05990002": "South", "E05990003": "Harbour, Old Town"}
# LSOA of 2021 → ward, residents. Each lies in a square of a hundredth of a degree, in this order from west to east.
LSOAS = {
    "E01990001": ("E05990001", 1000),
    "E01990002": ("E05990001", 1200),
    "E01990003": ("E05990002", 1300),
    "E01990004": ("E05990002", 1400),
    "E01990007": ("E05990002", 1700),
    "E01990005": ("E05990003", 1500),
    "E01990006": ("E05990003", 1600),
}
ELSEWHERE = "E01990101"
# LSOA of 2011 → LSOAs of 2021.
CHANGES = {
    "E01990001": ["E01990001"],
    "E01990002": ["E01990002"],
    "E01980003": ["E01990003"],
    "E01990004": ["E01990004"],
    "E01980011": ["E01990007"],
    "E01980012": ["E01990007"],
    "E01980005": ["E01990005", "E01990006"],
    ELSEWHERE: [ELSEWHERE],
}
SPLIT = "E01980005"
UNMAPPED = "E01970009"
STREET = ["Crime ID", "Month", "Reported by", "Falls within", "Longitude", "Latitude", "Location", "LSOA code", "LSOA name"]
STREET += ["Crime type", "Last outcome category", "Context"]
WEST, SOUTH, STEP = -4.10, 50.40, 0.01


def point(lsoa, across=0.5):
    """A point inside a 2021 LSOA: longitude and latitude as the police files write them."""
    position = list(LSOAS).index(lsoa) if lsoa in LSOAS else 20
    return f"{WEST + STEP * (position + across):.6f}", f"{SOUTH + STEP / 2:.6f}"


def crime_id_of(text):
    """A Crime ID as published files have them, 64 hexadecimal digits, for any text; blank for a blank one.

    Those of short texts stand in the order of the texts, and begin alike where the texts do.
    """
    if not text or (len(text) == 64 and set(text) <= set("0123456789abcdef")):
        return text
    written = text.encode().hex()
    return written.ljust(64, "0") if len(written) <= 64 else hashlib.sha256(text.encode()).hexdigest()


def crime(crime_id="", month="2025-01", lsoa="E01990001", kind="Burglary", *, name=None, at=None, outcome="", force=HOME_NAME):
    """One row of a street file: its Crime ID is made of any text. A blank `lsoa` is a row without a location."""
    crime_id = crime_id_of(crime_id)
    if not lsoa:
        return [crime_id, month, force, force, "", "", "No Location", "", "", kind, outcome, ""]
    longitude, latitude = at or point(lsoa if lsoa in LSOAS else CHANGES.get(lsoa, [ELSEWHERE])[0])
    if name is None:
        name = "Elsewhere 001A" if lsoa == ELSEWHERE else f"Anytown {lsoa[-3:]}A"
    return [crime_id, month, force, force, longitude, latitude, "On or near Fore Street", lsoa, name, kind, outcome, ""]


def table(headings, rows, line_end="\n"):
    """A CSV as text; cells with a comma are quoted."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=line_end)
    writer.writerow(headings)
    writer.writerows(rows)
    return out.getvalue()


def street(rows, line_end="\n"):
    """A street file as text."""
    return table(STREET, rows, line_end)


def write(path, text):
    """Write a file, text as UTF-8, and return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


def lookup_files(folder, ward_year="24"):
    """The lookups of Anytown: LSOA of 2021 to ward, LSOA of 2011 to LSOA of 2021."""
    to_ward = [[code, f"Anytown {code[-3:]}A", ward, WARDS[ward], AREA, "Anytown"] for code, (ward, _) in LSOAS.items()] + [
        [ELSEWHERE, "Elsewhere 001A", "E05990009", "Outer", "E07990000", "Elsewhere"]
    ]
    heading = ["LSOA21CD", "LSOA21NM", f"WD{ward_year}CD", f"WD{ward_year}NM", f"LAD{ward_year}CD", f"LAD{ward_year}NM"]
    changes = [[old, new, "E07990000" if new == ELSEWHERE else AREA] for old, found in CHANGES.items() for new in found]
    return [
        write(folder / f"lookup_lsoa21_ward{ward_year}.csv", table(heading, to_ward)),
        write(folder / "lookup_lsoa11_lsoa21.csv", table(["LSOA11CD", "LSOA21CD", "LAD22CD"], changes)),
    ]


def square(position, count=1):
    """The outline of `count` neighbouring squares."""
    west, east = WEST + STEP * position, WEST + STEP * (position + count)
    ring = [[west, SOUTH], [east, SOUTH], [east, SOUTH + STEP], [west, SOUTH + STEP], [west, SOUTH]]
    return {"type": "Polygon", "coordinates": [[[round(x, 6), round(y, 6)] for x, y in ring]]}


def boundary_files(folder):
    """The outlines of Anytown's LSOAs of 2021 and of its wards."""
    lsoas = [
        {"type": "Feature", "properties": {"LSOA21CD": code, "LSOA21NM": f"Anytown {code[-3:]}A"}, "geometry": square(i)}
        for i, code in enumerate(LSOAS)
    ]
    wards = [
        {"type": "Feature", "properties": {"WD25CD": code, "WD25NM": WARDS[code]}, "geometry": square(start, count)}
        for code, start, count in (("E05990001", 0, 2), ("E05990002", 2, 3), ("E05990003", 5, 2))
    ]
    return [
        write(folder / name, json.dumps({"type": "FeatureCollection", "features": features}, indent=1))
        for name, features in (("lsoas_2021.geojson", lsoas), ("wards_2025.geojson", wards))
    ]


def population_file(folder):
    """The residents of each LSOA of 2021, as at the census."""
    rows = [[code, residents] for code, (_, residents) in LSOAS.items()]
    return write(folder / "census2021_lsoa21.csv", table(["lsoa21_code", "total_residents"], rows))


def data_folder(path, **settings):
    """An empty data folder configured for Anytown; `settings` replace lines of its configuration (as TOML)."""
    lines = [line for line in SETTINGS.splitlines() if line.split(" =")[0] not in settings]
    write(path / "settings.toml", "\n".join([*lines, *(f"{key} = {value}" for key, value in settings.items())]) + "\n")
    return path


def copied(data, folder):
    """A copy of a data folder, to be changed: for a test, of one that was loaded once for all tests of its file."""
    return Path(shutil.copytree(data, folder / "data"))


def load(data, *files, confirmed=True, entries=None, note="", **handed):
    """Load files as an analyst would, and return what the load did."""
    paths = [Path(file) for file in files]
    return loading.load(data, loading.Handed(paths, **handed), TESTER, confirmed=confirmed, entries=entries, note=note)


def verdicts(done):
    """The verdict of each unit of a load."""
    return [report.verdict for report in done.reports]


def rows(data, sql):
    """The answer of the release in force to some SQL."""
    release = database.release(data)
    assert release
    with reading(release.file) as connection:
        return connection.execute(sql).fetchall()


def everything(data):
    """Every table of the release in force, each as sorted rows: two releases with the same content give the same."""
    with reading(database.release(data).file) as connection:
        names = connection.execute("SELECT table_name FROM duckdb_tables() WHERE NOT internal ORDER BY 1").fetchall()
        return {name: sorted(map(repr, connection.execute(f'FROM "{name}"').fetchall())) for (name,) in names}


def fingerprint(data):
    """The hash of every file of a data folder that holds what is loaded: archive, releases, configuration."""
    return {
        str(path.relative_to(data)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(data.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }
