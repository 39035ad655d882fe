-- One row is one month of police recorded crime × one of the crime types asked for, at the points of one zone, or of all zones of
-- a kind together (a point in two of them counts once). crimes: a number, NULL in a month without a file or without any lookup. comparable: false
-- inside a registered break. Geography: the anonymised points that lie in the zone's outline.
WITH asked AS (SELECT unnest($crime_types::VARCHAR[]) AS crime_type),
place AS (
    SELECT DISTINCT p.longitude, p.latitude
    FROM zone_points AS p
    JOIN zones AS z USING (zone_id)
    WHERE z.zone_id = $zone::VARCHAR OR z.kind = $zone::VARCHAR
),
counted AS (
    SELECT c.month, c.crime_type::VARCHAR AS crime_type, count(*) AS crimes
    FROM area_crimes AS c
    JOIN place USING (longitude, latitude)
    WHERE macros.of_types(c.crime_type, $crime_types)
    GROUP BY ALL
)
SELECT
    m.month, a.crime_type, m.covered, m.comparable, m.reason,
    CASE WHEN m.covered THEN coalesce(c.crimes, 0) END AS crimes
FROM (SELECT * REPLACE (covered AND EXISTS (FROM wards) AS covered) FROM months) AS m CROSS JOIN asked AS a
LEFT JOIN counted AS c ON c.month = m.month AND c.crime_type = a.crime_type
ORDER BY m.month, a.crime_type
