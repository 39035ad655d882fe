"""The view of the map that is asked for; none but that one is worked out."""

from collections.abc import Sequence

from analysis.crime import answered, hotspot_views
from analysis.crime.gathered import Gathered
from analysis.crime.hotspot_views import MapView
from analysis.crime.selection import Selection
from analysis.crime.ten_places import BusyPlace
from pages.shared import ask


def of(name: str, chosen: Selection, found: Gathered, ten: Sequence[BusyPlace]) -> MapView:
    """The view by its name."""
    cells = [place.cell for place in ten]
    if name == hotspot_views.TESTED:
        return hotspot_views.tested_view(chosen, found, cells)
    if name == hotspot_views.LASTING:
        return hotspot_views.lasting_view(found, cells)
    if name == hotspot_views.CHANGE:
        return answered.changed(ask.shown(), chosen, found, cells)
    if name == hotspot_views.DENSITY:
        return hotspot_views.density_view(chosen, found)
    return hotspot_views.ranked_view(chosen, found)
