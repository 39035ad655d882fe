-- One row per indicator, period, area, breakdown and origin; of rows handed in twice the newest file's stands. origin: the source.
-- origin_order: of several figures of one period that of the lowest is shown; figures handed in come after published ones.
CREATE TABLE indicator_values AS
SELECT
    indicator_id, period_start, period_end, area_code, breakdown, numerator, denominator, value, lower, upper, status, note,
    'indicator_values' AS origin, 100 AS origin_order
FROM typed_indicator_values
QUALIFY row_number() OVER (PARTITION BY indicator_id, period_start, period_end, area_code, breakdown ORDER BY receipt DESC) = 1
UNION ALL
SELECT
    indicator_id, period_start, period_end, area_code, breakdown, numerator, denominator, value, lower, upper, status, note,
    origin, origin_order
FROM published_figures;
