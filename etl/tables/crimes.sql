-- One row per crime or incident that stands: duplicates of a Crime ID within a force and month are left out (the last row stands).
-- place: 'area', 'outside' or 'not_located'; counted: whether its force enters the area's figures.
-- after: lsoa_places, split_points
CREATE TABLE crimes AS
SELECT
    t.row, t.crime_id, t.month, t.force, t.longitude, t.latitude, t.location,
    coalesce(p.lsoa_code, s.lsoa_code) AS lsoa_code, t.lsoa_code AS lsoa_filed, p.ward_code,
    t.crime_type, t.last_outcome AS outcome,
    CASE
        WHEN t.lsoa_code IS NULL THEN 'not_located'
        WHEN p.in_area THEN 'area'
        WHEN p.filed IS NULL AND starts_with(t.lsoa_name, getvariable('area_name') || ' ') THEN 'not_located'
        ELSE 'outside'
    END::place AS place,
    CASE
        WHEN t.lsoa_code IS NULL AND t.longitude IS NULL THEN 'no location'
        WHEN t.lsoa_code IS NULL THEN 'coordinates without an LSOA'
        WHEN p.filed IS NULL AND starts_with(t.lsoa_name, getvariable('area_name') || ' ') THEN 'LSOA not in the loaded lookups'
    END AS place_reason,
    getvariable('every_force') OR list_contains(getvariable('forces'), t.force) AS counted
FROM typed_police_street t
LEFT JOIN lsoa_places p ON p.filed = t.lsoa_code
LEFT JOIN split_points s ON p.split AND s.filed = t.lsoa_code AND s.longitude = t.longitude AND s.latitude = t.latitude
WHERE t.set_aside IS NULL;

-- The records that the area's figures count.
CREATE VIEW area_crimes AS SELECT * FROM crimes WHERE counted AND place = 'area';
