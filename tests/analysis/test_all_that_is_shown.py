"""All that one reader sees of a restricted list: every figure of it that pages and files offer, of every month's release, read as
one set of linear constraints on what each kind of offence can have been in each month. No few may be told closer than 1 to 4.

Read are Purple Flag, victims of the area and its zones, hours by zone and kind with the sum in their sentences, the indicators,
their financial years and their groups. Left out, as they count in other files: hospital figures and projects' returns. Left out
though they count the same offences, and tried by themselves: the nights by quarter beside the hospital
(`test_tables_together`), and ranks by harm (`test_by_harm`), whose order is no sum. Other sentences are not read.

What each number counts is said here a second time, by the kinds of offences that it counts; the figures are made as for a file.
"""

import itertools
import json
import random
import re
import shutil
import uuid
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyproj
import pytest
from scipy import sparse
from scipy.optimize import linprog

from analysis.exports.named import FiguresByName, NotMade, Wanted
from analysis.figures import disclosure
from analysis.figures.kept_back import Reason
from analysis.figures.shown_release import ShownRelease
from analysis.indicators import asked, side_by_side
from analysis.night import answered
from analysis.release import database
from analysis.words.months import shifted
from tests.etl import anytown

FIRST = date(2022, 4, 1)
ZONES = ("hill", "quay")
CODES = {"8N": "Violence with injury", "34B": "Robbery", "49": "Other offences"}
SEXES = ("Female", "Male")
EVENINGS = {"weekend": 4, "week": 1}
"""Friday and Tuesday; by day is Tuesday too."""
HEADINGS = (
    "offence_code",
    "recorded_on",
    "committed_from",
    "committed_to",
    "lsoa_code",
    "easting",
    "northing",
    "knife",
    "firearm",
)
HEADINGS += ("domestic_abuse", "alcohol", "hate", "exploitation", "location_type", "victim_age_band", "victim_sex")


@dataclass(frozen=True)
class Kind:
    """One kind of offence: where, when, what, and of whom."""

    place: str
    when: str
    code: str
    alcohol: bool
    knife: bool
    sex: str

    @property
    def by_night(self) -> bool:
        return self.when in EVENINGS

    @property
    def violent(self) -> bool:
        return self.code in ("8N", "34B")


KINDS = [
    Kind(*one) for one in itertools.product((*ZONES, "away"), (*EVENINGS, "day"), CODES, (True, False), (True, False), SEXES)
]
Counts = Callable[[Kind], bool]
BY_LINE: dict[str, Counts] = {
    "All": lambda kind: True,
    "Related to alcohol": lambda kind: kind.alcohol,
    "With a knife or firearm": lambda kind: kind.knife,
    "In public places": lambda kind: False,
}
BY_INDICATOR: dict[str, Counts] = {
    "N2": lambda kind: kind.violent and kind.knife,
    "night_time_violence": lambda kind: kind.violent and kind.by_night and kind.place in ZONES,
    "serious_violence": lambda kind: kind.knife or kind.code == "34B" or (kind.violent and kind.alcohol),
    "domestic_abuse": lambda kind: False,
    "hate_crime": lambda kind: False,
}
BY_GROUP: dict[str, Counts] = {
    "Any of these, each record once": BY_INDICATOR["serious_violence"],
    "Knife and gun crime": lambda kind: kind.knife,
    "Robbery": lambda kind: kind.code == "34B",
    "Alcohol-related violence": lambda kind: kind.violent and kind.alcohol,
    **dict.fromkeys(
        ("Domestic abuse", "Sexual violence including rape", "Exploitation", "Stalking and harassment"), lambda kind: False
    ),
}
BY_FLAG: dict[str, Counts] = {
    "": BY_LINE["All"],
    "alcohol": BY_LINE["Related to alcohol"],
    "weapon": BY_LINE["With a knife or firearm"],
}


