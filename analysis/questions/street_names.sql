-- One row is one street name among the 200 with most records, of any type and month, in the chosen wards and LSOA.
SELECT replace(location, 'On or near ', '') AS street
FROM area_crimes
WHERE ($wards::VARCHAR[] IS NULL OR list_contains($wards::VARCHAR[], ward_code))
  AND ($lsoa::VARCHAR IS NULL OR lsoa_code = $lsoa::VARCHAR)
GROUP BY location
ORDER BY count(*) DESC, location
LIMIT 200
