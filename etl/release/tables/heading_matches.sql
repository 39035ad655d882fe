-- One row per heading matched by hand and in force: in the files of that source, it stands for that column.
CREATE TABLE heading_matches AS
SELECT source_id, heading, stands_for
FROM typed_heading_matches
QUALIFY row_number() OVER (PARTITION BY source_id, lower(trim(heading)) ORDER BY receipt DESC, row DESC) = 1
ORDER BY source_id, heading;
