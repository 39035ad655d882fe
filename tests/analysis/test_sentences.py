"""Every maker of sentences in analysis is walked with 0, 1, 2, many, nothing and what may not be shown, across a break, with few
figures, by month, quarter, term and year; what comes out is held against `sentences.faults`, and no maker may be left out."""

import importlib
import inspect
import itertools
import math
import pkgutil
import sys
from dataclasses import asdict, replace
from datetime import date, timedelta

import pandas as pd
import pytest

import analysis
from analysis.crime import (
    by_harm,
    harm_figures,
    hotspot_figures,
    hotspot_views,
    hotspots,
    how_few,
    outcome_figures,
    place_changes,
    street_figures,
    ten_places,
    two_years,
)
from analysis.crime import compared as side_by_side
from analysis.crime import figures as crime_figures
from analysis.crime.selection import CrimeTypes, Selection
from analysis.declared.grant_reports import DeclaredSection
from analysis.declared.indicators import DeclarationProblem
from analysis.declared.sources import sources as declared_sources
from analysis.declared.targets import Target
from analysis.figures import disclosure
from analysis.figures.charts import folds, trends
from analysis.figures.figure import Caption, Figure
from analysis.figures.shown_release import ShownRelease
from analysis.grant_reports import chosen as chosen_report
from analysis.grant_reports import kept as kept_report
from analysis.grant_reports import narratives
from analysis.grant_reports import report as report_words
from analysis.grant_reports import tables as report_tables
from analysis.grant_reports.report import GrantReport, SignedOff
from analysis.indicators import asked as indicators
from analysis.indicators import (
    board,
    by_ward,
    by_year,
    contributing,
    definitions,
    detail,
    files_needed,
    group_figures,
    indicator_state,
    nearest,
    other_areas,
    outlook,
    overview,
    peer_figures,
    residents,
    ward_figures,
    what_changed,
    why,
)
from analysis.indicators import cards as indicator_cards
from analysis.indicators import figures as indicator_figures
from analysis.indicators import states as measures
from analysis.indicators.asked import Answers
from analysis.indicators.overlapping_groups import Count, Groups
from analysis.indicators.peers import Beside, Partnership
from analysis.loaded import checked_files, coverage, coverage_figures, past_acts, readings, release_changes
from analysis.methods import comparison, control_chart, dispersion, evaluation, forecast, rates, series
from analysis.methods.comparison import Comparison
from analysis.methods.series import Point, Series
from analysis.night import activity as night_activity
from analysis.night import (
    area_map,
    effects,
    hospital,
    hours,
    month_hours,
    own_places,
    purple_flag,
    victim_counts,
    victims,
    zone_charts,
)
from analysis.projects import (
    changeable,
    delivery,
    logged,
    meetings,
    money,
    one_project,
    path,
    portfolio,
    progress,
    ratings,
    register,
    since_then,
    watch,
)
from analysis.projects import figures as project_figures
from analysis.projects import returns as project_returns
from analysis.projects.delivery import Output, Quarter
from analysis.projects.facts import FundedProject, Grant
from analysis.projects.returns import Return, Running
from analysis.release.questions.crime import ForceTotal
from analysis.release.questions.indicators import Breaks
from analysis.release.questions.loaded import Unmapped
from analysis.release.questions.projects import (
    Actions,
    Baselines,
    Grants,
    Meetings,
    Milestones,
    Moves,
    Narratives,
    Projects,
    ReturnVersions,
    Risks,
    Spend,
    Stages,
    Targets,
)
from analysis.release.rows import known_as
from analysis.words import periods, phrases
from analysis.words.months import months_between, quarter_end
from tests.analysis import hotspot_places
from tests.analysis.sentences import faults
from tests.answers import answer

AREA = "E06000026"
CAPTION = Caption("source", "September 2025", "Anytown", "3f9a1b2c4d5e6f70")
LAST = date(2025, 9, 30)
MONTHS = {"month": 1, "quarter": 3, "term": 4, "year": 12, "irregular": 3}
ENDINGS = (0, 1, 2, 5, 1234, None, "suppressed")
BEFORE = (
    ("one figure", []),
    ("under 13", [3, 0, 1, 2] * 2),
    ("many", [7, 12, 9, 8, 14, 10] * 6),
    ("nought", [0] * 30),
    ("one", [1] * 30),
)
NOTHING = pd.DataFrame(columns=["indicator_id"])
BREAK = {"source": "", "from_month": date(2023, 1, 1), "to_month": date(2023, 6, 1), "reason": "A new records system."}
TYPES = CrimeTypes(("Anti-social behaviour", "Robbery"), ("Robbery",), ("Robbery",))


class Walked:
    """What was said, and by which functions of analysis."""

    def __init__(self):
        self.wrong, self.called = {}, set()

    def say(self, text, sentence=True):
        if isinstance(text, Figure):
            self.say(text.title, False)
            for each in (text.sentence, *text.notes):
                self.say(each)
        elif isinstance(text, list | tuple):
            for each in text:
                self.say(each, sentence)
        elif text is not None:
            for fault in faults(text, sentence=sentence):
                self.wrong.setdefault(fault, None)

    def watched(self, part):
        """Walk a part, noting which functions speak; `unwatched` ends the noting, which is slow, once each has spoken."""
        sys.setprofile(self._note)
        try:
            part(self)
        finally:
            sys.setprofile(None)

    def unwatched(self):
        sys.setprofile(None)

    def _note(self, frame, event, _):
        if event == "call":
            self.called.add(frame.f_code)


@pytest.fixture(scope="module")
def walked():
    """One walk for all tests of this file."""
    said = Walked()
    for part in PARTS:
        said.watched(part)
    return said


# The walk


def states(said):
    """Indicators of every unit, frequency and chart, with every ending after every past."""
    every = {}
    for one in indicators.declared():
        every.setdefault((one.unit, one.frequency, one.chart, one.denominator, bool(one.target)), one)
    together = []
    several(said, together)
    said.say([indicator_figures.lacking(indicator_state.IndicatorState(one)) for one in every.values()])
    for one in every.values():
        answers = Answers(NOTHING, NOTHING, NOTHING, AREA, residents=264_718)
        broken = replace(answers, breaks=answer(Breaks, [BREAK | {"source": one.source}]))
        for name, past in BEFORE:
            for ending in ENDINGS if name == "many" else (0, 1, None):
                lines = [Series(next(iter(one.labels.values()), ""), points(one, [*past, ending]), AREA)]
                for asked in (answers, broken) if name == "many" else (answers,):
                    found = measures.state(one, asked, lines)
                    together.append(found)
                    of_state(said, found)
        said.unwatched()
    for number in (1, 2, len(together)):
        several(said, together[:number])
    several(said, [one for one in together if one.variation in indicator_state.SIGNALS][:1])


def points(one, values):
    """Successive periods that end in September 2025; shares and rates have numerators and denominators."""
    length = MONTHS[one.frequency]
    found, last = [], LAST
    for value in reversed(values):
        first = (last.replace(day=1) - timedelta(days=(length - 1) * 28)).replace(day=1)
        while months_between(first, last) > length:
            first = (first + timedelta(days=31)).replace(day=1)
        known = value if isinstance(value, int) else None
        size = None if one.denominator in ("none", "residents") else 2000.0
        worth = known if size is None or known is None else known * (100 if one.is_share else one.rate_per or 1) / size
        parts = {} if size is None or known is None else {"numerator": float(known), "denominator": size}
        status = "suppressed" if value == "suppressed" else "no file" if value is None else "final"
        found.append(Point(first, last, None if worth is None else float(worth), status=status, **parts))
        last = first - timedelta(days=1)
    return tuple(reversed(found))


def of_state(said, found):
    titles = (found.headline, detail.headline(found, "Anytown"), found.variation_words)
    said.say([one for one in titles if one], sentence=False)
    said.say([found.judgement, found.target, found.provisional, found.missing_lines, found.broken, *found.refused[1:]])
    said.say([indicator_state.change_words(found), indicator_state.change_method(found), overview.board_sentence(found)])
    said.say(outlook.forecast_refused(found))
    said.say([words for _, words in why.rows(found)])
    card = indicator_cards.card(found, CAPTION)
    said.say([card.sentence, *found.indicator.caveats, indicator_cards.caveat(found)])
    if not found.filled:
        return
    said.say(overview.in_short(found), sentence=False)
    if by_year.told_by_year(found.indicator):
        said.say(by_year.years(found, CAPTION))
    if found.series[0].points[-1].value == 0:  # of all figures the words alone: tables take most of the time
        said.say(indicator_figures.indicator(found, CAPTION))
    said.say([indicator_figures.sentence(found), *indicator_figures.figure_notes(found)])
    try:
        body = indicator_cards.body(disclosure.leave(card), found)
    except disclosure.NotCleared:
        return
    value = body.split('class="value">')[1].split("</p>")[0].replace("<b>", "").replace("</b>", "")
    said.say(phrases.capital(value), sentence=False)
    assert "not shown" not in value or found.indicator.unit not in value, value
    if found.chart:
        said.say([phrases.capital(f"{found.chart.words.rstrip('.')}."), *found.chart.notes])


