-- One row per correction in force: what was wrong in a source, and what this release reads in its place.
CREATE TABLE corrections AS
SELECT correction_id, source, rows, "column", old_value, new_value, why, who, until FROM typed_corrections ORDER BY correction_id;
