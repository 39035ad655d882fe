"""What the Definitions page says, all from the declarations: the catalogue, codes, breaks, methods and words."""

import re
from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.declared import indicators as declared_indicators
from analysis.declared import reference_tables
from analysis.declared.indicators import CHARTS, DENOMINATORS, POLARITY, Indicator, Numerator, Part
from analysis.declared.settings import PROJECT
from analysis.indicators import asked as indicators
from analysis.indicators import by_ward
from analysis.indicators.indicator_state import IndicatorState
from analysis.methods.control_chart import ControlChart
from analysis.words import fields, phrases

SOURCE_NAMES = {
    "police_street": "Police recorded crime, data.police.uk",
    "partner_extract": "The force's own monthly extract",
    "home_office_csp": "Home Office tables by community safety partnership",
    "indicator_values": "Figures handed in",
    "returns": "The projects' returns",
}
DOCUMENTS = {"Methods": "methods", "Deviations": "deviations", "Data dictionary": "data_dictionary"}
"""Part of the definitions → the text of docs/ that it shows."""
LONGEST_HIT = 300  # letters of what a search shows of one place
Groups = Mapping[str, tuple[str, tuple[str, ...]]]
"""Offence group → its name and codes."""
GOOD = {"low_is_good": "↓ lower", "high_is_good": "↑ higher", "no_judgement": "○ no judgement"}


def search(found: Sequence[Indicator], words: str) -> list[Indicator]:
    """The indicators whose declaration holds every one of the words, anywhere in it; all of them for no words."""
    wanted = words.lower().split()
    return [one for one in found if all(word in _text(one) for word in wanted)]


def catalogue_table(found: Sequence[Indicator]) -> pd.DataFrame:
    """One row an indicator: id, name, pillar, which direction is good, source, frequency."""
    names = {pillar.id: pillar.name for pillar in indicators.pillars()}
    rows = [
        {
            "Id": one.id if one.adopted else "",
            "Indicator": one.title,
            "Pillar": names[one.pillar],
            "Good": GOOD[one.polarity],
            "Source": SOURCE_NAMES[one.source],
            "Every": "some years" if one.frequency == "irregular" else one.frequency,
        }
        for one in found
    ]
    return pd.DataFrame(rows, columns=["Id", "Indicator", "Pillar", "Good", "Source", "Every"])


def definition(one: Indicator, now: IndicatorState | None = None, groups: Groups | None = None) -> pd.DataFrame:
    """One declaration as two columns: what, and what it says. now: its state, if it has figures; groups: see `counted`."""
    names = {pillar.id: pillar.name for pillar in indicators.pillars()}
    rows = [
        ("Definition", one.definition),
        ("Why it matters", one.why),
        ("Pillar", names[one.pillar]),
        ("Which direction is good", POLARITY[one.polarity]),
        ("Unit", one.unit + (f"; rate per {one.rate_per:,}" if one.rate_per else "")),
        ("Counted (numerator)", counted(one, groups)),
        ("Divided by (denominator)", phrases.capital(DENOMINATORS[one.denominator])),
        ("Source", SOURCE_NAMES[one.source]),
        ("File that fills it", one.file),
        ("Figures now", now.headline if now and now.filled else "None loaded."),
        ("Areas", by_ward.places(one)),
        ("Every", "Some years" if one.frequency == "irregular" else phrases.capital(one.frequency)),
        ("Shown as", phrases.capital(CHARTS[one.chart])),
        ("Target", target(one)),
        ("Caveats", " ".join(one.caveats)),
        ("Adopted by the partnership", phrases.day_and_month(one.adopted_on) if one.adopted_on else "No"),
        ("Owner", one.owner or "Not named yet"),
        ("Reviewed", phrases.day_and_month(one.reviewed_on) if one.reviewed_on else "Not yet"),
        ("Versions", versions(one)),
    ]
    return pd.DataFrame(rows, columns=["What", "It says"])


def counted(one: Indicator, groups: Groups | None = None) -> str:
    """The structured filter in words. groups: offence groups of the release, those that ship where not given."""
    wanted, known = one.numerator, reference_tables.offence_groups() if groups is None else groups
    together = [f"{part.name} ({_filter(part, known)})" for part in wanted.any_of]
    parts = [
        f"crime types: {', '.join(wanted.crime_types)}" if wanted.crime_types else "",
        _filter(wanted, known),
        f"each record once that is in any of: {'; '.join(together)}" if together else "",
        "each offence by the weight of its code" if wanted.weights else "",
        "with all flags filled in" if wanted.flags_filled else "",
        "records with a place" if wanted.located else "",
        f"inside: {_zone(wanted.zone)}" if wanted.zone else "",
        f"hours: {wanted.hours.replace('-', ' to ')}" if wanted.hours else "",
        f"project {wanted.project_id}, measures: {', '.join(wanted.measures)}" if wanted.measures else "",
        f"figures handed in as {wanted.indicator_id}" if wanted.indicator_id else "",
        f"told apart: {', '.join(one.labels.values())}" if one.labels else "",
    ]
    return phrases.capital("; ".join(part for part in parts if part))


