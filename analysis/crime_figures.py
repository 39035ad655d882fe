"""Figures of recorded crime for one selection: its trend, its wards, its streets, its outcomes and its place in the total.

Each function takes the answer to the question of the same name and returns a Figure (or a sentence). Counts are crimes and
incidents recorded by the police, not all that happened; a month without a file is blank, never zero.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, cast

import pandas as pd
import pydeck  # pyright: ignore[reportMissingTypeStubs]

from analysis import charts, comparison, maps, phrases, place_changes, rates
from analysis.comparison import Change, Comparison
from analysis.dispersion import UNMEASURED
from analysis.figure import OPEN, ORDNANCE_SURVEY, Caption, Figure
from analysis.selection import INCIDENTS, Selection

STREETS_DRAWN = 12
VISITORS = (
    "Visitors are not residents: rates per resident are high where many people come to work, shop or go out. "
    "Read them beside the counts."
)
SNAP_POINTS = (
    "The police move each record to an anonymised point on or near a street before they publish it, so these are never "
    "addresses. Names such as Parking Area or Supermarket stand for any such place in the ward."
)
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
    length = phrases.months_between(selection.start, selection.end)
    if len(missing) == length:
        return f"{subject}: no file is loaded for {selection.period()}"
    when = phrases.in_period(selection.start, selection.end)
    if missing:
        when = f"in the {length - len(missing)} months loaded of {selection.period()}"
    statement = f"{subject}: {recorded:,.0f} recorded {when}"
    if before is None or (change and change.refused):
        return statement
    said = change or comparison.change(recorded, before, dispersion=UNMEASURED)
    earlier = "in the 12 before" if length == 12 else "a year before"
    return f"{statement}, {phrases.number(before)} {earlier}: {said.clause()}"


def context(selection: Selection, missing: Sequence[date], compared: Comparison) -> str:
    """The line under the statement: the choice in words, and what is missing or cannot be compared."""
    parts = [f"{selection.in_words()}."]
    if missing:
        parts.append(f"No file is loaded for {phrases.month_runs(missing)}: a gap, not zero.")
    elif compared.refused:
        parts.append(compared.refused)
    return " ".join(parts)


def trend(selection: Selection, rows: pd.DataFrame, caption: Caption) -> Figure:
    """Records a month: the selection, and under it the whole area, each from zero on a scale of its own.

    rows: month, covered, comparable, reason, chosen, area (answers of `trend`).
    """
    chosen, whole = _numbers(rows["chosen"]), _numbers(rows["area"])
    unit = f"{selection.unit} a month"
    panels = [charts.Panel(selection.place(), [charts.Line(selection.place(), chosen)], unit)]
    if not selection.whole_area:
        context = charts.Line(selection.area, whole, charts.CONTEXT_GREY)
        panels.append(charts.Panel(f"All of {selection.area}, the same types", [context], unit))
    ends = (selection.start.isoformat(), selection.end.isoformat())
    table = pd.DataFrame(
        {
            "Month": [phrases.short_month(month.date()) for month in pd.to_datetime(rows["month"])],
            selection.place(): rows["chosen"].astype("Int64"),
            **({} if selection.whole_area else {f"All of {selection.area}": rows["area"].astype("Int64")}),
            "Note": [_month_note(row) for row in _records(rows)],
        }
    )
    return Figure(
        id="recorded_crime_trend",
        title="Month by month",
        sentence=_trend_sentence(selection, rows),
        chart=charts.trend(rows, panels, 270 if len(panels) == 1 else 380, chosen=ends),
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
    reasons = [str(reason) for reason in rows.loc[~rows["comparable"].astype(bool), "reason"].unique()]
    notes += [f"Hatched months: {reason}" for reason in reasons]
    if "Violence and sexual offences" in selection.types:
        notes.append(VIOLENCE_AND_SEXUAL_OFFENCES)
    return tuple(notes)


def wards(
    selection: Selection, rows: pd.DataFrame, compared: Comparison, caption: Caption, months: pd.DataFrame | None = None
) -> Figure:
    """The wards of the area: count, rate, share and change on the year before. No chart: see `ward_map`.

    rows: ward_code, ward_name, population, chosen, before (answers of `ward_counts`). months: as `ward_histories` answers,
    by which each change is judged; without them none is called clear.
    """
    total = float(rows["chosen"].sum())
    table = pd.DataFrame({"Ward": rows["ward_name"], selection.unit.capitalize(): rows["chosen"].astype("Int64")})
    if rows["population"].notna().any():
        table["Per 1,000 residents"] = [
            _rounded(rates.per_1000(events, people))
            for events, people in zip(_numbers(rows["chosen"]), _numbers(rows["population"]), strict=True)
        ]
    table["Share (%)"] = [_rounded(100 * count / total) if total else None for count in rows["chosen"]]
    if compared.allowed:
        changes = place_changes.by_place(months, selection.start, selection.end) if months is not None else {}
        table = table.assign(**place_changes.columns(rows["chosen"], rows["before"], list(rows["ward_code"]), changes))
    return Figure(
        id="recorded_crime_wards",
        title="Ward by ward",
        sentence=_ward_sentence(selection, rows, total),
        chart=None,
        table=table,
        caption=caption,
        counts=OPEN,
        notes=_ward_notes(rows, compared),
        formats=_ward_formats(table),
    )


def ward_map(
    selection: Selection, rows: pd.DataFrame, collection: dict[str, Any], measure: str, dark: bool
) -> tuple[pydeck.Deck, maps.Classes]:
    """The wards coloured by count or by rate (measure "Count" or "Rate"), chosen wards ringed, and the classes used.

    collection: outlines of the wards (`maps.outlines`), each with ward_code and ward_name.
    """
    counts = _numbers(rows["chosen"])
    by_rate = [rates.per_1000(count, people) for count, people in zip(counts, _numbers(rows["population"]), strict=True)]
    shown = by_rate if measure == "Rate" else counts
    classes = maps.thirds(shown, dark)
    codes = [str(code) for code in rows["ward_code"]]
    fills = {code: classes.colour(value, dark) for code, value in zip(codes, shown, strict=True)}
    tips = {
        code: _ward_tip(name, count, rate, selection.unit)
        for code, name, count, rate in zip(codes, rows["ward_name"], counts, by_rate, strict=True)
    }
    layers = maps.choropleth(collection, fills, tips, selection.wards, dark)
    return maps.deck(layers, maps.bounds_of(collection)), classes


def streets(selection: Selection, rows: pd.DataFrame, caption: Caption) -> Figure:
    """The street names with most records. rows: street, ward_name, records (answers of `streets`)."""
    top = rows.head(STREETS_DRAWN)
    labels = [f"{street}, {ward}" for street, ward in zip(top["street"], top["ward_name"], strict=True)]
    sentence = f"No {selection.unit} recorded on or near a street in this choice."
    if labels:
        first = rows.iloc[0]
        sentence = (
            f"More {selection.unit} were recorded on or near {first['street']} in {first['ward_name']} than at any other "
            f"street name: {first['records']:,}, {selection.period()}."
        )
    table = pd.DataFrame(
        {
            "On or near": rows["street"],
            "Ward": rows["ward_name"],
            selection.unit.capitalize(): rows["records"].astype("Int64"),
        }
    )
    return Figure(
        id="recorded_crime_streets",
        title="Busiest streets: on or near",
        sentence=sentence,
        chart=charts.bars(labels, _numbers(top["records"]), selection.unit) if labels else None,
        table=table,
        caption=caption,
        counts=OPEN,
        notes=(SNAP_POINTS,),
        formats={selection.unit.capitalize(): "localized"},
    )


def outcomes(selection: Selection, rows: pd.DataFrame, caption: Caption, loaded: str) -> Figure:
    """What became of the selected crimes. loaded: the months of outcomes files in words, empty where none is loaded.

    rows: outcome, in_street_file, in_outcomes_files (answers of `crime_outcomes`).
    """
    known = rows[rows["in_street_file"] > 0]
    total = int(known["in_street_file"].sum())
    counts = _numbers(known["in_street_file"])
    shares = [phrases.percentage(float(count or 0) / total) for count in counts]
    labels = [f"{count:,.0f} ({share})" for count, share in zip(counts, shares, strict=True)]
    table = pd.DataFrame(
        {
            "Outcome": rows["outcome"],
            "Crimes, by the street file": rows["in_street_file"].astype("Int64"),
            "Share (%)": [_rounded(100 * count / total) if total else None for count in rows["in_street_file"]],
        }
    )
    if loaded:
        table["Crimes, by the outcomes files"] = rows["in_outcomes_files"].astype("Int64")
    return Figure(
        id="recorded_crime_outcomes",
        title="Outcomes: the latest published for each crime",
        sentence=_outcome_sentence(selection, known, total),
        chart=charts.bars([str(name) for name in known["outcome"]], counts, "crimes", words=labels) if total else None,
        table=table,
        caption=caption,
        counts=OPEN,
        notes=_outcome_notes(selection, loaded),
        formats={
            "Crimes, by the street file": "localized",
            "Crimes, by the outcomes files": "localized",
            "Share (%)": "%.1f",
        },
    )


def accounting(selection: Selection, row: Mapping[str, int]) -> str:
    """Where all of the force's records went: area, outside, not located; they add up to the force total."""
    sentence = (
        f"The police files of the period hold {row['in_force']:,} {selection.unit} of these types: {row['in_area']:,} in "
        f"{selection.area}, {row['outside']:,} outside it, and {row['not_located']:,} with no place given, which are in "
        "no area's figures."
    )
    return sentence if selection.whole_area else f"{sentence} This choice holds {row['in_selection']:,}."