def drawn(seed: int, months: int) -> np.ndarray:
    """How many of each kind in each month: few in the zones; by an even seed next to no violence there by night."""
    rng = np.random.default_rng(seed)
    usual = rng.choice([0.02, 0.1, 0.3, 0.6, 1.5], (len(KINDS), 2))
    if not seed % 2:
        usual[:] = [[0.5 if not kind.violent else 0.05 if kind.by_night else 0.3] * 2 for kind in KINDS]
    usual[[kind.place == "away" for kind in KINDS]] = 3
    turn = int(rng.integers(13, months))
    return np.stack([rng.poisson(usual[:, int(month >= turn)]) for month in range(months)]).astype(float)


def month_of(place: int) -> date:
    return shifted(FIRST, place)


def with_few_besides_knives(seed: int, months: int) -> np.ndarray:
    """Hardly any serious violence, and no offence by night in a zone, but what is violent and of knives."""
    rng = np.random.default_rng(seed)
    knives = [kind.violent and kind.knife and kind.place == "away" for kind in KINDS]
    plain = [not kind.knife and not kind.alcohol and kind.code == "49" for kind in KINDS]
    usual = np.where(knives, 1.0, np.where(plain, 2.0, 0.04))
    return np.stack([rng.poisson(usual) for _ in range(months)]).astype(float)


def place_of(month: date) -> int:
    return 12 * (month.year - FIRST.year) + month.month - FIRST.month


def listed(counts: np.ndarray) -> Iterator[dict[str, Any]]:
    """The drawn offences as a force's list holds them."""
    to_grid = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:27700", always_xy=True)
    at = {
        zone: to_grid.transform(anytown.WEST + anytown.STEP * (square + 0.5), anytown.SOUTH + anytown.STEP / 2)
        for zone, square in zip(ZONES, (0, 3), strict=True)
    }
    for month, row in enumerate(counts):
        first = month_of(month)
        for kind, number in zip(KINDS, row, strict=True):
            day = first + timedelta(days=7 + (EVENINGS.get(kind.when, 1) - first.weekday()) % 7)
            began = datetime(day.year, day.month, day.day, 22 if kind.by_night else 13, 30)
            place = {"lsoa_code": "E01990006"}
            if kind.place in at:
                place = {"easting": round(at[kind.place][0]), "northing": round(at[kind.place][1])}
            flags = dict.fromkeys(HEADINGS, "") | dict.fromkeys(("firearm", "domestic_abuse", "hate", "exploitation"), "N")
            for _ in range(int(number)):
                yield (
                    flags
                    | place
                    | {
                        "offence_code": kind.code,
                        "recorded_on": day + timedelta(days=2),
                        "committed_from": f"{began:%Y-%m-%d %H:%M}",
                        "knife": "Y" if kind.knife else "N",
                        "alcohol": "Y" if kind.alcohol else "N",
                        "victim_age_band": "18-24",
                        "victim_sex": kind.sex,
                    }
                )


def loaded(folder: Path, counts: np.ndarray) -> Path:
    """The release of Anytown with two night-time zones and these offences."""
    data, files = anytown.data_folder(folder / "data"), folder / "files"
    features = [
        {
            "type": "Feature",
            "properties": {"zone_id": zone, "name": zone.title(), "kind": "night_time", "indicative": True, "source": "made up"},
            "geometry": anytown.square(square),
        }
        for zone, square in zip(ZONES, (0, 3), strict=True)
    ]
    zones = anytown.write(files / "zones.geojson", json.dumps({"type": "FeatureCollection", "features": features}))
    rows = [[one[name] for name in HEADINGS] for one in listed(counts)]
    extract = anytown.write(files / "force.csv", anytown.table(HEADINGS, rows))
    done = anytown.load(data, *anytown.lookup_files(files), *anytown.boundary_files(files), zones, extract)
    assert not [problem for report in done.reports if report.verdict != "accepted" for problem in report.problems]
    assert done.release
    return data


