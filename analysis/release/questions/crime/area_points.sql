-- One row is one point at which records of the area stand, of any type and month, with one of its names ("on or near", without
-- those words): the point's number in this release, where it lies on the British National Grid (metres), and the records so named.
SELECT p.rowid AS point, p.easting, p.northing, replace(c.location, 'On or near ', '') AS street, count(*) AS records
FROM area_crimes AS c
JOIN points AS p USING (longitude, latitude)
GROUP BY ALL
ORDER BY ALL