def _filter(wanted: Numerator | Part, groups: Groups) -> str:
    """Groups with their codes, codes and flags."""
    missing = ("", ("no codes in the list loaded",))
    named = [f"{groups.get(key, missing)[0] or key} ({', '.join(groups.get(key, missing)[1])})" for key in wanted.offence_groups]
    flags = [flag.replace("_", " ") for flag in wanted.flags]
    parts = [
        f"offence groups with their codes: {'; '.join(named)}" if named else "",
        f"offence codes: {', '.join(wanted.offence_codes)}" if wanted.offence_codes else "",
        f"flag: {' or '.join(flags)}" if flags else "",
    ]
    return "; ".join(part for part in parts if part)


def target(one: Indicator) -> str:
    """The target with its origin, or that none is agreed."""
    if one.target is None:
        return "None agreed"
    due = f" by {phrases.day_and_month(one.target.due)}" if one.target.due else ""
    way = "At most" if one.target.direction == "at_most" else "At least"
    return f"{way} {phrases.number(one.target.value)}{due}. Set by: {one.target.origin}."


def versions(one: Indicator) -> str:
    """The versions of a definition with their days."""
    said = [
        f"{version.number}: from {phrases.day_and_month(version.first)}"
        + (f" to {phrases.day_and_month(version.last)}" if version.last else ", in force")
        + (f" ({version.change})" if version.change else "")
        for version in one.versions
    ]
    return "; ".join(said)


def offence_groups(words: str = "", loaded: pd.DataFrame | None = None) -> pd.DataFrame:
    """One row a Home Office code of a group, narrowed to those that hold every word.

    loaded: as the question `offence_groups` answers, the version that figures use; the list that ships where not given.
    """
    rows = (reference_tables.reference_table("offence_groups") if loaded is None else loaded).reset_index(drop=True)
    found = [
        {
            "Group": fields.text(row["name"]),
            "Code": fields.text(row["offence_code"]),
            "Offence": fields.text(row["description"]),
            "In use": {"retired": "no"}.get(fields.text(row.get("status")), "yes"),
            "Source": " ".join(part for part in (fields.text(row["source"]), fields.text(row.get("version"))) if part),
        }
        for row in fields.lines(rows)
    ]
    return narrowed(pd.DataFrame(found, columns=["Group", "Code", "Offence", "In use", "Source"]), words)


def breaks(rows: pd.DataFrame) -> pd.DataFrame:
    """The break register as readers see it. rows: as the question `breaks` answers, or the shipped register."""
    renamed = rows.rename(columns={"from": "from_month", "to": "to_month"})
    found = [
        {
            "Source": SOURCE_NAMES.get(row["source"], row["source"]),
            "From": _month(row["from_month"]),
            "To": _month(row["to_month"]),
            "Kind": phrases.capital(fields.text(row["kind"])),
            "Reason": fields.text(row["reason"]),
            "Reference": fields.text(row["reference"]),
        }
        for row in fields.lines(renamed)
    ]
    return pd.DataFrame(found, columns=["Source", "From", "To", "Kind", "Reason", "Reference"])


def glossary(words: str = "") -> pd.DataFrame:
    """The words with their meaning and source, narrowed to those that hold every word."""
    names = {"term": "Term", "meaning": "Meaning", "example": "For example", "source": "Source"}
    frame = reference_tables.glossary().rename(columns=names)
    return narrowed(frame[list(names.values())].fillna(""), words)


