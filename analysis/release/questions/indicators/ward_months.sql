-- One row is one month from the first to the last loaded × one ward of the area, a ward without records included.
-- records: records of the chosen types that stand, in the ward (a number, no rate); NULL in a month without a file.
-- comparable: false inside a registered break, whose reason is given. population: residents of the ward, NULL where not loaded; population_as_at: their day.
WITH counted AS (
    SELECT month, ward_code, count(*) AS records
    FROM area_crimes
    WHERE macros.of_types(crime_type, $types)
    GROUP BY month, ward_code
)
SELECT
    m.month, w.ward_code, w.ward_name, w.population, w.population_as_at, m.covered, m.comparable, m.reason,
    CASE WHEN m.covered THEN coalesce(c.records, 0) END AS records
FROM months AS m CROSS JOIN wards AS w
LEFT JOIN counted AS c ON c.month = m.month AND c.ward_code = w.ward_code
WHERE $wards::VARCHAR[] IS NULL OR list_contains($wards::VARCHAR[], w.ward_code)
ORDER BY m.month, w.ward_code
