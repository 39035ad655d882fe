"""Who is acting, in which role, and whether small numbers are shown to them. Locally that is the system's user, who may load and
undo; small numbers are shown to nobody whom the settings do not name."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Literal

Role = Literal["reader", "analyst"]


@dataclass(frozen=True)
class Actor:
    """A person at work: the name that receipts carry, and the role that decides what they may do."""

    name: str
    role: Role


LONGEST_NAME = 60  # letters


def current(name: str = "") -> Actor:
    """The person at work: as they name themselves, else the system's user."""
    said = " ".join("".join(letter if letter.isprintable() else " " for letter in name).split())[:LONGEST_NAME].strip()
    if said:
        return Actor(said, "analyst")
    try:
        name = getpass.getuser()
    except (OSError, KeyError):
        # A container may run under a number that has no name.
        name = "unknown user"
    return Actor(name, "analyst")


def system_user() -> str:
    """The user of the computer that this program runs under; empty where that has no name."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""


def may_see_all(person: str, named: Collection[str]) -> bool:
    """Whether a person may have small numbers shown. person: as the computer or the sign-in knows them, never as they say.

    named: those whom the settings name (`sees_small_numbers`).
    """
    return bool(person) and person.casefold() in {name.casefold() for name in named}


def nobody() -> bool:
    """What `sees_all` asks at first."""
    return False


_asked: list[Callable[[], bool]] = [nobody]


def ask_before_hiding(asked: Callable[[], bool]) -> None:
    """From now on `sees_all` asks this. It answers for whoever is being served, and no where it serves nobody in particular."""
    _asked[0] = asked


def sees_all() -> bool:
    """Whether small numbers are shown, here and now. Files made without a reader, packs and commands never show them."""
    return _asked[0]()
