"""Whatever goes wrong arrives as one plain sentence."""

from collections.abc import Generator
from contextlib import contextmanager

from analysis import faults
from analysis.words.in_plain_words import InPlainWords
from etl import disk


class NotDone(InPlainWords):
    """What was asked for was not done; the message says why and what to do."""


@contextmanager
def plainly(what: str) -> Generator[None]:
    """Turns whatever goes wrong into NotDone. what: for example "The files were not checked."."""
    try:
        yield
    except InPlainWords as error:
        raise NotDone(str(error)) from error
    except Exception as error:
        if said := disk.in_words(error):
            raise NotDone(f"{what} {said}") from error
        raise NotDone(f"{what} {faults.note(error, what).sentence()} Try again first.") from error
