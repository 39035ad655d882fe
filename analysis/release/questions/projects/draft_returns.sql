-- One row is one figure of a project's return that is a draft, of a period for which nothing newer counts: it is in no figure.
-- value is in the measure's unit (yes_no: 1 or 0).
SELECT d.grant_id, d.project_id, d.measure_id, d.period_start, d.period_end, d.value, d.basis
FROM current_returns AS d
WHERE d.status::VARCHAR = 'draft' AND d.value IS NOT NULL
ORDER BY d.grant_id, d.project_id, d.measure_id, d.period_end, d.period_start
