-- One row is one point at which records of the area stand, of any type and month, with one of its names ("on or near", without
-- those words): the point's number in this release, where it lies on the British National Grid (metres), and the records so named.
-- Records are counted before they are placed: there are many to a point, and their names are long.
WITH at_points AS MATERIALIZED (
    SELECT longitude, latitude, location, count(*) AS records FROM area_crimes GROUP BY ALL
)
SELECT p.rowid AS point, p.easting, p.northing, macros.street_of(a.location) AS street, sum(a.records)::BIGINT AS records
FROM at_points AS a
JOIN points AS p USING (longitude, latitude)
GROUP BY ALL
ORDER BY ALL
