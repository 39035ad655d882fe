-- One row is one street name, those with most records first, of any type and month, in the chosen wards and LSOA.
SELECT replace(location, 'On or near ', '') AS street
FROM area_crimes
WHERE location IS NOT NULL
  AND ($wards::VARCHAR[] IS NULL OR list_contains($wards::VARCHAR[], ward_code))
  AND ($lsoa::VARCHAR IS NULL OR lsoa_code = $lsoa::VARCHAR)
GROUP BY location
ORDER BY count(*) DESC, location
