"""What changed since a release: held against two releases of the past whose figures differ."""

import pytest

from analysis.indicators import overview
from analysis.indicators import states as measures
from analysis.release import database
from pages import desk
from tests.etl import anytown

HEADINGS = ["indicator_id", "period_start", "period_end", "area_code", "breakdown", "numerator", "denominator", "value", "lower"]
HEADINGS += ["upper", "status", "note"]
QUARTERS = [
    (f"{2020 + place // 4}-{3 * (place % 4) + 1:02}-01", end)
    for place in range(20)
    for end in [("31", "30", "30", "31")[place % 4]]
]


def values(folder, name, numbers):
    """Knife assault admissions, a quarter each from January 2020."""
    rows = [
        ["N1", start, f"{start[:5]}{int(start[5:7]) + 2:02}-{end}", anytown.AREA, "", "", "", number, "", "", "final", ""]
        for (start, end), number in zip(QUARTERS, numbers, strict=False)
    ]
    return anytown.write(folder / name, anytown.table(HEADINGS, rows))


@pytest.fixture
def releases(tmp_path, monkeypatch):
    """Three releases: 14 quiet quarters, a 15th as quiet, a 16th far above them. The ids of all, oldest first."""
    data = anytown.data_folder(tmp_path / "data")
    monkeypatch.setenv("VIOLENCE_DATA", str(data))
    quiet = [20, 22, 19, 21, 20, 23, 18, 21, 20, 22, 19, 21, 20, 22, 21]
    ids = []
    for name, numbers in (("a.csv", quiet[:14]), ("b.csv", quiet), ("c.csv", [*quiet, 60])):
        done = anytown.load(data, *(anytown.lookup_files(tmp_path) if not ids else ()), values(tmp_path, name, numbers))
        assert done.release
        ids.append(done.release.id)
    return ids


def test_each_release_gives_its_own_answer(releases):
    now = measures.states()
    first, second = (desk.in_release(release, measures.states) for release in releases[:2])
    n1 = [next(state for state in states if state.indicator.id == "N1") for states in (first, second, now)]
    assert [(state.value, state.period) for state in n1] == [
        ("22", "April to June 2023"),
        ("21", "July to September 2023"),
        ("60", "October to December 2023"),
    ]
    for then, earlier in ((first, "Then 22 in April to June 2023"), (second, "Then 21 in July to September 2023")):
        said = overview.since(then, now, "compared")
        (one,) = said.statements
        assert one.indicator_id == "N1" and "New: Of concern" in one.text and earlier in one.text
    between = overview.since(first, second, "compared")
    assert not between.statements and between.rest == "New figures without a clear change: knife assault admissions."
    release = database.release()
    assert release and release.id == releases[-1]  # looking back leaves the release in force
