"""Figures of recorded crime for one selection: its trend, its wards and its place in the total.

Each function takes the answer to the question of the same name and returns a Figure (or a sentence). Counts are crimes and
incidents recorded by the police, not all that happened; a month without a file is blank, never zero.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pydeck  # pyright: ignore[reportMissingTypeStubs]

from analysis.crime import place_changes
from analysis.crime.selection import Selection
from analysis.figures import maps
from analysis.figures.charts import canvas, palette, trends
from analysis.figures.figure import OPEN, ORDNANCE_SURVEY, Caption, Figure
from analysis.methods import comparison, rates
from analysis.methods.comparison import Change, Comparison
from analysis.methods.dispersion import UNMEASURED
from analysis.release.questions.crime import ForceTotal
from analysis.words import fields, periods, phrases
from analysis.words.periods import Period

NO_RANK = "None is ranked, and no rate or share is worked out across the break: choose months on one side of it."
VISITORS = (
    "Visitors are not residents: rates per resident are high where many people come to work, shop or go out. "
    "Read them beside the counts."
)
SCHEMATIC = "Schematic map: wards are drawn from their centre points, not from official boundaries."
VIOLENCE_AND_SEXUAL_OFFENCES = (
    "The police publish violence and sexual offences as one type: it runs from harassment to homicide and holds sexual "
    "offences. Knife crime, domestic abuse and the hour of day cannot be told apart in these files."
)


def in_period(rows: pd.DataFrame, start: date, end: date) -> float:
    """The records of the selection in the loaded months from start to end. rows: month, chosen (answers of `trend`)."""
    inside = rows[(rows["month"] >= pd.Timestamp(start)) & (rows["month"] <= pd.Timestamp(end))]
    return float(inside["chosen"].sum())


def headline(
    selection: Selection, recorded: float, before: float | None, missing: Sequence[date], change: Change | None = None
) -> str:
    """The page's statement: what, where, how many, when, and the change on the year before where there is a fair one.

    before: the records of the same months a year before, None where they may not be compared. change: from the one to the other,
    with the interval by the months of the selection; without it, by chance alone, and then never called clear.
    """
    subject = f"{selection.what()} in {selection.place()}"
    span = _span(selection, missing)
    if not span.loaded:
        return f"{subject}: {span.nothing()}"
    statement = f"{subject}: {recorded:,.0f} recorded {span.in_statement()}"
    if not span.comparable:
        return f"{statement}, not comparable throughout"
    if before is None or (change and change.refused):
        return statement
    said = change or comparison.change(recorded, before, dispersion=UNMEASURED)
    earlier = "in the 12 before" if span.asked == 12 else "a year before"
    return f"{statement}, {phrases.number(before)} {earlier}: {said.clause()}"


def context(selection: Selection, missing: Sequence[date], compared: Comparison, like: str = "") -> str:
    """The line under the statement: the choice in words, what is missing or cannot be compared, and where the whole cannot be
    compared, what can (`like_for_like`)."""
    said = _span(selection, missing).statement() or compared.refused
    return " ".join(part for part in (f"{selection.in_words()}.", said, like) if part)


def like_for_like(part: Selection, rows: pd.DataFrame, compared: Comparison) -> str:
    """Whether the part of a choice whose months the year before has too is up: "Like for like, January 2025 to April 2025: 4,000,
    3,900 a year before: no clear change (…)."; empty where nothing of it can be compared.

    part: its months; rows: as `trend` answers; compared: with the same months a year before.
    """
    if not compared.allowed or not part.span.comparable:
        return ""
    change = place_changes.of_months(rows, part.start, part.end)
    if change.refused:
        return ""
    now, before = (in_period(rows, *ends) for ends in ((part.start, part.end), (compared.start, compared.end)))
    span = phrases.period(part.start, part.end)
    return f"Like for like, {span}: {now:,.0f}, {phrases.number(before)} a year before: {change.clause()}."


def _span(selection: Selection, missing: Sequence[date]) -> Period:
    return selection.span if selection.counted else replace(selection.span, missing=tuple(missing))


def counts_held(selection: Selection, rows: pd.DataFrame) -> pd.DataFrame:
    """The answers of `trend` or `place_trend` without the counts of months whose files cannot hold the types.

    rows: month, chosen, area and more. selection: of all months of the answer.
    """
    held = ~rows["month"].dt.date.isin(selection.span.not_held)
    return rows.assign(chosen=rows["chosen"].where(held), area=rows["area"].where(held))


def trend(selection: Selection, rows: pd.DataFrame, caption: Caption) -> Figure:
    """Records a month: the selection, and under it the whole area, each from zero on a scale of its own.

    rows: month, covered, comparable, reason, chosen, area (answers of `trend`).
    """
    changes = {first for first, _ in selection.changes}
    rows = rows.assign(divided=[month.date() in changes for month in pd.to_datetime(rows["month"])])
    chosen, whole = _numbers(rows["chosen"]), _numbers(rows["area"])
    unit = f"{selection.unit} a month"
    panels = [trends.Panel(selection.place(), [canvas.Line(selection.place(), chosen)], unit)]
    if not selection.whole_area:
        context = canvas.Line(selection.area, whole, palette.CONTEXT_GREY)
        panels.append(trends.Panel(f"All of {selection.area}, the same types", [context], unit))
    ends = (selection.start.isoformat(), selection.end.isoformat())
    table = pd.DataFrame(
        {
            "Month": [phrases.short_month(month.date()) for month in pd.to_datetime(rows["month"])],
            selection.place(): rows["chosen"].astype("Int64"),
            **({} if selection.whole_area else {f"All of {selection.area}": rows["area"].astype("Int64")}),
            "Note": [_month_note(row) for row in fields.lines(rows)],
        }
    )
    return Figure(
        id="recorded_crime_trend",
        topic=True,
        title="Month by month",
        sentence=_trend_sentence(selection, rows),
        chart=trends.trend(rows, panels, 270 if len(panels) == 1 else 380, chosen=ends),
        table=table,
        caption=caption,
        counts=OPEN,
        notes=trend_notes(selection, rows),
        formats={name: "localized" for name in table.columns if name not in ("Month", "Note")},
    )


def trend_notes(selection: Selection, rows: pd.DataFrame) -> tuple[str, ...]:
    """What a reader of a trend must know: gaps, breaks with their reasons, what the types hold."""
    notes = ["The bar along the foot marks the chosen period."]
    if not rows["covered"].all():
        notes.append("Shaded months have no file loaded: a gap, not zero.")
    if folded := trends.fold_words(rows):
        notes.append(folded)
    if selection.span.not_held:
        notes.append(f"No figure for {periods.runs(selection.span.not_held)}: {selection.span.why_not_held}")
    notes += [f"A dotted line: {why}" for _, why in selection.changes]
    reasons = [str(reason) for reason in rows.loc[~rows["comparable"].astype(bool), "reason"].unique()]
    notes += [f"Hatched months: {reason}" for reason in reasons]
    if "Violence and sexual offences" in selection.types:
        notes.append(VIOLENCE_AND_SEXUAL_OFFENCES)
    return tuple(notes)


def wards(
    selection: Selection, rows: pd.DataFrame, compared: Comparison, caption: Caption, months: pd.DataFrame | None = None
) -> Figure:
    """The wards of the area: count, rate, share and change on the year before. No chart: see `ward_map`.

    rows: ward_code, ward_name, population, population_as_at, chosen, before (answers of `ward_counts`). months: as
    `ward_histories` answers, by which each change is judged; without them none is called clear. Across a break the counts
    stand alone, in the order of names.
    """
    total = float(rows["chosen"].sum())
    fair = selection.span.comparable
    rows = rows if fair else rows.sort_values("ward_name", kind="stable")
    if not selection.span.loaded:
        rows = rows.assign(chosen=None)
    table = pd.DataFrame({"Ward": rows["ward_name"], selection.unit.capitalize(): rows["chosen"].astype("Int64")})
    if fair and rows["population"].notna().any():
        table[f"Per 1,000 residents, {selection.span.heading()}"] = [
            _rounded(rates.per_1000(events, people))
            for events, people in zip(_numbers(rows["chosen"]), _numbers(rows["population"]), strict=True)
        ]
        table[residents_heading(rows)] = rows["population"].astype("Int64")
    if fair:
        table["Share (%)"] = [_rounded(100 * float(count) / total) if total else None for count in rows["chosen"]]
    if fair and compared.allowed:
        changes = place_changes.by_place(months, selection.start, selection.end) if months is not None else {}
        table = table.assign(**place_changes.columns(rows["chosen"], rows["before"], list(rows["ward_code"]), changes))
    return Figure(
        id="recorded_crime_wards",
        topic=True,
        title="Ward by ward",
        sentence=_ward_sentence(selection, rows, total),
        chart=None,
        table=table.reset_index(drop=True),
        caption=caption,
        counts=OPEN,
        notes=_ward_notes(selection, rows, compared),
        formats=_ward_formats(table),
    )


def residents_heading(rows: pd.DataFrame) -> str:
    """The heading of the residents beside a rate, with their year: "Residents (2021)". rows: population, population_as_at."""
    return f"Residents ({years})" if (years := residents_year(rows)) else "Residents"


def residents_year(rows: pd.DataFrame) -> str:
    """The year of the population figures, or their years; empty where none is known."""
    if "population_as_at" not in rows:
        return ""
    days = pd.to_datetime(rows.loc[rows["population"].notna(), "population_as_at"]).dropna()
    return phrases.listed([str(year) for year in sorted(set(days.dt.year))])


def ward_map(
    selection: Selection, rows: pd.DataFrame, collection: dict[str, Any], measure: str, dark: bool
) -> tuple[pydeck.Deck, maps.Classes]:
    """The wards coloured by count or by rate (measure "Count" or "Rate"), chosen wards ringed, and the classes used.

    collection: outlines of the wards (`maps.outlines`), each with ward_code and ward_name.
    """
    counts, residents = _numbers(rows["chosen"]), _numbers(rows["population"])
    counts = counts if selection.span.loaded else [None] * len(counts)
    fair = selection.span.comparable
    by_rate = [rates.per_1000(count, people) if fair else None for count, people in zip(counts, residents, strict=True)]
    # Classes rank the wards: across a break there are none.
    shown = (by_rate if measure == "Rate" else counts) if fair else [None] * len(counts)
    classes = maps.apart(shown, dark)
    codes = [str(code) for code in rows["ward_code"]]
    fills = {code: classes.colour(value, dark) for code, value in zip(codes, shown, strict=True)}
    year = residents_year(rows)
    tips = {
        code: _ward_tip(selection, name, count, rate, _people(people, year))
        for code, name, count, rate, people in zip(codes, rows["ward_name"], counts, by_rate, residents, strict=True)
    }
    names = maps.names_within(collection, "ward_name", fills)
    layers = [*maps.choropleth(collection, fills, tips, selection.wards, dark), names]
    return maps.deck(layers, maps.bounds_of(collection)), classes


def with_ward_map(
    figure: Figure, selection: Selection, rows: pd.DataFrame, collection: dict[str, Any], measure: str, said: str = ""
) -> Figure:
    """A figure of wards with their map, in colours for paper. said: what must be known of the outlines; see `ward_map`."""
    deck, classes = ward_map(selection, rows, collection, measure, dark=False)
    unit = legend_unit(selection, rows, by_rate=measure == "Rate")
    return replace(figure, chart=deck, legend=maps.legend(classes, unit), notes=(*figure.notes, *([said] if said else [])))


def legend_unit(selection: Selection, rows: pd.DataFrame, *, by_rate: bool) -> str:
    """What the colours of the wards' map stand for, and when; empty across a break, where wards are not coloured."""
    if not selection.span.comparable:
        return ""
    year = residents_year(rows)
    what = f"per 1,000 residents{f' ({year})' if year else ''}" if by_rate else selection.unit
    return f"{what}, {selection.span.heading()}"


