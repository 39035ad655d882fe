-- One row is the money of a grant's project in one period, in pounds, of both categories together. profile (planned), actual (spent)
-- and forecast are NULL where one of the categories has none: their sum is not known then.
SELECT
    grant_id, project_id, period_start, period_end,
    CASE WHEN count(profile) = count(*) THEN sum(profile) END AS profile,
    CASE WHEN count(actual) = count(*) THEN sum(actual) END AS actual,
    CASE WHEN count(forecast) = count(*) THEN sum(forecast) END AS forecast
FROM spend
GROUP BY ALL
ORDER BY grant_id, project_id, period_start, period_end
