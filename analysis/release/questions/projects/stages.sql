-- One row is one stage gate of a grant's project. planned, passed: days, NULL where not known. Releases built before they could be
-- loaded lack the table: ask `tables` first.
SELECT grant_id, project_id, stage, planned, passed, evidence
FROM stages
ORDER BY grant_id, project_id, list_position(['specification', 'procurement', 'contract', 'delivery', 'closed'], stage::VARCHAR)
