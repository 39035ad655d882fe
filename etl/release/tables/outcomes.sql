-- One row per outcome of a crime, in the month of the outcome; a crime may have several.
-- after: lsoa_places, place_of, split_points
CREATE TABLE outcomes AS
SELECT
    t.row, t.crime_id, t.month, t.force,
    coalesce(p.lsoa_code, s.lsoa_code) AS lsoa_code, p.ward_code, t.outcome_type,
    place_of(t.lsoa_code, t.lsoa_name, p.filed, p.in_area) AS place,
    getvariable('every_force') OR list_contains(getvariable('forces'), t.force) AS counted
FROM typed_police_outcomes t
LEFT JOIN lsoa_places p ON p.filed = t.lsoa_code
LEFT JOIN split_points s ON p.split AND s.filed = t.lsoa_code AND s.longitude = t.longitude AND s.latitude = t.latitude
WHERE t.set_aside IS NULL;

-- must be equal: every outcome that is not set aside stands once
SELECT (SELECT coalesce(sum(loaded), 0) FROM standing WHERE source = 'police_outcomes'),
    (SELECT count(*) FROM outcomes);
