"""Which report the page shows: kind, grant and quarter, as the address has them (?grant=sv-2024-25&quarter=2024/25+Q4)."""

from collections.abc import Mapping, Sequence
from datetime import date

import streamlit as st

from analysis.grant_reports import chosen as reports
from analysis.grant_reports.chosen import NAMES, Chosen
from analysis.release.questions.projects import Grants
from analysis.words.asked_for import Unmet
from pages.shared import asked
from pages.shared.figure_frame import plain

KEYS = ("report", "grant", "quarter")


def today() -> date:
    """The day by which a quarter has ended or not."""
    return date.today()


def chosen(grants: Sequence[Grants]) -> tuple[Chosen | None, list[Unmet]]:
    """The report that the address names; what it asks for and there is not."""
    kind, grant, quarter = (next(iter(asked.standing(key)), "") for key in KEYS)
    return reports.chosen(grants, today(), kind, grant, quarter)


def choose(grants: Sequence[Grants], shown: Chosen) -> None:
    """The three choices; each is written into the address."""
    row = next(one for one in grants if one.grant_id == shown.grant_id)
    quarters = {
        name: reports.quarter_words(name, quarter) for name, quarter in reports.quarters_of(row).items() if quarter.last < today()
    }
    with st.container(horizontal=True, key="return_choice", gap="small"):
        _one("report", "Report", NAMES, shown.kind)
        _one("grant", "Grant", reports.grants_of(grants), shown.grant_id)
        _one("quarter", "Quarter", quarters, shown.quarter_name)


def _one(key: str, label: str, names: Mapping[str, str], stands: str) -> None:
    widget = f"return_{key}"
    st.session_state[widget] = stands
    st.selectbox(
        label,
        list(names),
        format_func=lambda code: plain(names[code]),
        key=widget,
        label_visibility="collapsed",
        on_change=_write,
        args=(key,),
    )


def _write(key: str) -> None:
    asked.put_into_address(key, [st.session_state[f"return_{key}"]])
    if key == "grant":
        # A quarter is one of its grant's year.
        asked.put_into_address("quarter", ())
