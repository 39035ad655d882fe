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


def current() -> Actor:
    """The person running this program on this computer."""
    try:
        name = getpass.getuser()
    except (OSError, KeyError):
        # A container may run under a number that has no name.
        name = "unknown user"
    return Actor(name, "analyst")
