"""The one function that every figure passes on its way to screen or file."""

from analysis.figure import Figure


class NotCleared(RuntimeError):
    """A figure was about to leave that no disclosure rule covers yet."""


def leave(figure: Figure) -> Figure:
    """The figure as it may be shown. Open data (data.police.uk, published tables) pass unchanged.

    Raises NotCleared for a figure from a restricted source: until suppression of small numbers is built,
    such a figure is held back rather than let out unsuppressed.
    """
    if figure.restricted:
        raise NotCleared(
            f"'{figure.id}' comes from a restricted source and has no suppression rule, so it is not shown."
        )
    return figure
