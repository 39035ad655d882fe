-- after: grant_of
-- One row per stage gate of a project; of rows handed in twice the newest file's stands. grant_id as in targets.
CREATE TABLE stages AS
SELECT coalesce(s.grant_id, g.grant_id) AS grant_id, s.project_id, stage, planned, passed, evidence
FROM typed_stages AS s LEFT JOIN grant_of AS g USING (project_id)
QUALIFY row_number() OVER (
    PARTITION BY coalesce(s.grant_id, g.grant_id), s.project_id, stage ORDER BY receipt DESC NULLS LAST
) = 1
-- A row without its grant gives way to one that has it.
AND (coalesce(s.grant_id, g.grant_id) IS NOT NULL OR count(coalesce(s.grant_id, g.grant_id)) OVER (PARTITION BY s.project_id, stage) = 0)
ORDER BY 1, 2, 3;
