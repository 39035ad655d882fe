"""Which way is good, and what is aimed at: what an indicator declares and its chart is read by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from analysis.words import phrases

Polarity = Literal["low_is_good", "high_is_good", "no_judgement"]


@dataclass(frozen=True)
class Target:
    """A target for one period's value: at most (or at least) so much."""

    value: float
    direction: Literal["at_most", "at_least"]

    def words(self) -> str:
        """≤ 10, ≥ 60."""
        return f"{'≤' if self.direction == 'at_most' else '≥'} {phrases.number(self.value)}"
