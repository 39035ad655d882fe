-- One row is one month from the first to the last loaded; counts are records of the chosen types that stand.
-- chosen: those at the points of one zone, or at points by their numbers (as in area_points). area: those in the whole area. Blank
-- in a month without a file.
WITH place AS (
    SELECT longitude, latitude FROM zone_points WHERE zone_id = $zone::VARCHAR
    UNION
    SELECT longitude, latitude FROM points AS p WHERE list_contains($points::BIGINT[], p.rowid)
),
counts AS (
    SELECT c.month, count(*) AS in_area, count(p.longitude) AS chosen
    FROM area_crimes AS c
    LEFT JOIN place AS p USING (longitude, latitude)
    WHERE macros.of_types(c.crime_type, $types)
    GROUP BY c.month
)
SELECT m.month, m.covered, m.comparable, m.reason,
       CASE WHEN m.covered THEN coalesce(counts.chosen, 0) END AS chosen,
       CASE WHEN m.covered THEN coalesce(counts.in_area, 0) END AS area
FROM months AS m
LEFT JOIN counts USING (month)
ORDER BY m.month
