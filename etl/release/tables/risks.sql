-- after: grant_of
-- One row per risk, of a project or (project_id NULL) of a grant as a whole; scores 1 to 5, NULL where not scored. A risk that names
-- neither is of the only grant there is; grant_id NULL where there are several. former_score: likelihood times severity, after what
-- is done about it where that is scored, as the file before the newest had it; NULL where there is none before.
CREATE TABLE risks AS
WITH placed AS (
    SELECT
        r.* EXCLUDE (grant_id),
        coalesce(
            r.grant_id, g.grant_id,
            CASE WHEN r.project_id IS NULL THEN (SELECT min(grant_id) FROM grants HAVING count(*) = 1) END
        ) AS grant_id
    FROM typed_risks AS r LEFT JOIN grant_of AS g USING (project_id)
),
in_order AS (
    SELECT
        *,
        lag(coalesce(likelihood_after * severity_after, likelihood * severity))
            OVER (PARTITION BY grant_id, risk_id ORDER BY receipt NULLS FIRST) AS former_score
    FROM placed
)
SELECT
    grant_id, risk_id, project_id, cause, impact, likelihood, severity, mitigation, likelihood_after, severity_after, former_score,
    proximity, owner_role, review_on
FROM in_order
QUALIFY row_number() OVER (PARTITION BY grant_id, risk_id ORDER BY receipt DESC NULLS LAST) = 1
-- A row of a project without its grant gives way to one that has it.
AND (grant_id IS NOT NULL OR project_id IS NULL OR count(grant_id) OVER (PARTITION BY project_id, risk_id) = 0)
ORDER BY grant_id, risk_id;
