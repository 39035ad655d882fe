-- One row is one street name among the 200 with most records in the chosen wards, LSOA, types and period.
SELECT replace(location, 'On or near ', '') AS street
FROM area_crimes
WHERE month BETWEEN $start::DATE AND $end::DATE
  AND list_contains($types::VARCHAR[], crime_type::VARCHAR)
  AND ($wards::VARCHAR[] IS NULL OR list_contains($wards::VARCHAR[], ward_code))
  AND ($lsoa::VARCHAR IS NULL OR lsoa_code = $lsoa::VARCHAR)
GROUP BY location
ORDER BY count(*) DESC, location
LIMIT 200
