"""What changed since a day, for those who do not open the dashboard: signals, late files, what fell past its day, ratings."""

from __future__ import annotations

import html
from dataclasses import dataclass, replace
from datetime import date

from analysis.exports.contents import LANGUAGE, MADE_UP
from analysis.exports.named import FiguresByName, NotMade, Wanted
from analysis.exports.ready import late_files
from analysis.indicators import asked as indicators
from analysis.indicators import overview
from analysis.indicators.indicator_state import IndicatorState
from analysis.projects import answered as delivered
from analysis.release import partnership
from analysis.words import fields, phrases
from analysis.words.in_plain_words import InPlainWords

POOR = 4
"""Ratings run from 1 (best) to 5; from this one on somebody must act."""
MOST_LINES = 30
STYLE = "body{font:16px/1.5 Arial,sans-serif;max-width:44em;margin:2em auto;padding:0 1em;color:#0B0C0C}h1,h2{color:#12436D}"


@dataclass(frozen=True)
class Digest:
    """What is told: a title, the headline, and sections of lines. nothing_new: no signal, file, action or rating is new."""

    title: str
    headline: str
    sections: tuple[tuple[str, tuple[str, ...]], ...]
    foot: str
    marked: str
    nothing_new: bool

    def text(self) -> str:
        """As plain text."""
        parts = [self.marked, self.title, self.headline]
        parts += ["\n".join([title.upper(), *(f"- {line}" for line in lines)]) for title, lines in self.sections]
        return "\n\n".join([*parts, self.foot, self.marked, ""])

    def page(self) -> str:
        """As HTML that needs nothing else; all text escaped."""
        body = "".join(
            f"<h2>{html.escape(title)}</h2><ul>{''.join(f'<li>{html.escape(line)}</li>' for line in lines)}</ul>"
            for title, lines in self.sections
        )
        return (
            f'<!DOCTYPE html><html lang="{LANGUAGE}"><head><meta charset="utf-8"><title>{html.escape(self.title)}</title>'
            f"<style>{STYLE}</style></head><body><p><strong>{html.escape(self.marked)}</strong></p><main>"
            f"<h1>{html.escape(self.title)}</h1><p>{html.escape(self.headline)}</p>{body}<p>{html.escape(self.foot)}</p></main>"
            f"<p><strong>{html.escape(self.marked)}</strong></p></body></html>\n"
        )


class NotYet(InPlainWords):
    """A day that lies ahead was given: nothing can have changed since then."""


def digest(figures: FiguresByName, since: date) -> Digest:
    """What changed from a day until today, of the release at hand. Raises NotYet for a day that lies ahead."""
    if since > figures.shown.today:
        raise NotYet(
            f"{phrases.day_and_month(since)} lies ahead: give a day up to today, {phrases.day_and_month(figures.shown.today)}."
        )
    settings, info, today = partnership.in_force(), figures.shown.info(), figures.shown.today
    told = overview.since(_then(figures, since), list(figures.states.values()), overview.compared_by_day(since), since)
    signals = [f"{one.symbol} {one.text}" for one in told.statements]
    files = list(late_files(figures))
    fallen, earlier = _past_their_day(figures, since)
    poor, worse = _ratings(figures, since)
    nothing = not (signals or files or fallen or worse)
    day = phrases.day_and_month(since)
    sections = (
        ("Indicators", (*signals, *(said for said in (told.unchanged, told.rest) if said))),
        ("Late files", tuple(files) or ("No file is late.",)),
        (f"Past their day since {day}", (*fallen, *earlier) or ("Nothing.",)),
        ("Ratings", tuple(poor) or (f"No project is rated {POOR} or 5.",)),
    )
    counted = [
        phrases.count(len(signals), "change") if signals else "",
        phrases.count(len(files), "source that is late", "sources that are late") if files else "",
        phrases.count(len(fallen), "thing past its day", "things past their day") if fallen else "",
        phrases.count(worse, "rating that is worse", "ratings that are worse") if worse else "",
    ]
    said = phrases.listed([one for one in counted if one], at_most=4)
    return Digest(
        f"Serious violence in {info['area_name']}: what changed since {day}",
        f"Nothing new since {day}." if nothing else f"New since {day}: {said}.",
        sections,
        f"{settings.partnership}, {phrases.day_and_month(today)}, release {figures.shown.id}. {told.compared}",
        f"{settings.marking} · {MADE_UP}" if info.get("demonstration") == "true" else settings.marking,
        nothing,
    )


def _then(figures: FiguresByName, since: date) -> list[IndicatorState]:
    """The states as the figures of periods that had ended by then give them."""
    found = list(figures.states.values())
    answers = indicators.answers([one.indicator for one in found], figures.shown.ask)
    return overview.cut(found, answers, since)


def _past_their_day(figures: FiguresByName, since: date) -> tuple[list[str], list[str]]:
    """What fell past its day since then, a line each; and how much was late before, in a line."""
    try:
        rows = fields.lines(figures.make(Wanted("late")).table)
    except NotMade:
        return [], []
    days = [(row, day) for row in rows if (day := fields.day(row["Since"]))]
    fresh = [(row, day) for row, day in days if day >= since]
    lines = [
        f"{row['What']} of {row['Project']}: {row['Which'].rstrip('.')}, due {phrases.day_and_month(day)}. Who must act:"
        f" {row['Who must act (role)'].rstrip('.')}."
        for row, day in fresh
    ]
    more = [f"And {phrases.count(len(lines) - MOST_LINES, 'more line')}."] if len(lines) > MOST_LINES else []
    before = len(days) - len(fresh)
    earlier = (
        [f"{phrases.count(before, 'thing')} {'was' if before == 1 else 'were'} late before that day already."] if before else []
    )
    return [*lines[:MOST_LINES], *more], earlier


def _ratings(figures: FiguresByName, since: date) -> tuple[list[str], int]:
    """The ratings on which somebody must act, a line each; and how many of all are worse now than they were on that day.

    Both are worked out by the rules from what is loaded now.
    """
    then = {
        (*one.facts.project, rating.kind): rating.value
        for one in delivered.rated(replace(figures.shown, today=since))
        for rating in one.ratings
    }
    lines: list[str] = []
    worse = 0
    for one in delivered.rated(figures.shown):
        for rating in one.ratings:
            was, value = then.get((*one.facts.project, rating.kind)), rating.value
            worse += value is not None and was is not None and value > was
            if value is not None and value >= POOR:
                change = "" if was == value else f", {was or 'not rated'} on {phrases.day_and_month(since)}"
                name = f"{one.facts.project[1]} {fields.text(one.facts.row.title)}"
                lines.append(f"{name}: {rating.kind} rated {value} of 5{change}.")
    return lines, worse