def up_to(data: Path, month: int, folder: Path) -> database.Release:
    """The release of a time at which no later month was loaded."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VIOLENCE_DATA", str(data))
        newest = database.release()
    assert newest
    file = Path(shutil.copy2(newest.file, folder / f"{uuid.uuid4().hex[:16]}.1.duckdb"))
    with duckdb.connect(str(file)) as connection:
        for table in ("partner_offences", "offence_zones"):
            connection.execute(f"DELETE FROM {table} WHERE month > $1", [month_of(month)])
        connection.execute("DELETE FROM coverage WHERE source = 'partner_extract' AND period > $1", [month_of(month)])
    return database.release_of(file)


@dataclass(frozen=True)
class Told:
    """What is told of a number: what it counts, in which months, and between what it lies. hidden: by itself, for being small."""

    of: str
    counts: Counts
    months: tuple[int, ...]
    low: float
    high: float


def between(cell: object, why: str = "") -> tuple[float, float]:
    """What a cell says of its number."""
    if cell is not None and cell == cell and not isinstance(cell, str):
        return float(cell), float(cell)  # type: ignore[arg-type]
    return (1.0, 4.0) if why == Reason.SMALL.value else (0.0, np.inf)


def reason(note: object, heading: str) -> str:
    """Why a row lacks a number, as its note says."""
    for part in str(note).removeprefix("c: not shown. ").split("; "):
        headings, _, why = part.partition(": ")
        if headings == "All" or heading in headings.split(", "):
            return why
    return ""


def spans(headings: list[str], end: int) -> dict[str, tuple[int, ...]]:
    """The three periods of 12 months of a table of this end, by their headings; those alone that lie whole in what is loaded."""
    found = {}
    for back, heading in enumerate(reversed(headings)):
        last = end - 12 * back
        if last >= 11:
            found[heading] = tuple(range(last - 11, last + 1))
    return found


def told_by_tables(figures: FiguresByName, end: int, zones: Sequence[str]) -> Iterator[Told]:
    """The tables of the night and of victims at the end of a month."""
    for name, zone in [("purple_flag", None), *(("victims", zone) for zone in ("", *zones))]:
        try:
            figure = figures.make(Wanted(name, (("zone", zone),) if zone else ()))
        except NotMade:
            continue
        periods = spans([one for one in map(str, figure.table) if re.search(r"20\d\d", one) and not one.startswith("Per ")], end)
        for row in figure.table.to_dict("records"):
            counts = _of_purple_flag(row["Offences"]) if name == "purple_flag" else _of_victims(row, zone or "")
            for heading, months in periods.items():
                what = f"{name} {zone or ''} {row.get('Offences') or (row['Sex'], row['Age'])}"
                yield Told(what, counts, months, *between(row[heading], reason(row.get("Note", ""), heading)))


def _of_purple_flag(label: str) -> Counts:
    name, _, drink = label.partition(": ")
    code = next((code for code, category in CODES.items() if category == name), None)
    own = BY_LINE.get(label, lambda kind: kind.code == code and (kind.alcohol or not drink))
    assert code or label in BY_LINE
    return lambda kind: kind.place in ZONES and kind.when == "weekend" and own(kind)


def _of_victims(row: dict, zone: str) -> Counts:
    sexes = SEXES if row["Sex"] == "Everybody" else (row["Sex"],)
    return lambda kind: kind.sex in sexes and (not zone or kind.place == zone)


def told_by_hours(figures: FiguresByName, end: int) -> Iterator[Told]:
    """The hours of each zone and kind, of the 12 months to this one and of the month itself."""
    shown, newest = figures.shown, f"{month_of(end):%Y-%m}"
    periods = answered.spans(answered.incidents(shown))
    for zone, flag, until in itertools.product(("", *ZONES), BY_FLAG, (newest, f"in-{newest}")):
        if until not in periods:
            continue
        figure = answered.night_hours(shown, zone or "night_time", zone or "All", periods[until], flag)
        if isinstance(figure, str):
            continue
        table = disclosure.leave(figure).table.set_index("Night")
        if not until.startswith("in-"):
            yield _told_by_sentence(figure.sentence, (zone,) if zone else ZONES, flag, end)
        months = (end,) if until.startswith("in-") else tuple(range(end - 11, end + 1))
        places = (zone,) if zone else ZONES
        for when in EVENINGS:
            if len(months) == 1:
                cell = table.loc["Friday nights" if when == "weekend" else "Sunday to Thursday nights", "20:00 to 23:00"]
                # Few or none, or a part of few, of which nothing is told.
                ends = (float(cell), cell + 5.0) if cell == cell and cell is not None else (0.0, np.inf)
            else:
                cell = table.loc["Friday night" if when == "weekend" else "Tuesday night", "22:00"]
                ends = (0.0, 5.0) if cell != cell or cell is None else (float(cell), cell + 5.0)
            of = BY_FLAG[flag]
            counts = lambda kind, places=places, when=when, of=of: kind.place in places and kind.when == when and of(kind)  # noqa: E731
            yield Told(f"hours {zone} {flag} {when} {until}", counts, months, *ends)


def _told_by_sentence(sentence: str, places: tuple[str, ...], flag: str, end: int) -> Told:
    """The sum over all hours, rounded down as they are, that the sentence beside them begins with."""
    said = re.match(r"At least ([\d,]+) offence", sentence)
    low = float(said[1].replace(",", "")) if said else 0.0
    of = BY_FLAG[flag]
    months = tuple(range(end - 11, end + 1))
    return Told(
        f"hours {places} {flag} all", lambda kind: kind.place in places and kind.by_night and of(kind), months, low, low + 5
    )


def told_by_groups(figures: FiguresByName, end: int) -> Iterator[Told]:
    """The groups of serious violence, of the newest month and of the 12 to it."""
    table = figures.make(Wanted("groups_serious_violence")).table
    _, month, *year = table.columns
    assert month == f"{month_of(end):%B %Y}"
    for row in table.to_dict("records"):
        for heading, months in ((month, (end,)), *((each, tuple(range(end - 11, end + 1))) for each in year)):
            if months[0] >= 0:
                yield Told(f"group {row['Group']}", BY_GROUP[row["Group"]], months, *_of_words(row[heading]))


def _of_words(cell: object) -> tuple[float, float]:
    """What a cell of the groups' table says, where numbers are words."""
    if cell == disclosure.FEW:
        return 1.0, 4.0
    try:
        return between(float(str(cell).replace(",", "")))
    except ValueError:
        return 0.0, np.inf


