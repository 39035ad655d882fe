-- One row per meeting of a group; of rows handed in twice the newest file's stands.
CREATE TABLE meetings AS
SELECT "group", name, held_on, note
FROM typed_meetings
QUALIFY row_number() OVER (PARTITION BY "group", held_on ORDER BY receipt DESC NULLS LAST) = 1
ORDER BY 1, 3;