def several(said, found):
    said.say(overview.headline(found), sentence=False)
    said.say([one.heading for one in overview.first_row(found)], sentence=False)
    said.say([overview.cards_heading(found), overview.cards_heading([])], sentence=False)
    said.say([said_of for said_of in (overview.of_the_data(found), overview.waiting(found)) if said_of])
    said.say([overview.none_adopted(found, "Safer Anytown"), overview.none_adopted([], "Safer Anytown")])
    said.say(
        [
            what_changed.nothing_else(found),
            *(each.text for each in what_changed.statements(found)),
            *board.strongest(found),
            *board.without_figures(found),
        ]
    )
    said.say(board.lacking(len(found)), sentence=False)
    said.say(board.source(CAPTION), sentence=False)
    gap = pd.DataFrame({"month": pd.date_range("2021-01-01", periods=10, freq="MS"), "covered": [True, *[False] * 8, True]})
    said.say(trends.fold_words(gap))
    said.say(folds.Folds(((date(2021, 9, 1), date(2023, 12, 31)),), 45).words())
    said.say(board.changed(overview.since([], found, "Compared.")))
    said.say([board.newest_alone(pd.DataFrame({"Period": range(number)})) or None for number in (0, 8, 9, 20)])
    for pillar in what_changed.pillar_states(found):
        said.say(indicator_figures.pillar(pillar, CAPTION))
        said.say([overview.pillar_line(pillar), overview.tile_line(pillar)], sentence=False)
        said.say([words for _, words in why.of_pillar(pillar)])
        said.say(phrases.capital(pillar.counts), sentence=False)
        whose = {"grant_id": "g", "project_id": "P1", "title": "One"}
        rows = [known_as(Projects, **whose, pillars=pillar.pillar.id, indicators="N1;N2")]
        said.say([one.words.rstrip(".") for one in contributing.to_pillar(pillar, rows)], sentence=False)
        said.say(f"{indicator_figures.followed(pillar, {}, 'Anytown').rstrip('.')}.")
    said.say(indicator_figures.headline(what_changed.pillar_states(found)), sentence=False)
    for day in (date(2025, 1, 31), LAST):
        answers = Answers(NOTHING, NOTHING, NOTHING, AREA)
        since = overview.since(overview.cut(found[:40], answers, day), found[:40], overview.compared_by_day(day), day)
        said.say([since.compared, since.rest, since.unchanged, *(one.text for one in since.statements)])


def crimes(said):
    """Explore with 0, 1, 2 and many, in one month and twelve, with and without a fair year before, a month missing, a break."""
    for start in (date(2025, 9, 1), date(2024, 10, 1)):
        for types in (("Robbery",), ("Anti-social behaviour",), ("Anti-social behaviour", "Robbery")):
            chosen = Selection("Anytown", (), (), types, TYPES, start, date(2025, 9, 1))
            narrow = replace(chosen, wards=("E1",), ward_names=("Drake",))
            for now, was in ((0, 0), (1, 0), (1, 1), (2, 1), (5, 1), (1, 30), (1234, 900), (24, 24)):
                for one in (chosen, narrow) if now < 3 else (chosen,):
                    of_choice(said, one, now, was)
                said.unwatched()


def of_choice(said, chosen, now, was):
    rows = month_rows(chosen, now, was)
    compared = comparison.with_year_before(rows, chosen.start, chosen.end)
    refused = Comparison(compared.start, compared.end, "Not comparable: a new system. No change across it is worked out.")
    change = place_changes.of_months(rows, chosen.start, chosen.end)
    for missing in ([], [chosen.start]):
        said.say(
            crime_figures.headline(chosen, now, None if missing else was, missing, None if missing else change), sentence=False
        )
        said.say(crime_figures.headline(chosen, now, None if missing else was, missing), sentence=False)
        said.say(crime_figures.context(chosen, missing, refused if missing else compared))
    said.say(crime_figures.accounting(chosen, ForceTotal(now, now, 0, 0, now)))
    said.say(crime_figures.trend(chosen, rows, CAPTION))
    counts = pd.DataFrame(
        {
            "ward_code": ["E1", "E2"],
            "ward_name": ["Drake", "Stoke"],
            "population": pd.array([9000, None], dtype="Int64"),
            "chosen": pd.array([now, 0], dtype="Int64"),
            "before": pd.array([was, 1], dtype="Int64"),
        }
    )
    for fair in (compared, refused):
        said.say(crime_figures.wards(chosen, counts, fair, CAPTION))
        said.say(crime_figures.wards(chosen, counts, fair, CAPTION, rows.assign(place="E1")))
        sides = [side_by_side.OneCompared(name, rows) for name in ("Drake", "Stoke")]
        said.say(side_by_side.figure(chosen, sides, fair, CAPTION, side_by_side.ZONES_WHOLE))
        said.say(crime_figures.like_for_like(chosen, rows, fair))
    said.say([side_by_side.too_few_or_many(number, "wards") for number in (1, 2, 5)])
    said.say([side_by_side.zones_note(number) for number in (2, 4, 5)])
    streets = pd.DataFrame({"street": ["Union Street"], "ward_name": ["Drake"], "records": [now]}).head(min(now, 1))
    kinds = pd.DataFrame({"street": ["Parking Area"], "ward_name": ["Drake"], "records": [now]}).head(min(now, 1))
    came_of_it = streets.assign(outcome="Under investigation")
    for some in (streets, kinds, pd.concat([streets, kinds])):
        said.say(street_figures.streets(chosen, some, CAPTION))
        said.say(street_figures.streets(chosen, some, CAPTION, came_of_it))
    year = two_years.year_of(chosen)
    said.say(two_years.none_whole(year))
    for fair in (compared, refused):
        said.say(two_years.figure(year, rows.assign(place=chosen.types[0]), fair, CAPTION))
    ends = pd.DataFrame({"outcome": ["Under investigation"], "in_street_file": [now], "in_outcomes_files": [0]})
    for loaded in ("", "September 2025"):
        said.say(outcome_figures.outcomes(chosen, ends, CAPTION, loaded))


def month_rows(chosen, now, was):
    """As `trend` answers: all of it in the last month of the period, and of the year before."""
    every = pd.date_range("2022-10-01", "2025-09-01", freq="MS")
    counts = [now if month == pd.Timestamp(chosen.end) else was if month == pd.Timestamp("2024-09-01") else 0 for month in every]
    return pd.DataFrame({"month": every, "covered": True, "comparable": True, "reason": None, "chosen": counts, "area": counts})


def places(said):
    """Hotspots and zones with the same numbers."""
    chosen = Selection("Anytown", (), (), ("Robbery",), TYPES, date(2024, 10, 1), date(2025, 9, 1))
    for now in (0, 1, 2, 1234):
        month, held = chosen.start, min(now, 12)
        rows = [(month, at, f"Street {at}", now) for at in range(held)] + [(month, None, None, 1)]
        found = hotspot_places.gather(chosen, rows, ["Parking Area", *(f"Street {at}" for at in range(1, held))])
        of_cells(said, chosen, found, now)
        rows = month_rows(chosen, now, 1)
        said.say(hotspot_figures.place_trend(chosen, rows, "cell SX 474 544", CAPTION))
        zones = pd.DataFrame({"zone_id": ["z1", None, None], "name": ["Quay", "Outside every zone", "Whole area"]})
        zones = zones.assign(chosen=[now, 0, now], before=[1, 1, 2])
        months = pd.concat([rows.assign(place=place) for place in ("z1", "inside", "outside", "area")])
        for compared in (comparison.with_year_before(rows, chosen.start, chosen.end), Comparison(LAST, LAST, "No file.")):
            said.say(hotspots.zone_table(chosen, zones, compared, CAPTION))
            said.say(hotspots.zone_table(chosen, zones, compared, CAPTION, months))
    said.say(phrases.capital(place_changes.judged(5, 1, None)), sentence=False)
    span = periods.Period(date(2022, 1, 1), LAST, breaks=("A new records system.",))
    asked = replace(chosen, start=date(2022, 1, 1), counted=span)
    said.say([hotspots.left_out(asked, chosen), hotspots.left_out(chosen, chosen)])


def of_cells(said, chosen, found, now):
    """Headline, list and views of the records in cells; of one month too few to tell what lasts."""
    ten = ten_places.ten_places(found)
    cells = [one.cell for one in ten]
    said.say(hotspots.headline(chosen, found), sentence=False)
    said.say(hotspots.context(chosen))
    said.say(hotspots.accounting(chosen, found, ForceTotal(now, now, 1, 2, now)))
    said.say(ten_places.figure(chosen, found, ten, CAPTION))
    said.say(how_few.figure(chosen, found, CAPTION))
    said.say(phrases.capital(hotspots.cell_size(found.on.grid)), sentence=False)
    assert "None" not in ten_places.listed(chosen, found, ten, {}, dark=False)
    every = [hotspot_views.ranked_view(chosen, found), hotspot_views.tested_view(chosen, found, cells)]
    every += [hotspot_views.lasting_view(found, cells, month) for month in (None, chosen.start)]
    every += [hotspot_views.density_view(chosen, found)]
    months = pd.DataFrame({"month": pd.to_datetime(found.months), "covered": True, "comparable": True, "reason": None})
    compared = Comparison(chosen.start, chosen.start)
    one = replace(chosen, start=found.last, end=found.last)
    every += [hotspot_views.changed_view(one, compared, found, found, months, cells)]
    for view in every:
        said.say(hotspots.cell_table(chosen, found, view.refused or view.said, CAPTION))
        said.say([phrases.capital(words) for words in view.words.values()], sentence=False)
        said.say(
            [phrases.capital(words) for _, words in hotspot_figures.legend(view, chosen.unit, dark=True).entries], sentence=False
        )
    kinds = pd.DataFrame({"crime_type": ["Robbery"], "chosen": [True], "street": [None], "outcome": [None], "records": [now]})
    said.say(hotspot_figures.place_kinds(chosen, kinds, "cell SX 474 544", CAPTION))


