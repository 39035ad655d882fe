"""Indicators: their declarations are checked, their figures agree with a plain count, their sentences judge nothing."""

import csv
import io
import tomllib
import zipfile
from collections import Counter
from datetime import date

import pandas as pd
import pytest

from analysis import catalogue, indicators, pillar_figures
from analysis.catalogue import ConfigurationError
from analysis.database import ask
from analysis.figure import Caption
from analysis.indicators import Indicator, Point, Series

CAPTION = Caption("a source", "a period", "Anytown", "0123456789abcdef")
AREA = "E06000026"


def declared(name: str) -> Indicator:
    return next(one for one in indicators.declared() if one.id == name)


def months_frame(rows: list[tuple[str, int | None, str]], crime_type: str = "Robbery") -> pd.DataFrame:
    """Rows of `indicator_months`: month, crimes (None: no file), reason of a break ("" where there is none)."""
    return pd.DataFrame(
        {
            "month": [pd.Timestamp(f"{month}-01") for month, _, _ in rows],
            "crime_type": crime_type,
            "covered": [crimes is not None for _, crimes, _ in rows],
            "comparable": [not reason for _, _, reason in rows],
            "reason": [reason or None for _, _, reason in rows],
            "crimes": [crimes for _, crimes, _ in rows],
        }
    )


def values_frame(rows: list[dict[str, object]]) -> pd.DataFrame:
    """Rows of `indicator_values`, blank where a test says nothing."""
    blank = dict.fromkeys(("breakdown", "numerator", "denominator", "value", "lower", "upper", "note"))
    frame = pd.DataFrame([{**blank, "area_code": AREA, "status": "final", **row} for row in rows])
    return frame.assign(period_start=pd.to_datetime(frame["period_start"]), period_end=pd.to_datetime(frame["period_end"]))


NO_MONTHS = months_frame([])
NO_VALUES = pd.DataFrame(columns=["indicator_id"])
NO_RETURNS = pd.DataFrame(columns=["project_id"])


def robbery(rows: list[tuple[str, int | None, str]], residents: float | None = None) -> tuple[str, str]:
    """Title and sentence of the robbery indicator over such months."""
    one, months = declared("robbery"), months_frame(rows)
    found = indicators.series(one, months, NO_VALUES, NO_RETURNS, AREA)
    return indicators.title(one, found), indicators.sentence(one, found, months, residents)


def handed_in(name: str, rows: list[dict[str, object]]) -> tuple[Indicator, list[Series]]:
    one = declared(name)
    return one, indicators.series(one, NO_MONTHS, values_frame([{"indicator_id": name, **row} for row in rows]), NO_RETURNS, AREA)


# Declarations


def test_all_nine_adopted_indicators_are_declared_and_every_pillar_has_one():
    found = indicators.declared()
    assert {one.id for one in found if one.adopted} == {"N1", "N2", "N3", "L1", "L2", "L3", "L4", "L5", "L6"}
    assert {one.pillar for one in found} == {pillar.id for pillar in indicators.pillars()}
    assert len(indicators.pillars()) == 4


def test_confidence_dependent_indicators_carry_no_judgement():
    assert declared("weapon_possession").polarity == declared("violence_sexual_offences").polarity == "no_judgement"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('pillar = "resilience"', "pillar is 'nowhere', which is not known. Use one of: resilience"),
        ('polarity = "low_is_good"', "polarity is 'nowhere', which is not known"),
        ('source = "police_street"', "source is 'nowhere', which is not known"),
        ('unit = "crimes"', "sample.toml lacks: unit. Add it and start again."),
        ('crime_types = ["Robbery"]', "needs numerator.crime_types"),
        ('id = "sample"', "declares the id 'nowhere'. Give file and id the same name."),
    ],
)
def test_a_bad_declaration_names_the_file_and_what_to_do(tmp_path, line, said):
    text = (
        'id = "sample"\ntitle = "A"\ndefinition = "B"\npillar = "resilience"\npolarity = "low_is_good"\nunit = "crimes"\n'
        'source = "police_street"\nfrequency = "month"\nfile = "F"\nversion = 1\n[numerator]\ncrime_types = ["Robbery"]\n'
    )
    assert line in text
    key = line.split(" = ")[0]
    bad = "" if key in ("unit", "crime_types") else f'{key} = "nowhere"'
    (tmp_path / "sample.toml").write_text(text.replace(line, bad), encoding="utf-8")
    with pytest.raises(ConfigurationError) as problem:
        indicators.declared(tmp_path)
    assert "sample.toml" in str(problem.value) and said in str(problem.value)


def test_a_crime_type_that_the_police_do_not_use_is_refused(tmp_path):
    text = (catalogue.indicators_folder() / "robbery.toml").read_text(encoding="utf-8")
    (tmp_path / "robbery.toml").write_text(text.replace('["Robbery"]', '["Robberies"]'), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"robbery.toml: numerator.crime_types is 'Robberies'"):
        indicators.declared(tmp_path)


# Sentences


