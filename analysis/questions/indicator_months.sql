-- One row is one month of police recorded crime × one of the crime types asked for, from the first month loaded to the last.
-- crimes: records in the configured area, recorded by the configured forces (a number, no rate); NULL in a month without a
-- file, which is a gap and not a zero. comparable: false inside a registered break, whose reason is given.
-- Geography: the whole configured area.
WITH asked AS (SELECT unnest($crime_types::VARCHAR[]) AS crime_type),
counted AS (
    SELECT month, crime_type::VARCHAR AS crime_type, count(*) AS crimes
    FROM area_crimes
    WHERE list_contains($crime_types::VARCHAR[], crime_type::VARCHAR)
    GROUP BY ALL
)
SELECT
    m.month, a.crime_type, m.covered, m.comparable, m.reason,
    CASE WHEN m.covered THEN coalesce(c.crimes, 0) END AS crimes
FROM months AS m CROSS JOIN asked AS a
LEFT JOIN counted AS c ON c.month = m.month AND c.crime_type = a.crime_type
ORDER BY m.month, a.crime_type
