-- One row is one figure of an area, the area itself among them: that of the source which stands first for it.
-- Parameters: indicator, breakdown ("" for none), first and last day of the period.
-- value is in the indicator's own unit (its declaration names it); numerator and denominator are counts; percentages are 0–100.
-- Geography: countries, regions and local authorities as area_code says. A blank value is not known, never zero.
SELECT
    indicator_id, period_start, period_end, area_code, breakdown, numerator, denominator, value, lower, upper, status, note,
    origin, origin_order
FROM indicator_values
WHERE indicator_id = $indicator AND coalesce(breakdown, '') = $breakdown
    AND period_start = $first::DATE AND period_end = $last::DATE
QUALIFY row_number() OVER (PARTITION BY area_code ORDER BY origin_order) = 1
ORDER BY area_code