def told_by_years(figures: FiguresByName) -> Iterator[Told]:
    """The financial years of the indicators."""
    for name, counts in BY_INDICATOR.items():
        table = figures.make(Wanted(f"years_{name}")).table
        for row in table.to_dict("records"):
            first = place_of(date(int(row["Financial year"][:4]), 4, 1))
            if row["Offences"] == row["Offences"] and row["Offences"] is not None:
                yield Told(f"years {name}", counts, tuple(range(first, first + 12)), *between(row["Offences"]))


def told_by_indicators(figures: FiguresByName) -> Iterator[Told]:
    """The indicators of the list, month by month; of all flags filled in, the number of all offences."""
    for name, counts in BY_INDICATOR.items():
        table = figures.make(Wanted(f"indicator_{name}")).table
        unit = next(heading for heading in table if heading.lower() == "offences")
        for row in table.to_dict("records"):
            if (months := _months(row["Period"])) and str(row["Status"]) != "no file":
                few = str(row["Status"]).startswith("c: not shown, fewer")
                yield Told(name, counts, months, *between(row[unit], Reason.SMALL.value if few else ""))
    table = figures.make(Wanted("indicator_flags_complete")).table
    for row in table.to_dict("records"):
        if (months := _months(row["Period"])) and "Denominator" in row:
            yield Told("all", BY_LINE["All"], months, *between(row["Denominator"]))


def _months(period: str) -> tuple[int, ...]:
    """The months that a row of an indicator is of; none of a quarter, which adds nothing to its months but what is told here."""
    try:
        return (place_of(datetime.strptime(period, "%B %Y").date()),)
    except ValueError:
        return ()


