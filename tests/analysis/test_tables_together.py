"""Tables of one restricted list that stand on different pages: who reads all of them finds, by linear programming, no few."""

import itertools
from datetime import date

import numpy as np
import pytest
from scipy.optimize import linprog

from analysis.figures import moving_windows
from analysis.methods import withheld
from analysis.methods.series import Point
from analysis.night import hospital, hours
from analysis.words.months import month_end, shifted

ZONES, FLAGS, CELLS = ("hill", "quay"), ("alcohol", "weapon"), 3
ATOMS = list(itertools.product(ZONES, (True, False), (True, False), range(CELLS)))
"""An offence lies in one zone and one hour, and is or is not of each flag."""


def counted(zone, flag, cell):
    """The atoms that a number of a table of hours counts. zone, cell: None for all of them; flag: "" for all."""
    return np.array(
        [zone in (None, atom[0]) and (not flag or atom[1 + FLAGS.index(flag)]) and cell in (None, atom[3]) for atom in ATOMS],
        dtype=float,
    )


def most_of_what_is_few(numbers, tables, tell, few):
    """What each few can be at most for all that the tables tell. tell: a number → the least and the most it says."""
    ends = [tell(float(row @ numbers)) for row in tables]
    rows = [row for row, _ in zip(tables, ends, strict=True)] + [-row for row in tables]
    limits = [high for _, high in ends] + [-low for low, _ in ends]
    found = [linprog(-row, A_ub=np.array(rows), b_ub=limits, method="highs") for row in few]
    assert all(one.status == 0 for one in found)
    return [-one.fun for one in found]


def rounded_down(number):
    shown = hours.rounded(number)
    return (0, withheld.STEP - 1) if shown is None else (shown, shown + withheld.STEP - 1)


def to_the_nearest(number):
    shown = 5 * round(number / 5)
    return (0, 0) if not number else (1, 4) if number < 5 else (max(5, shown - 2), shown + 2)


@pytest.mark.parametrize(("tell", "told"), [(rounded_down, False), (to_the_nearest, True)])
def test_hours_of_zones_and_flags_leave_each_few_up_to_four_as_the_nearest_five_would_not(tell, told):
    """Every zone, flag and hour with their sums, and what each leaves of another: none of 1 to 4 is told to be fewer than 4."""
    tables = [counted(*one) for one in itertools.product((None, *ZONES), ("", *FLAGS), (None, *range(CELLS)))]
    found = []
    for seed in range(4):
        numbers = np.random.default_rng(seed).poisson(2.2, len(ATOMS)).astype(float)
        parts = [whole - part for whole, part in itertools.permutations(tables, 2) if (whole >= part).all()]
        few = [row for row in (*tables, *parts) if 1 <= row @ numbers <= 4]
        # A part of few is few itself, and no more than its whole can be.
        few = [row for row in few if not any(1 <= one @ numbers <= 4 and (one >= row).all() for one in tables)]
        found += most_of_what_is_few(numbers, tables, tell, few)
    assert len(found) > 20 and (min(found) < 4 - 1e-6) == told


def months_of(numbers):
    firsts = [shifted(date(2021, 1, 1), place) for place in range(len(numbers))]
    return [Point(first, month_end(first), float(number)) for first, number in zip(firsts, numbers, strict=True)]


@pytest.mark.parametrize("held", [True, False])
def test_nights_by_quarter_beside_the_table_for_purple_flag_tell_no_month_of_few(held):
    """Of each month the assessed nights and the others are unknown; who keeps every period of 12 months and every quarter of all
    nights finds no assessed month of 1 to 4 to be fewer than 5. Were all quarters shown, it would."""
    told = tried = quarters_shown = 0
    for seed in range(6):
        rng = np.random.default_rng(seed)
        # Some quarters are quiet, and hold next to nothing but what the table counts.
        quiet = np.repeat(rng.random(10) < 0.3, 3)
        assessed = rng.poisson(np.where(quiet, 1.0, 5.0)).astype(float)
        others = rng.poisson(np.where(quiet, 0.1, 4.0)).astype(float)
        rows, totals = [], []
        months = {"all": assessed}
        hidden = moving_windows.by_end(months, [], ["all"])
        for end in range(12, 31):
            if "all" not in hidden[end]:
                rows.append(np.concatenate([np.isin(np.arange(30), range(end - 12, end)), np.zeros(30)]).astype(float))
                totals.append(assessed[end - 12 : end].sum())
        beside = hospital.nights_by_quarter(months_of(assessed + others), months_of(assessed))
        for place, quarter in enumerate(beside):
            if quarter.value is not None or not held:
                inside = np.isin(np.arange(30), range(3 * place, 3 * place + 3)).astype(float)
                rows.append(np.concatenate([inside, inside]))
                totals.append((assessed + others)[3 * place : 3 * place + 3].sum())
                quarters_shown += 1
        for month in np.flatnonzero((assessed > 0) & (assessed < withheld.SMALLEST_SHOWN))[:6]:
            wanted = np.zeros(60)
            wanted[month] = -1.0
            found = linprog(wanted, A_eq=np.array(rows), b_eq=totals, method="highs")
            assert found.status == 0
            told += -found.fun < withheld.SMALLEST_SHOWN - 1e-6
            tried += 1
    assert tried > 20 and quarters_shown > 10 and (told == 0) == held
