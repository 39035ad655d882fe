"""What a comparison of two releases counts, against a plain count of the files' rows."""

import random
from collections import Counter

import pytest

from analysis.release import database
from etl.release.compare import compare
from tests.etl import anytown
from tests.etl.anytown import crime, load, street, write

KINDS = ["Burglary", "Robbery", "Drugs"]
LSOA, KIND, OUTCOME = 7, 9, 10


def month(chance, name, count=60):
    """Rows of one month: most with a Crime ID, some without, of which some are alike."""
    rows = [crime(f"{name} {n}", name, kind=chance.choice(KINDS), lsoa=chance.choice([*anytown.LSOAS, ""])) for n in range(count)]
    return rows + [crime("", name, kind="Anti-social behaviour", lsoa=chance.choice(list(anytown.LSOAS)[:2])) for _ in range(12)]


def revised(chance, rows):
    """The month again, as a force revises it: rows gone, rows moved or closed, new rows."""
    kept = [list(row) for row in rows if chance.random() > 0.1]
    for row in chance.sample(kept, 9):
        row[chance.choice([OUTCOME, KIND])] = chance.choice(["Under investigation", "Violence and sexual offences"])
    for row in kept:
        # An outcome is no crime type, and the other way round.
        row[OUTCOME] = row[OUTCOME] if row[OUTCOME] in ("", "Under investigation") else ""
        row[KIND] = row[KIND] if row[KIND] != "Under investigation" else "Other theft"
    name = rows[0][1]
    return kept + [crime(f"{name} new {n}", name) for n in range(7)] + [crime("", name, kind="Anti-social behaviour")]


def naive(before, after):
    """Rows new, gone and changed of one month: by Crime ID; rows without one by their content, as many times as they stand."""
    one, two = ({row[0]: row for row in rows if row[0]} for rows in (before, after))
    less, more = (Counter(map(tuple, (row for row in rows if not row[0]))) for rows in (before, after))
    return (
        len(two.keys() - one.keys()) + sum((more - less).values()),
        len(one.keys() - two.keys()) + sum((less - more).values()),
        sum(one[found] != two[found] for found in one.keys() & two.keys()),
    )


def in_area(rows):
    return Counter(row[KIND] for row in rows if row[LSOA])


@pytest.fixture(scope="module")
def releases(tmp_path_factory):
    """The files of: places alone; two months; one of them revised and a third. And the rows of the months, before and after."""
    chance, folder = random.Random(11), tmp_path_factory.mktemp("releases")
    data, files = anytown.data_folder(folder / "data"), folder / "files"
    before = {name: month(chance, name) for name in ("2025-01", "2025-02")}
    after = before | {"2025-02": revised(chance, before["2025-02"]), "2025-03": month(chance, "2025-03")}
    load(data, *anytown.lookup_files(files))
    found = [database.release(data).file]
    for rows in (before, {name: after[name] for name in ("2025-02", "2025-03")}):
        load(data, *(write(files / f"{len(found)} {name}.csv", street(rows[name])) for name in rows))
        found.append(database.release(data).file)
    return found, before, after


def test_rows_and_totals_agree_with_a_plain_count(releases):
    (_, first, second), before, after = releases
    found = compare(first, second)
    counted = found.rows.assign(month=found.rows["month"].dt.strftime("%Y-%m")).set_index("month")
    columns = ["rows_new", "rows_gone", "rows_changed"]
    assert {name: tuple(row) for name, row in zip(counted.index, counted[columns].to_numpy().tolist(), strict=True)} == {
        name: naive(before.get(name, []), after[name]) for name in ("2025-02", "2025-03")
    }
    assert counted.loc["2025-02", columns].min() > 0, "the revision holds each of the three"
    totals = {
        (row.month.strftime("%Y-%m"), row.crime_type): (row.before, row.after)
        for row in found.totals.astype(object).where(found.totals.notna(), None).itertuples()
    }
    expected = {}
    for name in ("2025-02", "2025-03"):
        then, now = in_area(before.get(name, [])), in_area(after[name])
        for kind in then.keys() | now.keys():
            if name not in before or then[kind] != now[kind]:
                expected[name, kind] = (then[kind] if name in before else None, now[kind])
    assert totals == expected


def test_the_other_way_round_new_and_gone_change_places(releases):
    (_, first, second), *_ = releases
    columns = ["rows_new", "rows_gone", "rows_changed"]
    there, back = compare(first, second).rows, compare(second, first).rows
    assert there[columns].to_numpy().tolist() == back[["rows_gone", "rows_new", "rows_changed"]].to_numpy().tolist()


@pytest.mark.parametrize("forward", [True, False])
def test_a_release_without_street_crime_is_compared_with_one_that_has_some(releases, forward):
    (empty, first, _), before, _ = releases
    found = compare(empty, first) if forward else compare(first, empty)
    moved, still = ("rows_new", "rows_gone") if forward else ("rows_gone", "rows_new")
    assert found.rows[moved].tolist() == [len(rows) for rows in before.values()]
    assert found.rows[[still, "rows_changed"]].to_numpy().sum() == 0
    known = found.totals["after" if forward else "before"]
    assert known.sum() == sum(sum(in_area(rows).values()) for rows in before.values())
    assert found.totals["before" if forward else "after"].isna().all(), "a month that is not loaded is no nought"
