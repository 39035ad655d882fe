-- One row is one figure handed in: indicator × period × area × breakdown, as it stood in the file.
-- value is in the indicator's own unit (its declaration names it); numerator and denominator are counts; percentages are 0–100.
-- status: final, provisional, estimated or suppressed. A blank value is not known, never zero.
-- Geography: as area_code says; a force's figure is not the area's.
SELECT
    indicator_id, period_start, period_end, area_code, breakdown, numerator, denominator, value, lower, upper, status, note
FROM indicator_values
ORDER BY indicator_id, breakdown NULLS FIRST, area_code, period_start, period_end
