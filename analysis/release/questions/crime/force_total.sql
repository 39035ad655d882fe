-- One row: records of the chosen types in the period that stand, of the forces that count.
-- in_force = in_area + outside + not_located; in_selection is the part of in_area in the chosen wards, LSOA and street.
SELECT count(*) AS in_force,
       count(*) FILTER (place = 'area') AS in_area,
       count(*) FILTER (place = 'outside') AS outside,
       count(*) FILTER (place = 'not_located') AS not_located,
       count(*) FILTER (
           place = 'area'
           AND ($wards::VARCHAR[] IS NULL OR list_contains($wards::VARCHAR[], ward_code))
           AND ($lsoa::VARCHAR IS NULL OR lsoa_code = $lsoa::VARCHAR)
           AND ($street::VARCHAR IS NULL OR location = 'On or near ' || $street::VARCHAR)
       ) AS in_selection
FROM crimes
WHERE counted
  AND month BETWEEN $start::DATE AND $end::DATE
  AND list_contains($types::VARCHAR[], crime_type::VARCHAR)
