-- One row is one risk, of a project or (project_id NULL) of a grant as a whole. likelihood and severity are 1 to 5, NULL where not
-- scored; score is the one times the other, score_after the same once what is done about it works; former_score: what the file
-- before the newest had of it, after where that is scored. proximity: month, quarter, year or later. owner_role: never a name.
SELECT
    grant_id, risk_id, project_id, cause, impact, likelihood, severity, likelihood * severity AS score, mitigation,
    likelihood_after, severity_after, likelihood_after * severity_after AS score_after, former_score, proximity, owner_role,
    review_on
FROM risks
ORDER BY coalesce(score_after, score) DESC NULLS LAST, grant_id, risk_id
