"""A release as it stood for one grant at the end of a quarter: the questions of the projects answered for that grant and day.

What is asked of it is asked by the same functions as the pages of the projects use; only the rows that they see are fewer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pandas as pd

from analysis.figures.shown_release import ShownRelease
from analysis.projects.delivery import Quarter

UNTIL: Mapping[str, str] = {"returns": "period_end", "draft_returns": "period_end", "moves": "decided_on"}
"""Questions whose rows count up to the quarter's end, and the day by which they do."""


def as_at(shown: ShownRelease, grant_id: str, quarter: Quarter) -> ShownRelease:
    """The release as it is asked for one grant at the end of a quarter. Its day is the first after the quarter."""

    def ask(question: str, **parameters: Any) -> pd.DataFrame:
        found = shown.ask(question, **parameters)
        if "grant_id" in found:
            found = found[found["grant_id"] == grant_id]
        if question in UNTIL:
            days = pd.to_datetime(found[UNTIL[question]])
            found = found[days <= pd.Timestamp(quarter.last)]
        if question in LATER:
            found = LATER[question](found, quarter.last)
        return found.reset_index(drop=True)

    return replace(shown, ask=ask, today=quarter.last + timedelta(days=1))


def _milestones(found: pd.DataFrame, last: date) -> pd.DataFrame:
    """A milestone that was reached after the quarter was not reached in it."""
    after = pd.to_datetime(found["actual"]) > pd.Timestamp(last)
    return found.assign(actual=found["actual"].where(~after, None)) if after.any() else found


def _spend(found: pd.DataFrame, last: date) -> pd.DataFrame:
    """Money of a later period was not spent yet: it is what was expected, if nothing else is known of it."""
    after = pd.to_datetime(found["period_end"]) > pd.Timestamp(last)
    expected = found["forecast"].where(~after | found["forecast"].notna(), found["actual"])
    return found.assign(forecast=expected, actual=found["actual"].where(~after))


LATER: Mapping[str, Callable[[pd.DataFrame, date], pd.DataFrame]] = {"milestones": _milestones, "spend": _spend}
