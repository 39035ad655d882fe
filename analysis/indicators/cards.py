"""The cards of the front page: an indicator at a glance, with a small picture, as a figure and as HTML."""

from __future__ import annotations

import html
import re
from base64 import b64encode
from typing import Any

import pandas as pd

from analysis.figures import disclosure
from analysis.figures.figure import WORKED_OUT, Caption, Cleared, Counted, Figure
from analysis.indicators import asked as indicators
from analysis.indicators import sparklines, why
from analysis.indicators.indicator_state import IndicatorState
from analysis.methods.control_chart import Assurance
from analysis.words import phrases

POLARITY_MARKS = {"low_is_good": "↓ is good", "high_is_good": "↑ is good", "no_judgement": "no judgement"}
ASSURANCE_SYMBOLS = {Assurance.PASSES: "✓", Assurance.FAILS: "✗", Assurance.HIT_AND_MISS: "≈"}
HATCHED = "Hatched: not comparable."
USUAL = re.compile("usual range", re.IGNORECASE)
SIGN = f'<span class="sign" role="img" tabindex="0" aria-label="{why.USUAL_RANGE}" title="{why.USUAL_RANGE}">?</span>'
LONG_CAVEAT = 80  # letters: two lines of a card


def card(found: IndicatorState, caption: Caption, elsewhere: str = "") -> Figure:
    """A card's content as a figure, so that it passes disclosure as every figure does: what its picture draws is its chart.

    elsewhere: what a published table gives of other areas, and who published it.
    """
    one = found.indicator
    counted = one.denominator in ("none", "residents")
    latest = {"Period": found.period, "Latest": found.value, "Unit": one.unit, "Elsewhere": elsewhere}
    rows = [latest] if found.filled else []
    return Figure(
        id=f"card_{one.id}",
        title=one.short_title,
        sentence=found.judgement,
        chart={"data": _drawn(found, counted), "layout": {}},
        table=pd.DataFrame(rows, columns=list(latest)),
        caption=caption,
        counts=disclosure.counts_of(
            one,
            Counted(
                ("Period",),
                counts=("Latest",) if counted else (),
                derived={} if counted else {"Latest": ()},
                words=("Unit", "Elsewhere"),
            ),
        ),
        notes=(*one.caveats, *(_said_on(found) if rows else ())),
        alt=f"{one.title}. {found.variation_words}. {found.judgement}",
    )


def _said_on(found: IndicatorState) -> tuple[str, ...]:
    """All words of a card beside its sentence: those of its picture and target, and why it has its verdict."""
    reasons = (said for _, said in why.rows(found))
    return (_value_words(found), _picture_words(found), _rule_words(found), found.target, *reasons)


def _drawn(found: IndicatorState, counted: bool) -> list[dict[str, Any]]:
    """The values in the picture: those of the lines and of the chart."""
    lines = [[point.value for point in line.points] for line in found.series]
    lines += [[point.value for point in found.chart.points]] if found.chart else []
    return [{"type": "scatter", "y": values, "meta": "" if counted else WORKED_OUT} for values in lines]


def body(figure: Cleared, found: IndicatorState, dark: bool = False, *, lead: bool = False) -> str:
    """A cleared card as HTML: value and period, picture, what it says with its symbol, target, caveat. All text escaped.

    lead: large, with what it says alone, as the first row of the front page has it.
    """
    said = html.escape
    if found.fault:
        return (
            '<div class="card"><p class="judged"><b>– Could not be worked out</b></p>'
            f'<p class="fill">{said(figure.sentence)}</p></div>'
        )
    if figure.table.empty:
        return (
            f'<div class="card"><p class="judged" title="No figure is loaded"><b>– No data</b></p>'
            f'<p class="fill">To load: {said(found.indicator.file)}</p></div>'
        )
    picture = b64encode(sparklines.sparkline(found, dark).encode()).decode()
    image = f'<img src="data:image/svg+xml;base64,{picture}" alt="{said(_picture_words(found))}">' if picture else ""
    value = f'<p class="value"><b>{said(str(figure.table["Latest"].iloc[0]))}</b> {said(_value_words(found))}</p>'
    sentence = _in_brief(figure.sentence) if lead else figure.sentence
    rows = [
        f'<div class="top">{value}{f"""<div class="spark">{image}</div>""" if image else ""}</div>',
        f'<div class="verdict">{why_html(figure, found, brief=True)}'
        f'<p class="judged" title="{said(_rule_words(found))}">{_judged(sentence, found)}</p></div>',
        *([f'<p class="caveat">{said(HATCHED)}</p>' if _hatched(found) else ""] if lead else _below(figure, found)),
    ]
    return f'<div class="card{" lead" if lead else ""}">{"".join(rows)}</div>'


