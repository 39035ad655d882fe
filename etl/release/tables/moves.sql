-- One row per move of money between two projects of a grant, in pounds; a project is NULL where it is what was not allocated.
CREATE TABLE moves AS
SELECT grant_id, from_project_id, to_project_id, amount, decided_on, reference
FROM typed_moves
QUALIFY row_number() OVER (
    PARTITION BY grant_id, from_project_id, to_project_id, decided_on, reference ORDER BY receipt DESC NULLS LAST
) = 1
ORDER BY grant_id, decided_on, reference, from_project_id, to_project_id;
