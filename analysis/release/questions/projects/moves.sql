-- One row is one move of money between two projects of a grant, in pounds; a project that is NULL is what was not allocated.
-- Releases built before they could be loaded lack the table: ask `tables` first.
SELECT grant_id, from_project_id, to_project_id, amount, decided_on, reference
FROM moves
ORDER BY decided_on, grant_id, reference, from_project_id, to_project_id
