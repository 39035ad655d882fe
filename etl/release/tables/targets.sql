-- after: grant_of
-- One row per output that a project has promised; grant_id NULL where the row names none and its project is not in one grant only.
CREATE TABLE targets AS
SELECT
    coalesce(t.grant_id, g.grant_id) AS grant_id, t.project_id, measure_id, label, unit, kind, minimum, due, counts_people, part_of,
    level, fed_by, source
FROM typed_targets AS t LEFT JOIN grant_of AS g USING (project_id);