def with_survey_attribution(caption: Caption) -> Caption:
    """The caption of a map: the boundaries' attribution too, unless the figures are made up and carry none."""
    if not caption.attribution:
        return caption
    parts = (caption.source, caption.period, caption.area, caption.release, caption.definition)
    return Caption(*parts, attribution=f"{caption.attribution} {ORDNANCE_SURVEY}")


def _trend_sentence(selection: Selection, rows: pd.DataFrame) -> str:
    known = [row for row in _records(rows) if row["covered"] and selection.start <= row["month"].date() <= selection.end]
    if not known:
        return f"No file is loaded for {selection.period()}."
    last = known[-1]
    sentence = f"{last['chosen']:,.0f} {selection.unit} recorded in {phrases.month(last['month'].date())}"
    if len(known) > 1:
        low, high = (sorted(known, key=lambda row: row["chosen"])[index] for index in (0, -1))
        sentence += (
            f"; in the chosen period between {low['chosen']:,.0f} ({phrases.month(low['month'].date())}) "
            f"and {high['chosen']:,.0f} ({phrases.month(high['month'].date())}) a month"
        )
    whole = sum(row["area"] for row in known)
    if not selection.whole_area and whole:
        share = phrases.percentage(sum(row["chosen"] for row in known) / whole)
        sentence += f". That is {share} of all of {selection.area} over the period"
    return f"{sentence}."


