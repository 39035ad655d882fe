"""Periods of 12 months that move: who keeps every month's table finds, by linear programming, no month of fewer than 5."""

import random
from collections.abc import Sequence

import numpy as np
import pytest
from scipy import sparse
from scipy.optimize import linprog

from analysis.figures import moving_windows
from analysis.figures.other_worlds import Sum
from analysis.methods import withheld
from analysis.night import hours, month_hours

KINDS = ("violence", "robbery", "damage")
SUMS = [
    Sum("all", KINDS),
    Sum("drink", tuple(f"drink {kind}" for kind in KINDS)),
    Sum("sober", tuple(f"sober {kind}" for kind in KINDS)),
    *(Sum(kind, (f"drink {kind}", f"sober {kind}")) for kind in KINDS),
    Sum("all", ("drink", "sober")),
]
OFFERED = ["all", "drink", *KINDS, *(f"drink {kind}" for kind in KINDS)]


def drawn(seed: int, length: int) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    usual = [0, 0.3, 1, 2, 4, 12]
    months = {
        f"{how} {kind}": rng.poisson(np.repeat(rng.choice(usual, 2), (20, length - 20))).astype(float)
        for how in ("drink", "sober")
        for kind in KINDS
    }
    for kind in KINDS:
        months[kind] = months[f"drink {kind}"] + months[f"sober {kind}"]
    for how in ("drink", "sober"):
        months[how] = np.sum([months[f"{how} {kind}"] for kind in KINDS], axis=0)
    return months | {"all": months["drink"] + months["sober"]}


def kept_by_somebody(months: dict[str, np.ndarray], hide: bool) -> list[tuple[str, int]]:
    """The counts that tables have shown: of each name, the months at whose end its 12 months were."""
    found = []
    for end in range(12, len(next(iter(months.values()))) + 1):
        back = moving_windows.hidden({name: each[:end] for name, each in months.items()}, SUMS, OFFERED) if hide else ()
        found += [(name, end) for name in OFFERED if name not in back]
    return found


class Attacker:
    """All months of all names, unknown and none below nought: the sums hold in each, and each count shown is one of 12 months."""

    def __init__(self, months: dict[str, np.ndarray], shown: list[tuple[str, int]]) -> None:
        self.length = len(months["all"])
        self.place = {name: self.length * at for at, name in enumerate(months)}
        lines = [
            (
                [self.place[one.whole] + month, *(self.place[part] + month for part in one.parts)],
                [-1.0] + [1.0] * len(one.parts),
                0.0,
            )
            for one in SUMS
            for month in range(self.length)
        ]
        for name, end in shown:
            columns = [self.place[name] + month for month in range(end - 12, end)]
            lines.append((columns, [1.0] * 12, float(months[name][end - 12 : end].sum())))
        rows = [row for row, (columns, _, _) in enumerate(lines) for _ in columns]
        columns, signs = [at for line in lines for at in line[0]], [sign for line in lines for sign in line[1]]
        self.known = sparse.csr_matrix((signs, (rows, columns)), shape=(len(lines), len(months) * self.length))
        self.totals = [total for _, _, total in lines]

    def most(self, name: str, month: int) -> float:
        """The most that a month can be."""
        wanted = np.zeros(self.known.shape[1])
        wanted[self.place[name] + month] = -1.0
        found = linprog(wanted, A_eq=self.known, b_eq=self.totals, bounds=(0, 1000), method="highs")
        assert found.status == 0
        return -found.fun


def told(seed: int, hide: bool) -> tuple[int, int]:
    """How many months of 1 to 4 are told to be fewer than 5, of how many tried; and how many counts were shown."""
    months = drawn(seed, 40)
    shown = kept_by_somebody(months, hide)
    attacker = Attacker(months, shown)
    few = [(name, month) for name, each in months.items() for month in np.flatnonzero((each > 0) & (each < 5))]
    tried = random.Random(seed).sample(few, min(6, len(few)))
    return sum(attacker.most(*one) < 5 - 1e-6 for one in tried), len(shown)


def test_an_attacker_who_keeps_every_table_finds_no_month_of_few() -> None:
    assert [told(seed, hide=True)[0] for seed in (1, 3, 4, 6, 8, 9, 10)] == [0] * 7


def test_the_same_attacker_wins_where_nothing_is_hidden() -> None:
    assert sum(told(seed, hide=False)[0] for seed in (4, 9, 10)) == 6


def left_open(number: float) -> tuple[float, float]:
    """From what to what a number may be that a rounded table of a year shows."""
    shown = hours.rounded(number)
    return (0, withheld.STEP - 1) if shown is None else (shown, shown + withheld.STEP - 1)


def left_open_of_a_month(number: float, of_year: float) -> tuple[float, float | None]:
    """The same of a month's own table; nothing is known of a part that no table of a month tells."""
    shown = month_hours.told(number, of_year)
    few = of_year >= month_hours.FEWEST_A_YEAR
    last = withheld.STEP - 1
    return (shown, shown + last) if shown is not None else (0, last) if few else (0, None)


