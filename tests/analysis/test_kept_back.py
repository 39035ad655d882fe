"""What tables show of people: whoever solves them, by linear programming or by trying every table, finds no count of 1 to 4.

The attacker is written apart from the rule, and knows all that is told: the shown counts, every sum, what the reasons say of
each hidden count, the shares and averages beside them, and every other table asked for. Counts of the rest (those not in a part,
in one area and not in the other) are no cells of any table, and are looked for all the same.
"""

import itertools
import random
import time

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

from analysis.figures import kept_back
from analysis.figures.kept_back import Reason
from analysis.figures.other_worlds import Sum

TOLD = {Reason.SMALL: (1, 4), Reason.PROTECTS: (0, None), Reason.UNTOLD: (0, None)}
ALL = "all"


# Tables and what else is asked for


def draw(rng: random.Random) -> tuple[dict, list[Sum], list]:
    """Counts with totals in two to four dimensions, and the other tables that may be asked for; and what is offered of them."""
    sizes = rng.choice([(3, 3), (2, 4), (4, 5), (2, 2, 3), (3, 3, 2), (2, 2, 2, 2)])
    numbers = rng.choice([[0, 0, 1, 2, 3, 9], [0, 3, 6, 8, 12], [2, 5, 20, 40, 60], [0, 1, 7, 30, 300]])
    levels = [[f"{axis}{at}" for at in range(size)] for axis, size in zip("abcd", sizes, strict=False)]
    atoms = {key: float(rng.choice(numbers)) for key in itertools.product(*levels)}
    counts, sums = with_totals(atoms, levels)
    offered = list(counts)
    for more in rng.sample([grouped, filtered, running, overlapping, of_whom], rng.choice([0, 1, 1, 2])):
        more(rng, atoms, levels, counts, sums, offered)
    return counts, sums, offered


def with_totals(atoms: dict, levels: list[list]) -> tuple[dict, list[Sum]]:
    counts: dict = {}
    for key in itertools.product(*[[*each, ALL] for each in levels]):
        counts[key] = sum(n for atom, n in atoms.items() if covers(key, atom))
    sums = [
        Sum(key, tuple((*key[:axis], level, *key[axis + 1 :]) for level in levels[axis]))
        for key in counts
        for axis in range(len(levels))
        if key[axis] == ALL
    ]
    return counts, sums


def covers(key, atom) -> bool:
    return all(k in (ALL, a) for k, a in zip(key, atom, strict=True))


def grouped(rng, atoms, levels, counts, sums, offered):
    """The same in a coarser grouping: two levels of the first dimension together."""
    joined = tuple(rng.sample(levels[0], 2))
    for key in [key for key in counts if len(key) == len(levels) and key[0] == ALL]:
        name = ("+".join(joined), *key[1:])
        parts = tuple((level, *key[1:]) for level in joined)
        counts[name] = sum(counts[part] for part in parts)
        sums.append(Sum(name, parts))
        offered.append(name)


def filtered(rng, atoms, levels, counts, sums, offered):
    """A second export that leaves one level of the last dimension out, with totals of its own."""
    kept = levels[-1][1:]
    for key in [key for key in counts if len(key) == len(levels) and key[-1] == ALL]:
        name = (*key[:-1], "filtered")
        parts = tuple((*key[:-1], level) for level in kept)
        counts[name] = sum(counts[part] for part in parts)
        sums.append(Sum(name, parts))
        offered.append(name)


def running(rng, atoms, levels, counts, sums, offered):
    """The same a period earlier: what came since is in no table, and is all that the two differ by."""
    rest = (ALL,) * (len(levels) - 1)
    everything, each = (ALL, *rest), [(level, *rest) for level in levels[0]]
    for key in each:
        counts["since", key] = float(rng.choice([n for n in (0, 2, 4, 11) if n <= counts[key]]))
        counts["before", key] = counts[key] - counts["since", key]
    for when in ("since", "before"):
        counts[when, everything] = sum(counts[when, key] for key in each)
        sums.append(Sum((when, everything), tuple((when, key) for key in each)))
    for key in (everything, *each):
        sums.append(Sum(key, (("before", key), ("since", key))))
        offered.append(("before", key))


