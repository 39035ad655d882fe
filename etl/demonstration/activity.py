"""The demonstration's list of what agencies did in zones on Friday and Saturday nights."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import numpy as np

from analysis.words.months import month_end, month_of
from etl.demonstration.files import write_table
from etl.demonstration.places import Facts

HEADINGS = "date,place_id,agency,kind,started,visits,minutes,minutes_asked,people_helped,note"
NIGHTS = (4, 5)
"""Friday and Saturday, as Python counts weekdays."""


def write_activity(folder: Path, facts: Facts) -> Path:
    """One row a round and night; where nobody came, a row that says so: nought minutes of those asked for."""
    settings = facts.settings["activity"]
    first, last = month_of(settings["first_month"]), month_end(month_of(facts.settings["last_month"]))
    nights = [night for day in range((last - first).days + 1) if (night := first + timedelta(days=day)).weekday() in NIGHTS]
    # Numbers of their own: what is added to other files changes nothing here.
    chance = np.random.default_rng([len(nights), len(settings["rounds"])])
    lines: list[list[object]] = []
    for night in nights:
        for one in settings["rounds"]:
            for started in one["started"]:
                came = bool(chance.random() < one["came"])
                helped = int(chance.poisson(one["helped"])) if came else 0
                minutes = one["minutes"] if came else 0
                asked = one.get("asked", "")
                lines.append([night, one["place_id"], one["agency"], one["kind"], started, int(came), minutes, asked, helped, ""])
    return write_table(folder / "activity.csv", HEADINGS, lines)
