"""Who is harmed in an area and in its zones: who keeps every month's tables of all finds, by linear programming, no few."""

import random
from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.optimize import linprog

from analysis.night import victim_counts

BANDS = [(sex, age) for sex in ("Female", "Male") for age in ("10–17", "18–24", "25–34")]
ROWS = [*BANDS, ("Female", "all"), ("Male", "all"), ("all", "all")]
ZONES = ("hill", "quay")
EVERYWHERE = (*ZONES, "")
PLACES = {None: EVERYWHERE, "hill": ("hill",), "quay": ("quay",)}
"""The places that have tables, and what each of them counts."""
LEFT = [("",), ("hill", ""), ("quay", "")]
"""What the area leaves without both zones, or without one."""
LENGTH = 30
MONTHS = pd.date_range("2022-01-01", periods=LENGTH, freq="MS")
Key = tuple[str, str]
SEEDS = (2, 3)


class Place:
    """Months drawn of every band in each zone and in none, and what an attacker knows of them: none is below nought."""

    def __init__(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        usual = [0, 0.3, 1, 2, 4, 12]
        self.drawn = {
            (where, band): rng.poisson(np.repeat(rng.choice(usual, 2), (16, LENGTH - 16))).astype(float)
            for where in EVERYWHERE
            for band in BANDS
        }
        self.at = {name: LENGTH * place for place, name in enumerate(self.drawn)}

    def made_of(self, key: Key, where: tuple[str, ...]) -> list[tuple[str, Key]]:
        """The bands inside and outside that a row counts."""
        return [(one, band) for one in where for band in BANDS if key[0] in ("all", band[0]) and key[1] in ("all", band[1])]

    def months(self, key: Key, where: tuple[str, ...]) -> np.ndarray:
        return np.sum([self.drawn[one] for one in self.made_of(key, where)], axis=0)

    def rows(self) -> pd.DataFrame:
        """As the question `victims` answers."""
        found = [
            (month, *band, where, number)
            for (where, band), months in self.drawn.items()
            for month, number in zip(MONTHS, months, strict=True)
            if number
        ]
        return pd.DataFrame(found, columns=["month", "sex", "age_band", "zones", "offences"])

    def tables(self, hide: bool) -> Iterator[tuple[Key, tuple[str, ...], int]]:
        """The counts that tables have shown: of each row and place, the months at whose end its 12 months were."""
        harmed = victim_counts.Harmed(self.rows(), ZONES)
        for end in range(12, LENGTH + 1):
            run = harmed.run(MONTHS[:end])
            for zone, where in PLACES.items():
                shown = run.shown(end, zone)
                yield from ((key, where, end) for key in ROWS if not hide or shown.get(key, 0.0) is not None)


def told(seed: int, hide: bool = True, tried: int = 8) -> list[tuple[Key, tuple[str, ...], int]]:
    """Which months of 1 to 4, of so many tried, are told to be fewer than 5."""
    place = Place(seed)
    shown = list(place.tables(hide))
    columns = [
        [place.at[one] + month for one in place.made_of(key, where) for month in range(end - 12, end)]
        for key, where, end in shown
    ]
    lines = [row for row, each in enumerate(columns) for _ in each]
    flat = [column for each in columns for column in each]
    known = sparse.csr_matrix((np.ones(len(flat)), (lines, flat)), shape=(len(shown), LENGTH * len(place.at)))
    totals = [float(place.months(key, where)[end - 12 : end].sum()) for key, where, end in shown]
    few = [
        (key, where, int(month))
        for key in ROWS
        for where in [*PLACES.values(), *LEFT]
        for month in np.flatnonzero((place.months(key, where) > 0) & (place.months(key, where) < 5))
    ]
    found = []
    for key, where, month in random.Random(seed).sample(few, min(tried, len(few))):
        wanted = np.zeros(known.shape[1])
        wanted[[place.at[one] + month for one in place.made_of(key, where)]] = -1.0
        most = linprog(wanted, A_eq=known, b_eq=totals, bounds=(0, 1000), method="highs")
        assert most.status == 0
        if -most.fun < 5 - 1e-6:
            found.append((key, where, month))
    return found


def test_an_attacker_who_keeps_every_table_of_area_and_zones_finds_no_month_of_few() -> None:
    assert [told(seed) for seed in SEEDS] == [[]] * len(SEEDS)


def test_the_same_attacker_wins_where_nothing_is_hidden() -> None:
    assert told(SEEDS[0], hide=False)


def listed(*lines: tuple[object, ...]) -> pd.DataFrame:
    return pd.DataFrame(lines, columns=["month", "sex", "age_band", "zones", "offences"])


def test_by_hand_where_the_area_falls_to_none_its_noughts_may_not_tell_the_zone() -> None:
    """Of 12 women of 65 or more a month 2 are harmed in the zone; then none is in either. The area's noughts would end every
    doubt of the zone's months, though alone the area may show them."""
    months = MONTHS[:24]
    usual = [(month, sex, "25–34", "", 40) for month in months for sex in ("Female", "Male")]
    usual += [(month, "Female", "25–34", "quay", 40) for month in months]
    rows = listed(*usual, *((month, "Female", "65+", where, n) for month in months[:12] for where, n in (("", 10), ("quay", 2))))
    alone, beside = (victim_counts.Harmed(rows, zones).run(months) for zones in ((), ("quay",)))
    assert alone.shown(24)["Female", "65+"] == 0
    assert beside.shown(24)["Female", "65+"] is None
    assert beside.shown(24, "quay")["Female", "65+"] is None


def test_by_hand_zones_that_leave_few_outside_them_all() -> None:
    """Of 42 women of 18 to 24 in the year 20 were harmed in each zone: either leaves 22, and both leave 2."""
    months = MONTHS[:12]
    usual = [(month, "Male", "25–34", where, 40) for month in months for where in EVERYWHERE]
    usual += [(month, "Female", "25–34", where, 40) for month in months for where in EVERYWHERE]
    rows = listed(*usual, *((months[0], "Female", "18–24", where, n) for where, n in (("quay", 20), ("hill", 20), ("", 2))))
    alone = victim_counts.Harmed(rows[rows["zones"] != "hill"].assign(zones="quay"), ("quay",)).run(months)
    assert alone.shown(12, "quay")["Female", "18–24"] is not None
    both = victim_counts.Harmed(rows, ZONES).run(months)
    assert [both.shown(12, zone)["Female", "18–24"] for zone in (None, *ZONES)] == [42, None, None]


def test_by_hand_zones_that_hold_little_but_what_purple_flag_counts() -> None:
    """Of 9 offences a month in the zones 4 are assessed; in one month 5 are, and 4 are left. The rest lies in no zone."""
    months = MONTHS[:12]
    harmed = victim_counts.Harmed(listed(*((month, "Male", "25–34", where, 9) for month in months for where in ("quay", ""))))
    usual = pd.Series(4, index=months)
    assert not harmed.leaves_few(("hill", "quay"), usual, months)
    assert harmed.leaves_few(("hill", "quay"), usual.where(months != months[3], 5), months)
    assert harmed.leaves_few(("hill",), usual, months)


def test_of_zones_that_share_an_offence_the_first_by_name_is_told() -> None:
    lines = [(MONTHS[0], "Male", "25–34", zones, 9) for zones in ("hill\x1fquay", "quay\x1fwharf", "yard", "")]
    found = victim_counts.Harmed(listed(*lines), ("hill", "quay", "wharf", "yard"))
    assert found.shares == {"hill": "", "quay": "hill", "wharf": "", "yard": ""}
    assert list(found.run(MONTHS[:12]).zones) == ["hill", "wharf", "yard"]
