"""Board mode: a screen of delivery that cannot be made says so, and the others stand."""

from streamlit.testing.v1 import AppTest

from analysis.projects import answered
from tests.conftest import PROJECT

SCRIPT = """
import sys
sys.path.insert(0, {project!r})
from analysis.indicators import states
from pages.violence.overview_parts import board
board.show(states.states()[:2])
"""


def test_a_screen_of_delivery_that_fails_leaves_the_others_standing(demo_data, monkeypatch, not_foreseen):
    def fail(*_: object):
        raise RuntimeError("made for this test")

    monkeypatch.setattr(answered, "outputs", fail)
    app = AppTest.from_string(SCRIPT.format(project=str(PROJECT)), default_timeout=60).run()
    assert not app.exception
    said = " ".join(each.value for each in app.markdown).replace("\\", "")  # text of files is escaped
    assert "Outputs of projects could not be drawn. The log says why, under" in said
    assert "open actions" in said