def why_html(figure: Cleared, found: IndicatorState, *, brief: bool = False) -> str:
    """Why the indicator has its verdict, behind a question; empty without a verdict. figure: its card, which cleared the words.

    brief: the question in one word, where a card has no room for more.
    """
    rows = [(what, said) for what, said in why.rows(found) if said in figure.notes]
    return why.details(rows, found.indicator.short_title, brief=brief)


def _in_brief(sentence: str) -> str:
    """What it says without what it rests on: "Improving: 22 months below the average, December 2023 to September 2025."."""
    return f"{sentence.partition(';')[0].rstrip('.')}."


def _below(figure: Cleared, found: IndicatorState) -> list[str]:
    """The lines below what a small card says: target, what a published table gives elsewhere, the one caveat."""
    said, elsewhere = html.escape, str(figure.table["Elsewhere"].iloc[0])
    return [
        f'<p class="target">{assurance_symbol(found)}{said(found.target)}</p>' if found.indicator.target else "",
        f'<p class="target">{said(elsewhere)}</p>' if elsewhere else "",
        f'<p class="caveat">{said(caveat(found))}</p>',
    ]


def polarity_words(found: IndicatorState) -> str:
    """Number and good direction as a card's corner says them: "N2 · ↓ is good"."""
    one = found.indicator
    return " · ".join(part for part in (one.id if one.adopted else "", POLARITY_MARKS[one.polarity]) if part)


def caveat(found: IndicatorState) -> str:
    """The one caveat that a card has room for: that the figure is not final, else that a break lies in it, else its first."""
    if found.provisional:
        return found.provisional
    # What the hatched band says is not said twice.
    caveats = [each for each in found.indicator.caveats if not (found.broken and each.startswith("Not comparable"))]
    first = next((each for each in caveats if len(each) <= LONG_CAVEAT), min(caveats, key=len, default=""))
    return " ".join([HATCHED if _hatched(found) else "", first]).strip()


def _hatched(found: IndicatorState) -> bool:
    """Whether its picture has a hatched band; a list has no picture."""
    return bool(found.broken) and found.indicator.chart != "list"


def assurance_symbol(found: IndicatorState) -> str:
    """✓ consistently met, ✗ consistently missed, ≈ not reliably met; with a space after it, empty where nothing is held."""
    kind = found.chart.assurance if found.chart else None
    return f"{ASSURANCE_SYMBOLS[kind]} " if kind else ""


def _value_words(found: IndicatorState) -> str:
    one = found.indicator
    known = found.point.value if found.point else None
    unit = "" if one.is_share or known is None else phrases.unit_of(round(known, 1), one.unit)
    lines = [f"{line.label.lower()}" for line in found.lines[:1] if line.label]
    others = [
        f"{line.label.lower()} {phrases.number(round(point.value, 1))}{'%' if one.is_share else ''}"
        for line in found.lines[1:2]
        if (point := indicators.latest(line)) and point.value is not None
    ]
    words = ", ".join(part for part in (unit, *lines, *others) if part)
    joiner = "up to" if one.chart == "running_total" else "in"
    return f"{words} {joiner} {found.period}".strip()


def _picture_words(found: IndicatorState) -> str:
    first, last = found.series[0].points[0].first, found.series[0].points[-1].last
    limits = f" The grey band is the usual range, {found.usual}." if found.usual else ""
    return f"{found.indicator.short_title}, {phrases.days(first, last)}.{limits}"


def _judged(sentence: str, found: IndicatorState) -> str:
    """The sentence with its symbol; its first words, up to the first stop, stand out."""
    stop = next((place for place, letter in enumerate(sentence) if letter in ".:"), len(sentence)) + 1
    start = f'<b><span class="{found.variation}">{found.symbol}</span> {html.escape(sentence[:stop])}</b>'
    return f"{start}{_with_sign(html.escape(sentence[stop:]))}"


def _with_sign(said: str) -> str:
    """A sentence with a help sign after its first "usual range", whose words come up and are read out."""
    return USUAL.sub(lambda named: named[0] + SIGN, said, count=1)


def _rule_words(found: IndicatorState) -> str:
    words, signal = found.variation_words, phrases.capital(found.signal.rstrip("."))
    return f"{signal}." if signal.startswith(words) else f"{words}. {signal}." if signal else f"{words}."