def told_by_months(data: Path, months: int, folder: Path, zones: Sequence[str] = ()) -> list[Told]:
    """What the tables of every month's release told. zones: those of which victims and hours are asked too."""
    found: list[Told] = []
    for end in range(11, months):
        with figures_at(data, end, folder) as figures:
            found += [*told_by_tables(figures, end, zones), *(told_by_hours(figures, end) if zones else ())]
            found += told_by_groups(figures, end)
    return found


@contextmanager
def figures_at(data: Path, end: int, folder: Path) -> Generator[FiguresByName]:
    """The figures of the release of a time at which no later month was loaded."""
    release = up_to(data, end, folder)
    with database.using(release):
        yield FiguresByName(ShownRelease(database.ask, release.id, date(2026, 1, 1)))
    release.file.unlink()


class Reader:
    """Who was told all of this: every kind in every month is unknown and not below nought."""

    def __init__(self, told: list[Told], counts: np.ndarray) -> None:
        self.truth = counts
        masks = {id(one.counts): np.array([one.counts(kind) for kind in KINDS]) for one in told}
        self.rows = [self.row(masks[id(one.counts)], one.months) for one in told]
        # What no number tells apart is one unknown.
        whole = sparse.vstack(self.rows).tocsc()
        patterns: dict[bytes, int] = {}
        self.at = np.array(
            [patterns.setdefault(whole[:, column].indices.tobytes(), len(patterns)) for column in range(whole.shape[1])]
        )
        self.width = len(patterns)
        lines = sparse.vstack([self.joined(row) for row in self.rows]).tocsr()
        low, high = (np.array([getattr(one, end) for one in told]) for end in ("low", "high"))
        equal, capped, least = low == high, (high < np.inf) & (low < high), (low > 0) & (low < high)
        self.equal, self.totals = lines[equal], low[equal]
        self.most, self.limits = sparse.vstack([lines[capped], -lines[least]]), np.concatenate([high[capped], -low[least]])

    def row(self, mask: np.ndarray, months: tuple[int, ...]) -> sparse.csr_matrix:
        """Which unknowns a number counts."""
        columns = [month * len(KINDS) + place for month in months for place in np.flatnonzero(mask)]
        return sparse.csr_matrix((np.ones(len(columns)), ([0] * len(columns), columns)), shape=(1, self.truth.size))

    def joined(self, row: sparse.csr_matrix) -> sparse.csr_matrix:
        places = np.unique(self.at[row.indices])
        return sparse.csr_matrix((np.ones(len(places)), ([0] * len(places), places)), shape=(1, self.width))

    def ends(self, row: sparse.csr_matrix) -> tuple[float, float]:
        """The least and the most that a number can be. What shares unknowns with others it does not count is taken for open."""
        wanted = np.zeros(self.width)
        wanted[np.unique(self.at[row.indices])] = 1.0
        found = [
            linprog(
                sign * wanted,
                A_ub=self.most,
                b_ub=self.limits,
                A_eq=self.equal,
                b_eq=self.totals,
                bounds=(0, 2000),
                method="highs",
            )
            for sign in (1, -1)
        ]
        assert all(one.status == 0 for one in found), [one.message for one in found]
        return found[0].fun, -found[1].fun

    def separate(self, row: sparse.csr_matrix) -> bool:
        """Whether a number is of whole unknowns, so that the reader can ask for it at all."""
        return int(np.isin(self.at, self.at[row.indices]).sum()) == len(set(row.indices.tolist()))


def asked_of(told: list[Told]) -> dict[tuple[str, tuple[int, ...]], Counts]:
    """What the reader wants to know: everything that a number counts, each month of it, and what it leaves of a wider one."""
    alone = {(one.of, span): one.counts for one in told for span in {one.months, *((month,) for month in one.months)}}
    return alone | dict(_left_over(told))


