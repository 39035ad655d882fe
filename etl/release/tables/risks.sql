-- One row per risk, of a project or (project_id NULL) of the grant as a whole; scores 1 to 5, NULL where not scored.
CREATE TABLE risks AS
SELECT risk_id, project_id, cause, impact, likelihood, severity, mitigation, owner, review_on
FROM typed_risks
QUALIFY row_number() OVER (PARTITION BY risk_id ORDER BY receipt DESC NULLS LAST) = 1
ORDER BY risk_id;
