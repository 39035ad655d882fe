-- One row: records of the chosen types in the period that stand, of the forces that count.
-- in_force = in_area + outside + not_located; in_selection is the part of in_area in the chosen wards, LSOA and street.
SELECT count(*) AS in_force,
       count(*) FILTER (place = 'area') AS in_area,
       count(*) FILTER (place = 'outside') AS outside,
       count(*) FILTER (place = 'not_located') AS not_located,
       count(*) FILTER (
           place = 'area'
           AND macros.at_places(ward_code, lsoa_code, location, $wards, $lsoa, $street)
       ) AS in_selection
FROM crimes
WHERE counted
  AND month BETWEEN $start::DATE AND $end::DATE
  AND macros.of_types(crime_type, $types)