def overlapping(rng, atoms, levels, counts, sums, offered):
    """An area that overlaps with those of the first dimension: a part of each of two, and nobody says which part."""
    one, two = (((level, *(ALL,) * (len(levels) - 1))) for level in rng.sample(levels[0], 2))
    inside = [(("in", one), rng.randint(0, int(counts[one]))), (("in", two), rng.randint(0, int(counts[two])))]
    for (_, whole), number in inside:
        counts["in", whole], counts["out", whole] = float(number), counts[whole] - number
        sums.append(Sum(whole, (("in", whole), ("out", whole))))
    counts["across",] = counts["in", one] + counts["in", two]
    sums.append(Sum(("across",), (("in", one), ("in", two))))
    offered.append(("across",))


def of_whom(rng, atoms, levels, counts, sums, offered):
    """Groups of the total that overlap: each record counts once in the total and once in each of its groups."""
    total = (ALL,) * len(levels)
    if not counts[total]:
        return
    found = [float(rng.randint(0, int(counts[total]))) for _ in range(3)]
    found[0] = max(found[0], counts[total] - found[1] - found[2])
    for at, number in enumerate(found):
        counts["group", at], counts["not", at] = number, counts[total] - number
        sums.append(Sum(total, (("group", at), ("not", at))))
        offered.append(("group", at))
    sums.append(Sum(total, tuple(("group", at) for at in range(3)), overlapping=True))


# The attacker


def bounds(counts, offered, hidden):
    """What is known of each count before any sum is looked at."""
    found = {}
    for name in counts:
        if name in hidden:
            # A count that is kept back for another is at least 5, unless it is nought: and noughts are shown.
            found[name] = (5, None) if hidden[name] is Reason.PROTECTS and counts[name] else TOLD[hidden[name]]
        else:
            found[name] = (counts[name], counts[name]) if name in offered else (0, None)
    return found


def pinned(counts, sums, offered, hidden, shares=()):
    """The small counts that a linear-programming attacker knows closer than 1 to 4, each with what he knows."""
    place = {name: at for at, name in enumerate(counts)}
    known = bounds(counts, offered, hidden)
    equal, unequal, most = [], [], []

    for one in sums:
        line = np.zeros(len(place))
        line[[place[part] for part in one.parts]] = 1.0
        line[place[one.whole]] -= 1.0
        if not one.overlapping:
            equal.append(line)
            continue
        unequal.append(-line)
        most.append(0.0)
        for part in one.parts:
            line = np.zeros(len(place))
            line[place[part]], line[place[one.whole]] = 1.0, -1.0
            unequal.append(line)
            most.append(0.0)
    for part, whole, share in shares:
        # A share that is rounded to a whole per cent: the part lies between so much and so much of the whole.
        for sign, edge in ((1.0, share + 0.5), (-1.0, -(share - 0.5))):
            line = np.zeros(len(place))
            line[place[part]], line[place[whole]] = sign, -edge / 100
            unequal.append(line)
            most.append(0.0)
    found = {}
    for name, count in counts.items():
        if not 0 < count < 5:
            continue
        ends = []
        for sign in (1.0, -1.0):
            cost = np.zeros(len(place))
            cost[place[name]] = sign
            solved = linprog(
                cost,
                A_eq=np.array(equal) if equal else None,
                b_eq=np.zeros(len(equal)) if equal else None,
                A_ub=np.array(unequal) if unequal else None,
                b_ub=most or None,
                bounds=[known[each] for each in place],
            )
            assert solved.status in (0, 3), "the attacker's own table must be one of those that he finds"
            ends.append(sign * solved.fun if solved.status == 0 else np.inf)
        if ends[0] > 1 + 1e-6 or ends[1] < 4 - 1e-6:
            found[name] = tuple(ends)
    return found


def shares_beside(counts, sums, offered, hidden):
    """Shares of each whole that stand beside the counts: only where both are shown, as the gate has it."""
    return [
        (part, one.whole, round(100 * counts[part] / counts[one.whole]))
        for one in sums
        for part in one.parts
        if counts[one.whole] and {part, one.whole} <= set(offered) - set(hidden)
    ]


def primary_alone(counts, sums, offered):
    """A gate that hides 1 to 4 and nothing else."""
    return {name: Reason.SMALL for name in offered if 0 < counts[name] < 5}


# The property


@pytest.mark.parametrize("seed", range(50))
def test_no_attacker_pins_a_hidden_count(seed):
    holds(random.Random(seed))


