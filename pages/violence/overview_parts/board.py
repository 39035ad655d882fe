"""Board mode: the overview one figure a screen, for a projector and for paper. Keys: board.js; letters and paper: board.css."""

import html
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import streamlit as st

from analysis import faults
from analysis.figures import disclosure
from analysis.figures.figure import Cleared, Figure
from analysis.indicators import answered, board, overview, what_changed
from analysis.indicators.indicator_state import IndicatorState
from analysis.projects import answered as delivered
from analysis.projects import delivery
from analysis.release import partnership
from analysis.words import asked_for
from pages.desk import NotDone
from pages.shared import alone, ask, earlier, figure_frame
from pages.shared.figure_frame import plain
from pages.violence.overview_parts import since

MODE, ON = "board", "1"
HERE = Path(__file__).resolve().parent
STEPS = (
    '<div class="board_steps"><button type="button" data-step="-1" aria-label="Previous screen">‹</button>'
    '<button type="button" data-step="1" aria-label="Next screen">›</button></div>'
)
SCRIPT = f"<script>{(HERE / 'board.js').read_text(encoding='utf-8')}</script>"


def chosen() -> bool:
    """Whether the address asks for board mode."""
    return st.query_params.get(MODE) == ON


def enter() -> None:
    """The button, and the key B, that begin board mode."""
    st.button("Board mode", key="board_enter", shortcut="B", on_click=_turn, args=(True,), width="content")


def show(found: Sequence[IndicatorState]) -> None:
    """All screens, one below the other: the browser shows one at a time, paper has one a page."""
    st.html(HERE / "board.css")
    st.button("Leave board mode", key="board_leave", shortcut="Esc", on_click=_turn, args=(False,), width="content")
    own, missing = board.screens(found), board.without_figures(found)
    changed = _changed(found)
    figures = [*(_indicator(one) for one in own), *_delivery()]
    begins = 2 + bool(changed)
    count = begins - 1 + len(figures) + bool(missing)
    with st.container(key="board", gap=None):
        with _screen(1, count):
            _first(found)
        if changed:
            with _screen(2, count):
                st.markdown("\n".join(changed))
        for number, figure in enumerate(figures, start=begins):
            with _screen(number, count, figure if isinstance(figure, Cleared) else None), alone.drawing(f"screen {number}"):
                if isinstance(figure, Cleared):
                    _figure(figure, number)
                else:
                    st.markdown(f"## {plain(figure)}")
        if missing:
            with _screen(count, count):
                st.markdown(f"## {plain(board.lacking(len(missing)))}")
                st.markdown("\n".join(f"- {plain(line)}" for line in missing))
    st.html(STEPS)
    st.html(SCRIPT, unsafe_allow_javascript=True)


def _turn(on: bool) -> None:
    if on:
        st.query_params[MODE] = ON
    else:
        for name in (MODE, "screen"):
            st.query_params.pop(name, None)


def _first(found: Sequence[IndicatorState]) -> None:
    """The statement, what changed, the pillars."""
    st.markdown(f"# {plain(overview.headline(found))}")
    said = [*board.strongest(found), what_changed.nothing_else(found), *_delivered()]
    st.markdown("\n".join(f"- {plain(line)}" for line in said if line))
    tiles = [
        f"<div><p>{html.escape(one.pillar.name)}</p><b>{html.escape(overview.tile_line(one))}</b></div>"
        for one in what_changed.pillar_states(found)
    ]
    st.html(f'<div class="board_pillars">{"".join(tiles)}</div>')


def _indicator(found: IndicatorState) -> Cleared | str:
    return _cleared(found.indicator.name, lambda: answered.on_board(ask.shown(), found))


def _cleared(name: str, make: Callable[[], Figure]) -> Cleared | str:
    """The figure of a screen; where it cannot be made or may not be shown, what the screen says instead."""
    try:
        return disclosure.leave(make())
    except disclosure.NotCleared as problem:
        return str(problem)
    except Exception:  # whatever it is: nobody foresaw it, and it stands in the log
        reference = faults.write(f"making the board's figure: {name}")
        return f"{name} could not be drawn. The log says why, under {reference}."


def _changed(found: Sequence[IndicatorState]) -> list[str]:
    """What changed since the meeting, day or release that the address names; empty where it names none."""
    moment, unmet = since.standing()
    if unmet:
        return [f"## {plain(unmet[0].said)}", plain(asked_for.NOTHING_INSTEAD)]
    if moment is None:
        return []
    try:
        said, others = since.changes(list(found), moment)
    except NotDone as problem:
        return [f"## {plain(str(problem))}"]
    lines = [*board.changed(said), *(words for words, _ in others)]
    return [f"## What changed since {plain(moment.name)}", *(f"- {plain(line)}" for line in lines)]


def _delivery() -> list[Cleared | str]:
    """The screens of delivery: the projects' outputs, and the groups' actions. One that fails leaves the others standing."""
    found = [_cleared("Outputs of projects", lambda: delivered.outputs(ask.shown(), ""))] if len(ask.cached("projects")) else []
    if actions := delivered.actions_on_board(ask.shown()):
        found.append(_cleared("Open actions", lambda: actions))
    return found


def _delivered() -> list[str]:
    projects = ask.cached("projects")
    found = delivery.outputs(ask.cached("targets"), ask.cached("returns"), ask.cached("draft_returns"))
    return [f"Delivery: {delivery.headline(found, len(projects))}."] if len(projects) else []


def _figure(figure: Cleared, number: int) -> None:
    figure_frame.say(figure)
    if isinstance(figure.chart, dict):
        with st.container(key=f"chart_{number}", height="stretch"):
            figure_frame.draw_chart(replace(figure, chart=board.enlarged(figure.chart)), f"board_{number}", height="stretch")
    else:
        st.table(board.rows(figure.table).map(plain), hide_index=True)
        if said := board.newest_alone(figure.table):
            st.markdown(plain(said))


@contextmanager
def _screen(number: int, count: int, figure: Cleared | None = None):
    marking = html.escape(partnership.in_force().marking)
    with st.container(key=f"screen_{number}", gap=None):
        st.html(f'<div class="board_top"><span class="marking">{marking}</span><span>{html.escape(_made_up())}</span></div>')
        yield
        with st.container(key=f"foot_{number}", gap=None):
            settings = partnership.in_force()
            whole = figure.caption.text() if figure else settings.partnership
            brief = board.source(figure.caption) if figure else settings.partnership
            if figure and (said := " ".join(figure.notes)):
                st.html(f'<p class="board_marks">{html.escape(said)}</p>')
            parts = "".join(
                f'<p class="{kind}">{html.escape(f"{settings.marking} · {words}")}</p>'
                for kind, words in (("brief", brief), ("whole", whole))
            )
            st.html(f'<div class="board_foot">{parts}<p class="place">{number} of {count}</p></div>')


def _made_up() -> str:
    made_up = "Demonstration data: made up, not real crimes" if ask.is_demonstration() else ""
    earlier_one = f"Release {ask.release_id()[:8]}{earlier.words()}" if earlier.words() else ""
    return " · ".join(said for said in (earlier_one, made_up) if said)
