-- One row is one month of police recorded crime × one of the crime types asked for, from the first month loaded to the last.
-- crimes: records in the configured area; in_force = crimes + outside + not_located: all records of the configured forces
-- (numbers, no rates). NULL in a month without a file, which is a gap and not a zero. comparable: false inside a registered
-- break, whose reason is given. Geography: the whole configured area, and the forces.
-- Without a lookup nobody knows which records lie in the area: no month is covered.
WITH asked AS (SELECT unnest($crime_types::VARCHAR[]) AS crime_type),
counted AS (
    SELECT month, crime_type::VARCHAR AS crime_type,
           count(*) AS in_force,
           count(*) FILTER (place = 'area') AS crimes,
           count(*) FILTER (place = 'outside') AS outside,
           count(*) FILTER (place = 'not_located') AS not_located
    FROM crimes
    WHERE counted AND macros.of_types(crime_type, $crime_types)
    GROUP BY ALL
)
SELECT
    m.month, a.crime_type, m.covered, m.comparable, m.reason,
    CASE WHEN m.covered THEN coalesce(c.crimes, 0) END AS crimes,
    CASE WHEN m.covered THEN coalesce(c.in_force, 0) END AS in_force,
    CASE WHEN m.covered THEN coalesce(c.outside, 0) END AS outside,
    CASE WHEN m.covered THEN coalesce(c.not_located, 0) END AS not_located
FROM (SELECT * REPLACE (covered AND EXISTS (FROM wards) AS covered) FROM months) AS m CROSS JOIN asked AS a
LEFT JOIN counted AS c ON c.month = m.month AND c.crime_type = a.crime_type
ORDER BY m.month, a.crime_type
