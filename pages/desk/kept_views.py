"""Saved views: a page's address under a name."""

from collections.abc import Sequence

from analysis.access import Actor
from analysis.declared.settings import data_folder
from etl.acts import saved_views as views
from etl.acts.saved_views import View
from pages.desk.not_done import plainly


def saved_views() -> list[View]:
    """Every saved view, by name. Raises NotDone."""
    with plainly("The saved views cannot be read."):
        return views.saved(data_folder())


def save_view(name: str, page: str, query: Sequence[tuple[str, str]], actor: Actor) -> View:
    """Keep what a page shows under a name. Raises NotDone."""
    with plainly("The view was not saved."):
        return views.save(data_folder(), name, page, query, actor)


def delete_view(view_id: str, actor: Actor) -> None:
    """Show one's own view no more. Raises NotDone."""
    with plainly("The view was not deleted."):
        views.delete(data_folder(), view_id, actor)
