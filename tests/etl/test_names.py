"""Names are folded in one place, in Python and in SQL alike."""

import duckdb
import pytest

from etl import names

SAME = {
    "devon and cornwall": [
        "Devon & Cornwall Police",
        "DEVON AND CORNWALL ",
        "Devon and\u00a0Cornwall",
        "Devon&Cornwall Constabulary",
    ],
    "st albans": ["St. Albans", "ST ALBANS", " St  Albans"],
    "kings lynn and west norfolk": [
        "King’s Lynn & West Norfolk",
        "Kings Lynn and West Norfolk",
        "King's Lynn and\u200b West Norfolk",
    ],
    "ynys mon": ["Ynys Môn", "YNYS MON"],
    "metropolitan": ["Metropolitan Police Service", "Metropolitan Police", "Metropolitan"],
    "british transport": ["British Transport Police"],
}
SPELT = [(folded, name) for folded, spelt in SAME.items() for name in spelt]


@pytest.mark.parametrize(("folded", "name"), SPELT)
def test_names_are_the_same_however_they_are_written(folded, name):
    sql = names.folded_force_sql("$name")
    assert names.folded_force(name) == folded
    assert duckdb.execute(f"SELECT {sql}", {"name": name}).fetchone() == (folded,)


def test_other_names_stay_apart():
    assert len({names.folded_force(name) for name in ("North Wales Police", "South Wales Police", "Dyfed-Powys Police")}) == 3
