-- One row is one day × one sex (Female, Male) × one single year of age (90: 90 and over) of the configured area, as a district: residents,
-- people, by the mid-year estimates. No row: no table by age and sex is loaded.
SELECT as_at, CASE sex WHEN 'F' THEN 'Female' ELSE 'Male' END AS sex, age, residents::DOUBLE AS residents
FROM residents_by_age
WHERE district_code = (SELECT value FROM release_info WHERE key = 'area_code') AND sex IS NOT NULL
ORDER BY as_at, sex, age
