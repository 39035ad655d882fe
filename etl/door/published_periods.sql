-- How published tables write periods. What is written otherwise gives NULL, and is found by a rule.

-- 202223: two years, of which the second follows the first.
CREATE OR REPLACE TEMP MACRO two_years(t) AS
    regexp_full_match(t, '[0-9]{6}') AND (try_cast(substr(t, 3, 2) AS INTEGER) + 1) % 100 = try_cast(substr(t, 5, 2) AS INTEGER);
CREATE OR REPLACE TEMP MACRO year_of(t) AS try_cast(left(t, 4) AS INTEGER);

-- The Department for Education: a time_period says what its time_identifier makes of it.
CREATE OR REPLACE TEMP MACRO education_first(t, identifier) AS CASE
    WHEN two_years(t) AND lower(identifier) IN ('academic year', 'autumn term', 'autumn and spring term')
        THEN make_date(year_of(t), 9, 1)
    WHEN two_years(t) AND lower(identifier) = 'spring term' THEN make_date(year_of(t) + 1, 1, 1)
    WHEN two_years(t) AND lower(identifier) = 'summer term' THEN make_date(year_of(t) + 1, 4, 1)
    WHEN two_years(t) AND lower(identifier) = 'financial year' THEN make_date(year_of(t), 4, 1)
    WHEN regexp_full_match(t, '[0-9]{4}') AND lower(identifier) IN ('calendar year', 'reporting year')
        THEN make_date(year_of(t), 1, 1)
END;
CREATE OR REPLACE TEMP MACRO education_last(t, identifier) AS CASE
    WHEN two_years(t) AND lower(identifier) = 'academic year' THEN make_date(year_of(t) + 1, 8, 31)
    WHEN two_years(t) AND lower(identifier) = 'autumn term' THEN make_date(year_of(t), 12, 31)
    WHEN two_years(t) AND lower(identifier) IN ('spring term', 'autumn and spring term') THEN make_date(year_of(t) + 1, 3, 31)
    WHEN two_years(t) AND lower(identifier) = 'summer term' THEN make_date(year_of(t) + 1, 7, 31)
    WHEN two_years(t) AND lower(identifier) = 'financial year' THEN make_date(year_of(t) + 1, 3, 31)
    WHEN regexp_full_match(t, '[0-9]{4}') AND lower(identifier) IN ('calendar year', 'reporting year')
        THEN make_date(year_of(t), 12, 31)
END;
CREATE OR REPLACE TEMP MACRO education_code(level, country, authority) AS
    CASE WHEN lower(level) = 'national' THEN country ELSE code_today(authority) END;
-- c: confidential; every other mark says that there is no figure.
CREATE OR REPLACE TEMP MACRO education_status(cell) AS CASE WHEN lower(trim(cell)) = 'c' THEN 'suppressed' ELSE 'final' END;
CREATE OR REPLACE TEMP MACRO education_note(cell) AS CASE lower(trim(cell))
    WHEN 'c' THEN 'confidential' WHEN 'z' THEN 'not applicable' WHEN 'low' THEN 'rounds to nought' WHEN 'u' THEN 'unreliable'
    WHEN 'x' THEN 'not available' WHEN ':' THEN 'not available' WHEN '..' THEN 'not available' WHEN '-' THEN 'not available'
    WHEN 'k' THEN 'rounds to nought'
END;

-- Fingertips: 2022, 2022/23, 2022 Q1, 2022/23 Q1. A span of several years ("2018 - 20") overlaps the next one.
CREATE OR REPLACE TEMP MACRO follows(t) AS
    (try_cast(substr(t, 3, 2) AS INTEGER) + 1) % 100 = try_cast(substr(t, 6, 2) AS INTEGER);
CREATE OR REPLACE TEMP MACRO is_pooled(t) AS regexp_full_match(t, '[0-9]{4}(/[0-9]{2})? *[-–] *[0-9]{2,4}(/[0-9]{2})?');
CREATE OR REPLACE TEMP MACRO health_first(t) AS CASE
    WHEN regexp_full_match(t, '[0-9]{4}') THEN make_date(year_of(t), 1, 1)
    WHEN regexp_full_match(t, '[0-9]{4}/[0-9]{2}') AND follows(t) THEN make_date(year_of(t), 4, 1)
    WHEN regexp_full_match(t, '[0-9]{4} Q[1-4]') THEN make_date(year_of(t), 3 * try_cast(right(t, 1) AS INTEGER) - 2, 1)
    WHEN regexp_full_match(t, '[0-9]{4}/[0-9]{2} Q[1-4]') AND follows(t)
        THEN (make_date(year_of(t), 4, 1) + to_months(3 * (try_cast(right(t, 1) AS INTEGER) - 1)))::DATE
END;
CREATE OR REPLACE TEMP MACRO health_last(t) AS
    (health_first(t) + CASE WHEN contains(t, 'Q') THEN INTERVAL 3 MONTH ELSE INTERVAL 12 MONTH END - INTERVAL 1 DAY)::DATE;
-- What the length says that stands beside it: 1y, 3m.
CREATE OR REPLACE TEMP MACRO is_as_long(t, range) AS
    range IS NULL OR NOT regexp_full_match(range, '[0-9]+[ymq]')
    OR (contains(t, 'Q') = (lower(range) IN ('3m', '1q')) AND (contains(t, 'Q') OR lower(range) = '1y'));

-- Local authority interactive tool: 2022 is a year, 2021/22 a school year; 202223 is not used there.
CREATE OR REPLACE TEMP MACRO tool_first(t) AS CASE
    WHEN regexp_full_match(t, '[0-9]{4}') THEN make_date(year_of(t), 1, 1)
    WHEN regexp_full_match(t, '[0-9]{4}/[0-9]{2}') AND follows(t) THEN make_date(year_of(t), 9, 1)
END;
CREATE OR REPLACE TEMP MACRO tool_last(t) AS (tool_first(t) + INTERVAL 12 MONTH - INTERVAL 1 DAY)::DATE;