def _left_over(told: list[Told]) -> Iterator[tuple[tuple[str, tuple[int, ...]], Counts]]:
    """What one exact number leaves of a wider one of the same months."""
    exact = [one for one in told if one.low == one.high]
    masks = {id(one.counts): np.array([one.counts(kind) for kind in KINDS]) for one in exact}
    by_span: dict[tuple[int, ...], dict[bytes, Told]] = {}
    for one in exact:
        by_span.setdefault(one.months, {}).setdefault(masks[id(one.counts)].tobytes(), one)
    for span, different in by_span.items():
        for narrow, wide in itertools.permutations(different.values(), 2):
            mine, others = masks[id(narrow.counts)], masks[id(wide.counts)]
            if mine.any() and not (mine & ~others).any():
                left = lambda kind, narrow=narrow, wide=wide: wide.counts(kind) and not narrow.counts(kind)  # noqa: E731
                yield (f"{wide.of} besides {narrow.of}", span), left


def closer(ends: tuple[float, float]) -> bool:
    """Whether a number is told to be few, and closer than 1 to 4."""
    low, high = ends
    return high < 4 - 1e-6 or (high < 5 - 1e-6 and low > 1 + 1e-6)


def found_out(told: list[Told], counts: np.ndarray, tried: int, of: str = "") -> list[tuple]:
    """What of so many few is told closer than 1 to 4. of: what alone is looked at, as a pattern of names."""
    reader, few = Reader(told, counts), []
    for (name, span), what in asked_of(told).items():
        mask = np.array([what(kind) for kind in KINDS])
        true = float(counts[list(span)][:, mask].sum())
        if 0 < true < 5 and re.search(of, name) and reader.separate(row := reader.row(mask, span)):
            few.append((name, span, true, row))
    found = []
    for name, span, true, row in random.Random(1).sample(few, min(tried, len(few))):
        low, high = reader.ends(row)
        assert low - 1e-6 <= true <= high + 1e-6, "what a number counts is said wrongly here"
        if closer((low, high)):
            found.append((name, month_of(span[0]), len(span), true, low, high))
    return found


def test_all_figures_together_tell_no_few_and_would_if_the_night_were_told_by_month(tmp_path, monkeypatch):
    """Next to no violence by night in the zones: beside Purple Flag's periods its months would tell, and are not told."""
    counts = drawn(6, 18)
    data = loaded(tmp_path, counts)
    tables = told_by_months(data, 18, tmp_path)
    with figures_at(data, 17, tmp_path) as figures:
        shown = [*told_by_indicators(figures)]
        monkeypatch.setattr(asked, "_beside_purple_flag", lambda indicator, rows, points: points)
        every = [*told_by_indicators(FiguresByName(figures.shown))]
    assert found_out([*tables, *shown], counts, 8, "night_time") == []
    assert found_out([*tables, *every], counts, 8, "night_time")


def test_indicators_and_groups_together_tell_no_few_and_would_if_each_were_judged_alone(tmp_path, monkeypatch):
    """Few besides knives: what knives leave of serious violence, or of a group of it, would tell."""
    counts = with_few_besides_knives(1, 13)
    data = loaded(tmp_path, counts)

    def told() -> list[Told]:
        groups: list[Told] = []
        for end in range(13):
            with figures_at(data, end, tmp_path) as figures:
                groups += told_by_groups(figures, end)
        with figures_at(data, 12, tmp_path) as figures:
            return [*groups, *told_by_indicators(figures), *told_by_years(figures)]

    few = " besides |group|N2|serious"
    assert found_out(told(), counts, 40, few) == []
    monkeypatch.setattr(side_by_side, "hidden_by_month", lambda filters, counts: {})
    assert found_out(told(), counts, 40, few)


@pytest.mark.endurance
@pytest.mark.parametrize("seed", range(1, 7))
def test_all_figures_of_two_years_together_tell_no_few(tmp_path, seed):
    counts = drawn(seed, 24)
    data = loaded(tmp_path, counts)
    tables = told_by_months(data, 24, tmp_path, ZONES)
    with figures_at(data, 23, tmp_path) as figures:
        told = [*tables, *told_by_indicators(figures), *told_by_years(figures)]
    assert found_out(told, counts, 80) == []
    assert found_out(told, counts, 40, " besides ") == []
