-- after: grant_of
-- One row per milestone of a project; of rows handed in twice the newest file's stands. grant_id as in targets.
CREATE TABLE milestones AS
SELECT coalesce(m.grant_id, g.grant_id) AS grant_id, milestone_id, m.project_id, title, due, forecast, actual, evidence, delay_reason
FROM typed_milestones AS m LEFT JOIN grant_of AS g USING (project_id)
QUALIFY row_number() OVER (
    PARTITION BY coalesce(m.grant_id, g.grant_id), m.project_id, milestone_id ORDER BY receipt DESC NULLS LAST
) = 1
-- A row without its grant gives way to one that has it.
AND (coalesce(m.grant_id, g.grant_id) IS NOT NULL OR count(coalesce(m.grant_id, g.grant_id)) OVER (PARTITION BY m.project_id, milestone_id) = 0)
ORDER BY 1, m.project_id, due, milestone_id;
