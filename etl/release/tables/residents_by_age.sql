-- One row per district, day, sex (M, F, or NULL for all persons) and single year of age (90: 90 and over): residents of the
-- mid-year estimates. Of a year that two tables give, that of all persons by age stands beside that by sex.
CREATE TABLE residents_by_age AS
WITH of_all AS (
    UNPIVOT (
        SELECT district_code, as_at, COLUMNS('age_[0-9]+') FROM typed_mid_year_estimates WHERE layer = 'ages' AND set_aside IS NULL
    )
    ON COLUMNS('age_[0-9]+') INTO NAME age VALUE residents
),
of_years AS (
    UNPIVOT (
        SELECT district_code, sex, age, as_at AS newest, COLUMNS('year_[0-9]+')
        FROM typed_mid_year_estimates WHERE layer = 'years_by_age' AND set_aside IS NULL
    )
    ON COLUMNS('year_[0-9]+') INTO NAME year VALUE residents
),
told AS (
    SELECT district_code, as_at, NULL::VARCHAR AS sex, replace(age, 'age_', '')::INTEGER AS age, residents, as_at AS newest
    FROM of_all
    UNION ALL
    SELECT district_code, make_date(replace(year, 'year_', '')::INTEGER, 6, 30), sex, age, residents, newest FROM of_years
)
-- A newer workbook revises earlier years.
SELECT district_code, as_at, sex, age, residents::BIGINT AS residents FROM told
QUALIFY row_number() OVER (PARTITION BY district_code, as_at, sex, age ORDER BY newest DESC) = 1
ORDER BY ALL;
