-- One row per indicator, period, area and breakdown; of rows handed in twice the newest file's stands.
CREATE TABLE indicator_values AS
SELECT
    indicator_id, period_start, period_end, area_code, breakdown, numerator, denominator, value, lower, upper, status, note
FROM typed_indicator_values
QUALIFY row_number() OVER (PARTITION BY indicator_id, period_start, period_end, area_code, breakdown ORDER BY receipt DESC) = 1;
