"""The pages of the menu, as the script that draws them declares them."""

import ast

from tests.conftest import PROJECT


def declared(name: str = "PAGES") -> dict[str, tuple[str, str]]:
    """Address → title and script of every page of the menu; with "HIDDEN" of those that are reached from a card or a link."""
    script = ast.parse((PROJECT / "pages" / "every_page.py").read_text(encoding="utf-8"))
    (pages,) = [node.value for node in script.body if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == name]
    return ast.literal_eval(pages)
