-- One row is one measure of a project with what it stood at before: value is in the measure's unit, NULL where there is none, and
-- source says why. Releases built before they could be loaded lack the table: ask `tables` first.
SELECT grant_id, project_id, measure_id, value, period_start, period_end, source
FROM baselines
ORDER BY grant_id, project_id, measure_id
