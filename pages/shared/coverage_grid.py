"""Which months of each source are loaded, late, in part, not comparable or missing, and why: months by source."""

from analysis.loaded import answered, past_acts
from pages import desk
from pages.desk import NotDone
from pages.shared import ask, figure_frame


def show() -> None:
    """Draw the grid; nothing where no month is loaded."""
    if not isinstance(figure := answered.grid(ask.shown(), _withdrawn()), str):
        figure_frame.show(figure, "coverage")


def _withdrawn() -> dict[tuple[str, str], str]:
    """Why files that were loaded no longer stand; empty where the history cannot be read, which its own page says."""
    try:
        return past_acts.why_missing(desk.history())
    except NotDone:
        return {}
