"""What the tests of files share: figures by hand with every state in them, and the demonstration's figures by their names."""

from datetime import date

import pandas as pd

from analysis.exports.contents import Contents, Definition, Heading, UsedSource
from analysis.exports.named import FiguresByName
from analysis.figures import disclosure
from analysis.figures.figure import OPEN, Caption, Figure
from analysis.figures.shown_release import ShownRelease
from analysis.release import database

TODAY = date(2026, 4, 3)
HOSTILE = '=HYPERLINK("https://example.org","x") & <b>Drake</b> \x07 \'it\''


def figures_by_name() -> FiguresByName:
    """The figures of the release in force in the test's data folder."""
    release = database.release()
    assert release
    return FiguresByName(ShownRelease(database.ask, release.id, TODAY))


def by_hand(**changes):
    """A cleared figure with a row for each state that figures tell."""
    table = pd.DataFrame(
        {
            "Period": [f"January {year}" for year in range(2017, 2025)],
            "Offences": [12.0, None, None, None, 9.0, 11.0, 1234.0, 0.0],
            "Average": [10.25, 10.25, None, None, 10.25, 10.25, None, 10.25],
            "Per 1,000 residents": [1.2, None, None, None, None, 1.1, 4.6, None],
            "Status": [
                "final",
                "c: not shown, fewer than 5",
                "no file",
                "no such type",
                "not comparable",
                "provisional",
                "estimated",
                "final",
            ],
            "Note": ["", "", "", "", "", "", HOSTILE, ""],
        }
    )
    figure = Figure(
        "made_by_hand",
        "Offences fell & rose",
        "12 offences in January 2017.",
        None,
        table,
        Caption("police recorded crime", "January 2017 to January 2024", "Anytown", "0123456789abcdef"),
        OPEN,
        notes=("A note.", HOSTILE),
        formats={"Per 1,000 residents": "%.1f"},
    )
    return disclosure.leave(Figure(**{**vars(figure), **changes}))


def contents(*figures, **changes) -> Contents:
    """What is handed over, with everything that may stand in it."""
    given = {
        "title": "Board & partners",
        "partnership": "Anytown Community Safety Partnership",
        "area": "Anytown",
        "marking": "OFFICIAL",
        "demonstration": True,
        "release": "0123456789abcdef",
        "made_on": TODAY,
        "parts": (Heading("Recorded crime", ("What the police recorded.",), figures),),
        "left_out": ("“Foo” is no ward of Anytown.",),
        "definitions": (Definition("Robbery", (("What it is", "Robbery."), ("Caveats", HOSTILE))),),
        "sources": (UsedSource("Street files", "Home Office", "January 2017 to January 2024", "OGL"),),
        "quality": ("One month of 97 is not loaded.",),
    }
    return Contents(**{**given, **changes})


def repeated(table: pd.DataFrame, rows: int) -> pd.DataFrame:
    """A table made so many rows long."""
    return pd.concat([table] * (rows // len(table) + 1)).head(rows).reset_index(drop=True)
