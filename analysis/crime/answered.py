"""The figures of recorded crime, asked and made: the one way from a choice to a Figure, for pages and for files alike."""

from __future__ import annotations

import pandas as pd

from analysis.crime import chosen_months, hotspot_figures, hotspots, place_changes
from analysis.crime import figures as crime_figures
from analysis.crime.hotspots import Cells
from analysis.crime.selection import Selection
from analysis.figures.figure import Caption, Figure
from analysis.figures.shown_release import ShownRelease
from analysis.words import phrases

STREET_FILES = "police recorded crime, data.police.uk street files"
OUTCOME_FILES = "data.police.uk street and outcomes files"


def caption(shown: ShownRelease, chosen: Selection, area: str = "", source: str = STREET_FILES) -> Caption:
    """The caption of a figure of recorded crime. area: where it is not the place chosen."""
    return shown.caption(source, chosen.span, area or chosen.place(), definition=chosen.what())


def months(shown: ShownRelease, chosen: Selection) -> pd.DataFrame:
    """The records of all loaded months, as `trend` answers, without those of months whose files cannot hold the types."""
    every = chosen_months.every(chosen, shown.ask)
    return crime_figures.counts_held(every, shown.ask("trend", **chosen.kinds(), **chosen.where()))


def trend(shown: ShownRelease, chosen: Selection) -> Figure:
    """Records month by month, in all loaded months."""
    every = chosen_months.every(chosen, shown.ask)
    return crime_figures.trend(chosen, months(shown, chosen), caption(shown, every))


def ward_counts(shown: ShownRelease, chosen: Selection) -> pd.DataFrame:
    """The records of every ward of the area, whichever are chosen, as `ward_counts` answers."""
    compared = chosen_months.compared_with_year_before(chosen, shown.ask)
    return shown.ask("ward_counts", **chosen.when(), lsoa=chosen.lsoa, street=chosen.street, **compared.parameters())


def wards(shown: ShownRelease, chosen: Selection) -> Figure:
    """All wards of the area, whichever are chosen."""
    compared = chosen_months.compared_with_year_before(chosen, shown.ask)
    back = place_changes.months_asked(chosen.end)
    histories = shown.ask("ward_histories", **chosen.kinds(), lsoa=chosen.lsoa, street=chosen.street, **back)
    said = crime_figures.with_survey_attribution(caption(shown, chosen, chosen.area))
    return crime_figures.wards(chosen, ward_counts(shown, chosen), compared, said, histories)


def streets(shown: ShownRelease, chosen: Selection) -> Figure:
    """The busiest streets. A rank compares: where a break lies in the chosen months, those on its newer side alone are ranked."""
    fair = chosen.comparable_part()
    return crime_figures.streets(fair, shown.ask("streets", **fair.when(), **fair.where()), caption(shown, fair))


def outcomes(shown: ShownRelease, chosen: Selection) -> Figure:
    """What came of the crimes chosen."""
    rows = shown.ask("crime_outcomes", **chosen.when(), **chosen.where())
    return crime_figures.outcomes(chosen, rows, caption(shown, chosen, source=OUTCOME_FILES), outcome_months(shown))


def outcome_months(shown: ShownRelease) -> str:
    """The months of the loaded outcomes files in words; empty where none is loaded."""
    found = shown.ask("outcome_months")["period"]
    return phrases.month_runs([month.date() for month in found]) if len(found) else ""


def cells(shown: ShownRelease, chosen: Selection, found: Cells | None = None) -> Figure:
    """The busiest cells, on one side of a break only. found: where they are asked for already."""
    fair = chosen.comparable_part()
    found = found or hotspots.cells(shown.ask("cells", **fair.when()))
    return hotspots.cell_table(fair, found, crime_figures.with_survey_attribution(caption(shown, fair, fair.area)))


def zones(shown: ShownRelease, chosen: Selection) -> Figure:
    """The zones against the rest of the area, on one side of a break only."""
    fair = chosen.comparable_part()
    compared = chosen_months.compared_with_year_before(fair, shown.ask)
    rows = shown.ask("zone_counts", **fair.when(), **compared.parameters())
    histories = shown.ask("zone_histories", **fair.kinds(), **place_changes.months_asked(fair.end))
    return hotspots.zone_table(fair, rows, compared, caption(shown, fair, fair.area), histories)


def place(shown: ShownRelease, chosen: Selection, where: str, zones: dict[str, str]) -> Figure:
    """The trend of one zone (by id) or cell (by grid reference). zones: id → name."""
    fair = chosen.comparable_part()
    every = chosen_months.every(fair, shown.ask)
    rows = shown.ask("place_trend", **fair.kinds(), **hotspots.place_parameters(where, list(zones)))
    name = hotspots.place_name(where, zones)
    return hotspot_figures.place_trend(fair, crime_figures.counts_held(every, rows), name, caption(shown, every, name))