def harm(said):
    """Number and harm: no cell, one, two, many; without any list, weights, coordinates, kinds of place, and across a break."""
    months = pd.DataFrame({"month": pd.date_range("2022-10-01", "2025-09-01", freq="MS"), "covered": True, "comparable": True})
    months = months.assign(reason=None, offences=10, located=10, told=10)
    versions = pd.DataFrame([{"name": "Severity", "version": "2024", "valid_from": date(2024, 4, 1), "codes": 9}])
    named = hotspot_places.named(["Quay", None])
    span = by_harm.period(months)
    for number in (0, 1, 2, 40):
        for located, unweighed, public in ((10, 0, False), (9, 3, True)):
            east = [247_000.0 + 300 * (at % 7) for at in range(number)]
            rows = pd.DataFrame({"easting": east, "northing": [54_000.0 + 300 * (at // 7) for at in range(number)]})
            rows = rows.assign(offences=[at + 4 for at in range(number)], harm=[100.0 - at for at in range(number)])
            rows = rows.assign(unweighed=unweighed, public_offences=rows["offences"], public_harm=rows["harm"])
            found = by_harm.rank(rows, months.assign(located=located), versions, span, named, public=public)
            said.say(harm_figures.figure(found, {"features": []}, CAPTION))
    said.say(harm_figures.legend(dark=True).unit.capitalize(), sentence=False)
    said.say([by_harm.NO_CODES, by_harm.NO_WEIGHTS])
    said.say(by_harm.refused(months.assign(located=0), versions, span, public=False))
    said.say(by_harm.refused(months.assign(told=7), versions, span, public=True))


def outputs(said):
    """Projects' outputs of each kind, met, short, late, hidden, not returned."""
    day = date(2025, 6, 30)
    every = [
        replace(
            Output(
                "g",
                "P1",
                "m1",
                "Held",
                unit,
                kind,
                minimum,
                due,
                people,
                "",
                None if few else value,
                None if value is None else day,
            ),
            **more,
            few=few,
        )
        for unit, kind, people in (
            ("workshops", "count", False),
            ("people", "count", True),
            ("", "percent", False),
            ("", "yes_no", False),
        )
        for minimum in (None, 1, 12)
        for due in (None, date(2025, 3, 31), date(2026, 3, 31))
        for value in (None, 0, 1, 2, 40)
        for few in (people and value in (1, 2),)
        for more in ({}, {"not_shown": date(2025, 9, 30)}, {"contradictions": ("One contradicts the other; ask the project.",)})
    ]
    said.say([delivery.sentence(one) for one in every])
    said.say([phrases.capital(delivery.short_words(one)) for one in every], sentence=False)
    for found in ([], every[:1], every[:2], every):
        said.say(delivery.headline(found, len(found)), sentence=False)
        said.say([phrases.capital(words) for _, words in overview.delivery(found)], sentence=False)
        said.say(project_figures.outputs(found, {("g", "P1"): "A project"}, CAPTION))


def groups_and_peers(said):
    one = next(each for each in indicators.declared() if each.numerator.any_of)
    for value in (None, 0, 1, 2, 1234):
        count = Count(value, "" if value is not None else "not shown")
        month = Groups(date(2025, 9, 1), LAST, count, {"Robbery": count, "Knife": Count(1)})
        year = replace(month, first=date(2024, 10, 1))
        for span in (year, replace(year, refused="No sum is worked out: there is no figure for May 2025.")):
            said.say(group_figures.groups(one, month, span, CAPTION))
    for own in (None, 0, 1, 2, 400):
        every = (
            Partnership("Anytown", True, own, rates.rate(own, 200_000), LAST),
            Partnership("Elsewhere", False, 100, rates.rate(100, 90_000), LAST),
        )
        for averaged in (0, 1):
            found = Beside(date(2024, 10, 1), LAST, every[: averaged + 1], 1.1 if averaged else None, averaged, ("Nowhere",))
            said.say(peer_figures.beside(one, found, "Anytown", CAPTION))


def published(said):
    """An indicator beside other areas of a published table, and the files that fill the adopted ones."""
    one = replace(next(each for each in indicators.declared() if each.id == "L5"), adopted_on=date(2024, 7, 26))
    for numbers in ((13.2, 15.9, 8.9, 10.1), (13.2,), (13.2, 12.0)):
        for low, high in ((None, None), (12.0, 14.1), (8.0, 15.0)):
            rows = [
                {"indicator_id": "L5", "period_start": date(2022, 9, 1), "period_end": date(2023, 8, 31), "area_code": code,
                 "breakdown": "suspensions", "numerator": None, "denominator": None, "value": value, "lower": low, "upper": high,
                 "status": "final", "note": None, "origin": "dfe_suspensions", "origin_order": 2}
                for code, value in zip(("E06000026", "E06000027", "E06000052", "E10000008"), numbers, strict=False)
            ]  # fmt: skip
            frame = pd.DataFrame(rows)
            state = measures.state(one, Answers(pd.DataFrame(), frame[:1], pd.DataFrame(), "E06000026"))
            for extra in ([], [rows[0] | {"area_code": other_areas.ENGLAND, "value": 9.3}]):
                every = pd.DataFrame([*rows, *extra])
                compared = other_areas.same_period(
                    state, lambda *_, every=every, **__: every, "E06000026", ("Torbay",) if low else ()
                )
                if compared:
                    said.say(other_areas.beside(state, compared, "Plymouth", CAPTION))
                    if short := other_areas.line(one, compared):
                        said.say([short], sentence=False)
            found = files_needed.adopted([state], declared_sources(), {})
            said.say(files_needed.headline(found), *(f"{each.words()}." for each in found))


def whole_forces(said):
    """A force's offences with a knife: one quarter, a year, two years, with a gap, of other kinds."""
    kinds = {first.date(): 2 for first in pd.date_range("2022-04-01", periods=8, freq="QS")}
    for values in ([1], [0], [2, 3, 4, 5], [1, 0, 0, 0], [5] * 8, [5, 5, None, 5, 5, 5, 5, 1234]):
        line = Series(
            "Devon and Cornwall",
            tuple(Point(first, quarter_end(first), value) for first, value in zip(kinds, values, strict=False)),
        )
        for known in (kinds, kinds | {date(2023, 1, 1): 3}):
            said.say(nearest.force_figure("N2", nearest.OfForce(line, known), "Plymouth", CAPTION))


def wards(said):
    """Small multiples and the funnel: no ward that can be judged, one, two, all; none, one and all outside the limits."""
    one = next(each for each in indicators.declared() if each.id == "robbery")
    steady = [7, 12, 9, 8, 14, 10] * 6
    for values in ([[]], [[0], [1]], [steady, [1]], [steady] * 3, [[*steady, 90], steady], [[1, 2] * 3]):
        charts = {
            f"E{place}": measures.chart_of(one, points(one, each), (), (), with_target=False) for place, each in enumerate(values)
        }
        said.say(ward_figures.multiples(one, {code: f"Ward {code}" for code in charts}, charts, CAPTION))
        ward_figures.multiples_html({code: f"Ward {code}" for code in charts}, charts)
    for events in ([1], [0, 12], [100, 160, 60], [100, 160, 60, 90, 110, 400, 4]):
        found = rates.funnel([(f"Ward {place}", count, 10_000) for place, count in enumerate(events)])
        said.say([phrases.capital(replace(point.rate, as_at=LAST).of_residents()) for point in found], sentence=False)
        for first in (date(2025, 9, 1), date(2024, 10, 1)):
            said.say(ward_figures.funnel(one, found, first, LAST, CAPTION))


def changes_of_releases(said):
    for number in (0, 1, 2):
        files = pd.DataFrame(
            {
                "change": ["new"] * number,
                "source": ["police_street"] * number,
                "force": ["avon"] * number,
                "month": [date(2025, 9, 1)] * number,
                "file_before": [None] * number,
                "file_after": ["a.csv"] * number,
                "loaded_before": [None] * number,
                "loaded_after": [1] * number,
            }
        )
        totals = pd.DataFrame(
            {
                "month": [date(2025, 9, 1)] * number,
                "crime_type": ["Robbery"] * number,
                "before": [0] * number,
                "after": [1] * number,
                "change": [1] * number,
            }
        )
        rows = pd.DataFrame(
            {
                "month": [date(2025, 9, 1)] * number,
                "force": ["avon"] * number,
                "rows_new": [1] * number,
                "rows_changed": [0] * number,
                "rows_gone": [0] * number,
            }
        )
        lists = pd.DataFrame({"list": ["breaks"], "rows_new": [0], "rows_changed": [0], "rows_gone": [number]})
        lists = lists.assign(gone=[["a", "b"][:number]]).head(min(number, 1))
        found = release_changes.Changes(files, rows, totals, release_changes.moved({}, {}), lists)
        said.say(release_changes.lists_sentences(found, {"breaks": "Breaks"}))
        said.say(readings.headline(pd.DataFrame({"kind": ["verdict", "break"][:number]})))
        titles = {"police_street": "Police street files", "avon": "Avon"}
        said.say([release_changes.rows_sentence(rows), release_changes.sentence(found)])
        said.say(release_changes.rows_figure(found, titles, CAPTION))
        said.say(release_changes.files_figure(found, titles, titles, CAPTION))
        said.say(release_changes.totals_figure(found, "Anytown", CAPTION))
        said.say(release_changes.moved_figure(found, CAPTION))


def door(said):
    """Files checked: none, one and two findings of each kind, in one file and in several."""
    for number in (0, 1, 2):
        findings = tuple(
            checked_files.Problem(
                "check", result, "Row 2, column Month: this is no month.", "Write it as 2025-12.", place + 2, "Month", "x"
            )
            for result in ("fail", "warning", "information")
            for place in range(number)
        )
        files = [
            checked_files.CheckedFile(f"{verdict}.csv", verdict, "Police street files", ("2025-09",), rows, rows, aside, findings)
            for verdict in ("accepted", "needs_confirmation", "refused")
            for rows in (None, 0, 1, 2)
            for aside in (0, 1)
        ]
        said.say([phrases.capital(checked_files.verdict_line(one)) for one in files], sentence=False)
        for some in (files[:1], files):
            said.say([checked_files.verdicts_sentence(some)])
            said.say(phrases.capital(checked_files.causes_sentence(some)), sentence=False)
            said.say([cause.sentence() for one in some for cause in checked_files.causes(one)])
            said.say([one.sentence() for one in checked_files.confirmations(some)])
        wanted = tuple((f"Heading {place}", None) for place in range(max(number, 1)))
        for needed in (True, False):
            offer = checked_files.HeadingsToMatch("police_street", "Police street files", wanted, ("Mnth",), needed)
            said.say(phrases.capital(checked_files.offer_sentence(offer, ["a.csv", "b.csv"][: max(number, 1)])))
    said.say(
        phrases.capital(checked_files.match_sentence(checked_files.MatchByHand("police_street", "Mnth", "Month")).lstrip("'"))
    )


def history(said):
    line = {
        "entry": 1,
        "action": "load",
        "at": "2026-11-22T12:31:00+00:00",
        "who": "an analyst",
        "receipt": "r1",
        "file": "a.csv",
        "stands": True,
        "demonstration": False,
        "reason": "The file was wrong.",
        "warnings": [],
        "release": "3f9a1b2c",
        "source": "police_street",
        "periods": ("2025-09",),
    }
    undo = line | {"entry": 2, "action": "undo", "receipt": None, "warnings": ["withdrawn a.csv", "restored b.csv"]}
    for lines in ([], [line], [undo, line], [undo, undo, line | {"entry": 0}, line]):
        said.say(past_acts.headline(lines), sentence=False)
        said.say([past_acts.state(one) or "Undo" for one in lines if one["receipt"]] and "Stands", sentence=False)
        if lines:
            said.say(
                [f"Act {past_acts.act_label(lines)}".rstrip("."), f"Release {past_acts.release_label(lines[0])}"], sentence=False
            )
    said.say(past_acts.undo_sentence(undo))


def declarations(said):
    """What is said of indicators, grants and returns without any figure."""
    every = indicators.declared()
    for one in every:
        said.say([phrases.capital(by_ward.places(one)).rstrip(".")], sentence=False)
        said.say(by_ward.not_by_ward(one))
        said.say([phrases.capital(definitions.target(one)).rstrip("."), definitions.versions(one).rstrip(".")], sentence=False)
        said.say(phrases.capital(definitions.counted(one)).rstrip("."), sentence=False)
        said.say([f"{what}: {words}".rstrip(".") for what, words in detail.definition(one, "A pillar")], sentence=False)
    for problems in (
        [],
        [DeclarationProblem("a.toml", 1, "Pillar is not known.")],
        [DeclarationProblem("a.toml", 1, "Pillar is not known.")] * 2,
    ):
        said.say(indicator_figures.problem_words(problems))
    returns = [Return("g", "P1", "m1", date(2025, 4, 1), date(2025, 6, 30), 1, "period")]
    for awarded in (None, 0, 125000.5):
        for allocated in (None, 0, 1, 130000):
            pounds = {"awarded": awarded, "allocated": allocated}
            grant = known_as(Grants, grant_id="g", funder="Home Office", year="2025/26", **pounds)
            project = {"grant_id": "g", "project_id": "P1", "title": "One", "allocated": allocated}
            said.say(delivery.funding(grant))
            said.say(project_figures.grant(grant, answer(Projects, [project]), CAPTION))
            for handed_in in ([], returns):
                for expected in ([], delivery.quarters("2025/26")[:1], delivery.quarters("2025/26")):
                    said.say(delivery.returns_said(handed_in, expected))
    said.say(phrases.capital(delivery.period_words(returns)), sentence=False)
    unplaced = [{"grant_id": None, "project_id": project} for project in ("P1", "P1", "P2", "P3", "P4", "P5")]
    said.say([delivery.unplaced(answer(Targets, unplaced[:number])) for number in (1, 2, 6)])
    for people in (False, True):
        rows = [
            Return("g", "P1", "m1", *days, value, basis, counts_people=people)
            for days in ((date(2025, 4, 1), date(2025, 6, 30)), (date(2025, 7, 1), date(2025, 9, 30)))
            for value in (2, 1)
            for basis in ("cumulative", "period")
        ]
        found = [project_returns.contradictions([*some], "workshops") for some in itertools.permutations(rows, 3)]
        said.say(sorted({one.words for each in found for one in each}))
    said.say(series.Rebase(LAST, "A new team", "the board", LAST).words(), sentence=False)


def progresses(said):
    """Milestones, spending, risks and actions: none, one, several; late, reached, without a day, not known."""
    days = (None, date(2025, 3, 31), LAST, LAST + timedelta(days=1), LAST + timedelta(days=40))
    whose = {"grant_id": "g", "project_id": "P1"}
    reached = [
        known_as(Milestones, **whose, title="First one", due=due, forecast=forecast, actual=actual)
        for due in days
        for forecast in (None, LAST + timedelta(days=50))
        for actual in (None, LAST)
    ]
    said.say([progress.milestone_words(row, LAST) for row in reached])
    period = {"period_start": date(2025, 4, 1), "period_end": date(2025, 6, 30)}
    pounds = itertools.product((None, 0, 100), (None, 0, 100.5))
    spent = [known_as(Spend, **whose, **period, profile=profile, actual=actual) for profile, actual in pounds]
    said.say([phrases.capital(progress.difference_words(value)) for value in (None, 0.0, 1.0, -1.5)], sentence=False)
    risk = known_as(Risks, **whose, risk_id="r", cause="Rain")
    scores = ((None, None, None, None), (4, 4, 16, date(2025, 3, 31)), (1, 1, 1, LAST))
    risked = [replace(risk, likelihood=one, severity=other, score=score, review_on=day) for one, other, score, day in scores]
    action = known_as(Actions, project_id="P1", title="First one", group="board", kind="action")
    agreed = [
        replace(action, due=due, status=status, closed_on=closed)
        for due in days
        for status, closed in ((None, None), ("open", None), ("closed", None), ("closed", LAST))
    ]
    said.say([progress.action_words(row, LAST) for row in agreed])
    for some in (spent[:1], spent[1:2], spent):
        said.say(progress.spend(some, LAST, CAPTION))
    project = known_as(Projects, **whose, title="First one")
    grant = Grant(known_as(Grants, grant_id="g", released_on=date(2025, 5, 1)))
    for some in ([], reached[:1], reached[1:2], reached):
        one = FundedProject(project, grant, milestones=tuple(some))
        said.say(watch.milestones([one], LAST, CAPTION))
        said.say(phrases.capital(portfolio.next_milestone(some, LAST)), sentence=False)
        for risks in ([], risked[:1], risked[:2], risked):
            said.say(watch.late([one], risks, agreed if risks else [], LAST, CAPTION))
    for some in (risked[:1], risked[1:2], risked):
        said.say(watch.risk_matrix(some, CAPTION))
    for some in ([], agreed[:1], agreed[1:2], agreed):
        for day in (None, date(2025, 9, 1)):
            dated = [replace(row, agreed_on=day) for row in some]
            said.say([meetings.headline(dated, LAST), meetings.line(dated, LAST)], sentence=False)
            said.say([meetings.last_time(dated, LAST), meetings.CONTEXT])
            held = [known_as(Meetings, group="region", name="Region", held_on=on) for on in (LAST, LAST + timedelta(days=3))]
            for known in (held[:1], held[1:], held):
                said.say(meetings.last_time(dated, LAST, progress.group_names(known), known))
            said.say(meetings.by_meeting(dated, CAPTION))
            said.say(meetings.on_board(dated, LAST, CAPTION).title, sentence=False)
            said.say([meeting.name for meeting in meetings.held([], dated, LAST)], sentence=False)
            happened_since(said, dated, spent)
    for some in (agreed[:1], agreed[2:4], agreed):
        said.say(progress.actions(some, {"learning": "Learning"}, LAST, CAPTION))


def happened_since(said, actions, spent):
    """What happened since a day, of lists of any length; no project is among them."""
    moves = [{"from_project_id": "P1", "to_project_id": "", "amount": 5.0, "decided_on": date(2025, 9, 2), "reference": "r"}]
    tables = {
        "actions": answer(Actions, map(asdict, actions)),
        "spend": answer(Spend, map(asdict, spent)),
        "moves": answer(Moves, moves[: len(actions)]),
    }

    def ask(question, **_):
        return pd.DataFrame({"name": list(tables)}) if question == "tables" else tables.get(question, pd.DataFrame())

    for one in since_then.happened(ShownRelease(ask, "0" * 16, LAST), date(2025, 8, 1)):
        said.say([one.words, *one.lines])


def activities(said):
    """What was done: nothing loaded, nothing told, one hour, many, with and without what was asked for."""
    columns = ["zone_id", "month", "rows", "visits", "minutes", "of_asked", "asked", "people", "unsure"]
    month = pd.Timestamp("2025-07-01")
    for minutes, of_asked, asked, unsure in (
        (None, None, None, 0), (60, None, None, 1), (60, 60, 60, 0), (90, 30, 2400, 2), (0, 0, 1200, 0),
    ):  # fmt: skip
        for zones in (0, 1, 2, 5):
            rows = [[f"z{number}", month, 1, 1, minutes, of_asked, asked, 12, unsure] for number in range(zones)]
            frame = pd.DataFrame(rows, columns=columns).astype({"people": "float", "minutes": "float"})
            quarters = night_activity.shown(night_activity.by_quarter(frame))
            said.say(night_activity.delivered(quarters, {f"z{number}": f"Zone {number}" for number in range(zones)}, CAPTION))
            said.say([night_activity.beside(frame, "z0", date(2025, 7, 1), last) for last in (date(2025, 7, 1), LAST)])
    for people, fed in itertools.product((None, 0, 3, 12), ("visits: patrol", "people_helped: safe_bus; marshal; other")):
        kinds = fed.partition(": ")[2].split("; ")
        rows = pd.DataFrame(
            [["z0", month, kind, people, 1] for kind in kinds], columns=["zone_id", "month", "kind", "people", "visits"]
        )
        for first in (date(2025, 7, 1), date(2025, 7, 15)):
            found = logged.beside(logged.feed(fed), rows, first, [LAST, date(2025, 6, 30)])
            said.say([logged.words(found, last) for last in found.to_date])


def nights(said):
    """Purple Flag, the hours and the zones: no list, one offence, few, many, a month missing, a break, hours not known."""
    months = pd.date_range("2022-10-01", "2025-09-01", freq="MS")
    for records, unsure in ((0, 0), (1, 1), (3, 0), (30, 12)):
        for missing, broken in ((0, False), (1, False), (0, True), (36, False)):
            rows = pd.concat(
                pd.DataFrame(
                    {"month": months, "category": category, "covered": [place >= missing for place in range(36)]}
                    | {"comparable": [not broken or place != 20 for place in range(36)], "reason": "A new system."}
                    | dict.fromkeys(("records", "alcohol", "weapon", "public_place", "placed"), records)
                    | {"unsure": unsure}
                )
                for category in ("", "Robbery")
            )
            found = [purple_flag.shown(purple_flag.counts(rows, year)) for year in purple_flag.years(rows)]
            said.say(purple_flag.headline(rows, found), sentence=False)
            if found:
                said.say(purple_flag.incidents(rows, found, CAPTION))
    for themes in ((), ("movement",), tuple(purple_flag.THEMES)):
        told = [{"theme": theme, "year": "2024/25", "achievement": "Done", "evidence": None} for theme in themes]
        said.say(purple_flag.evidence(pd.DataFrame(told), CAPTION))
    span = periods.whole(date(2024, 10, 1), date(2025, 9, 1))
    september = periods.whole(date(2025, 9, 1), date(2025, 9, 1))
    for weekday, number, unknown in ((5, 0, 0), (5, 1, 1), (6, 9, 0), (2, 40, 30), (5, 40, 3)):
        lines = [(weekday, 23, number), (None, 12, 5), (None, None, unknown)]
        rows = pd.DataFrame(lines, columns=["weekday", "hour", "offences"], dtype=float)
        for flag in hours.FLAGS:
            said.say(hours.heat_table(rows, hours.table(rows), "Quay", span, CAPTION, flag))
            said.say(
                month_hours.figure(rows, month_hours.table(rows, rows.assign(offences=99.0)), "Quay", september, CAPTION, flag)
            )
        said.say(hours.refused(rows, span, hours.table(rows)))
    said.say([hours.NO_HOURS, effects.NONE_NAMED, effects.NO_MONTHS, night_activity.NOTHING_LOADED])


def people(said):
    """Residents: nobody, one day, more and fewer than on the first, as many; ages missing on either day."""
    every, some = range(91), range(21)
    for then, now, ages in (
        (None, 0, every), (None, 1, every), (1000, 1001, every), (1000, 990, every), (1000, 1000, every), (1000, 1000, some),
        (None, 9, some),
    ):  # fmt: skip
        days = {"2013-06-30": then, "2024-06-30": now}
        lines = [
            {"as_at": pd.Timestamp(day), "sex": sex, "age": age, "residents": float(number)}
            for day, number in days.items()
            if number is not None
            for sex in residents.SEXES
            for age in (every if then == 1000 and day != "2013-06-30" else ages)
        ]
        said.say(residents.figure(pd.DataFrame(lines), "Anytown", CAPTION))
    said.say([residents.NOT_LOADED])


def harmed(said):
    """Victims: nobody, one, few, many, a period that is not whole."""
    year = periods.whole(date(2024, 10, 1), date(2025, 9, 1))
    short = replace(year, missing=(date(2025, 1, 1),))
    for number in (0, 1, 3, 40):
        lines = [("Female", "18–24", number), ("Male", "65+", 9), ("", "", 6)][: 3 if number else 0]
        months = pd.date_range("2024-10-01", periods=12, freq="MS")
        rows = pd.DataFrame(
            [(months[0], *who, "", n) for *who, n in lines], columns=["month", "sex", "age_band", "zones", "offences"]
        )
        found = victim_counts.Harmed(rows).run(months).shown(12)
        for zone in (False, True):
            said.say(victims.victims("Quay", [year], [found], CAPTION, zone=zone))
            said.say(victims.victims("Quay", [year, short], [found, {}], CAPTION, zone=zone))
    said.say(
        [victims.NOT_LOADED, victims.SHARED.format(zone="Quay", other="Hill"), victims.BESIDE_PURPLE_FLAG.format(zone="Quay")]
    )
    square = '{"type": "Polygon", "coordinates": [[[0, 0], [0, 1], [1, 1], [0, 0]]]}'
    no_wards = pd.DataFrame(columns=["ward_code", "ward_name", "geojson"])
    for drawn in ([], [True], [False], [None, True, True]):
        zones = [{"zone_id": f"z{at}", "name": f"Quay {at}", "indicative": by_us} for at, by_us in enumerate(drawn)]
        rows = pd.DataFrame(zones, columns=["zone_id", "name", "indicative"]).assign(source=None, geojson=square)
        said.say(area_map.zone_map(rows, no_wards, CAPTION))
    said.say([victims.NOT_LOADED, victims.NO_RATE, hours.NO_HOURS])
    ages = pd.DataFrame({"as_at": pd.Timestamp("2024-06-30"), "sex": "Female", "age": range(91), "residents": 1000.0})
    found = {("Female", "18–24"): 30.0, ("Female", "all"): 30.0, ("all", "all"): 30.0}
    said.say(victims.victims("Anytown", [year], [found], CAPTION, zone=False, residents=ages))
    said.say([own_places.HOW, own_places.WHOLE_CELLS, own_places.ZONES_ALONE, by_harm.NOT_TOLD])
    for text in ("", "x", "{", "1, 2", "0, 1\n1, 0\n1, 1", "{}", "500, 0\n0, 500\n1, 1"):
        try:
            own_places.handed_in(text, None)
        except own_places.NoPlace as problem:
            said.say(str(problem))


def hospitals(said):
    """What hospitals see: nothing, one, few, many, a missing quarter, a break; sites with and without a missing month."""
    firsts = [date(2022 + number // 4, 1 + 3 * (number % 4), 1) for number in range(15)]
    counts = {
        "nought": [0] * 15,
        "one": [1] * 15,
        "few": [*[9] * 14, None],
        "many": [20, 31, 18, 25, 22] * 3,
        "gap": [None, 8, 9] * 5,
    }
    every = {
        name: [
            series.Point(first, quarter_end(first), value, hidden=name == "few" and number == 14)
            for number, (first, value) in enumerate(zip(firsts, values, strict=True))
        ]
        for name, values in counts.items()
    }
    broken = [series.Break(firsts[12], firsts[12], "Another form.")]
    for points in (*every.values(), []):
        for breaks in ((), broken):
            ratio = hospital.per_hundred(points, every["many"], breaks)
            said.say([ratio, hospital.per_hundred(every["many"], points, breaks)])
            for one in (hospital.SEEN, hospital.RECORDED, hospital.RECORDED_AT_NIGHT):
                said.say(hospital.side(one, "Quay", points, CAPTION, breaks, ratio))
    months = pd.date_range("2024-10-01", "2025-09-01", freq="MS")
    for missing, count in ((0, 0), (1, 1), (3, 40)):
        same = dict.fromkeys(("attendances", "timed", "placed", "matched"), float(count))
        rows = pd.concat(
            pd.DataFrame({"site_code": site, "month": months, "covered": [place >= missing for place in range(12)]} | same)
            for site in ("S1", "S2")
        )
        said.say(hospital.completeness(hospital.few_hidden(rows), CAPTION))
        said.say(hospital.by_month(rows, CAPTION))
    said.say(hospital.NOT_LOADED)


def zones_of_the_night(said):
    """A zone against the rest, and before and after a start: nothing, one, many, a break."""
    columns = {"grant_id": "g", "project_id": "P1", "zone_id": "z1", "starts": pd.Timestamp("2024-09-01")}
    for around in (None, "z3"):
        more = {"title": "A project", "compared_with": "z2", "around": around, "around_compared": around}
        (place,) = effects.places(pd.DataFrame([columns | more]))
        said.say(place.name({"z1": "Quay"}), sentence=False)
        for inside, rest, broken in ((0, 0, False), (1, 1, False), (30, 40, False), (30, 40, True), (None, None, False)):
            points = {
                zone: [
                    replace(point, comparable=not broken or number != 40, reason="A new system.")
                    for number, point in enumerate(series.monthly(date(2021, 10, 1), [value] * 48))
                ]
                for zone, value in (("z1", inside), ("z2", rest), ("z3", rest))
            }
            frame = pd.DataFrame(
                {"month": pd.Timestamp(point.first), "place": zone, "covered": point.value is not None, "chosen": point.value}
                | {"comparable": point.comparable, "reason": point.reason}
                for zone, each in points.items()
                for point in each
            )
            by_role = effects.months(frame, place)
            found = evaluation.before_and_after(by_role, place.starts)
            names = {"z1": "Quay", "z2": "Old Town", "z3": "Edge"}
            said.say(effects.figure(place, frame, found, names, night_activity.NOT_KNOWN, CAPTION))
            assert effects.unknown(place, {"z1": "Quay"})[0] == "z2"
            whole = [replace(point, value=None if point.value is None else point.value + 9) for point in points["z1"]]
            said.say(zone_charts.against_the_rest("Quay", points["z1"], whole, "Anytown", CAPTION))


def evaluations(said):
    """A place before and after a start: fewer, more, alike, nothing; measured and not; refused."""
    start = date(2023, 1, 1)
    for before, after, length, since in ((30, 10, 24, 12), (30, 31, 24, 14), (0, 0, 12, 5), (1, 2, 12, 12), (5, 5, 3, 12)):
        place, other = ([before + step % 3 for step in range(length)] + [after] * since, [9, 11] * 30)
        places = {
            role: series.monthly(date(2023 - length // 12, 1, 1), values[: length + since])
            for role, values in (("treated", place), ("control", other))
        }
        for breaks in ((), (series.Break(start, start, "A new system."),)):
            found = evaluation.before_and_after(places, start, breaks)
            said.say([found.words(), found.method(), *(f"{each.words()}." for each in (found.spans,) if each)])
            said.say(found.verdict, sentence=False)
            stepped = evaluation.interrupted(places["treated"], start, breaks)
            said.say([stepped.words(), stepped.method()])
            said.say([f"Between {each.interval}." for each in (found.chance, found.varied) if each])
    said.say([evaluation.NOT_WHY, evaluation.ASSUMED])


def grant_reports(said, base, quarter):
    """The tables and words of a grant's reports: nothing, one and several projects, money short, over and not known."""
    period = {"period_start": quarter.first, "period_end": quarter.last}
    planned = [known_as(Spend, **period, profile=100.0, actual=actual) for actual in (None, 0.0, 90.0, 120.5)]
    agreed = Output("g", "P1", "m", "Workshops", "workshops", "count", 12, LAST, False, "", 1, LAST)
    outputs = [agreed, replace(agreed, minimum=None), replace(agreed, value=12.0), replace(agreed, minimum=None, value=None)]
    late = known_as(Milestones, title="Contract signed", due=date(2025, 8, 1), milestone_id="c")
    projects = [
        replace(base, spend=(row,) if row else (), allocated=100.0, outputs=tuple(outputs[:place]), milestones=(late,) * place)
        for place, row in enumerate([None, *planned])
    ]
    action = known_as(Actions, title="Write", due=date(2025, 10, 30), status="open", project_id="P1")
    move = Moves("g", None, "P1", 5.0, LAST, "board-1")
    state = indicator_state.IndicatorState(next(one for one in indicators.declared() if one.adopted))
    for some in (projects[:1], projects[1:2], projects[3:4], projects):
        every = [output for one in some for output in one.outputs]
        figures = [
            report_tables.spending(some, quarter, CAPTION),
            report_tables.received(some, [], quarter, CAPTION),
            report_tables.after(some, CAPTION),
            report_tables.reached(project_figures.outputs(every, {}, CAPTION), every),
            report_tables.moves([move] * len(some), CAPTION),
            report_tables.due(some, [action], quarter, CAPTION),
            report_tables.short(some, quarter, CAPTION),
            report_tables.indicators([state], CAPTION),
        ]
        for figure in figures:
            said.say(figure)
        sections = [
            narratives.section(
                DeclaredSection("a", "Money", 40, ()), [one for one in figures if not isinstance(one, str)], [], kept
            )
            for kept in (None, Narratives("a", "edited", "Well done.", "Other."))
        ]
        said.say([one.narrative.text for one in sections])
        said.say(narratives.missing(some, quarter, sections))
        report = GrantReport(
            *("quarterly_return", "Quarterly return", "funder", "A partnership", "Anytown", "OFFICIAL", False, "g", "A grant"),
            *("2025/26 Q2", quarter, "0123456789abcdef", LAST, tuple(sections)),
        )
        signed = replace(report, signed=SignedOff("Chair", LAST, "0123456789abcdef"))
        for one in (report, replace(report, missing=("P1: no return.",)), signed):
            said.say([one.headline(), one.period], sentence=False)
            said.say([one.context(), one.state])
        changed = replace(signed, sections=(replace(sections[0], figures=(), counts=()), sections[1]))
        for now in (report, changed):
            said.say(kept_report.differences_words(kept_report.differences(signed, now), "0123456789abcdef"))
    said.say([report_words.over_limit("Money", words, 200) for words in (201, 320)])
    said.say(chosen_report.quarter_words("2025/26 Q2", quarter), sentence=False)


def portfolios(said, base, found, money_rows):
    """Projects side by side and one by one: rated and not, with and without returns, money, baselines and a lead."""
    kinds = ratings.KINDS
    every = [
        ratings.Rated(base, quarter, tuple(ratings.Rating(kind, one, 2) for kind in kinds))
        for one in {one.rule: one for one in found}.values()
        for quarter in (None, Quarter(date(2025, 7, 1), LAST))
    ]
    for some in ([], every[:1], every[:2], every):
        outputs = list(base.outputs)
        said.say(portfolio.headline(some, outputs), sentence=False)
        said.say(portfolio.context(some, outputs))
        said.say(portfolio.projects(some, {}, LAST, CAPTION) if some else "")
    said.say([one_project.headline(one) for one in every], sentence=False)
    said.say([phrases.capital(portfolio.rating_words(each)) for one in every for each in one.ratings], sentence=False)
    said.say(
        [phrases.capital(portfolio.pillar_words(base.row, {})), phrases.capital(portfolio.last_return(base))], sentence=False
    )
    for some, allocated in itertools.product(([], *([row] for row in money_rows)), (None, 0, 100, 400)):
        one = replace(base, spend=tuple(some), allocated=allocated)
        said.say([one_project.context(one, {}), one_project.sustainability(one), one_project.purpose(one)])
        said.say(one_project.spending(one, LAST, CAPTION))
        said.say(portfolio.grants([one.grant], [one], [], LAST, CAPTION))
    said.say(one_project.sustainability(replace(base, row=replace(base.row, sustainability="A plan."))))
    returned = known_as(
        ReturnVersions, period_start=date(2025, 7, 1), period_end=LAST, measure_id="m", basis="period", status="draft"
    )
    versions = [
        replace(returned, value=value, version=version, submitted_on=sent, counts_people="N", kind=kind)
        for value, version, sent, kind in (
            (None, 1, None, "count"),
            (1, 2, LAST, "yes_no"),
            (3, 3, LAST + timedelta(99), "count"),
        )
    ]
    for some in ([], versions[:1], versions[1:2], versions):
        said.say(one_project.versions(base, some, CAPTION))
    output = Output("g", "P1", "m", "Workshops", "workshops", "count", 12, None, False, "", 1, LAST)
    others = (replace(output, kind="yes_no", unit=""),)
    said.say(one_project.other_outputs(replace(base, outputs=others), others))
    registered(said, base, versions)
    for value, people in ((None, False), (1, False), (3, True), (9, True)):
        baseline = known_as(Baselines, measure_id="m", value=value, source="Nobody counted them.")
        said.say(one_project.baseline_words(replace(base, baselines=(baseline,)), replace(output, counts_people=people)))


def registered(said, base, versions):
    """Stage gates, reasons for delay, how good returns are, money that will be left, and what a form refuses."""
    days = (None, date(2025, 6, 30), LAST + timedelta(days=9))
    gates = [
        known_as(Stages, stage="contract", planned=planned, passed=passed, evidence=evidence)
        for planned in days
        for passed in (None, LAST)
        for evidence in (None, "Minutes.")
    ]
    said.say(register.gates(replace(base, stages=tuple(gates)), LAST))
    late = known_as(Milestones, due=date(2025, 6, 30))
    reached = replace(late, actual=date(2025, 7, 9), evidence="Minutes", delay_reason="recruitment")
    for some in ([], [late], [reached], [late, reached]):
        one = replace(
            base, milestones=tuple(some), outputs=(Output("g", "P1", "m", "Shops", "", "count", 1, None, False, "", 1, LAST),)
        )
        said.say(register.delay(one, LAST))
        for rows in ([], versions, [replace(row, status="submitted") for row in versions]):
            said.say(register.quality(one, rows, CAPTION))
    quarters = delivery.quarters("2025/26")
    said.say([money.time_to_move(quarters, day) for day in (LAST, date(2026, 2, 1))])
    said.say(money.MOVE_RULE)
    form = changeable.new_action([], progress.GROUPS, {}, {}, LAST)
    blank = {each.column: "" for each in form.fields}
    said.say(changeable.refused(form, form.rows[0], blank, LAST))


def rated(said):
    """Ratings, forecasts and moves: every rule, none, set by a person, before the money came."""
    quarter, released = Quarter(date(2025, 7, 1), LAST), date(2025, 5, 1)
    row = known_as(Projects, grant_id="g", project_id="P1", title="One", ends=date(2026, 3, 31))
    returned = (Return("g", "P1", "m", quarter.first, quarter.last, 1, "cumulative"),)
    money_rows = [
        known_as(Spend, period_start=quarter.first, period_end=quarter.last, profile=profile, actual=actual)
        for profile in (None, 0, 100)
        for actual in (None, 0, 1, 100.5)
    ]
    risks = [known_as(Risks, cause="Rain", score=score, score_after=after) for score in (None, 1, 25) for after in (None, 1)]
    for day in (None, released, LAST + timedelta(days=1)):
        row_of_grant = known_as(Grants, grant_id="g", released_on=day, year="2025/26", awarded=1000, title="A grant")
        grant = Grant(row_of_grant, (quarter,) if day == released else ())
        base = FundedProject(row, grant, returns=returned)
        found = []
        for minimum, due, value, kind in itertools.product(
            (None, 1, 12), (None, LAST, date(2026, 3, 31)), (0, 1, 11, 12), ("count", "percent", "yes_no")
        ):
            unit = "workshops" if kind == "count" else ""
            output = Output("g", "P1", "m", "Workshops", unit, kind, minimum, due, False, "", value, LAST)
            steps = [date(2025, 5, 31), date(2025, 6, 30), date(2025, 8, 31), LAST]
            totals = tuple(Running(released, end, value) for end in steps)
            for some in (totals, totals[-1:]):
                one = replace(base, outputs=(output,), totals={"m": some})
                found.append(ratings.delivery(one, quarter))
                said.say(one_project.output(one, output, CAPTION))
                said.say(phrases.capital(portfolio.outputs_words(one.outputs)), sentence=False)
                said.say(path.forecast_words(path.forecast(output, some, one.begins, one.ends), unit))
        for due, actual in ((date(2025, 9, 29), None), (date(2025, 4, 1), None), (LAST, LAST), (date(2026, 1, 1), None)):
            milestone = known_as(Milestones, title="Contract signed", due=due, actual=actual)
            found.append(ratings.delivery(replace(base, milestones=(milestone,)), quarter))
        found += [ratings.delivery(replace(base, returns=()), quarter), ratings.spend(base, quarter)]
        found += [ratings.spend(replace(base, spend=(each,), allocated=100), quarter) for each in money_rows]
        found += [ratings.risk(replace(base, risks=tuple(some))) for some in ([], risks[:1], [*risks[:1], *risks[:1]], risks)]
        set_by = ratings.Override(2, "A late bus.", "chair", LAST)
        portfolios(said, base, found, money_rows)
        grant_reports(said, base, quarter)
        said.say([phrases.capital(one.in_short) for one in found], sentence=False)
        for override, expired in ((None, None), (set_by, None), (None, set_by)):
            said.say(sorted({ratings.Rating("delivery", one, 1, override, expired).words() for one in found}))
        said.say([phrases.capital(ratings.Rating("delivery", one, 2).direction) for one in found], sentence=False)
        said.say([each.words() for each in ratings.rated(base, LAST).ratings])
        said.say(grant.quarter_name(quarter), sentence=False)
    said.say(list(ratings.RULES.values()))
    moves = itertools.product((None, "P1"), (None, "P2"), (1.0, 1250.5))
    said.say([money.move_words(Moves("g", start, end, amount, LAST, "board-1")) for start, end, amount in moves])


def outlooks(said):
    """The next months: of a steady series, of one that is all the same, of too few months."""
    for values in ([7, 12, 9, 8, 14, 10] * 7, [1] * 40, [3] * 5):
        found = forecast.forecast(series.monthly(date(2022, 1, 1), [float(value) for value in values]))
        one = next(each for each in indicators.declared() if each.id == "robbery")
        said.say(detail.outlook(indicator_state.IndicatorState(one), found))
        said.say([phrases.capital(each.words()) for each in found.tests])
        said.say(forecast.on_course(found, Target(10, "at_most")).words)


def coverages(said):
    months = pd.date_range("2025-01-01", "2025-09-01", freq="MS")
    for number in (1, 2, 9):
        cells = [coverage.Cell("police_street", "avon", month, coverage.LOADED, 1) for month in months[:number]]
        said.say(coverage_figures.headline(cells), sentence=False)
        for state in (coverage.GAP, coverage.LATE, coverage.PARTIAL):
            lacking = [replace(one, state=state, rows=None if state != coverage.PARTIAL else 1) for one in cells]
            said.say(coverage_figures.grid(lacking, [], {"police_street": "Police street files"}, {"avon": "Avon"}, CAPTION))
        said.say(
            coverage_figures.headline(
                [cells[0], *(replace(one, state=coverage.GAP, rows=None) for one in cells[1:-1]), cells[-1]]
            ),
            False,
        )
    for number in (0, 1, 2, 1000):
        table = pd.DataFrame({"Rows read": [number], "Loaded": [number], "Set aside": [0], "Rejected": [0]})
        said.say(coverage.accounts_sentence(table))
        located = pd.DataFrame({"records": [number], "in_area": [number], "outside": [0], "not_located": [0]})
        said.say(coverage.located_sentence(located, "Anytown"))
        by_month = located.assign(month=months[0], force="avon", counted=True)
        said.say(coverage_figures.located(by_month, "Anytown", {"avon": "Avon"}, CAPTION))
        said.say([coverage_figures.unmapped_sentence(some) for some in ([Unmapped("E01000001", None, number)], [])])
        rows = pd.DataFrame({"source": ["police_street"], "reason": ["duplicate"], "rows": [number]})
        said.say(coverage_figures.set_aside(rows, declared_sources(), CAPTION))


def single_words(said):
    """Changes, dispersions and targets by themselves."""
    for now in (0, 1, 2, 9, 10, 1234):
        for before in (0, 1, 2, 9, 10, 1234):
            for spread in (None, dispersion.UNMEASURED, dispersion.Dispersion(0.9, 11), dispersion.Dispersion(1.0, 4, False)):
                change = comparison.change(now, before, dispersion=spread)
                said.say(change.words())
                said.say(change.verdict_in_words, sentence=False)
                said.say(phrases.capital(change.clause()), sentence=False)
                said.say(phrases.capital(f"{change.method}."))
                assert (change.relative is None) == (before < 10) and (change.interval == "") == (before < 10)
                if now <= 1234 >= before:
                    said.say(comparison.proportion_change(now, 1234, before, 1234, dispersion=spread).words())
    said.say([series.Between(1, 4).words(), series.Between(3, 3).words()], sentence=False)
    every = indicators.declared()
    for shown in ([], every[:1], every):
        for words in ("", "knife"):
            said.say(definitions.headline(every, shown, words), sentence=False)
    for value in (0, 1, 12.5):
        target = Target(value, "at_most")
        chart = control_chart.xmr_chart(series.monthly(date(2023, 1, 1), [value] * 20), "low_is_good", target=target)
        said.say([chart.assurance_words, f"{phrases.capital(chart.words)}."])


PARTS = (
    states,
    crimes,
    harm,
    places,
    outputs,
    groups_and_peers,
    published,
    whole_forces,
    wards,
    changes_of_releases,
    door,
    history,
    declarations,
    progresses,
    activities,
    nights,
    harmed,
    people,
    hospitals,
    zones_of_the_night,
    evaluations,
    rated,
    outlooks,
    coverages,
    single_words,
)

# What it is held against


def test_no_sentence_is_at_fault(walked):
    assert not walked.wrong, "\n".join(sorted(walked.wrong))


WITHOUT_WORDS = {
    "analysis.loaded.calendar_chart",
    "analysis.figures.maps",
    "analysis.indicators.sparklines",
    "analysis.release.database",
    "analysis.declared.reference_tables",
    "analysis.words.fields",
    "analysis.words.months",
    # They ask, and hand the answers to the makers that are walked.
    "analysis.crime.answered",
    "analysis.indicators.answered",
    "analysis.night.answered",
    "analysis.night.hospital_answered",
    "analysis.night.places_answered",
    "analysis.projects.answered",
    "analysis.grant_reports.answered",
    "analysis.exports.axis",
    "analysis.exports.lettering",
    "analysis.exports.map_drawing",
    "analysis.exports.translated",
    # Names, shorthand and cells; what stands in them is said elsewhere.
    "analysis.exports.contents",
    "analysis.exports.digest",
    "analysis.exports.document",
    "analysis.exports.manifest",
    "analysis.exports.pack",
    "analysis.exports.return_document",
    "analysis.exports.ready",
    "analysis.exports.slides",
    "analysis.exports.named",
    "analysis.exports.needs",
    "analysis.exports.night_by_name",
    "analysis.exports.night_pack",
    "analysis.exports.sheets",
    "analysis.exports.shorthand",
}
ELSEWHERE = {
    "indicators.definitions.annex": "what other parts say; in tests/analysis/test_definitions.py",
    "words.asked_for.folded": "a name for comparing",
    "words.asked_for.street_folded": "a name for comparing",
    "words.asked_for.headline": "in tests/analysis/test_asked_for.py",
    "indicators.cards.assurance_symbol": "a symbol",
    "projects.meetings.Meeting.id": "an address",
    "indicators.cards.polarity_words": "a symbol and its word",
    "loaded.coverage.break_sentence": "what the register says",
    "loaded.coverage_figures.accounts": "its sentence is walked by itself",
    "loaded.past_acts.figure": "its title is walked by itself; opened in tests/pages/test_all_said.py",
    "loaded.answered.accounts": "made by name in tests/exports/test_named.py",
    "loaded.answered.set_aside": "made by name in tests/exports/test_named.py",
    "crime.figures.legend_unit": "a legend",
    "crime.figures.with_ward_map": "a figure that is walked, with its map",
    "crime.hotspot_figures.legend_unit": "a legend",
    "crime.hotspot_figures.lettered": "names",
    "crime.hotspot_figures.with_map": "a figure that is walked, with its map; in tests/analysis/test_pictures.py",
    "indicators.definitions.document": "a file of the documentation",
    "indicators.definitions.worked_example": "in tests/analysis/test_definitions.py",
    "faults.Noted.sentence": "in tests/etl/test_faults.py",
    "access.system_user": "a name",
    "declared.sources.Column.names": "headings",
    "faults.write": "a reference",
    "figures.figure.Counted.declared": "headings",
    "figures.kept_back.why": "a row's note, in tests/analysis/test_kept_back.py",
    "figures.figure.Caption.text": "a caption",
    "exports.written_table.written_number": "a number",
    "exports.composition.measured": "a title, in tests/analysis/test_pictures.py",
    "exports.written_table.table": "a table",
    "exports.picture.refused": "in tests/analysis/test_pictures.py",
    "exports.citation.cited": "in tests/exports/test_citation.py",
    "exports.citation.file_name": "a file's name",
    "methods.forecast.refusal": "walked within forecasts",
    "crime.hotspots.place_name": "a name",
    "night.effects.Place.id": "as it stands in an address",
    "crime.gathered.cell_id": "a grid reference",
    "figures.still_charts.curve": "a figure that is walked, drawn still; in tests/analysis/test_stills.py",
    "figures.still_charts.picture": "a picture",
    "figures.still_maps.image": "a figure that is walked, drawn still; in tests/analysis/test_stills.py",
    "night.drawing_board.corners": "corners as numbers; what it refuses is in tests/analysis/test_own_places.py",
    "crime.gathered.grid_letters": "letters of the grid",
    "declared.sources.Source.headings": "as declared",
    "declared.sources.normal": "a heading as headings are compared",
    "declared.indicators.Indicator.crime_types": "names",
    "declared.indicators.readable": "a name; read once for all tests",
    "indicators.detail.feeds": "needs a release; in tests/browser/test_indicators.py",
    "indicators.detail.versions": "as declared",
    "indicators.asked.crime_types_asked": "names",
    "projects.delivery.names": "names",
    "projects.watch.names": "names",
    "projects.one_project.indicators_of": "identifiers",
    "projects.portfolio.body": "the walked table, in tests/pages/test_portfolio.py",
    "projects.portfolio.strip": "the walked table, in tests/pages/test_portfolio.py",
    "indicators.overview.short": "a title",
    "release.partnership.moved": "in tests/etl/test_settings.py",
    "release.partnership.problem": "in tests/etl/test_settings.py",
    "words.periods.Gauged.reason": "a protocol",
    "words.periods.Gauged.status": "a protocol",
    "indicators.figures.area": "a name",
    "loaded.first_files.FirstFile.host": "an address",
    **dict.fromkeys(
        ("loaded.first_files.FirstFile.words", "loaded.first_files.headline", "loaded.first_files.rest"),
        "in tests/analysis/test_first_files.py",
    ),
    "declared.settings.folder_problem": "in tests/etl/test_paths.py",
}
"""Makers that are no sentences, or are held to the same elsewhere: name → why."""


def makers():
    """Public functions and properties of analysis that answer with text or a figure: name → code."""
    found = {}
    for each in pkgutil.walk_packages(analysis.__path__, "analysis."):
        module = importlib.import_module(each.name)
        if each.name in WITHOUT_WORDS or each.name.startswith("analysis.figures.charts"):
            continue
        for name, one in vars(module).items():
            if getattr(one, "__module__", "") != each.name or name.startswith("_"):
                continue
            members = vars(one).items() if inspect.isclass(one) else [("", one)]
            for member, value in members:
                function = value.fget if isinstance(value, property) else value
                if inspect.isfunction(function) and not member.startswith("_"):
                    answer = str(function.__annotations__.get("return", ""))
                    if answer.replace("<class 'str'>", "str") in (
                        "str",
                        "list[str]",
                        "tuple[str, ...]",
                        "Figure",
                    ) or answer.endswith("Figure'>"):
                        found[f"{each.name.removeprefix('analysis.')}.{name}{'.' + member if member else ''}"] = function.__code__
    return found


def test_every_maker_of_sentences_is_walked(walked):
    known = makers()
    left = {name for name, code in known.items() if code not in walked.called} - set(ELSEWHERE)
    assert not left, f"walk them in this file, or say in ELSEWHERE why not: {sorted(left)}"
    assert set(ELSEWHERE) <= set(known)


@pytest.mark.parametrize(
    ("said", "right"),
    [
        ("1 crimes recorded.", False),
        ("1 crime recorded.", True),
        ("31 crimes recorded.", True),
        ("half of the 1 crimes.", False),
        ("2 crime recorded.", False),
        ("36% more than a year before.", False),
        ("36% more (95% interval +2% to +80%).", True),
        ("None recorded in ().", False),
        ("None of the adopted indicators can be judged.", True),
        ("It is nan.", False),
        ("No end", False),
        ("5 crimes in the 12 months to June 2025, 1 in the 12 before. No clear change (95% interval −60% to +900%).", False),
    ],
)
def test_the_check_itself(said, right):
    assert (not faults(said)) == right


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (1, "crimes", "1 crime"),
        (2, "crimes", "2 crimes"),
        (0, "offences", "0 offences"),
        (1, "people", "1 person"),
        (1, "children", "1 child"),
        (1, "call-outs", "1 call-out"),
        (1, "harm points", "1 harm point"),
        (1, "crimes and incidents", "1 crime or incident"),
        (1, "people helped at night", "1 person helped at night"),
        (1, "reports of hate", "1 report of hate"),
        (1, "agencies", "1 agency"),
        (1, "businesses", "1 business"),
        (1, "per 100 pupils", "1 per 100 pupils"),
        (3.5, "per 100,000 aged 10–17", "3.5 per 100,000 aged 10–17"),
        (None, "offences", ""),
        (math.nan, "offences", ""),
    ],
)
def test_units_go_with_their_numbers(value, unit, said):
    assert phrases.counted(value, unit) == said
