"""How far a project is: its stage gates and why it is late, then its outputs by level, each against its path."""

import streamlit as st

from analysis.projects import answered, one_project, register
from analysis.projects.facts import FundedProject
from analysis.projects.ratings import Rated
from pages.shared import ask, figure_frame
from pages.shared.figure_frame import plain


def stand(facts: FundedProject) -> None:
    """Each stage gate with its evidence, and the leading reason for delay; nothing where neither is handed in."""
    today = ask.shown().today
    if said := register.gates(facts, today):
        st.markdown("## Stage gates")
        st.markdown("\n".join(f"- {plain(line)}" for line in said))
    if late := register.delay(facts, today):
        st.markdown(plain(late))


def outputs(found: Rated) -> None:
    """Outputs by level: those counted up as charts, the others in a sentence each; what goes on after the grant."""
    st.markdown("## Outputs")
    drawn = one_project.drawn(found.facts)
    for heading, some in register.by_level(found.facts.outputs).items():
        st.markdown(f"### {heading}")
        charts = [one for one in drawn if one in some]
        for start in range(0, len(charts), 2):
            for column, one in zip(st.columns(2, gap="medium"), charts[start : start + 2], strict=False):
                with column:
                    figure_frame.show(answered.output(ask.shown(), found.facts, one), f"output_{one.measure_id}", level=4)
        if said := one_project.other_outputs(found.facts, some):
            st.markdown("\n".join(f"- {plain(line)}" for line in said))
    st.markdown(plain(one_project.sustainability(found.facts)))
