-- One row is one month and point (its number, as in area_points; blank for the area's records that stand at none) under one of its
-- names, with the records of the chosen types in the period that stand there.
SELECT c.month, p.rowid AS point, macros.street_of(c.location) AS street, count(*) AS records
FROM area_crimes AS c
LEFT JOIN points AS p USING (longitude, latitude)
WHERE c.month BETWEEN $start::DATE AND $end::DATE
  AND macros.of_types(c.crime_type, $types)
GROUP BY ALL
ORDER BY ALL
