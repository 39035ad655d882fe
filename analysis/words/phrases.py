"""Dates, numbers and lists as British readers write them: every sentence on a page is built from these."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

import pandas as pd

from analysis.words.months import months_apart, months_between

NAMED_AT_MOST = 3
IRREGULAR = {"people": "person", "children": "child", "women": "woman", "men": "man", "series": "series", "premises": "premises"}
WORD = re.compile(r"\S*\w\S*")
BEFORE_THESE = ("of", "by", "in", "with", "to", "for", "from", "at", "on", "per", "aged", "that", "who", "without")


def month(day: date) -> str:
    """September 2025."""
    return day.strftime("%B %Y")


def short_month(day: date) -> str:
    """Sep 2025."""
    return day.strftime("%b %Y")


def day_and_month(day: date) -> str:
    """5 January 2026."""
    return f"{day.day} {day.strftime('%B %Y')}"


def period(start: date, end: date) -> str:
    """September 2025, or October 2024 to September 2025."""
    return month(start) if start == end else f"{month(start)} to {month(end)}"


def in_period(start: date, end: date) -> str:
    """The period as it stands in a sentence: "in September 2025", "in the 12 months to September 2025"."""
    length = months_between(start, end)
    return f"in {month(end)}" if length == 1 else f"in the {length} months to {month(end)}"


def number(value: float | None) -> str:
    """1,234; 8.9; nothing for a value that is not known."""
    if value is None or pd.isna(value):
        return ""
    return with_minus(f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}")


def with_minus(written: str) -> str:
    """A number as it is written, with a minus sign (−) in place of a hyphen."""
    return written.replace("-", "−")


def percentage(share: float) -> str:
    """A share of one as a percentage: whole, or with one decimal under 10%."""
    value = 100 * share
    if 0 < abs(value) < 0.05:
        return "under 0.1%"
    return f"{value:.1f}%" if 0 < abs(value) < 9.95 else f"{value:.0f}%"


def listed(names: Sequence[str], more: str = "more", at_most: int = NAMED_AT_MOST) -> str:
    """A, B and C; beyond `at_most` names the rest is counted: A, B and 4 more."""
    if len(names) > at_most:
        names = [*names[: at_most - 1], f"{len(names) - at_most + 1} {more}"]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def month_runs(days: Sequence[date], at_most: int = 4) -> str:
    """Months in order as runs: "March 2024 to May 2024 and July 2024"; beyond `at_most` runs the rest is counted."""
    runs: list[list[date]] = []
    for day in sorted(days):
        if runs and months_apart(runs[-1][-1], day) == 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return listed([period(run[0], run[-1]) for run in runs], at_most=at_most)


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun: "1 project", "8 projects"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def are(number: float) -> str:
    """The verb that goes with a number: "is" with 1, else "are"."""
    return "is" if number == 1 else "are"


def counted(value: float | None, unit: str, written: str = "") -> str:
    """A number with the unit it is counted in, which is given in the plural: "1 crime", "1,234 crimes", "3.5 per 100 pupils".

    written: the number as it is to stand, where that is not `number`. Without a number no unit stands: "not shown".
    """
    said = written or number(value)
    return f"{said} {unit_of(value, unit)}".strip() if value is not None and not pd.isna(value) else said


def unit_of(value: float | None, unit: str) -> str:
    """The unit as it goes with a number: "crime" with 1, else "crimes"; what is no noun ("per 100 pupils", "%") never changes."""
    if value != 1 or not unit or unit.startswith(("per ", "%", "£")):
        return unit
    return " or ".join(_one_of(part) for part in unit.split(" and "))


def _one_of(unit: str) -> str:
    """A noun in the singular. Its head, which alone changes, stands before "of", "by", "in" and the like, else last."""
    words = unit.split(" ")
    heads = [place for place, word in enumerate(words) if word in IRREGULAR]
    after = [place for place, word in enumerate(words) if word in BEFORE_THESE and place]
    head = heads[0] if heads else after[0] - 1 if after else len(words) - 1
    return " ".join([*words[:head], _singular(words[head]), *words[head + 1 :]])


def _singular(word: str) -> str:
    if word in IRREGULAR:
        return IRREGULAR[word]
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("sses", "ches", "shes", "xes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def pounds(value: float | None) -> str:
    """An amount in pounds: "£125,000", pence only where there are any; "an amount not known" where blank."""
    if value is None:
        return "an amount not known"
    amount = f"£{abs(value):,.0f}" if float(value).is_integer() else f"£{abs(value):,.2f}"
    return f"−{amount}" if value < 0 else amount


def capital(sentence: str) -> str:
    """The sentence with its first letter as a capital, the rest untouched."""
    return sentence[:1].upper() + sentence[1:]


def days(first: date, last: date) -> str:
    """Two days as a period, both included: "September 2025", "July to September 2025", "2022"; else the days."""
    whole_months = first.day == 1 and (last + timedelta(days=1)).day == 1
    if not whole_months:
        return day_and_month(first) if first == last else f"{day_and_month(first)} to {day_and_month(last)}"
    if (first.year, first.month) == (last.year, last.month):
        return month(first)
    if first.year != last.year:
        return f"{month(first)} to {month(last)}"
    return f"{first.year}" if (first.month, last.month) == (1, 12) else f"{first:%B} to {month(last)}"


def words_of(text: str) -> int:
    """How many words a text has: what stands between blanks and holds a letter or a figure."""
    return len(WORD.findall(text))
