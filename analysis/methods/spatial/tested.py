"""Whether more lies in and around a cell than chance would put there: Getis-Ord Gi*, adjusted for testing many cells."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from analysis.methods.spatial.cells import Grid

Floats = NDArray[np.float64]
SURE = 0.05  # of adjusted p-values: of the cells called so, one in twenty is expected to be so by chance


def gi_star(values: Floats, grid: Grid) -> Floats:
    """The z-score of each cell. values: (…, cells), all cells of the area. Ord & Getis 1995, Geographical Analysis 27:286–306.

    Binary weights: the cell itself and those next to it. 0 where the values do not differ, or where all others lie next to it.
    """
    weights = grid.neighbours.astype(np.float64) + 1
    return gi_star_of_sums(values, grid.around_each(values), weights)


def gi_star_of_sums(values: Floats, sums: Floats, weights: Floats) -> Floats:
    """The closed formula for binary weights. sums: over each place and those around it; weights: how many those are."""
    number = values.shape[-1]
    if not number:
        return np.zeros_like(values)
    mean = values.mean(axis=-1, keepdims=True)
    spread = np.sqrt(np.maximum((values * values).mean(axis=-1, keepdims=True) - mean * mean, 0.0))
    chance = spread * np.sqrt(np.maximum(number * weights - weights * weights, 0.0) / max(number - 1, 1))
    # Values that do not differ leave a spread of rounding alone.
    told = chance > 1e-9 * np.maximum(np.abs(mean), 1.0)
    return np.where(told, (sums - mean * weights) / np.where(told, chance, 1.0), 0.0)


def two_sided(scores: Floats) -> Floats:
    """The p-value of each z-score: how often chance alone would give one as far from nought."""
    from scipy.special import ndtr  # imported here: start-up does not wait for it

    return 2 * ndtr(-np.abs(scores))


def adjusted(p_values: Floats) -> Floats:
    """p-values adjusted for how many are looked at (Benjamini & Hochberg 1995), along the last axis, in the order given.

    The smallest share of false ones among all called significant at which this one is called so too.
    """
    number = p_values.shape[-1]
    order = np.argsort(p_values, axis=-1)
    scaled = np.take_along_axis(p_values, order, axis=-1) * number / np.arange(1, number + 1)
    stepped = np.minimum.accumulate(scaled[..., ::-1], axis=-1)[..., ::-1]
    found = np.empty_like(stepped)
    np.put_along_axis(found, order, np.minimum(stepped, 1.0), axis=-1)
    return found


def random_field_p_values(sums: Floats, weights: Floats, total: Floats) -> Floats:
    """How often records that fall on all cells alike would put so many, or so few, in each place and those around it: two-sided.

    Exact (binomial). sums and weights as for `gi_star_of_sums`, total: the records of all cells.
    """
    from scipy.special import bdtr, bdtrc  # imported here: start-up does not wait for it

    share, every = np.minimum(weights / max(weights.shape[-1], 1), 1.0), total.astype(np.int64)
    return np.minimum(2 * np.minimum(bdtrc(sums - 1, every, share), bdtr(sums, every, share)), 1.0)


def looked_at(values: Floats, grid: Grid) -> tuple[Floats, Floats]:
    """The z-score of each cell, and its p-value adjusted for all cells. values: whole numbers, (…, cells).

    The normal curve calls a handful of records on many cells a hotspot, since it knows no counts: so the p-value is that of the
    score or of the exact test against records that fall anywhere alike, whichever is larger. With many records to a cell it is
    the score's.
    """
    scores = gi_star(values, grid)
    if not values.size:
        return scores, np.ones_like(values)
    weights = grid.neighbours.astype(np.float64) + 1
    exact = random_field_p_values(grid.around_each(values), weights, values.sum(axis=-1, keepdims=True))
    return scores, adjusted(np.maximum(two_sided(scores), exact))


def hot(values: Floats, grid: Grid, sure: float = SURE) -> NDArray[np.bool_]:
    """Which cells have more in and around them than chance would put there. values: (…, cells)."""
    scores, p_values = looked_at(values, grid)
    return (scores > 0) & (p_values < sure)


def change_p_values(now: Floats, before: Floats) -> Floats:
    """For two counts of each place over spans of equal length: the exact conditional test that both come of one rate.

    Given both together, the later one is binomial with a chance of one half (Przyborowski & Wilenski 1940, Biometrika 31). Twice
    the smaller tail, at most 1; 1 where both are nought.
    """
    from scipy.special import bdtr  # imported here: start-up does not wait for it

    both, fewer = now + before, np.minimum(now, before)
    return np.where(both > 0, np.minimum(2 * bdtr(fewer, np.maximum(both, 1).astype(np.int64), 0.5), 1.0), 1.0)
