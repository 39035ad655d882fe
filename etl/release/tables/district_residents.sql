-- One row per district and day: its residents, by the newest table that tells them: the mid-year estimates (all ages; else all
-- sexes and ages together; else a table of years), or a population file by district.
-- after: residents_by_age
CREATE TABLE district_residents AS
WITH years AS (
    UNPIVOT (
        SELECT district_code, as_at AS newest, COLUMNS('year_[0-9]+')
        FROM typed_mid_year_estimates WHERE layer = 'years' AND set_aside IS NULL
    )
    ON COLUMNS('year_[0-9]+') INTO NAME year VALUE residents
),
told AS (
    SELECT district_code, as_at, all_ages AS residents, 'mid-year estimate' AS made, 1 AS rank, as_at AS newest
    FROM typed_mid_year_estimates WHERE layer = 'ages' AND set_aside IS NULL AND all_ages IS NOT NULL
    UNION ALL
    SELECT district_code, make_date(replace(year, 'year_', '')::INTEGER, 6, 30), residents, 'mid-year estimate', 2, newest FROM years
    UNION ALL
    -- A sum counts only where both sexes and every age are there.
    SELECT district_code, as_at, sum(residents), 'mid-year estimate', 3, as_at
    FROM residents_by_age WHERE sex IS NOT NULL GROUP BY district_code, as_at HAVING count(*) = 2 * 91
    UNION ALL
    SELECT district_code, as_at, residents, 'district figure', 4, as_at FROM typed_population WHERE layer = 'district'
)
SELECT district_code, as_at, residents::BIGINT AS residents, made FROM told
QUALIFY row_number() OVER (PARTITION BY district_code, as_at ORDER BY rank, newest DESC) = 1
ORDER BY ALL;
