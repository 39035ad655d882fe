-- One row is one risk, of a project or (project_id NULL) of a grant as a whole. likelihood and severity are 1 to 5, NULL where not
-- scored; score is the one times the other. owner: a role.
SELECT grant_id, risk_id, project_id, cause, impact, likelihood, severity, likelihood * severity AS score, mitigation, owner, review_on
FROM risks
ORDER BY score DESC NULLS LAST, grant_id, risk_id
