"""One indicator beside others: the groups that it is made of, and other partnerships."""

from collections.abc import Callable

from analysis.indicators import answered, other_areas, peers
from analysis.indicators.indicator_state import IndicatorState
from analysis.release import partnership
from pages.shared import ask, figure_frame


def parts(found: IndicatorState) -> dict[str, Callable[[IndicatorState], None]]:
    """The tabs that there are for it."""
    own = {"Groups": groups} if found.indicator.numerator.any_of else {}
    others = {"Other areas": areas} if other_areas.can_compare(found) else {}
    return own | others | ({"Other partnerships": partnerships} if peers.can_compare(found.indicator) else {})


def groups(found: IndicatorState) -> None:
    """The total with each of its groups."""
    figure_frame.show_or_say(answered.groups(ask.shown(), found), "groups")


def partnerships(found: IndicatorState) -> None:
    """The area beside its peers over the last 12 months."""
    figure_frame.show_or_say(answered.partnerships(ask.shown(), found, partnership.in_force().peers), "partnerships")


def areas(found: IndicatorState) -> None:
    """The area beside other local authorities and England, in the period of its newest figure."""
    figure_frame.show_or_say(answered.areas(ask.shown(), found, partnership.in_force().peers), "areas")
