"""What a link asks a filter for, matched to what is there: by code, else by name, former names too where only one place had them.

Names are compared without regard to case, spaces at the ends, doubled or no-break spaces. What matches nothing is never replaced
by something else: it is said, with the names nearest to it.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from analysis.words import phrases

NEAREST = 3
ON_OR_NEAR = re.compile(r"^on or near\s+")


@dataclass(frozen=True)
class Unmet:
    """Something that was asked for and cannot be shown.

    said: why, as a sentence. nearest: what a reader may have meant, by its value and its name.
    """

    filter: str
    asked: str
    said: str
    nearest: tuple[tuple[str, str], ...] = ()


def folded(text: str) -> str:
    """A name for comparing: one form of each letter, no case, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def street_folded(text: str) -> str:
    """A street's name for comparing, without the "On or near" that police files put before it."""
    return ON_OR_NEAR.sub("", folded(text))


def matched(asked: str, names: Mapping[str, str], former: Iterable[tuple[str, str]] = ()) -> str | None:
    """The code of what is asked for by its code, its name or a former name; None where there is none, or more than one.

    names: code → name. former: codes with other names that they have had.
    """
    wanted = folded(asked)
    for code in names:
        if folded(code) == wanted:
            return code
    for pairs in (names.items(), former):
        codes = {code for code, name in pairs if folded(name) == wanted and code in names}
        if codes:
            return codes.pop() if len(codes) == 1 else None
    return None


def street(asked: str, known: Sequence[str]) -> str | None:
    """The street as the police write it; None where no record stands on or near one of that name."""
    if asked in known:
        return asked
    wanted = street_folded(asked)
    return next((name for name in known if street_folded(name) == wanted), None)


def month(asked: str, months: Sequence[date]) -> date | None:
    """The month asked for ("Sep 2025", "September 2025", "2025-09"), None where it is none of these months."""
    for form in ("%b %Y", "%B %Y", "%Y-%m", "%Y-%m-%d"):
        try:
            found = datetime.strptime(" ".join(asked.split()), form).date().replace(day=1)
        except ValueError:
            continue
        return found if found in months else None
    return None


def nearest(
    asked: str, names: Mapping[str, str], fold: Callable[[str], str] = folded, cutoff: float = 0.6
) -> tuple[tuple[str, str], ...]:
    """Up to three that look like what is asked for: those that hold it first, then those spelt like it.

    cutoff: how alike they must be, from 0 (any) to 1.
    """
    wanted = fold(asked)
    by_fold = {fold(name): code for code, name in names.items()}
    holding = [name for name in by_fold if wanted and wanted in name]
    alike = difflib.get_close_matches(wanted, list(by_fold), n=NEAREST, cutoff=cutoff)
    codes = list(dict.fromkeys(by_fold[name] for name in (*holding, *alike)))[:NEAREST]
    return tuple((code, names[code]) for code in codes)


def no_such(filter: str, noun: str, asked: str, names: Mapping[str, str], where: str) -> Unmet:
    """What is said of a name or code that is not there: "“Foo” is no ward of Plymouth in the release in force."."""
    return Unmet(filter, asked, f"“{asked}” is no {noun} {where}.", nearest(asked, names))


def no_such_street(asked: str, known: Sequence[str], where: str) -> Unmet:
    """What is said of a street on or near which nothing is recorded."""
    named = re.sub(ON_OR_NEAR.pattern, "", asked.strip(), flags=re.IGNORECASE)
    return Unmet(
        "street",
        asked,
        f"No record of any month stands on or near “{named}” in {where}.",
        nearest(asked, {name: name for name in known}, street_folded),
    )


def no_such_month(filter: str, asked: str, months: Sequence[date]) -> Unmet:
    """What is said of a month that is not among those loaded; the first and the last of them are nearest."""
    ends = tuple((day.isoformat(), phrases.month(day)) for day in dict.fromkeys((months[0], months[-1])))
    return Unmet(filter, asked, f"“{asked}” is no month loaded: they run from {phrases.period(months[0], months[-1])}.", ends)


def headline(unmet: Sequence[Unmet]) -> str:
    """The page's statement where it cannot show what is asked for."""
    if len(unmet) == 1:
        return unmet[0].said.rstrip(".")
    return f"{phrases.count(len(unmet), 'part')} of what this address asks for cannot be shown"


NOTHING_INSTEAD = "Nothing is shown in its place. Choose what was meant, or leave it out."
