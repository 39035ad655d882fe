-- One row is one street name in one ward × one outcome: chosen crimes on or near it (records, a number) whose latest outcome in the
-- street file is this one. Anti-social behaviour has no outcome and is left out.
SELECT macros.street_of(c.location) AS street,
       w.ward_name,
       coalesce(c.outcome::VARCHAR, 'No outcome published') AS outcome,
       count(*) AS records
FROM area_crimes AS c
JOIN wards AS w USING (ward_code)
WHERE c.month BETWEEN $start::DATE AND $end::DATE
  AND c.crime_type::VARCHAR <> 'Anti-social behaviour'
  AND macros.of_types(c.crime_type, $types)
  AND macros.at_places(c.ward_code, c.lsoa_code, c.location, $wards, $lsoa, $street)
GROUP BY ALL
ORDER BY street, ward_name, outcome