def accounting(selection: Selection, row: ForceTotal) -> str:
    """Where all of the force's records went: area, outside, not located; they add up to the force total."""
    if not selection.span.loaded:
        return ""
    sentence = (
        f"The police files of {selection.span.span} hold {phrases.counted(row.in_force, selection.unit)} of these types: "
        f"{row.in_area:,} in {selection.area}, {row.outside:,} outside it, and {row.not_located:,} with no place "
        "given, which are in no area's figures."
    )
    return sentence if selection.whole_area else f"{sentence} This choice holds {row.in_selection:,}."


def with_survey_attribution(caption: Caption) -> Caption:
    """The caption of a map: the boundaries' attribution too, unless the figures are made up and carry none."""
    if not caption.attribution:
        return caption
    return replace(caption, attribution=f"{caption.attribution} {ORDNANCE_SURVEY}")


def _trend_sentence(selection: Selection, rows: pd.DataFrame) -> str:
    known = [row for row in fields.lines(rows) if _known(row) and selection.start <= row["month"].date() <= selection.end]
    if not known:
        return f"{phrases.capital(selection.span.nothing())}."
    last = known[-1]
    sentence = f"{phrases.counted(last['chosen'], selection.unit)} recorded in {phrases.month(last['month'].date())}"
    sentence += _range_words(selection, known)
    whole = sum(row["area"] for row in known)
    if not selection.whole_area and whole and selection.span.comparable:
        share = phrases.percentage(sum(row["chosen"] for row in known) / whole)
        sentence += f". That is {share} of all of {selection.area} over the period"
    left_out = "" if selection.span.comparable else f" {phrases.capital(selection.span.limits())}."
    return f"{sentence}.{left_out}"


