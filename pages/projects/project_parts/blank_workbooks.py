"""The workbooks that projects fill in: an analyst downloads one, sends it to the project, and loads what comes back."""

from functools import partial

import streamlit as st

from analysis import access
from pages import desk

EXPLAINED = (
    "A project's blank workbook has its measures and open milestones filled in, and lists to choose from. Send it to whoever "
    "leads the project; when it comes back, load it on the Load page. The filled one holds all that stands of the project, to be "
    "checked by whoever leads it."
)
OF_ANALYSTS = "Only analysts download the projects' blank workbooks: ask one of them for yours."
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def explain() -> None:
    """What the workbooks are for; to other readers, whom to ask."""
    st.markdown(EXPLAINED if _allowed() else OF_ANALYSTS)


def download(grant_id: str, project_id: str) -> None:
    """The buttons of one project, for analysts; a workbook is made when its button is pressed."""
    if not _allowed():
        return
    with st.container(horizontal=True, gap="small", key=f"workbooks_{grant_id}_{project_id}"):
        for word, made in (("Blank", desk.blank_workbook), ("Filled", desk.filled_workbook)):
            beside = "" if word == "Blank" else "_filled"
            st.download_button(
                f"{word} workbook for {project_id}",
                data=partial(made, grant_id, project_id),
                file_name=desk.safe_name(f"{grant_id}_{project_id}{beside}.xlsx"),
                mime=XLSX,
                key=f"{word.lower()}_workbook_{grant_id}_{project_id}",
                on_click="ignore",
            )


def _allowed() -> bool:
    return access.current().role == "analyst"
