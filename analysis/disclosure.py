"""The one function that every figure passes on its way to screen or file."""

from analysis.figure import Figure

# Counts of people from restricted sources: 1 to 4 are not shown. Nought is, because it names nobody.
SMALLEST_SHOWN = 5
FEW = f"fewer than {SMALLEST_SHOWN}"


class NotCleared(RuntimeError):
    """A figure was about to leave that no disclosure rule covers yet."""


def leave(figure: Figure) -> Figure:
    """The figure as it may be shown. Open data (data.police.uk, published tables) pass unchanged.

    Raises NotCleared for a figure from a restricted source: until suppression of small numbers is built,
    such a figure is held back rather than let out unsuppressed.
    """
    if figure.restricted:
        raise NotCleared(f"'{figure.id}' comes from a restricted source and has no suppression rule, so it is not shown.")
    return figure


def too_few(people: float | None) -> bool:
    """Whether a count of people is so small that it may not be shown. A count that is not known is not small."""
    return people is not None and 0 < people < SMALLEST_SHOWN