def _range_words(selection: Selection, known: Sequence[Mapping[str, Any]]) -> str:
    """From the lowest to the highest month, of those that may be compared alone; which they are, where that is not all."""
    part = selection.span.comparable_part
    inside = [row for row in known if part and part[0] <= row["month"].date() <= part[1]]
    if len(inside) < 2 or part is None:
        return ""
    low, high = (sorted(inside, key=lambda row: row["chosen"])[index] for index in (0, -1))
    where = "in the chosen period" if selection.span.comparable else f"from {phrases.period(*part)}, which may be compared,"
    return (
        f"; {where} between {low['chosen']:,.0f} ({phrases.month(low['month'].date())}) "
        f"and {high['chosen']:,.0f} ({phrases.month(high['month'].date())}) a month"
    )


def _known(row: Mapping[str, Any]) -> bool:
    return bool(row["covered"]) and not pd.isna(row["chosen"])


def _ward_sentence(selection: Selection, rows: pd.DataFrame, total: float) -> str:
    if not selection.span.loaded:
        return f"{phrases.capital(selection.span.nothing())}."
    if not total:
        return f"No {selection.unit} recorded in any ward in this choice, {selection.period()}."
    if not selection.span.comparable:
        return f"{phrases.counted(total, selection.unit)} recorded, {selection.period()}. {NO_RANK}"
    first = rows.sort_values("chosen", ascending=False, kind="stable").iloc[0]
    share = phrases.percentage(float(first["chosen"]) / total)
    return (
        f"{first['ward_name']} has the most: {first['chosen']:,} of {phrases.counted(total, selection.unit)} ({share}), "
        f"{selection.period()}."
    )


