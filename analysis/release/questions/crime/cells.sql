-- One row is one 200 m cell of the British National Grid (named by its south-west corner, metres) with at least one record of the
-- chosen types in the period, inside the area; street is its most frequent "on or near" name. Records of the area
-- without a point of the grid come as one row with blank corners.
SELECT p.cell_east, p.cell_north, count(*) AS records,
       mode(replace(c.location, 'On or near ', '')) AS street
FROM area_crimes AS c
LEFT JOIN points AS p USING (longitude, latitude)
WHERE c.month BETWEEN $start::DATE AND $end::DATE
  AND macros.of_types(c.crime_type, $types)
GROUP BY p.cell_east, p.cell_north
ORDER BY records DESC, p.cell_east, p.cell_north
