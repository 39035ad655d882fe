-- One row is one figure, published or handed in: indicator × period × area × breakdown × origin (its source), as it stood in the file.
-- origin_order: of several figures of one period that of the lowest order is shown.
-- value is in the indicator's own unit (its declaration names it); numerator and denominator are counts; percentages are 0–100.
-- status: final, provisional, estimated or suppressed. A blank value is not known, never zero.
-- Geography: as area_code says; a force's figure is not the area's. Published figures of other areas: see published_elsewhere.
SELECT
    indicator_id, period_start, period_end, area_code, breakdown, numerator, denominator, value, lower, upper, status, note,
    coalesce(origin, 'indicator_values') AS origin, coalesce(origin_order, 100) AS origin_order
-- A release of an earlier version has no origins: all its figures were handed in.
FROM (FROM indicator_values UNION ALL BY NAME SELECT NULL::VARCHAR AS origin, NULL::INTEGER AS origin_order WHERE false)
WHERE coalesce(origin, 'indicator_values') = 'indicator_values'
    OR area_code = (SELECT value FROM release_info WHERE key = 'area_code')
ORDER BY indicator_id, breakdown NULLS FIRST, area_code, period_start, period_end, origin_order
