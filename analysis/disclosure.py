"""Small numbers: which may not be shown, and the one gate that every figure passes on its way to screen or file."""

from numbers import Real

from analysis.figure import Figure

# Counts of people from restricted sources: 1 to 4 are not shown. Nought is, because it names nobody.
SMALLEST_SHOWN = 5
FEW = f"fewer than {SMALLEST_SHOWN}"


class NotCleared(RuntimeError):
    """A figure with a small number of people in it was about to leave."""


def leave(figure: Figure) -> Figure:
    """The figure as it may be shown: measures have left small numbers out, and this gate makes sure of it.

    Raises NotCleared where a column that counts people holds 1 to 4: the whole figure is held back, its chart included.
    """
    for heading in figure.people:
        cells = figure.table.get(heading, [])
        if any(isinstance(cell, Real) and too_few(float(cell)) for cell in cells):
            raise NotCleared(
                f"'{figure.title}' is held back: it would show {FEW} people. Say so to whoever looks after the dashboard."
            )
    return figure


def too_few(people: float | None) -> bool:
    """Whether a count of people is so small that it may not be shown. A count that is not known is not small."""
    return people is not None and 0 < people < SMALLEST_SHOWN
