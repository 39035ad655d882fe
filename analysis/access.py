"""Who is acting, and in which role. Locally that is the system's user, who may do everything."""

from __future__ import annotations

import getpass
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