def _ward_notes(selection: Selection, rows: pd.DataFrame, compared: Comparison) -> tuple[str, ...]:
    if not selection.span.comparable:
        return (selection.span.statement(),)
    notes = [selection.span.statement()] if selection.span.statement() else []
    if rows["population"].notna().any():
        notes.append(f"{VISITORS} {rates.RULE}")
    else:
        notes.append("No rates: no population is loaded. The Data page says which file to load.")
    notes += [compared.refused] if compared.refused else [place_changes.NOTE, place_changes.BY_CHANCE]
    return tuple(dict.fromkeys(notes))


def _ward_formats(table: pd.DataFrame) -> dict[str, str]:
    whole = {name: "localized" for name in table.columns if name not in ("Ward", *place_changes.IN_WORDS)}
    for name in table.columns:
        if name.startswith(("Per", "Share")):
            whole[name] = "%.1f"
        elif name.startswith("Change"):
            whole[name] = "%+.0f"
    return whole


def _ward_tip(selection: Selection, name: str, count: float | None, rate: float | None, people: str) -> str:
    said = [name, f"{phrases.counted(count, selection.unit)}, {selection.span.heading()}"]
    if rate is not None:
        said.append(f"{rate:.1f} per 1,000 residents, {selection.span.heading()} ({people})")
    return "\n".join(said)


def _people(count: float | None, year: str) -> str:
    return f"{phrases.number(count)} residents{f', {year}' if year else ''}"


def _month_note(row: dict[str, Any]) -> str:
    if not row["covered"]:
        return canvas.GAP_WORDS
    if pd.isna(row["chosen"]):
        return "No such type in the files"
    return "" if row["comparable"] else f"Not comparable: {row['reason']}"


def _numbers(values: Sequence[Any] | pd.Series) -> list[float | None]:
    return [None if pd.isna(value) else float(value) for value in values]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