def test_the_latest_month_stands_with_its_rate_and_the_year_before():
    title, sentence = robbery(
        [
            ("2024-09", 24, ""),
            *[(f"2024-{m}", 9, "") for m in (10, 11, 12)],
            *[(f"2025-0{m}", 9, "") for m in range(1, 9)],
            ("2025-09", 31, ""),
        ],
        residents=264_718,
    )
    assert title == "Robbery: 31 crimes in September 2025"
    assert sentence == "That is 0.1 per 1,000 residents. A year before, in September 2024: 24 crimes."


def test_a_missing_month_a_year_before_is_said_and_never_counted_as_nought():
    between = [(f"2025-0{m}", 9, "") for m in range(1, 9)]
    _, sentence = robbery([("2024-08", 20, ""), ("2024-09", None, ""), *between, ("2025-09", 31, "")])
    assert sentence == "No change on the year before is worked out: no file is loaded for September 2024."


def test_nothing_is_set_beside_a_month_across_a_break():
    broken = [(f"2025-0{m}", 9, "New records system") for m in (3, 4)]
    rows = [
        ("2024-09", 20, ""),
        *[(f"2024-{m}", 9, "") for m in (10, 11, 12)],
        ("2025-01", 9, ""),
        ("2025-02", 9, ""),
        *broken,
        *[(f"2025-0{m}", 9, "") for m in range(5, 9)],
        ("2025-09", 31, ""),
    ]
    _, sentence = robbery(rows)
    assert sentence == "Not comparable: New records system. No change across it is worked out."


def test_a_release_without_that_crime_type_counts_nought_and_one_without_police_files_has_no_series():
    title, _ = robbery([("2025-09", 0, "")])
    assert title == "Robbery: 0 crimes in September 2025"
    assert indicators.series(declared("robbery"), NO_MONTHS, NO_VALUES, NO_RETURNS, AREA) == []


def test_suppressed_and_provisional_figures_say_so():
    one, found = handed_in(
        "N1",
        [
            {"period_start": "2025-01-01", "period_end": "2025-03-31", "value": 8, "status": "provisional"},
            {"period_start": "2025-04-01", "period_end": "2025-06-30", "numerator": 3, "status": "suppressed"},
        ],
    )
    assert indicators.title(one, found) == "Knife assault admissions (N1): not shown (too few) in April to June 2025"
    assert indicators.sentence(one, found, NO_MONTHS, None) == "The figure is suppressed: it would count too few people."
    table = indicators.table(one, found)
    assert list(table["Status"]) == ["provisional", "suppressed"]
    assert pd.isna(table["Admissions"].iloc[1]) and "Numerator" not in table.columns


def test_breakdowns_stand_side_by_side_under_their_names():
    rows = [
        {
            "period_start": f"{year}-05-01",
            "period_end": f"{year}-07-31",
            "breakdown": key,
            "value": value,
            "lower": value - 2,
            "upper": value + 2,
        }
        for year, key, value in ((2018, "by_day", 91), (2018, "after_dark", 62), (2022, "by_day", 88), (2022, "after_dark", 55))
    ]
    one, found = handed_in("L1", rows)
    assert [series.label for series in found] == ["After dark", "By day"]
    assert indicators.title(one, found) == "Feeling of safety (L1): after dark 55% and by day 88% in May to July 2022"
    assert indicators.sentence(one, found, NO_MONTHS, None).startswith("After dark: its interval is 53.0% to 57.0%. By day:")


def test_the_year_before_a_quarter_is_the_same_quarter():
    quarters = [("2024-04-01", "2024-06-30", 7), ("2024-07-01", "2024-09-30", 9), ("2025-04-01", "2025-06-30", 5)]
    one, found = handed_in("N1", [{"period_start": a, "period_end": b, "value": value} for a, b, value in quarters])
    assert indicators.sentence(one, found, NO_MONTHS, None) == "A year before, in April to June 2024: 7 admissions."


def test_a_february_stands_beside_the_february_of_a_leap_year():
    one = Series("", (Point(date(2024, 2, 1), date(2024, 2, 29), 1.0), Point(date(2025, 2, 1), date(2025, 2, 28), 2.0)))
    assert indicators.year_before(one, one.points[1]) == one.points[0]


def test_figures_of_another_area_say_which():
    _, found = handed_in(
        "N1", [{"period_start": "2025-04-01", "period_end": "2025-06-30", "value": 31, "area_code": "E23000035"}]
    )
    assert pillar_figures.area(found, AREA, "Plymouth") == "area E23000035"


def test_an_indicator_without_figures_names_the_file_that_fills_it():
    assert pillar_figures.missing(declared("N2")) == (
        "Knife-enabled serious violence recorded by the police (N2). To load: The force's own monthly extract with the knife "
        "flag (partner extract): ask the force's performance analysts. Open police data carry no knife flag."
    )


# Figures from the release, counted a second time in plain Python


