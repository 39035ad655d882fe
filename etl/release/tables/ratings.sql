-- after: grant_of
-- One row per rating of a project and quarter that a person set over the one worked out; the newest file's stands. grant_id as in targets.
CREATE TABLE ratings AS
SELECT
    coalesce(r.grant_id, g.grant_id) AS grant_id, r.project_id, quarter, kind, rating, reason, author_role, expires_on
FROM typed_ratings AS r LEFT JOIN grant_of AS g USING (project_id)
QUALIFY row_number() OVER (
    PARTITION BY coalesce(r.grant_id, g.grant_id), r.project_id, quarter, kind ORDER BY receipt DESC NULLS LAST
) = 1
-- A row without its grant gives way to one that has it.
AND (coalesce(r.grant_id, g.grant_id) IS NOT NULL OR count(coalesce(r.grant_id, g.grant_id)) OVER (PARTITION BY r.project_id, quarter, kind) = 0)
ORDER BY 1, 2, 3, 4;
