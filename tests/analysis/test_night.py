"""The night: incidents against a plain recount, hours against a second computation, and what may be shown of them."""

import re
from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.figures import disclosure, kept_back, moving_windows
from analysis.figures.figure import Caption
from analysis.figures.other_worlds import Sum
from analysis.figures.shown_release import ShownRelease
from analysis.night import answered, hours, month_hours, purple_flag, victim_counts, victims
from analysis.release import database
from analysis.words import periods
from analysis.words.months import every_month
from tests.etl import anytown

CAPTION = Caption("Partner extract of offences, the force", "2025", "Anytown", "0123456789abcdef")
SEXUAL = {"rape", "sexual_assault", "other_sexual"}


@pytest.fixture
def shown(demo_data):
    release = database.release(demo_data)
    return ShownRelease(database.ask, release.id, date(2025, 11, 1))


@pytest.fixture(scope="module")
def offences(demo_data):
    """Every offence of the demonstration in a night-time zone, or that may lie in one, as plain rows; there: it does."""
    places = (
        "SELECT month, row, bool_or(inside) AS there FROM offence_zones JOIN zones USING (zone_id)"
        " WHERE kind = 'night_time' GROUP BY ALL"
    )
    columns = "month, committed_from, committed_to, offence_code, alcohol, knife, firearm, location_type, domestic_abuse, there"
    rows = anytown.rows(demo_data, f"SELECT {columns} FROM partner_offences JOIN ({places}) USING (month, row)")
    groups = anytown.rows(demo_data, "SELECT offence_code, offence_group, name FROM offence_groups ORDER BY rowid")
    sexual = {code for code, group, _ in groups if group in SEXUAL}
    first = {}
    for code, _, name in groups:
        first.setdefault(code, name)
    frame = pd.DataFrame(rows, columns=columns.split(", "))
    frame = frame[~frame["offence_code"].isin(sexual) & (frame["domestic_abuse"] != "Y")]
    return frame.assign(category=frame["offence_code"].map(first), month=pd.to_datetime(frame["month"]))


def in_a_weekend_night(began, ended):
    """Whether all of it lies in one night from a Friday's or Saturday's evening."""
    if pd.isna(began) or (began.time() == datetime.min.time() and (pd.isna(ended) or ended == began)):
        return False
    evening = (began - timedelta(hours=5)).normalize()
    opens, closes = evening + timedelta(hours=17), evening + timedelta(hours=29)
    return evening.day_name() in ("Friday", "Saturday") and opens <= began < closes and (pd.isna(ended) or ended <= closes)


def test_the_incidents_equal_a_plain_recount(shown, offences):
    found = answered.incidents(shown)
    there = offences[offences["there"].eq(True)]
    at_night = [in_a_weekend_night(*pair) for pair in zip(there["committed_from"], there["committed_to"], strict=True)]
    kept = there[at_night]
    assert len(found.years) == 3
    for year in found.years:
        mine = kept[(kept["month"] >= pd.Timestamp(year.first)) & (kept["month"] <= pd.Timestamp(year.last))]
        armed = (mine["knife"] == "Y") | (mine["firearm"] == "Y")
        expected = {
            "records/": len(mine),
            "alcohol/": sum(mine["alcohol"] == "Y"),
            "weapon/": sum(armed),
            "public_place/": sum(mine["location_type"] == "public_place"),
        }
        for category, group in mine.groupby("category"):
            expected |= {f"records/{category}": len(group), f"alcohol/{category}": int((group["alcohol"] == "Y").sum())}
        counted = purple_flag.counts(found.rows, year)
        assert {name: count for name, count in counted.items() if count} == {k: v for k, v in expected.items() if v}
        assert sum(count or 0 for name, count in counted.items() if name.startswith("records/") and name != "records/") == len(
            mine
        )


