-- One row is one milestone of a grant's project. due: as agreed; forecast: as expected now; actual: reached on; each NULL where not known.
-- delay_reason: one of data/reference/delay_reasons.csv.
SELECT grant_id, milestone_id, project_id, title, due, forecast, actual, evidence, delay_reason
FROM milestones
ORDER BY grant_id, project_id, due, milestone_id
