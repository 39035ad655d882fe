-- One row per milestone of a project; of rows handed in twice the newest file's stands.
CREATE TABLE milestones AS
SELECT milestone_id, project_id, title, due, forecast, actual, evidence
FROM typed_milestones
QUALIFY row_number() OVER (PARTITION BY project_id, milestone_id ORDER BY receipt DESC NULLS LAST) = 1
ORDER BY project_id, due, milestone_id;
