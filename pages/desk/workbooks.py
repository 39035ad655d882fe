"""The workbooks that a project fills in."""

from analysis.declared.settings import data_folder
from etl.release import blank_workbook as workbook
from pages.desk.not_done import plainly


def blank_workbook(grant_id: str, project_id: str) -> bytes:
    """The workbook (XLSX) that a project fills in and hands back. Raises NotDone."""
    with plainly("The workbook was not made."):
        return workbook.blank_workbook(grant_id, project_id, data_folder())


def filled_workbook(grant_id: str, project_id: str) -> bytes:
    """The same workbook with all that stands of the project. Raises NotDone."""
    with plainly("The workbook was not made."):
        return workbook.filled_workbook(grant_id, project_id, data_folder())