def plain_crimes(files) -> dict[str, list[tuple[str, str]]]:
    """Month → (crime type, LSOA code) of the rows that stand: the newest file of a month, the last row of a Crime ID."""
    months: dict[str, list[tuple[str, str]]] = {}
    for path in files:
        if path.suffix != ".zip":
            continue
        with zipfile.ZipFile(path) as archive:
            for member in archive.namelist():
                if not member.endswith("-street.csv"):
                    continue
                text = archive.read(member).decode("utf-8-sig")
                rows = list(csv.DictReader(io.StringIO(text)))
                standing = {row["Crime ID"] or f"no id {number}": row for number, row in enumerate(rows)}
                months[rows[0]["Month"]] = [(row["Crime type"], row["LSOA code"]) for row in standing.values()]
    return months


def area_codes(files) -> set[str]:
    """LSOA codes of either vintage that lie in the area."""
    codes: set[str] = set()
    for path in files:
        if path.name.startswith("lookup_"):
            with path.open(encoding="utf-8-sig", newline="") as file:
                for row in csv.DictReader(file):
                    if AREA not in row.values():
                        continue
                    codes |= {row[key] for key in ("lsoa21_code", "lsoa11_code") if key in row}
    return codes


def test_police_indicators_agree_with_a_plain_count(demo_data, demonstration_files):
    crimes, codes = plain_crimes(demonstration_files), area_codes(demonstration_files)
    found = [one for one in indicators.declared() if one.source == "police_street"]
    months = ask("indicator_months", crime_types=indicators.crime_types_asked(found))
    assert found and len(crimes) == 59
    for one in found:
        series = indicators.series(one, months, NO_VALUES, NO_RETURNS, AREA)
        counted = {f"{point.first:%Y-%m}": point.value for point in series[0].points}
        plain = {month: sum(kind in one.crime_types and code in codes for kind, code in rows) for month, rows in crimes.items()}
        assert {month: value for month, value in counted.items() if value is not None} == plain
        assert {month for month, value in counted.items() if value is None} == {"2021-11"}


def test_handed_in_figures_are_those_of_the_file(demo_data, demonstration_files):
    path = next(path for path in demonstration_files if path.name == "indicator_values.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        plain = Counter(
            (row["indicator_id"], row["period_start"], row["breakdown"], float(row["value"]) if row["value"] else None)
            for row in csv.DictReader(file)
        )
    answer = ask("indicator_values")
    asked = Counter(
        (
            row["indicator_id"],
            f"{row['period_start']:%Y-%m-%d}",
            row["breakdown"] if isinstance(row["breakdown"], str) else "",
            None if pd.isna(row["value"]) else row["value"],
        )
        for row in answer.to_dict("records")
    )
    assert asked == plain


def test_residents_are_the_sum_of_the_file(demo_data, demonstration_files):
    path = next(path for path in demonstration_files if "population" in path.name)
    with path.open(encoding="utf-8-sig", newline="") as file:
        plain = sum(float(row["total_residents"]) for row in csv.DictReader(file))
    assert ask("residents")["residents"].iloc[0] == plain


def test_people_trained_is_a_running_total(demo_data, demonstration_files):
    path = next(path for path in demonstration_files if path.name == "returns.csv")
    newest: dict[str, tuple[int, float]] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if row["measure_id"] == "people_trained" and row["status"] != "draft":
                newest[row["period_end"]] = max(
                    newest.get(row["period_end"], (0, 0.0)), (int(row["version"]), float(row["value"]))
                )
    ends = sorted(newest)
    plain = [(end, sum(newest[other][1] for other in ends if other <= end)) for end in ends]
    found = indicators.series(declared("people_trained"), NO_MONTHS, NO_VALUES, ask("returns"), AREA)
    assert [(f"{point.last:%Y-%m-%d}", point.value) for point in found[0].points] == plain


def test_every_figure_of_the_demonstration_is_whole_and_judges_nothing(demo_data):
    every = indicators.declared()
    months = ask("indicator_months", crime_types=indicators.crime_types_asked(every))
    values, returns = ask("indicator_values"), ask("returns")
    residents = float(ask("residents")["residents"].iloc[0])
    drawn = 0
    for one in every:
        found = indicators.series(one, months, values, returns, AREA)
        if not found:
            continue
        figure = pillar_figures.indicator(one, found, months, residents, CAPTION)
        drawn += 1
        assert figure.title and figure.sentence and len(figure.table) and "nan" not in figure.sentence.lower()
        assert (figure.chart is None) == (one.chart == "list")
        said = f"{figure.title} {figure.sentence}".lower().replace("lower is better", "").replace("higher is better", "")
        assert not any(word in said for word in ("improv", "worse", "better", "concern", "▲", "▼", "↑", "↓"))
    assert drawn >= 12


def test_every_declaration_is_read_whole():
    """A key that nobody reads would be a promise that nobody keeps."""
    known = {
        "id", "title", "short_title", "definition", "why", "pillar", "polarity", "unit", "rate_per", "source", "frequency",
        "geography", "file", "caveats", "owner", "adopted_on", "reviewed_on", "version", "chart", "numerator",
    }  # fmt: skip
    for path in catalogue.indicators_folder().glob("*.toml"):
        assert set(tomllib.loads(path.read_text(encoding="utf-8"))) <= known
