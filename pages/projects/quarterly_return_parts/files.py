"""The report as files: Word by the partnership's template, and a workbook. They are made when their button is pressed."""

from functools import partial

import streamlit as st

from analysis.declared import grant_reports as declared
from analysis.exports import return_document, workbook
from analysis.exports.document import DOCX
from analysis.exports.return_document import UnusableReturnTemplate
from analysis.exports.workbook import XLSX
from analysis.grant_reports.report import GrantReport
from pages.shared.figure_frame import plain


def offer(report: GrantReport) -> None:
    """Both buttons; where the template cannot be used, why, in place of the first."""
    with st.container(horizontal=True, key="return_files", gap="small"):
        if why := _unusable():
            st.warning(plain(why))
        else:
            st.download_button(
                "Word",
                data=partial(return_document.docx, report),
                file_name=return_document.file_name(report, "docx"),
                mime=DOCX,
                key="return_docx",
                on_click="ignore",
            )
        st.download_button(
            "Workbook",
            data=partial(_workbook, report),
            file_name=return_document.file_name(report, "xlsx"),
            mime=XLSX,
            key="return_xlsx",
            on_click="ignore",
        )


def _workbook(report: GrantReport) -> bytes:
    return workbook.xlsx(return_document.as_contents(report))


def _unusable() -> str:
    path = declared.file_of(declared.TEMPLATE)
    if path is None:
        return f"{declared.TEMPLATE} is missing: put it back into data/reference."
    try:
        return_document.opened(path)
    except UnusableReturnTemplate as problem:
        return str(problem)
    return ""