def _ward_sentence(selection: Selection, rows: pd.DataFrame, total: float) -> str:
    if not total:
        return f"No {selection.unit} recorded in any ward in this choice."
    first = rows.sort_values("chosen", ascending=False, kind="stable").iloc[0]
    share = phrases.percentage(float(first["chosen"]) / total)
    return (
        f"{first['ward_name']} has the most: {first['chosen']:,} of {total:,.0f} {selection.unit} ({share}), "
        f"{selection.period()}."
    )


def _ward_notes(rows: pd.DataFrame, compared: Comparison) -> tuple[str, ...]:
    notes: list[str] = []
    if rows["population"].notna().any():
        notes.append(f"{VISITORS} {rates.RULE}")
    else:
        notes.append("No rates: no population is loaded. The Data page says which file to load.")
    notes += [compared.refused] if compared.refused else [place_changes.NOTE, place_changes.BY_CHANCE]
    return tuple(notes)


def _ward_formats(table: pd.DataFrame) -> dict[str, str]:
    whole = {name: "localized" for name in table.columns if name not in ("Ward", *place_changes.IN_WORDS)}
    for name in table.columns:
        if name.startswith(("Per", "Share")):
            whole[name] = "%.1f"
        elif name.startswith("Change"):
            whole[name] = "%+.0f"
    return whole


def _ward_tip(name: str, count: float | None, rate: float | None, unit: str) -> str:
    per_head = f"\n{rate:.1f} per 1,000 residents" if rate is not None else ""
    return f"{name}\n{phrases.number(count)} {unit}{per_head}"


def _outcome_sentence(selection: Selection, known: pd.DataFrame, total: int) -> str:
    if not total:
        return "No crime in this choice has an outcome: anti-social behaviour incidents have none."
    first = known.iloc[0]
    share = phrases.percentage(float(first["in_street_file"]) / total)
    return f"“{first['outcome']}” is the latest outcome of {share} of the {total:,} crimes, {selection.period()}."


def _outcome_notes(selection: Selection, loaded: str) -> tuple[str, ...]:
    notes = ["Recent crimes have had less time to reach an outcome."]
    if loaded:
        notes.append(
            f"Outcomes files are loaded for {loaded} (the month of the outcome). The table's last column counts the chosen "
            "crimes whose newest entry in them is that outcome."
        )
    else:
        notes.append("No outcomes file is loaded: these are the outcomes that the street files give.")
    if INCIDENTS in selection.types:
        notes.append("Anti-social behaviour incidents have no outcome and are left out here.")
    return tuple(notes)


def _month_note(row: dict[str, Any]) -> str:
    if not row["covered"]:
        return charts.GAP_WORDS
    return "" if row["comparable"] else f"Not comparable: {row['reason']}"


def _records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    return cast("list[dict[str, Any]]", rows.to_dict("records"))


def _numbers(values: Sequence[Any] | pd.Series) -> list[float | None]:
    return [None if pd.isna(value) else float(value) for value in values]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
