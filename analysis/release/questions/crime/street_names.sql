-- One row is one street name, those with most records first, of any type and month, in the chosen wards and LSOA.
SELECT replace(location, 'On or near ', '') AS street
FROM area_crimes
WHERE location IS NOT NULL
  AND macros.at_places(ward_code, lsoa_code, location, $wards, $lsoa, NULL)
GROUP BY location
ORDER BY count(*) DESC, location
