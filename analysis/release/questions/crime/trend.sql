-- One row is one month from the first to the last loaded; counts are records of the chosen types that stand.
-- chosen: those in the chosen wards, LSOA and street. area: those in the whole area. Blank (never zero) in a month without a file.
WITH counts AS (
    SELECT month,
           count(*) AS in_area,
           count(*) FILTER (
               macros.at_places(ward_code, lsoa_code, location, $wards, $lsoa, $street)
           ) AS chosen
    FROM area_crimes
    WHERE macros.of_types(crime_type, $types)
    GROUP BY month
)
SELECT m.month, m.covered, m.comparable, m.reason,
       CASE WHEN m.covered THEN coalesce(c.chosen, 0) END AS chosen,
       CASE WHEN m.covered THEN coalesce(c.in_area, 0) END AS area
FROM months AS m
LEFT JOIN counts AS c USING (month)
ORDER BY m.month
