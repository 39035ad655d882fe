-- One row is one street name in one ward: the 50 with most records of the chosen types, places and period.
-- The place is the police's anonymised point ("on or near"), never an address; one name may stand for several places.
SELECT macros.street_of(c.location) AS street,
       w.ward_name,
       count(*) AS records
FROM area_crimes AS c
JOIN wards AS w USING (ward_code)
WHERE c.month BETWEEN $start::DATE AND $end::DATE
  AND macros.of_types(c.crime_type, $types)
  AND macros.at_places(c.ward_code, c.lsoa_code, c.location, $wards, $lsoa, $street)
GROUP BY street, w.ward_name
ORDER BY records DESC, street, w.ward_name
LIMIT 50
