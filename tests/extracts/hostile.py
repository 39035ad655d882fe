"""Texts that programs might run, planted in the samples of every source: in each column of free text that a file of it has.

The sources are walked from their declarations, so that a new one, or a new column, is covered by itself.
"""

import csv

from analysis.declared.sources import sources
from etl.acts import loading
from tests.etl import anytown
from tests.extracts.make import READ_AS, SAMPLES

FORMULA, SCRIPT = "=1+1", "<script>alert(1)</script><img src=x onerror=alert(2)>"
NO_PLAIN_FILE = {"boundaries", "zones", "cells", "dfe_lait"}
"""Sources of outlines, and one whose areas only real authorities have: of them there is no plain sample."""
OF_OTHER_FILES = {"corrections", "heading_matches", "narratives", "signed_returns"}
"""Their rows are about the rows and headings of other files, or of a grant of another year than the sample of grants: screened,
and not loaded beside them."""


def samples():
    """Source → its first plain sample."""
    with READ_AS.open(newline="", encoding="utf-8") as table:
        lines = [line for line in csv.DictReader(table) if line["file"].endswith(".csv") and "!" not in line["file"]]
    found = {}
    for line in lines:
        if not any(word in line["file"] for word in ("utf16", "windows")):
            found.setdefault(line["source"], line["file"])
    return found


def planted(folder, source, name):
    """The sample with such texts in its free texts, and the columns that took them: those by which the file is not refused.

    A column that is known by a list (crime types, names of forces) does not take them.
    """
    rows = list(csv.reader(SAMPLES[name].read_text(encoding="utf-8-sig").splitlines(keepends=True)))
    took = []
    for column in source.columns:
        at = next((n for n, heading in enumerate(rows[0]) if heading.strip().lower() == column.heading.lower()), None)
        if at is None or column.type != "text" or column.pattern or column.allowed or column.list or column.worked_out:
            continue
        tried = [list(row) for row in rows]
        for number, row in enumerate(tried[1:], 1):
            if len(row) > at and row[at]:
                row[at] = f"{FORMULA} {source.id} {column.name} {number} {SCRIPT}"
        path = anytown.write(folder / name, anytown.table(tried[0], tried[1:]))
        if all(report.verdict == "accepted" for report in loading.screen(folder / "none", loading.Handed([path]))):
            rows, took = tried, [*took, column.name]
    return anytown.write(folder / name, anytown.table(rows[0], rows[1:])), took


def load(folder):
    """Load them all into `folder / "data"`; what each source took is written beside it, a line a column."""
    anytown.data_folder(folder / "none")
    data = anytown.data_folder(folder / "data")
    given = {source: planted(folder, sources()[source], name) for source, name in samples().items()}
    places = [*anytown.lookup_files(folder / "places"), anytown.population_file(folder / "places")]
    shapes = [*anytown.boundary_files(folder / "places"), SAMPLES["zones.geojson"], SAMPLES["cells.geojson"]]
    stands = {"lookups", "population", *OF_OTHER_FILES}
    done = anytown.load(data, *places, *shapes, *(path for source, (path, _) in given.items() if source not in stands))
    assert {report.verdict for report in done.reports} == {"accepted"}
    lines = [f"{source} {column}" for source, (_, took) in given.items() for column in ("", *took)]
    (folder / "took").write_text("\n".join(lines))