def everywhere(words: str, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Where all of the words stand together in any part of the definitions: part, what, and what it says, cut to a few lines.

    tables: part → its rows; the texts of `DOCUMENTS` are looked through paragraph by paragraph.
    """
    wanted = words.lower().split()
    found: list[dict[str, str]] = []
    for part, rows in tables.items():
        for row in narrowed(rows, words).astype(str).itertuples(index=False):
            cells = [cell for cell in row if cell]
            found.append({"Part": part, "What": cells[0] if cells else "", "It says": " · ".join(cells[1:])})
    for part, name in DOCUMENTS.items():
        heading = part
        for paragraph in document(name).split("\n\n"):
            heading = paragraph.lstrip("# ") if paragraph.startswith("#") else heading
            if wanted and all(word in paragraph.lower() for word in wanted):
                found.append({"Part": part, "What": heading, "It says": " ".join(paragraph.split())})
    frame = pd.DataFrame(found, columns=["Part", "What", "It says"])
    return frame.assign(**{"It says": [_cut(said) for said in frame["It says"]]})


def annex(title: str, tables: Mapping[str, pd.DataFrame]) -> str:
    """All of the definitions as one text with headings (Markdown), to stand behind a paper. tables: part → its rows."""
    parts = [f"# {title}"]
    for part, rows in tables.items():
        entries = [
            f"**{cells[0]}** {' · '.join(cells[1:])}"
            for row in rows.astype(str).itertuples(index=False)
            if (cells := [cell for cell in row if cell])
        ]
        parts += [f"## {part}", *(f"- {' '.join(entry.split())}" for entry in entries)]
    for part, name in DOCUMENTS.items():
        parts += [f"## {part}", document(name)]
    return "\n\n".join(parts) + "\n"


def _cut(said: str) -> str:
    return said if len(said) <= LONGEST_HIT else f"{said[:LONGEST_HIT].rsplit(' ', 1)[0]} …"


def narrowed(frame: pd.DataFrame, words: str) -> pd.DataFrame:
    """The rows that hold every one of the words in any of their cells."""
    wanted = words.lower().split()
    kept = [all(word in " ".join(map(str, row)).lower() for word in wanted) for row in frame.itertuples(index=False)]
    return frame.loc[kept].reset_index(drop=True)


def document(name: str, below: int = 2) -> str:
    """A text of docs/ without its title, its headings lowered by `below` levels to fit the page."""
    lines = (PROJECT / "docs" / f"{name}.md").read_text(encoding="utf-8").splitlines()
    body = [line for line in lines if not line.startswith("# ")]
    return "\n".join(re.sub(r"^(#+) ", lambda found: f"{found[1]}{'#' * (below - 1)} ", line) for line in body).strip()


def worked_example(found: Sequence[IndicatorState]) -> str:
    """The limits of one indicator worked out step by step from the figures in force; empty where none has a control chart.

    One whose ranges follow the season, or whose values hardly ever differ, needs more steps than a reader wants.
    """
    drawn = [one for one in found if one.chart and one.chart.kind == "XmR chart" and one.usual and _all_shown(one.chart)]
    state = next((one for one in drawn if one.chart and not one.chart.seasonal and not one.chart.alike), None)
    if state is None or state.chart is None or state.chart.latest is None or state.chart.latest.segment is None:
        return ""
    latest, segment = state.chart.latest, state.chart.segments[state.chart.latest.segment]
    limits = segment.limits
    if limits.mean is None or limits.moving_range is None or limits.lower is None or limits.upper is None:
        return ""
    mean, step = (f"{value:,.2f}" for value in (limits.mean, limits.moving_range))
    since = " since the last break" if segment.begins else ""
    return (
        f"{state.indicator.title}: the {limits.points} periods{since} average {mean}; from one to the next they "
        f"move by {step} on average (without the longest steps). Limits: {mean} − 2.66 × {step} = {limits.lower:,.1f} and "
        f"{mean} + 2.66 × {step} = {limits.upper:,.1f}. The latest, {phrases.days(latest.first, latest.last)}, is "
        f"{phrases.number(round(latest.value or 0, 1))}. {state.judgement}"
    )


def _all_shown(chart: ControlChart) -> bool:
    """Whether a reader can work the limits out for himself: no figure is hidden."""
    return not any(point.hidden for point in chart.points)


def headline(found: Sequence[Indicator], shown: Sequence[Indicator], words: str) -> str:
    """The page's statement: how many indicators are declared, or how many hold the words looked for."""
    if words.strip():
        return f"{phrases.count(len(shown), 'indicator')} of {len(found)} for “{words.strip()}”"
    adopted = sum(one.adopted for one in found)
    return f"{len(found)} indicators are defined, {adopted or 'none'} of them adopted by the partnership"


def _text(one: Indicator) -> str:
    parts = (one.id, one.title, one.short_title, one.definition, one.why, one.pillar, one.source, one.file, counted(one))
    return " ".join([*parts, *one.caveats, SOURCE_NAMES[one.source]]).lower()


def _zone(zone: str) -> str:
    return "the night-time economy areas" if zone == "night_time" else declared_indicators.readable(zone)


def _month(value: object) -> str:
    day = fields.day(pd.Timestamp(str(value)))
    return phrases.month(day) if day else ""
