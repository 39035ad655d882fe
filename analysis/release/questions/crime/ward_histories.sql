-- One row is one month from $first to $last × one ward of the area (place, its code), a ward without records included.
-- chosen: records of the chosen types that stand, in the chosen LSOA and street (a number); NULL in a month without a file.
-- comparable: false inside a registered break, whose reason is given.
WITH counted AS (
    SELECT month, ward_code, count(*) AS records
    FROM area_crimes
    WHERE month BETWEEN $first::DATE AND $last::DATE
      AND macros.of_types(crime_type, $types)
      AND macros.at_places(ward_code, lsoa_code, location, NULL, $lsoa, $street)
    GROUP BY month, ward_code
)
SELECT m.month, w.ward_code AS place, m.covered, m.comparable, m.reason,
       CASE WHEN m.covered THEN coalesce(c.records, 0) END AS chosen
FROM months AS m CROSS JOIN wards AS w
LEFT JOIN counted AS c ON c.month = m.month AND c.ward_code = w.ward_code
WHERE m.month BETWEEN $first::DATE AND $last::DATE
ORDER BY m.month, w.ward_code
