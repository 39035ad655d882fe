"""The gate: no figure leaves without saying what it counts, and none that counts people shows 1 to 4 of them anywhere."""

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis import disclosure
from analysis.figure import OPEN, THINGS, WORKED_OUT, Caption, Cleared, Counted, Figure

CAPTION = Caption("Partner extract of offences, the force", "2025", "Anytown", "0123456789abcdef")


def figure(**changes: Any) -> Figure:
    """A figure of offences from a restricted source that may leave, with changes."""
    table = pd.DataFrame({"Period": ["March 2025", "April 2025"], "Offences": [7, 12], "Average": [3.5, 3.5]})
    counts = Counted(besides=("Average",), nouns=("offences",))
    return replace(Figure("f", "12 offences", "12 offences in April.", None, table, CAPTION, counts), **changes)


def chart(**trace: Any) -> dict[str, Any]:
    return {"data": [{"type": "scatter", "x": ["2025-03-01"], **trace}], "layout": {}}


def test_a_figure_must_say_what_it_counts() -> None:
    with pytest.raises(TypeError, match="counts"):
        Figure("f", "t", "s", None, pd.DataFrame(), CAPTION)  # pyright: ignore[reportCallIssue]


def test_a_figure_without_small_numbers_leaves_with_all_its_parts() -> None:
    whole = figure(notes=("n",), alt="a", formats={"Offences": "localized"}, chart=chart(y=[7, 12]))
    cleared = disclosure.leave(whole)
    assert all(getattr(cleared, each.name) is getattr(whole, each.name) for each in fields(Cleared))


@pytest.mark.parametrize(
    "few",
    [
        {"table": pd.DataFrame({"Offences": [7, 3]})},
        {"table": pd.DataFrame({"Offences": [7, np.int64(1)], "Average": [3.5, 3.5]})},
        {"table": pd.DataFrame({"Offences": ["7", "3"]})},
        {"table": pd.DataFrame({"Offences": [7, 9], "Of these by night": [7, 2]})},
        {"chart": chart(y=[7, 3])},
        {"chart": chart(y=[7, None], text=["March 2025: 7", "April 2025: 3. Below the usual range"])},
        {"chart": chart(y=[7, None], customdata=[[7], [4]])},
        {"chart": {"data": [], "layout": {"annotations": [{"text": "<b>3</b>"}]}}},
        {"title": "Night-time violence: 3 offences in April 2025"},
        {"sentence": "1 offence in April 2025."},
        {"notes": ("Left out: 2 offences.",)},
        {"alt": "4 offences"},
    ],
)
def test_a_restricted_figure_with_a_small_number_anywhere_is_held_back(few: dict[str, Any]) -> None:
    with pytest.raises(disclosure.NotCleared, match="held back"):
        disclosure.leave(figure(**few))


@pytest.mark.parametrize(
    "harmless",
    [
        {"table": pd.DataFrame({"Offences": [7, 0, None], "Average": [3.5, 3.5, 3.5]})},
        {"chart": chart(y=[3.5, 3.5], meta=WORKED_OUT)},
        {"sentence": "13 offences; 2 of 3 months near the lower limit; fewer than 5 offences in May."},
        {"table": pd.DataFrame({"Output": ["people", "workshops"], "To date": [7, 3]}), "counts": Counted(rows=(True, False))},
        {"table": pd.DataFrame({"Workshops": [3]}), "counts": THINGS},
    ],
)
def test_what_counts_nobody_leaves(harmless: dict[str, Any]) -> None:
    assert isinstance(disclosure.leave(figure(**harmless)), Cleared)


def test_no_figure_of_a_restricted_source_passes_for_open_data() -> None:
    with pytest.raises(disclosure.NotCleared, match="declared as open data and rests on Partner extract of offences"):
        disclosure.leave(figure(counts=OPEN))
    assert disclosure.leave(figure(counts=OPEN, caption=replace(CAPTION, source="Police recorded crime (street level)")))
