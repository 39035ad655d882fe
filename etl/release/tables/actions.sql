-- One row per action or decision of the Crime Sub Group, the Board or the action plan; of rows handed in twice the newest file's stands.
CREATE TABLE actions AS
SELECT action_id, "group", kind, agreed_on, pillar, project_id, title, owner, due, status, closed_on
FROM typed_actions
QUALIFY row_number() OVER (PARTITION BY action_id ORDER BY receipt DESC NULLS LAST) = 1
ORDER BY action_id;
