-- One row per project, period and category of spending, in pounds; of rows handed in twice the newest file's stands.
CREATE TABLE spend AS
SELECT project_id, period_start, period_end, category, profile, actual, forecast
FROM typed_spend
QUALIFY row_number() OVER (PARTITION BY project_id, period_start, period_end, category ORDER BY receipt DESC NULLS LAST) = 1
ORDER BY ALL;
