-- One row per crime or incident that stands: duplicates of a Crime ID within a force and month are left out (the last row stands).
-- place: 'area', 'outside' or 'not_located'; counted: whether its force enters the area's figures.
-- after: lsoa_places, place_of, split_points
-- The few values of a column are kept once, as a type of their own: that takes a quarter off the time to write the table.
-- A type without a single value cannot be read by DuckDB 1.5.5: where no street file is loaded it holds a blank.
CREATE TEMP MACRO or_blank(found) AS unnest(coalesce(found, ['']));
CREATE TYPE force AS ENUM (
    SELECT or_blank(list(force ORDER BY force)) FROM (SELECT DISTINCT force FROM typed_police_street)
);
CREATE TYPE crime_type AS ENUM (
    SELECT or_blank(list(crime_type ORDER BY crime_type)) FROM (SELECT DISTINCT crime_type FROM typed_police_street)
);
CREATE TYPE last_outcome AS ENUM (
    SELECT or_blank(list(outcome ORDER BY outcome))
    FROM (SELECT DISTINCT last_outcome AS outcome FROM typed_police_street WHERE last_outcome IS NOT NULL)
);
CREATE TYPE ward AS ENUM (
    SELECT or_blank(list(ward_code ORDER BY ward_code))
    FROM (SELECT DISTINCT ward_code FROM lsoa_places WHERE ward_code IS NOT NULL)
);
CREATE TYPE lsoa AS ENUM (
    WITH filed AS (SELECT DISTINCT lsoa_code AS code FROM typed_police_street WHERE lsoa_code IS NOT NULL),
    used AS (
        SELECT code FROM filed
        UNION SELECT p.lsoa_code FROM lsoa_places p JOIN filed ON p.filed = filed.code WHERE p.lsoa_code IS NOT NULL
        UNION SELECT lsoa_code FROM split_points
    )
    SELECT or_blank(list(code ORDER BY code)) FROM used
);

CREATE TABLE crimes (
    row INTEGER,
    -- Identifiers do not compress: looking for a way costs time and finds none.
    crime_id VARCHAR USING COMPRESSION uncompressed,
    month DATE, force force, longitude DOUBLE, latitude DOUBLE, location VARCHAR,
    lsoa_code lsoa, lsoa_filed lsoa, ward_code ward, crime_type crime_type, outcome last_outcome,
    place place, place_reason VARCHAR, counted BOOLEAN
);
INSERT INTO crimes
SELECT
    t.row, t.crime_id, t.month, t.force, t.longitude, t.latitude, t.location,
    coalesce(p.lsoa_code, s.lsoa_code) AS lsoa_code, t.lsoa_code AS lsoa_filed, p.ward_code,
    t.crime_type, t.last_outcome AS outcome,
    place_of(t.lsoa_code, t.lsoa_name, p.filed, p.in_area) AS place,
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

-- The records that the area's figures count. Compared as a place, not as a text: other forces' row groups are then passed over unread.
CREATE VIEW area_crimes AS SELECT * FROM crimes WHERE counted AND place = 'area'::place;

-- must be equal: every crime that is not set aside stands once
SELECT (SELECT coalesce(sum(loaded), 0) FROM standing WHERE source = 'police_street'), (SELECT count(*) FROM crimes);

-- must be equal: area, outside and not located add up to the force
SELECT count(*), count(*) FILTER (place IN ('area', 'outside', 'not_located')) FROM crimes;

-- must be equal: every located crime of the area lies in one grid cell
SELECT (SELECT count(*) FROM crimes WHERE place = 'area' AND longitude IS NOT NULL),
    (SELECT count(*) FROM crimes JOIN points USING (longitude, latitude) WHERE place = 'area');
