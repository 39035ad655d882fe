"""For how long a place has been a hotspot: new, persistent, intermittent or cooling, by the periods in which it was one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

HOT_FROM, PERSISTENT_FROM, RECENT = 0.10, 0.80, 0.20  # shares of the periods, as R's sfhotspot has them
NEVER, NEW, PERSISTENT, INTERMITTENT, COOLING = range(5)
FEWEST_PERIODS = 5  # with fewer, the last fifth is not one whole period


def recent_periods(number: int) -> int:
    """How many of so many periods are recent: the last fifth, to the nearest whole one."""
    return max(1, int(np.floor(RECENT * number + 0.5)))


def classes(hot: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The class of each place. hot: (periods in order of time, places), FEWEST_PERIODS at least.

    A place is a hotspot at all where it was one in a tenth of all periods. It is new where it was one in a tenth of the recent
    periods and not of those before, cooling the other way round; of the others it is persistent in four fifths of all periods,
    else intermittent.
    """
    recent = recent_periods(len(hot))
    late, early, every = hot[-recent:].mean(axis=0), hot[:-recent].mean(axis=0), hot.mean(axis=0)
    is_now, was = late >= HOT_FROM, early >= HOT_FROM
    return np.select(
        [every < HOT_FROM, is_now & ~was, was & ~is_now, every >= PERSISTENT_FROM],
        [NEVER, NEW, COOLING, PERSISTENT],
        INTERMITTENT,
    )
