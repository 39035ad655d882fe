"""Who may have small numbers shown: nobody at first, those whom the settings name at their computer, under another marking."""

import io
import json
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from analysis import access
from analysis.exports import citation, contents, picture
from analysis.figures import disclosure, kept_back
from analysis.figures.charts import bars
from analysis.figures.figure import OPEN, Caption, Counted, Figure
from analysis.figures.other_worlds import Sum
from tests.conftest import PROJECT
from tests.exports.making import TODAY

SENSITIVE = "OFFICIAL-SENSITIVE"


@pytest.fixture(autouse=True)
def _nobody_afterwards():
    yield
    access.ask_before_hiding(access.nobody)


@pytest.fixture
def data(demo_data, tmp_path, monkeypatch):
    """The demonstration in a folder that a test may change."""
    folder = Path(shutil.copytree(demo_data, tmp_path / "data"))
    monkeypatch.setenv("VIOLENCE_DATA", str(folder))
    monkeypatch.setattr("pages.shared.person.is_shared", lambda: False)
    monkeypatch.setattr(access, "system_user", lambda: "analyst")
    return folder


def opened(page="night"):
    app = AppTest.from_file(str(PROJECT / "pages" / "every_page.py"), default_timeout=60).run()
    return app.switch_page(f"violence/{page}.py").run()


def said(app):
    return "\n".join(str(element.value) for element in [*app.markdown, *app.warning]).replace("\\", "")


def named(data, *people):
    (data / "settings.toml").write_text(f"sees_small_numbers = {json.dumps(people)}\n", encoding="utf-8")


def test_nobody_is_offered_them_unless_the_settings_name_them(data, monkeypatch):
    assert not opened().toggle
    named(data, "somebody else")
    assert not opened().toggle
    named(data, "Analyst")
    app = opened()
    assert [toggle.label for toggle in app.toggle] == ["Show numbers of 1 to 4 people"]
    assert "**OFFICIAL**" in said(app) and SENSITIVE not in said(app), "hidden until they are asked for"
    app.toggle(key="small_numbers_shown").set_value(True).run()
    assert not app.exception and f"**{SENSITIVE}**" in said(app) and "Numbers of 1 to 4 people are shown here" in said(app)
    monkeypatch.setattr("pages.shared.person.is_shared", lambda: True)
    app.run()
    assert not app.toggle and SENSITIVE not in said(app), "on another computer nobody is known by the server's user"


def small():
    counts = Counted(("Sex",), ("Offences",), nouns=("offences",))
    caption = Caption("Partner extract of offences", "2025", "Anytown", "0123456789abcdef")
    table = pd.DataFrame({"Sex": ["Female", "Male"], "Offences": [3, 20]})
    chart = bars.bars(["Female", "Male"], [3.0, 20.0], "offences")
    return Figure("f", "3 offences", "3 offences.", chart, table, caption, counts)


def test_a_figure_shown_with_small_numbers_bears_their_marking_in_every_file():
    with pytest.raises(disclosure.NotCleared):
        disclosure.leave(small())
    access.ask_before_hiding(lambda: True)
    cleared = disclosure.leave(small())
    assert not disclosure.too_few(3) and not kept_back.hidden({"a": 3.0, "b": 9.0, "all": 12.0}, [Sum("all", ("a", "b"))], "a")
    access.ask_before_hiding(access.nobody)
    assert SENSITIVE in cleared.csv("OFFICIAL").decode("utf-8-sig")
    assert SENSITIVE in citation.cited(cleared, "OFFICIAL")
    assert contents.of_one(cleared, "A partnership", "OFFICIAL", TODAY).marking == SENSITIVE
    assert SENSITIVE in picture.svg(cleared, picture.COLUMN, "OFFICIAL").decode()


def test_open_figures_keep_their_gate_and_their_marking():
    access.ask_before_hiding(lambda: True)
    with pytest.raises(disclosure.NotCleared, match="declared as open data"):
        disclosure.leave(replace(small(), counts=OPEN))


def test_a_pack_made_beside_the_page_hides_them_whoever_asks(data):
    named(data, "analyst")
    app = opened()
    app.toggle(key="small_numbers_shown").set_value(True).run()
    app.session_state["export_formats"] = ["csv"]
    app.switch_page("figures/export.py").run()
    app.button(key="export_make").click().run()
    assert not app.exception
    with zipfile.ZipFile(io.BytesIO(app.session_state["export_made"].zipped())) as archive:
        names = [name for name in archive.namelist() if name.endswith((".csv", ".json"))]
        assert names and not any(SENSITIVE in archive.read(name).decode("utf-8-sig") for name in names)