@pytest.mark.endurance
def test_no_attacker_pins_a_hidden_count_in_many_tables():
    for seed in range(1000, 5000):
        holds(random.Random(seed))
        counts, sums, offered = draw(random.Random(seed))
        assert not pinned(counts, sums, offered, kept_back.hidden(counts, sums, offered, most=0)), seed


def holds(rng):
    counts, sums, offered = draw(rng)
    hidden = kept_back.hidden(counts, sums, offered)
    assert {name for name in offered if 0 < counts[name] < 5} <= set(hidden) <= set(offered)
    assert all((0 < counts[name] < 5) for name, reason in hidden.items() if reason is Reason.SMALL)
    assert not pinned(counts, sums, offered, hidden, shares_beside(counts, sums, offered, hidden))


def beside_one_that_is_out(seed):
    """An area's table, out already, and that of a zone in it: what lies outside the zone is in no table. With what is hidden."""
    rng = random.Random(seed)
    levels = [["f", "m"], ["young", "middle", "old"]]
    numbers = rng.choice([[0, 3, 6, 12, 40], [5, 20, 60], [0, 1, 7, 30], [12, 40, 90]])
    whole = {key: float(rng.choice(numbers)) for key in itertools.product(*levels)}
    within = {key: float(max(0, n - rng.choice([0, 0, 2, 3, 9, n]))) for key, n in whole.items()}
    counts, sums = with_totals(whole, levels)
    of_area = kept_back.hidden(counts, sums, list(counts))
    area = list(counts)
    for where, atoms in (("in", within), ("out", {key: n - within[key] for key, n in whole.items()})):
        part, of_part = with_totals(atoms, levels)
        counts |= {(where, key): n for key, n in part.items()}
        sums += [Sum((where, one.whole), tuple((where, each) for each in one.parts)) for one in of_part]
    sums += [Sum(key, (("in", key), ("out", key))) for key in area]
    zone = [("in", key) for key in area]
    of_zone = kept_back.hidden(counts, sums, zone, before={key: of_area.get(key) for key in area})
    return counts, sums, [*area, *zone], of_area, of_zone


def test_a_table_beside_one_that_is_out_tells_nothing_more():
    some = 0
    for seed in range(40):
        counts, sums, offered, of_area, of_zone = beside_one_that_is_out(seed)
        assert not pinned(counts, sums, offered, of_area | of_zone), seed
        some += len(of_zone) < len(offered) / 2
    assert some > 20, "else hiding everything would pass"


@pytest.mark.parametrize("seed", range(20))
def test_the_rule_that_needs_no_search_holds_too(seed):
    counts, sums, offered = draw(random.Random(seed))
    more = kept_back.hidden(counts, sums, offered, most=0)
    assert set(more.values()) <= {Reason.UNTOLD} and not pinned(counts, sums, offered, more)


def test_the_attacker_wins_where_nothing_is_hidden_for_another():
    """Else the tests above would hold of any rule."""
    won = 0
    for seed in range(20):
        counts, sums, offered = draw(random.Random(seed))
        won += bool(pinned(counts, sums, offered, primary_alone(counts, sums, offered)))
    assert won >= 14, won


@pytest.mark.parametrize("seed", range(40))
def test_whoever_tries_every_table_finds_a_one_and_a_four_for_each(seed):
    """The second way: every table of whole numbers up to 20 that agrees with what is shown, one by one."""
    rng = random.Random(seed)
    levels = [["x", "y"], ["p", "q"]]
    atoms = {key: float(rng.choice([0, 1, 2, 3, 5, 8, 14])) for key in itertools.product(*levels)}
    counts, sums = with_totals(atoms, levels)
    hidden = kept_back.hidden(counts, sums, list(counts))
    known = bounds(counts, list(counts), hidden)
    every = [np.arange(low, (20 if high is None else high) + 1) for low, high in (known[key] for key in atoms)]
    tables = dict(zip(atoms, (axis.ravel() for axis in np.meshgrid(*every, indexing="ij")), strict=True))
    agrees = np.ones(len(next(iter(tables.values()))), dtype=bool)
    for key, (low, high) in known.items():
        tables[key] = sum(n for atom, n in tables.items() if atom in atoms and covers(key, atom))
        agrees &= (low <= tables[key]) & (tables[key] <= (np.inf if high is None else high))
    for name, count in counts.items():
        assert not 0 < count < 5 or {1, 4} <= set(tables[name][agrees]), (counts, hidden, name)