def test_the_hours_equal_a_second_computation(shown, offences):
    """Each offence a minute at a time, or in one hour where it has but a moment."""
    year = answered.incidents(shown).years[-1]
    answer = database.ask(
        "night_hours",
        zone="night_time",
        points=None,
        left_out=sorted(SEXUAL),
        first=str(year.first),
        last=str(year.last),
        flag=None,
    )
    mine = offences[(offences["month"] >= pd.Timestamp(year.first)) & (offences["month"] <= pd.Timestamp(year.last))]
    expected, unknown = defaultdict(float), 0
    for began, ended, there in zip(mine["committed_from"], mine["committed_to"], mine["there"], strict=True):
        ended = began if pd.isna(ended) else ended
        if (
            there is not True
            or pd.isna(began)
            or (began == ended and began.time() == datetime.min.time())
            or ended - began > timedelta(hours=12)
        ):
            unknown += 1
            continue
        minutes = int((ended - began).total_seconds() // 60)
        for minute in range(minutes) or [0]:
            moment = began + timedelta(minutes=minute)
            night = (moment - timedelta(hours=5)).isoweekday()
            key = (night, moment.hour) if not 5 <= moment.hour <= 16 else (None, 12)
            expected[key] += 1 / max(minutes, 1)
    told = {
        (None if pd.isna(one["weekday"]) else int(one["weekday"]), int(one["hour"])): one["offences"]
        for one in answer[answer["hour"].notna()].to_dict("records")
    }
    assert told == pytest.approx(dict(expected))
    assert answer.loc[answer["hour"].isna(), "offences"].sum() == unknown
    assert answer["offences"].sum() == pytest.approx(len(mine))


def test_a_month_is_told_in_parts_of_its_nights_and_fewer_than_five_like_none(shown, offences):
    """Whole hours alone, by a plain count: offences that take no time. Those over some time can only add to it."""
    spans = answered.spans(answered.incidents(shown))
    assert list(spans)[:4] == ["2025-09", "2024-09", "2023-09", "in-2025-09"] and len(spans) == 39
    month = spans["in-2025-09"]
    figure = disclosure.leave(answered.night_hours(shown, "night_time", "There", month, ""))
    mine = offences[(offences["month"] == pd.Timestamp(month.first)) & (offences["there"] == True)]  # noqa: E712
    began, ended = mine["committed_from"], mine["committed_to"]
    at_once = mine[(ended.isna() | (began == ended)) & (began.dt.time != datetime.min.time())]["committed_from"]
    nights = (at_once - timedelta(hours=5)).dt.isocalendar().day
    for row, days in enumerate(month_hours.NIGHTS.values()):
        for part, inside in month_hours.PARTS.items():
            least = int((nights.isin(days) & at_once.dt.hour.isin(inside)).sum())
            told = figure.table[part][row]
            assert pd.isna(told) or (told % 6 == 0 and told >= max(6, least - 5))
    assert figure.table.notna().to_numpy().sum() > len(month_hours.NIGHTS), "some part is told"
    axis = figure.chart["layout"]["xaxis"]
    assert figure.chart["data"][0]["x"] == ["17–20", "20–23", "23–02", "02–05"]
    assert (axis["tickangle"], axis["title"]["text"]) == (0, "Hours of the night"), "level on a phone too"
    few, none = (pd.DataFrame({"weekday": [5.0], "hour": [23.0], "offences": [number]}) for number in (4.0, 0.0))
    year = few.assign(offences=100.0)
    said = [month_hours.figure(each, month_hours.table(each, year), "Quay", month, CAPTION) for each in (few, none)]
    assert said[0] == said[1] and "has enough offences to be told of one month" in said[0]


@pytest.mark.parametrize(
    ("number", "of_year", "shown"), [(11.0, 72.0, 6.0), (12.0, 72.0, 12.0), (5.9, 900.0, None), (30.0, 71.0, None)]
)
def test_a_part_of_a_months_nights_is_told_where_months_hold_enough(number, of_year, shown):
    assert month_hours.told(number, of_year) == shown


def test_shares_and_fullest_hours_of_rounded_numbers_are_true() -> None:
    """By chance: 300 tables of few and of many offences."""
    chance = np.random.default_rng(7)
    year = periods.whole(date(2024, 10, 1), date(2025, 9, 1))
    shares, fullest = 0, 0
    for mean in (1.0, 4.0, 20.0) * 100:
        numbers = chance.gamma(2.0, mean / 2, (7, 12))
        numbers[4:6] *= chance.uniform(0.5, 4)
        at = [(day + 1.0, float(hour), numbers[day, place]) for day in range(7) for place, hour in enumerate(hours.HOURS)]
        rows = pd.DataFrame(at, columns=["weekday", "hour", "offences"])
        said = hours.heat_table(rows, hours.table(rows), "Quay", year, CAPTION).sentence
        share = 100 * numbers[4:6].sum() / numbers.sum()
        if found := re.search(r"; (\d+)% to (\d+)% of them on Friday", said):
            shares += 1
            assert int(found[1]) <= share <= int(found[2]), said
        if "Most in one hour" in said:
            fullest += 1
            day, place = np.unravel_index(numbers.argmax(), numbers.shape)
            assert f"{hours.NIGHTS[day]} night {hours.HOURS[place]:02d}:00" in said
    assert shares > 100 and fullest > 100


def test_what_may_belong_to_the_purple_flag_table_is_rounded_and_none_told_like_few() -> None:
    """Months of 3, 4, 1 and 2 after a year of noughts: exact numbers told the last two."""
    spans = [periods.whole(date(2024, 10, 1), date(2025, 9, 1))]
    said: list[str] = []
    for total in (0, 3, 7, 8, 10):
        rows = pd.DataFrame({"category": [""], "month": [pd.Timestamp("2025-01-01")], "unsure": [total]})
        said.append(purple_flag._unsure(rows, spans))  # pyright: ignore[reportPrivateUsage]
    assert said[0] == said[1] and "fewer than 6 more, or none," in said[0]
    assert said[2] == said[3] == said[4] and "at least 6 more" in said[2]


def why(rows, period):
    return hours.refused(rows, period, hours.table(rows))


def test_no_offence_in_months_that_are_loaded_is_told_like_few_and_not_as_a_file_that_lacks_hours():
    rows = pd.DataFrame({"weekday": [None], "hour": [None], "offences": [0.0]})
    year = periods.whole(date(2024, 10, 1), date(2025, 9, 1))
    few = pd.DataFrame({"weekday": [5.0], "hour": [23.0], "offences": [4.0]})
    assert why(rows, year) == why(few, year) == "No hours are told on fewer than 30 offences at night."
    assert hours.table(rows) == hours.table(few) and hours.not_known(rows) == hours.not_known(few)
    nothing = replace(year, missing=tuple(every_month(year.first, year.last)))
    assert why(rows, nothing) == why(rows.assign(offences=3.0), year) == hours.NO_HOURS


def test_what_is_shown_of_the_demonstration_leaves_the_gate(shown):
    found = answered.incidents(shown)
    table = disclosure.leave(answered.incident_table(shown, found)).table
    assert table["Offences"].tolist()[:4] == ["All", *purple_flag.PARTS.values()]
    said = answered.night_hours(shown, "mutley-plain", "There", found.years[-1], "alcohol")
    assert said == "No hours are told on fewer than 30 offences at night."
    said = answered.night_hours(shown, "city-centre", "There", found.years[-1], "alcohol")
    assert said == "No hours are told: no hour of a night of the week has 6 offences or more."
    for zone, flag in (("night_time", ""), ("night_time", "alcohol"), ("city-centre", "")):
        cleared = disclosure.leave(answered.night_hours(shown, zone, "There", found.years[-1], flag))
        numbers = cleared.table.drop(columns="Night").to_numpy(dtype=float)
        assert np.nanmin(numbers) >= 6 and set(np.unique(numbers[~np.isnan(numbers)] % 6)) <= {0.0}


def test_a_list_without_places_is_no_quiet_month(demo_data):
    """The demonstration's older lists tell wards alone, of which none lies wholly in a zone: no figure, never nought."""
    rows = database.ask("night_months", zone="night_time", weekdays=[5, 6], left_out=sorted(SEXUAL))
    months = purple_flag.certain(rows).set_index("month")["records"]
    assert months[:"2021-08"].isna().all() and months["2022-01":].notna().all()
    (before, *_) = purple_flag.years(rows[rows["month"] < "2023-09"])
    assert not before.whole and "nobody can tell" in before.statement()


def test_a_kind_of_place_that_is_told_of_too_few_is_not_shown():
    months = pd.date_range("2024-10-01", "2025-09-01", freq="MS")
    told = {"covered": True, "comparable": True, "reason": None, "alcohol": 0, "weapon": 0, "public_place": 5, "unsure": 0}
    for placed, expected in ((79, None), (80, 60.0)):
        rows = pd.DataFrame([{"month": month, "category": "", "records": 100, "placed": placed, **told} for month in months])
        assert purple_flag.counts(rows, purple_flag.years(rows)[-1])["public_place/"] == expected


def test_victims_equal_a_plain_recount_in_the_area_and_in_a_zone(shown, demo_data):
    nights = answered.incidents(shown)
    year = nights.years[-1]
    columns = "month, row, place::VARCHAR AS place, offence_code, domestic_abuse, victim_sex, victim_age_band"
    rows = anytown.rows(demo_data, f"SELECT {columns} FROM partner_offences WHERE month >= DATE '{year.first}'")
    there = set(anytown.rows(demo_data, "SELECT month, row FROM offence_zones WHERE inside AND zone_id = 'union-street'"))
    groups = anytown.rows(demo_data, "SELECT offence_code, offence_group FROM offence_groups")
    sexual = {code for code, group in groups if group in SEXUAL}
    for zone in (None, "union-street"):
        expected = defaultdict(int)
        for month, row, place, code, domestic, sex, age in rows:
            told_of = place == "area" and (zone is None or ((month, row) in there and code not in sexual and domestic != "Y"))
            if told_of:
                expected[sex or "", (age or "").replace("-", "–")] += 1
        asked = {"first": str(year.first), "last": str(year.last), "left_out": sorted(SEXUAL)}
        months = pd.date_range(year.first, periods=12, freq="MS")
        run = victim_counts.Harmed(database.ask("victims", **asked), ("union-street",)).run(months)
        counted = {name: sum(months) for name, months in (run.zones[zone] if zone else run.area).items()}
        assert {tuple(name.split("/")): count for name, count in counted.items() if "all" not in name} == dict(expected)
        assert counted[victim_counts.EVERYBODY] == sum(expected.values())
        cleared = disclosure.leave(answered.victims_of(shown, nights, zone, answered.zones(shown)))
        assert cleared.table.iloc[0, 0] == "Everybody"
        per = [heading for heading in cleared.table if heading.startswith("Per 1,000")]
        assert bool(per) == (zone is None) == ("Mid-year population" in cleared.caption.source), "rates name whose residents"


@pytest.mark.usefixtures("alone")
def test_victims_written_in_other_ways_are_the_same_and_few_are_kept_back_with_another():
    """By hand: of 20 men and boys 2 are aged 10 to 17; another band goes with them, so that they are not the rest. The 6 would
    not do: with them 8 are hidden, of which what is kept back for another is at least 5."""
    shown = harmed(("Male", "10–17", "", 2), ("Male", "18–24", "", 6), ("Male", "25–34", "", 12), ("Female", "25–34", "", 9))
    assert [key for key, count in shown.items() if count is None] == [("Male", "10–17"), ("Male", "25–34")]


@pytest.mark.usefixtures("alone")
def test_a_zone_that_leaves_few_outside_it_is_kept_back_beside_the_area():
    """By hand: of 20 women aged 18 to 24 in the area 18 were harmed in the zone, so that 2 were harmed elsewhere."""
    inside = [("Female", "18–24", "quay", 18), ("Female", "25–34", "quay", 12), ("Male", "25–34", "quay", 15)]
    outside = [("Female", "18–24", "", 2), ("Female", "25–34", "", 18), ("Male", "25–34", "", 25)]
    assert not harmed(*inside, *outside).reasons
    found = harmed(*inside, *outside, zone="quay")
    assert found["Female", "18–24"] is None and sum(count is None for count in found.values()) == 2
    assert found["all", "all"] == 45


def test_a_zone_without_any_victim_has_a_table_of_none():
    assert harmed(("Female", "18–24", "", 240), zone="quay")["all", "all"] == 0


@pytest.mark.parametrize("ends", range(12, 25))
def test_who_is_no_longer_harmed_is_hidden_and_not_nought(ends):
    """By hand: one woman of 65 or more a month for a year, then none. With the nought the months before it were exact."""
    months = pd.date_range("2022-01-01", periods=ends, freq="MS")
    usual = (("Female", "18–24", "", 20), ("Female", "25–34", "", 30), ("Male", "25–34", "", 40))
    rows = [*((month, *who) for month in months for who in usual), *((month, "Female", "65+", "", 1) for month in months[:12])]
    found = victim_counts.Harmed(pd.DataFrame(rows, columns=VICTIMS)).run(months).shown(ends)
    assert (found["Female", "65+"] is None) == (ends > 19) and found["all", "all"] is not None


def test_a_period_is_judged_by_the_months_that_hang_together_with_it():
    """By hand: no file of March 2023 tells an hour, so that the first period is not whole; the others are of one run."""
    months = pd.date_range("2021-10-01", "2025-09-01", freq="MS")
    rows = of_months(months, unsure=[500 if month == pd.Timestamp("2023-03-01") else 0 for month in months])
    runs = []
    told = purple_flag.by_run(rows, purple_flag.years(rows), lambda run: runs.append(len(run)) or len(runs))
    assert told == [None, (18, 1), (30, 1)] and runs == [30]


def test_a_category_that_no_period_holds_any_longer_has_a_line_where_it_is_hidden():
    """By hand: one drunk a month for a year, then none for four; a line left out would tell the nought."""
    months = pd.date_range("2020-01-01", periods=60, freq="MS")
    rare = of_months(months, category="Drunkenness", records=[1] * 12 + [0] * 48)
    rows = pd.concat(
        [of_months(months, records=[101] * 12 + [100] * 48), of_months(months, category="Damage", records=100), rare]
    )
    years = purple_flag.years(rows)
    told = purple_flag.by_run(rows, years, lambda run: purple_flag.told_by_months(rows, run))
    found = [
        purple_flag.shown(purple_flag.counts(rows, year), by_end[end]) for year, (end, by_end) in zip(years, told, strict=True)
    ]
    assert [each["records/Drunkenness"] for each in found] == [None] * 3
    assert "Drunkenness" in list(purple_flag.incidents(rows, found, CAPTION).table["Offences"])


def test_what_is_hidden_of_a_period_hangs_on_no_category_that_came_later():
    found = {"records/": 60.0, "alcohol/": 20.0, "records/a": 3.0, "alcohol/a": 1.0, "records/b": 57.0, "alcohol/b": 19.0}
    later = {"records/new": 0.0, "alcohol/new": 0.0}
    assert purple_flag.shown(found | later) == purple_flag.shown(found) | later


def of_months(months, **given):
    """Rows as `night_months` answers them."""
    usual = {"category": "", "records": 100, "alcohol": 0, "weapon": 0, "public_place": 0, "placed": 0, "unsure": 0}
    return pd.DataFrame({"month": months, "covered": True, "comparable": True, "reason": None} | usual | given)


VICTIMS = ["month", "sex", "age_band", "zones", "offences"]


@pytest.fixture
def alone(monkeypatch):
    """One table of a period, of which nobody keeps those of other months."""
    monkeypatch.setattr(moving_windows, "by_end", lambda *_: {})


def harmed(*lines, zone=None):
    """What is shown of a year whose victims (sex, age band, zone, number) all came in its first month."""
    months = pd.date_range("2024-10-01", "2025-09-01", freq="MS")
    rows = pd.DataFrame([(months[0], *line) for line in lines], columns=VICTIMS)
    return victim_counts.Harmed(rows, ("quay",) if zone else ()).run(months).shown(12, zone)


@pytest.mark.parametrize(
    ("band", "span"),
    [("18–24", (18, 24)), ("65+", (65, 90)), ("under 18", (0, 17)), ("over 64", (65, 90)), ("85–99", (85, 90)), ("85–94", None),
     ("95–99", None), ("", None), ("all", (0, 90))],
)  # fmt: skip
def test_ages_of_a_band(band, span):
    assert victims.ages(band) == span


def test_victims_per_1_000_residents_by_hand():
    """7 years of 1,000 women each: 35 of them aged 18 to 24 are 5 per 1,000; of everybody 91 years and both sexes count."""
    year = periods.whole(date(2024, 10, 1), date(2025, 9, 1))
    ages = [
        {"as_at": pd.Timestamp(day), "sex": sex, "age": age, "residents": residents}
        for day, residents in (("2023-06-30", 500.0), ("2024-06-30", 1000.0), ("2026-06-30", 9.0))
        for sex in ("Female", "Male")
        for age in range(91)
    ]
    found = {("Female", "18–24"): 35.0, ("Male", "18–24"): 9.0, ("Male", "65+"): None, ("", ""): 50.0, ("all", "all"): 182.0}
    told = victims.rates(found, year, pd.DataFrame(ages))
    assert told == {("Female", "18–24"): 5.0, ("Male", "18–24"): None, ("Male", "65+"): None, ("", ""): None, ("all", "all"): 1.0}
    figure = victims.victims("Anytown", [year], [found], CAPTION, zone=False, residents=pd.DataFrame(ages))
    assert figure.table["Per 1,000, Oct 2024 to Sep 2025"].notna().sum() == 2
    assert "Per 1,000 residents of that sex and age, 30 June 2024;" in " ".join(figure.notes)
    assert victims.NO_RATE in victims.victims("Anytown", [year], [found], CAPTION, zone=False).notes
    assert (
        victims.NO_RATE_OF_A_ZONE
        in victims.victims("Quay", [year], [found], CAPTION, zone=True, residents=pd.DataFrame(ages)).notes
    )


def test_public_places_are_told_where_enough_offences_tell_them(shown):
    year = answered.incidents(shown).years[-1]
    figure = disclosure.leave(answered.night_hours(shown, "night_time", "There", year, "public"))
    assert "in public places" in figure.sentence
    early = periods.whole(date(2020, 10, 1), date(2021, 9, 1))
    assert "fewer than 80%" in answered.night_hours(shown, "night_time", "There", early, "public")


# What is kept back


@settings(max_examples=150)
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=4))
def test_no_count_of_one_to_four_is_a_combination_of_what_is_shown(pairs):
    """Linear algebra as a second way: adding a hidden small count to what is known must add a dimension."""
    found = {"records/": 0.0, "alcohol/": 0.0}
    for place, (alcohol, other) in enumerate(pairs):
        found |= {f"records/{place}": float(alcohol + other), f"alcohol/{place}": float(alcohol)}
        found["records/"] += alcohol + other
        found["alcohol/"] += alcohol
    shown = purple_flag.shown(found)
    # Every count is a sum of the 2 n smallest: related to alcohol, and not, of each category.
    unit = np.eye(2 * len(pairs))
    vectors = {"records/": unit.sum(axis=0), "alcohol/": unit[::2].sum(axis=0), "rest/": unit[1::2].sum(axis=0)}
    values = {**found, "rest/": found["records/"] - found["alcohol/"]}
    for place in range(len(pairs)):
        vectors |= {f"alcohol/{place}": unit[2 * place], f"rest/{place}": unit[2 * place + 1]}
        vectors[f"records/{place}"] = unit[2 * place] + unit[2 * place + 1]
        values[f"rest/{place}"] = found[f"records/{place}"] - found[f"alcohol/{place}"]
    known = np.array([vectors[name] for name, count in shown.items() if count is not None]).reshape(-1, 2 * len(pairs))
    rank = np.linalg.matrix_rank(known) if len(known) else 0
    for name, vector in vectors.items():
        if 0 < values[name] < 5:
            assert np.linalg.matrix_rank(np.vstack([known, vector])) > rank, (name, shown)
    assert all(count is None or count == 0 or count >= 5 for count in shown.values())


def test_by_hand_a_part_that_leaves_few_is_kept_back_and_one_alone_never_is():
    sums = [Sum("all", ("a", "b", "c"))]
    counts = {"all": 30.0, "a": 3.0, "b": 7.0, "c": 20.0}
    assert kept_back.hidden(counts, sums, list(counts)).keys() == {"a", "b"}, "with b shown, a would be the rest"
    assert kept_back.hidden(counts | {"a": 10.0, "b": 0.0}, sums, list(counts)) == {}
    two = [Sum("all", ("alcohol", "rest"))]
    assert kept_back.hidden({"all": 20.0, "alcohol": 18.0, "rest": 2.0}, two, ["all", "alcohol"]).keys() == {"alcohol"}


@pytest.mark.parametrize(
    ("number", "shown"),
    [(0, None), (0.4, None), (4.9, None), (5.9999999999, 6), (6, 6), (11.9, 6), (12, 12), (1012.2, 1008)],
)
def test_numbers_of_the_night_are_rounded_down_and_none_is_told_like_few(number, shown):
    assert hours.rounded(number) == shown
