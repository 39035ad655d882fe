-- One row is one crime type, name ("on or near", without those words) and latest outcome (blank where none is published) at the
-- points of one zone, or at points by their numbers (as in area_points): records in the period that stand, of every type.
-- chosen: whether the type is one of the chosen ones.
WITH place AS (
    SELECT longitude, latitude FROM zone_points WHERE zone_id = $zone::VARCHAR
    UNION
    SELECT longitude, latitude FROM points AS p WHERE list_contains($points::BIGINT[], p.rowid)
)
SELECT c.crime_type::VARCHAR AS crime_type, macros.of_types(c.crime_type, $types) AS chosen,
       macros.street_of(c.location) AS street, c.outcome::VARCHAR AS outcome, count(*) AS records
FROM area_crimes AS c
JOIN place USING (longitude, latitude)
WHERE c.month BETWEEN $start::DATE AND $end::DATE
GROUP BY ALL
ORDER BY ALL