# By hand


def test_the_fewest_and_least_telling_are_hidden():
    counts = {"all": 40.0, "a": 3.0, "b": 12.0, "c": 25.0}
    sums = [Sum("all", ("a", "b", "c"))]
    assert kept_back.hidden(counts, sums, list(counts)) == {"a": Reason.SMALL, "b": Reason.PROTECTS}
    assert kept_back.hidden(counts | {"a": 15.0, "b": 0.0}, sums, list(counts)) == {}


def test_a_six_beside_a_two_is_not_enough_where_reasons_are_told():
    """2 and 6 are 8 together; since what is kept back is at least 5, the other would be at most 3: the twelve goes with it."""
    counts = {"all": 20.0, "a": 2.0, "b": 6.0, "c": 12.0}
    assert kept_back.hidden(counts, [Sum("all", ("a", "b", "c"))], list(counts)) == {"a": Reason.SMALL, "c": Reason.PROTECTS}


def test_a_part_that_leaves_two_of_its_whole_is_not_shown_beside_it():
    """38 children engaged, 36 of them without a new offence: 2 with one."""
    counts = {"engaged": 38.0, "good": 36.0, "not good": 2.0}
    sums = [Sum("engaged", ("good", "not good"))]
    assert kept_back.hidden(counts, sums, ["engaged", "good"]) == {"good": Reason.PROTECTS}


def test_parts_of_a_hidden_whole_are_not_told_apart():
    """Of a whole that is 1 to 4, two parts that are 1 to 4 each would be at most 3."""
    counts = {"all": 4.0, "a": 3.0, "b": 1.0, "c": 0.0}
    found = kept_back.hidden(counts, [Sum("all", ("a", "b", "c"))], list(counts))
    assert found == {"all": Reason.SMALL} | dict.fromkeys("abc", Reason.UNTOLD)


def test_ordinary_tables_take_under_50_milliseconds_and_large_ones_end_in_time():
    rng = random.Random(1)
    levels = [[f"{axis}{at}" for at in range(size)] for axis, size in (("a", 5), ("b", 6))]
    counts, sums = with_totals({key: float(rng.choice([0, 2, 9, 30, 70])) for key in itertools.product(*levels)}, levels)
    kept_back.hidden(counts, sums, list(counts))
    began = time.process_time()
    for _ in range(3):
        kept_back.hidden(counts, sums, list(counts))
    assert (time.process_time() - began) / 3 < 0.15, "50 ms on a machine of its own"
    levels = [[f"{axis}{at}" for at in range(4)] for axis in "abcd"]
    counts, sums = with_totals({key: float(rng.choice([0, 2, 9, 30, 70])) for key in itertools.product(*levels)}, levels)
    began = time.process_time()
    found = kept_back.hidden(counts, sums, list(counts))
    assert time.process_time() - began < 3 and {name for name, count in counts.items() if 0 < count < 5} <= set(found)


def test_a_row_says_why_it_lacks_numbers_and_by_which_heading():
    counts = {"all": 40.0, "a": 3.0, "b": 12.0, "c": 25.0}
    shown = kept_back.Shown(counts, kept_back.hidden(counts, [Sum("all", ("a", "b", "c"))], list(counts)))
    assert shown == {"all": 40.0, "a": None, "b": None, "c": 25.0}
    columns = {"2023/24": counts, "2024/25": shown}
    assert kept_back.why(columns, "a") == "c: not shown. 2024/25: fewer than 5"
    assert kept_back.why(columns, "b") == "c: not shown. 2024/25: kept back, since it would tell one that is fewer than 5"
    assert kept_back.why(columns, "c") == ""
    again = {"2023/24": columns["2024/25"], "2024/25": columns["2024/25"]}
    assert kept_back.why(again, "a") == "c: not shown. All: fewer than 5"
    assert kept_back.why(again | {"2022/23": {"a": 9.0}}, "a") == "c: not shown. 2023/24, 2024/25: fewer than 5"
    table = pd.DataFrame({"Line": ["a", "b"], kept_back.NOTE: ["", ""]})
    assert list(kept_back.noted(table)) == ["Line"] and kept_back.NOTE in kept_back.noted(table.assign(Note=["c", ""]))
