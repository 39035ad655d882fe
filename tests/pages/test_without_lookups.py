"""Street files without lookups, as on a first load: nobody knows what lies in the area, and no page shows nought for it."""

import pytest
from streamlit.testing.v1 import AppTest

from analysis.indicators import states as measures
from etl.acts import loading
from tests.conftest import PROJECT, TESTER


@pytest.fixture(scope="module")
def without_lookups(tmp_path_factory, demonstration_files):
    """A data folder with a street archive of one month alone, not marked as made up."""
    folder = tmp_path_factory.mktemp("without_lookups")
    revision = [path for path in demonstration_files if path.name == "demonstration_revision.zip"]
    done = loading.load(folder, loading.Handed(revision), TESTER, confirmed=True)
    assert [report.verdict for report in done.reports] == ["accepted"]
    return folder


def test_indicators_of_police_files_have_no_figure(without_lookups, monkeypatch):
    monkeypatch.setenv("VIOLENCE_DATA", str(without_lookups))
    police = [state for state in measures.states() if state.indicator.source == "police_street"]
    assert len(police) >= 6 and not any(state.filled or state.series for state in police)


@pytest.mark.parametrize(
    "page", ["violence/overview", "violence/pillars", "violence/explore", "violence/hotspots", "extracts/data"]
)
def test_pages_say_why_and_show_no_nought(page, without_lookups, monkeypatch):
    monkeypatch.setenv("VIOLENCE_DATA", str(without_lookups))
    app = AppTest.from_file(str(PROJECT / "pages" / "every_page.py"), default_timeout=60).run()
    app.switch_page(f"{page}.py").run()
    assert not app.exception
    said = " ".join(element.value for element in [*app.markdown, *app.caption])
    assert "not known" in said and "lookup" in said
    assert not [word for word in ("0 crimes", "0 incidents", " 0 lie ") if word in said]
