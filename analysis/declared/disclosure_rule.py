"""Which counts of people are too small to be shown, as `data/reference/disclosure.toml` says: read once and checked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from analysis.declared.settings import PROJECT, ConfigurationError, read_toml

FILE = PROJECT / "data" / "reference" / "disclosure.toml"
LEAST, MOST = 3, 20


@dataclass(frozen=True)
class DisclosureRule:
    """smallest_shown: the smallest count of people that is shown, nought apart. smallest_base: the fewest events on which a rate,
    a share or a percentage is worked out."""

    smallest_shown: int
    smallest_base: int


def read(path: Path) -> DisclosureRule:
    """The rule that a file holds. Raises ConfigurationError with what to do."""
    said = read_toml(path)
    shown = _whole(path, said, "smallest_shown", LEAST)
    return DisclosureRule(shown, _whole(path, said, "smallest_base", shown))


@cache
def in_force() -> DisclosureRule:
    """The rule that ships, for everybody: a partnership that must hide more changes the file."""
    return read(FILE)


def _whole(path: Path, said: dict[str, Any], key: str, least: int) -> int:
    value = said.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= MOST:
        raise ConfigurationError(f"{path.name}: `{key}` must be a whole number from {least} to {MOST}. Correct it and try again.")
    return value
