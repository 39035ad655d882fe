"""What hidden counts could be besides what they are: other tables that agree with all that is shown, by linear programming.

Whoever holds a table knows its shown counts, its sums, that no count is below nought, and what is told of each hidden one. A
world is a table of whole numbers that agrees with all of it. A count is safe where it is 1 in one world and 4 in another.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

Name = TypeVar("Name", bound=Hashable)
Between = tuple[float, float]
NEAR = 1e-6
"""Within so much of a whole number a solution is one."""
MOST_STEPS = 20  # of the search for whole numbers, where linear programming finds broken ones


@dataclass(frozen=True)
class Sum(Generic[Name]):
    """A whole and the parts that make it up, by the names of their counts. overlapping: parts may share what they count, so
    that each is at most the whole and together they are at least as much."""

    whole: Name
    parts: tuple[Name, ...]
    overlapping: bool = False

    @property
    def names(self) -> tuple[Name, ...]:
        """All of its counts."""
        return (self.whole, *self.parts)


class Worlds(Generic[Name]):
    """The other worlds of counts that hang together by sums. Each is told by how far every count differs from what it is.

    solved: how many counts were solved for so far, over all worlds.
    """

    def __init__(self, counts: Mapping[Name, float], sums: Sequence[Sum[Name]]) -> None:
        self.names = list(counts)
        self.place = {name: place for place, name in enumerate(self.names)}
        self._slack: list[float] = []
        self.solved = 0
        lines = [line for one in sums for line in self._lines(one, counts)]
        width = len(self.names) + len(self._slack)
        rows = [number for number, line in enumerate(lines) for _ in line]
        places = [place for line in lines for place in line]
        signs = [sign for line in lines for sign in line.values()]
        once: Any = sparse.csc_matrix((signs, (rows, places)), shape=(len(lines), width), dtype=np.float64)
        self._width = width
        self._sums: Any = sparse.hstack([once, -once], format="csc")
        """A line a sum; each count twice, for what it differs upwards and downwards."""

    def _lines(self, one: Sum[Name], counts: Mapping[Name, float]) -> list[dict[int, float]]:
        whole, parts = self.place[one.whole], [self.place[part] for part in one.parts]
        if not one.overlapping:
            return [{whole: -1.0} | dict.fromkeys(parts, 1.0)]
        shared = sum(counts[part] for part in one.parts) - counts[one.whole]
        together = {whole: -1.0} | dict.fromkeys(parts, 1.0) | self._unknown(shared, -1)
        return [together] + [
            {whole: -1.0, place: 1.0} | self._unknown(counts[one.whole] - counts[part], 1)
            for part, place in zip(one.parts, parts, strict=True)
        ]

    def _unknown(self, value: float, sign: int) -> dict[int, float]:
        """A count that is never shown and lies at nought or above: what parts share, or what lies outside one."""
        self._slack.append(value)
        return {len(self.names) + len(self._slack) - 1: float(sign)}

    def nearest(
        self, name: Name, differs: float, free: Mapping[Name, Between], costs: Mapping[Name, float]
    ) -> dict[Name, float] | None:
        """A world in which one count differs by so much, and what it costs least to let differ; None where there is none.

        free: by how much each count may differ, at least and at most; all others stay. costs: of a difference of one, nought
        where it is not named. Returned are the counts that differ, each with by how much.
        """
        lowest, highest, cost = np.zeros(self._width), np.zeros(self._width), np.zeros(self._width)
        for other, (low, high) in free.items():
            lowest[self.place[other]], highest[self.place[other]] = low, high
            cost[self.place[other]] = costs.get(other, 0.0)
        lowest[len(self.names) :], highest[len(self.names) :] = [-value for value in self._slack], math.inf
        at = self.place[name]
        lowest[at] = highest[at] = differs
        found = self._solved(lowest, highest, cost)
        if found is None:
            return None
        return {other: found[place] for other, place in self.place.items() if found[place]}

    def _solved(
        self, lowest: NDArray[np.float64], highest: NDArray[np.float64], cost: NDArray[np.float64]
    ) -> NDArray[np.float64] | None:
        """The cheapest difference in whole numbers. Up and down are two variables each, so that both cost."""
        moving = np.flatnonzero((lowest != 0) | (highest != 0))
        low, high = lowest[moving], highest[moving]
        up, down = (np.maximum(low, 0), np.maximum(high, 0)), (np.maximum(-high, 0), np.maximum(-low, 0))
        least, most = np.concatenate([up[0], down[0]]), np.concatenate([up[1], down[1]])
        both, costs = self._sums[:, np.concatenate([moving, moving + self._width])], np.concatenate([cost[moving]] * 2)
        still = np.zeros(both.shape[0])
        for whole_numbers in (0, 1):
            self.solved += len(lowest) * (1 + whole_numbers * MOST_STEPS)
            solved: Any = milp(
                costs,
                constraints=LinearConstraint(both, still, still),  # pyright: ignore[reportArgumentType]
                bounds=Bounds(least, most),  # pyright: ignore[reportArgumentType]
                integrality=np.full(len(costs), whole_numbers),
                # A limit of steps, not of time: the same table is always hidden alike, on a busy machine too.
                options={"node_limit": MOST_STEPS},
            )
            if solved.x is None:
                return None
            differences = solved.x[: len(moving)] - solved.x[len(moving) :]
            if np.abs(differences - np.round(differences)).max(initial=0.0) < NEAR:
                break
        else:
            return None
        found = np.zeros(len(lowest))
        found[moving] = np.round(differences)
        return found


def above(names: Collection[Name], sums: Sequence[Sum[Name]]) -> set[Name]:
    """Every whole that counts one of the names, and the wholes of these, and so on."""
    found: set[Name] = set()
    while more := {one.whole for one in sums if any(p in names or p in found for p in one.parts)} - found:
        found |= more
    return found


def together(names: Collection[Name], sums: Sequence[Sum[Name]]) -> set[Name]:
    """The names and all that hang together with them by sums."""
    found = set(names)
    while more := {name for one in sums if not found.isdisjoint(one.names) for name in one.names} - found:
        found |= more
    return found
