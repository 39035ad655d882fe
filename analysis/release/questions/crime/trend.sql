-- One row is one month from the first to the last loaded; counts are records of the chosen types that stand.
-- chosen: those in the chosen wards, LSOA and street. area: those in the whole area. Blank (never zero) in a month without a file.
WITH counts AS (
    SELECT month,
           count(*) AS in_area,
           count(*) FILTER (
               ($wards::VARCHAR[] IS NULL OR list_contains($wards::VARCHAR[], ward_code))
               AND ($lsoa::VARCHAR IS NULL OR lsoa_code = $lsoa::VARCHAR)
               AND ($street::VARCHAR IS NULL OR location = 'On or near ' || $street::VARCHAR)
           ) AS chosen
    FROM area_crimes
    WHERE list_contains($types::VARCHAR[], crime_type::VARCHAR)
    GROUP BY month
)
SELECT m.month, m.covered, m.comparable, m.reason,
       CASE WHEN m.covered THEN coalesce(c.chosen, 0) END AS chosen,
       CASE WHEN m.covered THEN coalesce(c.in_area, 0) END AS area
FROM months AS m
LEFT JOIN counts AS c USING (month)
ORDER BY m.month
