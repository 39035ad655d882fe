"""Figures of what is loaded: months by source, rows accounted for, and where the records lie."""

from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.declared.sources import Source
from analysis.figures.figure import FILES, OPEN, THINGS, Caption, Figure, Things
from analysis.loaded import calendar_chart, coverage
from analysis.loaded.coverage import Cell
from analysis.release.questions.loaded import Unmapped
from analysis.words import phrases

GAPS_NOTE = "A month without a file is a gap and never counted as zero."
LATE_NOTE = (
    "Late: no file for a month that ended two whole months ago or more; data.police.uk publishes about two months after a "
    "month's end."
)
NEVER_LATE_NOTE = "Months after the last file are not shown: made-up data are never late."
PARTIAL_NOTE = "Loaded in part: the file has under 60% of the rows of a usual month (the median of those up to a year away)."
LOCATED_NOTE = "Records without a location have no area: they stand beside an area's figures, never inside them."


def headline(cells: Sequence[Cell]) -> str:
    """The page's statement: how many months are loaded, from when to when, and how many are missing."""
    street = [cell for cell in cells if cell.source == coverage.MONTHLY[0]]
    if not street:
        return "No police recorded crime is loaded yet"
    loaded = sorted({cell.month for cell in street if cell.rows is not None})
    span = phrases.period(loaded[0], loaded[-1])
    inside = [cell.month for cell in street if loaded[0] <= cell.month <= loaded[-1]]
    gaps = len(set(inside) - set(loaded))
    said = f"{phrases.count(len(loaded), 'month')} of police recorded crime loaded, {span}"
    return f"{said}; {phrases.count(gaps, 'month')} between them without a file" if gaps else f"{said}, without a gap"


def grid(
    cells: Sequence[Cell],
    others: Sequence[Cell],
    titles: Mapping[str, str],
    forces: Mapping[str, str],
    caption: Caption,
    withdrawn: Mapping[tuple[str, str], str] | None = None,
    late_known: bool = False,
) -> Figure:
    """Months by source as a calendar. titles: source id → title; forces: slug → name.

    others: cells of forces that are loaded and no part of the figures; they stand in the table only. withdrawn: as
    `coverage.gap_sentences` takes it. late_known: whether months that should be out by now were looked for.
    """
    several = len({cell.force for cell in cells if cell.force and cell.source in coverage.PUBLISHED}) > 1
    labels = {
        (cell.source, cell.force): coverage.of_force(
            titles[cell.source], cell.force if several or cell.source not in coverage.PUBLISHED else "", forces
        )
        for cell in cells
    }
    gaps = coverage.gap_sentences(cells, titles, forces, withdrawn)
    late, part = coverage.late_sentences(cells, titles, forces), coverage.partial_sentences(cells, titles, forces)
    return Figure(
        id="coverage",
        title="Months loaded, by source" if gaps or late or part else "Every month is loaded for every source",
        sentence=" ".join([*late, *gaps, *part]) or "No month lacks a file.",
        chart=calendar_chart.calendar(cells, labels),
        table=coverage.calendar([*cells, *others], titles, forces),
        caption=caption,
        counts=THINGS,
        notes=(
            GAPS_NOTE,
            LATE_NOTE if late_known else NEVER_LATE_NOTE,
            *([PARTIAL_NOTE] if part else []),
            *_others_note({cell.force for cell in others}),
        ),
    )


def accounts(table: pd.DataFrame, caption: Caption) -> Figure:
    """Rows by source. table: as `coverage.accounts` gives it."""
    left = coverage.unaccounted(table)
    numbers = ("Files", "Rows read", "Loaded", "Set aside", "Rejected", "In the area")
    return Figure(
        id="rows_by_source",
        title=f"{phrases.count(left, 'row')} not accounted for" if left else "Every row of the files is accounted for",
        sentence=coverage.accounts_sentence(table),
        chart=None,
        table=table,
        caption=caption,
        counts=Things(dict.fromkeys(numbers, (FILES,))),
        notes=("Rows in the area are counted in the files, before duplicates are set aside.",),
        formats=dict.fromkeys(numbers, "localized"),
    )


def set_aside(rows: pd.DataFrame, declared: Mapping[str, Source], caption: Caption) -> Figure:
    """Rows kept but not counted, by reason. rows: as `set_aside` answers; declared: the sources by id."""
    total = int(rows["rows"].sum())
    said = [
        declared[source].reason_in_words(reason) if source in declared else reason
        for source, reason in zip(map(str, rows["source"]), map(str, rows["reason"]), strict=True)
    ]
    reasons = phrases.listed(list(dict.fromkeys(said)), at_most=6)
    return Figure(
        id="rows_set_aside",
        title=f"{phrases.count(total, 'row')} set aside" if total else "No row is set aside",
        sentence=f"Kept in the archive and not counted. Reasons: {reasons}." if total else "Every row read is counted.",
        chart=None,
        table=pd.DataFrame(
            {
                "Source": [declared[source].title if source in declared else source for source in map(str, rows["source"])],
                "Reason": said,
                "Rows": rows["rows"],
            }
        ),
        caption=caption,
        counts=Things({"Rows": (FILES,)}),
        formats={"Rows": "localized"},
    )


def located(rows: pd.DataFrame, area: str, forces: Mapping[str, str], caption: Caption) -> Figure:
    """Records in the area, outside it and without a location, by force and month. rows: as `located` answers."""
    mine = rows[rows["counted"].astype(bool)]
    total, nowhere = int(mine["records"].sum()), int(mine["not_located"].sum())
    several = rows["force"].nunique() > 1
    share = f"{100 * nowhere / total:.1f}%" if total else "None"
    return Figure(
        id="records_located",
        title=f"{share} of records have no location",
        sentence=coverage.located_sentence(mine, area),
        chart=None,
        table=pd.DataFrame(
            {
                "Month": [f"{pd.Timestamp(month):%Y-%m}" for month in rows["month"]],
                **({"Force": [forces.get(str(force), str(force)) for force in rows["force"]]} if several else {}),
                f"In {area}": rows["in_area"],
                "Outside": rows["outside"],
                "Not located": rows["not_located"],
                "All records": rows["records"],
            }
        ),
        caption=caption,
        counts=OPEN,
        notes=(LOCATED_NOTE, *_others_note(set(rows["force"]) - set(mine["force"]))),
        formats=dict.fromkeys((f"In {area}", "Outside", "Not located", "All records"), "localized"),
    )


def unmapped_sentence(rows: Sequence[Unmapped]) -> str:
    """The LSOA codes that no loaded lookup knows, in words."""
    if not rows:
        return "Every LSOA (lower layer super output area) code in the files is known to the lookups loaded."
    named = [f"{row.lsoa_filed} ({phrases.count(row.rows, 'row')})" for row in rows]
    what = phrases.count(len(rows), "LSOA (lower layer super output area) code", "LSOA (lower layer super output area) codes")
    return (
        f"{what} of the files, on {phrases.count(sum(row.rows for row in rows), 'row')}, could not be mapped: "
        f"{phrases.listed(named, 'more codes', at_most=12)}. Load the lookup of that year to place them."
    )


def _others_note(forces: set[str]) -> tuple[str, ...]:
    if not forces:
        return ()
    return (f"{phrases.count(len(forces), 'other force')} loaded, no part of the figures: in the table only.",)
