-- One row per stop and search. The file names no LSOA, so no ward is given.
CREATE TABLE stop_searches AS
SELECT
    row, force, period AS month, happened_at, type, longitude, latitude, gender, age_range, self_defined_ethnicity,
    officer_defined_ethnicity, legislation, object_of_search, outcome
FROM typed_police_stop_search
WHERE set_aside IS NULL;
