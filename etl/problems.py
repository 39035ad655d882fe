"""A problem found in a file, and how it is said: what happened, where, what to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from analysis.words.problem import Problem
from etl.personal import kind_of_content

EXAMPLES = 20
"""How many cells of one cause are named one by one; the rest are counted."""
LONGEST_VALUE = 80


class Refused(Exception):
    """A file that cannot be read any further; carries the problems that say why."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = tuple(problems)


def fail(check: str, message: str, remedy: str, **where: Any) -> Problem:
    """A problem for which the file is refused."""
    return Problem(check, "fail", message, remedy, **where)


def warn(check: str, message: str, remedy: str, **where: Any) -> Problem:
    """A problem that somebody must confirm."""
    return Problem(check, "warning", message, remedy, **where)


def inform(check: str, message: str, remedy: str = "", **where: Any) -> Problem:
    """Something to know; it needs no answer."""
    return Problem(check, "information", message, remedy, **where)


WITHHELD = "(not shown, since it looks like personal data)"


def counted(number: int, noun: str) -> str:
    """1 row, 1,234 rows."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def shortened(value: str) -> str:
    """A text cut for a message; what cannot be seen in it, such as a tab, is made visible. Personal data are never repeated."""
    if kind_of_content(value):
        return WITHHELD
    value = value if len(value) <= LONGEST_VALUE else value[: LONGEST_VALUE - 1] + "…"
    return value if value.isprintable() else "".join(map(_visible, value))


def _visible(character: str) -> str:
    if character.isprintable():
        return character
    if ord(character) < 0x20:
        # Unicode's pictures of the control characters, in their order.
        return chr(0x2400 + ord(character))
    return "␣" if character.isspace() else "\N{REPLACEMENT CHARACTER}"


Check = Callable[..., Any]
CHECKS: dict[str, str] = {}
"""Every check by name, with the stage it belongs to: a test holds each one against a file that fails it."""


def declares(stage: str, *names: str) -> Callable[[Check], Check]:
    """Register the names of the checks that a function makes, so that a test can prove each one is wired in."""

    def register(function: Check) -> Check:
        for name in names:
            CHECKS[name] = stage
        return function

    return register


@declares("file", "file_marked")
def marked(marking: str, line: int | None = None) -> Problem:
    """The finding for a file that bears a protective marking."""
    message = f"The file is marked {' '.join(marking.upper().split())}. Nothing that bears this marking is kept here."
    remedy = (
        "Leave the marking where it is. Ask the owner of the file whether it may be used here, and for an extract with the"
        " declared columns alone that is not so marked."
    )
    return fail("file_marked", message, remedy, line=line)
