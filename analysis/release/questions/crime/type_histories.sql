-- One row is one month from $first to $last × one of the chosen crime types (place, its name), a type without records included.
-- chosen: records of it that stand, in the chosen wards, LSOA and street (a number); NULL in a month without a file.
-- comparable: false inside a registered break, whose reason is given.
WITH counted AS (
    SELECT month, crime_type, count(*) AS records
    FROM area_crimes
    WHERE month BETWEEN $first::DATE AND $last::DATE
      AND macros.of_types(crime_type, $types)
      AND macros.at_places(ward_code, lsoa_code, location, $wards, $lsoa, $street)
    GROUP BY month, crime_type
), kinds AS (
    SELECT unnest($types::VARCHAR[]) AS crime_type
)
SELECT m.month, k.crime_type AS place, m.covered, m.comparable, m.reason,
       CASE WHEN m.covered THEN coalesce(c.records, 0) END AS chosen
FROM months AS m CROSS JOIN kinds AS k
LEFT JOIN counted AS c ON c.month = m.month AND c.crime_type = k.crime_type
WHERE m.month BETWEEN $first::DATE AND $last::DATE
ORDER BY m.month, k.crime_type
