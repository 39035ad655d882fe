-- One row is one day for which the residents of the configured area, as a district, are known: people, by the mid-year estimates or
-- a population file by district.
SELECT as_at, residents::DOUBLE AS residents, made
FROM district_residents
WHERE district_code = (SELECT value FROM release_info WHERE key = 'area_code')
ORDER BY as_at