def told_by_rounding(
    months: np.ndarray, parts: Sequence[np.ndarray] = (), of_months: Sequence[tuple[float, float | None]] | None = None
) -> list[tuple[float, float]]:
    """From what to what each month of 1 to 4 may be for all that every month's rounded table tells of its 12 months.

    parts: what is rounded one by one there, all of it together by default. of_months: what each month's own table leaves open.
    """
    most, least, rows = [], [], []
    for end in range(12, len(months) + 1):
        open_ = [left_open(part[end - 12 : end].sum()) for part in parts or [months]]
        row = np.zeros(len(months))
        row[end - 12 : end] = 1.0
        rows.append(row)
        most.append(sum(high for _, high in open_))
        least.append(sum(low for low, _ in open_))
    found = []
    for month in np.flatnonzero((months > 0) & (months < 5)):
        wanted = np.zeros(len(months))
        wanted[month] = 1.0
        ends = [
            linprog(
                sign * wanted,
                A_ub=np.vstack([rows, np.negative(rows)]),
                b_ub=[*most, *np.negative(least)],
                bounds=of_months or (0, None),
                method="highs",
            ).fun
            for sign in (1, -1)
        ]
        found.append((float(np.ceil(ends[0] - 1e-6)), float(np.floor(-ends[1] + 1e-6))))
    return found


def months_of(seed: int) -> np.ndarray:
    """Forty months, by chance: of next to none, or of a few, and from the middle on of another level."""
    rng = np.random.default_rng(seed)
    return rng.poisson(np.repeat(rng.choice([0, 0.1, 0.3, 0.6, 1, 2, 4], 2), (20, 20))).astype(float)


def test_rounded_tables_of_other_months_tell_no_month_of_few() -> None:
    """Hours are rounded down to multiples of 6, and few and none are one. Each month of 1 to 4 may be four numbers at least."""
    for seed in (4, 14, 43, 58, 63, 64, 70, 109):
        ends = told_by_rounding(months_of(seed))
        assert ends and all(high - low >= 3 for low, high in ends)


def test_the_same_attacker_comes_nearer_to_a_month_where_numbers_are_rounded_to_fives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(withheld, "STEP", 5)
    found = told_by_rounding(months_of(70))
    assert any(high - low < 3 for low, high in found)


def hours_of_a_month(seed: int, number: int, fewest: float) -> list[tuple[float, float]]:
    """The same where so many hours make a part of a month's nights, which is told where its 12 months hold so many."""
    rng = np.random.default_rng(seed)
    rate = np.repeat(rng.choice([0, 0.1, 0.3, 0.6, 1, 2, 4], 2), (20, 20))
    parts = [rng.poisson(rate / number).astype(float) for _ in range(number)]
    months = np.sum(parts, axis=0)
    of_years = [months[max(0, end - 12) : end].sum() if end >= 12 else 0.0 for end in range(1, 41)]
    held = [month_hours.FEWEST_A_YEAR if year >= fewest else 0 for year in of_years]
    told = [left_open_of_a_month(one, year) for one, year in zip(months, held, strict=True)]
    return told_by_rounding(months, parts, told)


def test_tables_of_single_months_tell_no_month_of_few_beside_those_of_years() -> None:
    ends = [one for seed in range(4) for one in hours_of_a_month(seed, 3, month_hours.FEWEST_A_YEAR)]
    assert len(ends) > 50 and all(high - low >= 3 for low, high in ends)
    alone, guarded = (hours_of_a_month(9, 1, fewest) for fewest in (0, month_hours.FEWEST_A_YEAR))
    assert any(high - low < 3 for low, high in alone), "the same attacker comes nearer where every month is told"
    assert all(high - low >= 3 for low, high in guarded)


@pytest.mark.parametrize("level", [40, 0])
def test_many_and_none_are_shown(level: int) -> None:
    months = {"all": np.full(36, 2.0 * level), "one": np.full(36, float(level)), "other": np.full(36, float(level))}
    assert moving_windows.hidden(months, [Sum("all", ("one", "other"))], ["all", "one", "other"]) == set()


def test_by_hand_one_that_tells_hides_another_beside_it() -> None:
    rare = np.array([0.0] * 12 + [0, 0, 3, 0, 4, 0, 0, 0, 0, 0, 2, 0])
    months = {"rare": rare, "usual": np.full(24, 20.0), "more": np.full(24, 30.0), "all": rare + 50}
    sums = [Sum("all", ("rare", "usual", "more"))]
    assert moving_windows.hidden(months, sums, list(months)) == {"rare", "usual"}


def test_what_was_hidden_stays_so() -> None:
    months = drawn(3, 40)
    before: set[str] = set()
    for end in range(12, 41):
        now = moving_windows.hidden({name: each[:end] for name, each in months.items()}, SUMS, OFFERED)
        assert before <= now
        before = now


def test_what_is_hidden_hangs_on_no_name_that_comes_up_later() -> None:
    """By hand: beside one that tells another must go. A third that has no month yet is no line of the table, and cannot be it."""
    rare = np.array([0.0] * 12 + [0, 0, 3, 0, 4, 0, 0, 0, 0, 0, 2, 0])
    months = {"rare": rare, "usual": np.full(24, 20.0), "more": np.full(24, 30.0), "all": rare + 50}
    later = months | {"new": np.zeros(24)}
    found = [
        moving_windows.hidden(each, [Sum("all", tuple(name for name in each if name != "all"))], list(each))
        for each in (months, later)
    ]
    assert found == [{"rare", "usual"}] * 2
