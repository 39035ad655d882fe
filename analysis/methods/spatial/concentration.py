"""How few places hold how much: cells of equal area in rank order.

The law of crime concentration (Weisburd 2015, Criminology 53:133–157) is told by shares of all places, those without a record
included; a share of places with records alone would make everything look spread out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.float64]
SHARES = (0.01, 0.02, 0.05, 0.20)  # of all cells, the busiest first


@dataclass(frozen=True)
class Top:
    """The busiest cells: how many of how many, how many records they hold, and the share of all that is."""

    cells: int
    of: int
    held: float
    share: float

    @property
    def accuracy(self) -> float:
        """Predictive accuracy index: the share of records over the share of area (Chainey, Tompson & Uhlig 2008)."""
        return self.share / (self.cells / self.of)


def busiest(counts: Counts, share: float) -> Top:
    """The busiest cells that make up this share of all, to the nearest whole one, at least one. counts: one a cell, or 0."""
    number = max(1, int(np.floor(share * len(counts) + 0.5)))
    return top(counts, np.argsort(-counts, kind="stable")[:number])


def top(counts: Counts, chosen: NDArray[np.int64]) -> Top:
    """What the chosen cells hold."""
    held, every = float(counts[chosen].sum()), float(counts.sum())
    return Top(len(chosen), len(counts), held, held / every if every else 0.0)


def fewest_holding(counts: Counts, share: float) -> int:
    """The fewest cells that hold at least this share of the records; 0 where there is none."""
    every = counts.sum()
    if not every:
        return 0
    running = np.cumsum(np.sort(counts)[::-1])
    return int(np.searchsorted(running, share * every - 1e-9 * every)) + 1


def curve(counts: Counts) -> Counts:
    """The share of records that the busiest 1, 2, 3 … cells hold; all 0 where there is none."""
    every = counts.sum()
    return np.cumsum(np.sort(counts)[::-1]) / (every or 1.0)


def efficiency(earlier: Counts, later: Counts, share: float) -> float | None:
    """Prediction efficiency index: of what the best choice of so many cells would hold later, the share that the cells busiest
    earlier do hold (Hunt 2016). None where there is nothing later."""
    number = max(1, int(np.floor(share * len(earlier) + 0.5)))
    chosen = np.argsort(-earlier, kind="stable")[:number]
    best = np.sort(later)[::-1][:number].sum()
    return float(later[chosen].sum() / best) if best else None
