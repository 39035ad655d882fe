"""A force that records only some of the area's crime: a month without its file is no gap of the area."""

import pytest

from analysis.declared.settings import ConfigurationError, settings
from analysis.loaded import coverage
from analysis.release import database
from etl.acts import loading
from tests.etl import anytown
from tests.etl.anytown import crime, load, rows, street, write

RAILWAY = "British Transport Police"


def month(folder, name, force=anytown.HOME_NAME, count=5):
    return write(
        folder / f"{name}-{force[:3]}.csv", street([crime(f"{force}{name}{n}", name, force=force) for n in range(count)])
    )


def covered(data):
    return dict(rows(data, "SELECT strftime(month, '%Y-%m'), covered FROM months ORDER BY 1"))


def loaded(tmp_path, forces, home, railway, **settings):
    data = anytown.data_folder(tmp_path / "data", forces=forces, **settings)
    files = [*(month(tmp_path, name) for name in home), *(month(tmp_path, name, RAILWAY) for name in railway)]
    load(data, *anytown.lookup_files(tmp_path), *files)
    return data


def test_a_month_without_the_file_of_a_partial_force_is_covered(tmp_path):
    data = loaded(tmp_path, '["devon-and-cornwall", "btp"]', ["2025-01", "2025-02", "2025-04"], ["2025-01"])
    assert covered(data) == {"2025-01": True, "2025-02": True, "2025-03": False, "2025-04": True}
    assert rows(data, "SELECT count(*) FROM area_crimes") == [(20,)], "what it hands in counts"


def test_a_force_that_is_not_declared_partial_opens_a_gap(tmp_path):
    data = loaded(tmp_path, '["devon-and-cornwall", "btp"]', ["2025-01", "2025-02"], ["2025-01"], partial_forces="[]")
    assert covered(data) == {"2025-01": True, "2025-02": False}


def test_where_it_alone_counts_its_gaps_are_gaps(tmp_path):
    data = loaded(tmp_path, '["btp"]', [], ["2025-01", "2025-03"])
    assert covered(data) == {"2025-01": True, "2025-02": False, "2025-03": True}


def test_the_door_asks_for_no_missing_month_of_it_and_the_grid_shows_none(tmp_path):
    data = loaded(tmp_path, '["devon-and-cornwall", "btp"]', ["2025-01", "2025-02", "2025-03"], ["2025-01"])
    (report,) = loading.screen(data, loading.Handed([month(tmp_path, "2025-04", RAILWAY)]))
    assert report.verdict == "accepted", report.problems
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VIOLENCE_DATA", str(data))
        found = database.ask("coverage"), database.ask("breaks")
    for partial, months in ((("btp",), 1), ((), 3)):
        assert sum(cell.force == "btp" for cell in coverage.cells(*found, partial=partial)) == months


@pytest.mark.parametrize("value", ['"btp"', '["railway"]', "[1]"])
def test_a_wrong_list_of_partial_forces_is_named(tmp_path, value):
    anytown.data_folder(tmp_path, partial_forces=value)
    with pytest.raises(ConfigurationError, match="partial_forces"):
        settings(tmp_path)
