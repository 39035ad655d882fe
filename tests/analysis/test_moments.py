"""The moment since which changes are told: what an address names, and what is said where it names nothing."""

from datetime import date

from analysis.words import moments
from analysis.words.moments import Moment

MEETINGS = {"Board 2025-06-12": "Board, 12 June 2025"}
RELEASES = {"0123456789abcdef": "the release of 3 May 2025"}


def test_a_meeting_a_day_and_a_release_are_read_in_that_order() -> None:
    given = {"meeting": "board, 12 june 2025", "since_release": "0123456789abcdef", "since": "2025-01-31"}
    assert moments.asked(given, MEETINGS, RELEASES) == (Moment("Board, 12 June 2025", date(2025, 6, 12)), [])
    del given["meeting"]
    assert moments.asked(given, MEETINGS, RELEASES) == (Moment("the release of 3 May 2025", release="0123456789abcdef"), [])
    del given["since_release"]
    assert moments.asked(given, MEETINGS, RELEASES) == (Moment("31 January 2025", date(2025, 1, 31)), [])
    assert moments.asked({}, MEETINGS, RELEASES) == (None, [])


def test_what_is_not_there_is_said_and_nothing_takes_its_place() -> None:
    found, unmet = moments.asked({"meeting": "Bord, 12 June 2025", "since": "2025-01-31"}, MEETINGS, RELEASES)
    assert found is None
    assert "Bord, 12 June 2025" in unmet[0].said
    assert [name for _, name in unmet[0].nearest] == ["Board, 12 June 2025"]
    found, unmet = moments.asked({"since": "12/06/2025"}, MEETINGS, RELEASES)
    assert found is None
    assert unmet[0].said == "“12/06/2025” is no day: write it as 2025-06-12."
