-- after: lists
-- The grant of a project that is in one grant only: what a row means that names the project and no grant.
CREATE TEMP VIEW grant_of AS
SELECT project_id, min(grant_id) AS grant_id FROM projects GROUP BY project_id HAVING count(DISTINCT grant_id) = 1;
