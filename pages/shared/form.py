"""Forms for small changes: one row of a list, written as a file of it with its receipt. For analysts, on the newest release."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from analysis import access
from analysis.projects import changeable
from analysis.projects.changeable import Changeable, Field, Form
from pages import desk
from pages.desk import Amendment, NotDone
from pages.shared import earlier, person, work
from pages.shared.figure_frame import plain

SAVING, REFUSED, SAVED, TIMES = "form_saving", "form_refused", "form_saved", "forms_sent"
ROOM = {"day": 1, "choice": 1, "text": 2}


def offer(forms: Sequence[Form]) -> None:
    """The forms of a page, one at a time, behind a click."""
    if said := st.session_state.pop(SAVED, ""):
        st.info(plain(said))
        st.page_link("extracts/history.py", label="History: who changed what and why, and how to undo it")
    if forms and access.current().role == "analyst" and not earlier.words():
        _draw(forms)


@st.fragment
def _draw(forms: Sequence[Form]) -> None:
    place = st.expander("Change something", key="form_open", on_change="rerun")
    if not place.open:
        return
    with place:
        titles = [form.title for form in forms]
        left, right = st.columns([1, 2])
        form = forms[titles.index(left.selectbox("What", titles, key="form_what") or titles[0])]
        labels = [row.label for row in form.rows]
        at = right.selectbox("Which", range(len(labels)), format_func=labels.__getitem__, key=f"form_which_{form.id}")
        _one(form, form.rows[at or 0])
        _wait()


def _one(form: Form, row: Changeable) -> None:
    """One form. What it shows goes along with its button, so that what another changed meanwhile is seen."""
    # After each change the fields are new ones: nothing of the last is left in them.
    name = f"form_{st.session_state.get(TIMES, 0)}_{form.id}_{'_'.join(row.key.values())}"
    with st.form(name, border=True):
        columns = st.columns([ROOM[each.kind] for each in form.fields])
        for column, each in zip(columns, form.fields, strict=True):
            with column:
                _ask(each, row.values.get(each.column, ""), f"{name}_{each.column}")
        if not form.why:
            st.text_input("Why (the history keeps it)", key=f"{name}_why", max_chars=300)
        person.field(f"{name}_who")
        st.form_submit_button("Save this change", on_click=_send, args=(form, row, name))
    if said := st.session_state.pop(REFUSED, ""):
        st.warning(plain(said))


def _ask(each: Field, value: str, key: str) -> None:
    if each.kind == "day":
        st.date_input(each.label, value=date.fromisoformat(value) if value else None, format="DD/MM/YYYY", key=key)
    elif each.kind == "choice":
        names = dict(each.choices) if value in each.choices else {value: value} | dict(each.choices)
        codes = list(names)
        st.selectbox(each.label, codes, index=codes.index(value), format_func=names.__getitem__, key=key)
    else:
        st.text_input(each.label, value=value, max_chars=300, key=key)


def _send(form: Form, row: Changeable, name: str) -> None:
    """What the button does: say what is refused at once, else write it beside the page."""
    answers = {each.column: _answer(st.session_state.get(f"{name}_{each.column}")) for each in form.fields}
    said = changeable.refused(form, row, answers, date.today())
    st.session_state[person.NAME] = (st.session_state.get(f"{name}_who") or "").strip()
    if not said and person.is_missing():
        said = "Give your name: several people work here under one user, and the history keeps who did what."
    if said:
        st.session_state[REFUSED] = said
        return
    made = changeable.change(form, row, answers)
    why = answers[form.why] if form.why else st.session_state.get(f"{name}_why") or ""
    actor, amendment = person.actor(), Amendment(made.source, made.key, made.values, made.seen)
    work.begin(SAVING, lambda say: desk.amend(amendment, actor, why))


def _answer(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "").strip()


def _wait() -> None:
    """Wait for what is being saved; then a page drawn anew shows it and says so."""
    try:
        release = work.result(SAVING)
    except NotDone as problem:
        st.warning(plain(str(problem)))
        return
    if release is not None:
        st.session_state[TIMES] = st.session_state.get(TIMES, 0) + 1
        st.session_state[SAVED] = f"Saved. Release {release[:8]} is in force and every page shows it."
        st.rerun()
