-- One row is one figure of a project's return in one of its versions, drafts too, the newest first. value is in the measure's unit,
-- NULL where the return left it blank. label and counts_people: as the measure's target says, NULL where it has none.
SELECT
    r.grant_id, r.project_id, r.measure_id, r.period_start, r.period_end, r.value, r.basis, r.status, r.submitted_on, r.version, r.note,
    t.label, t.unit, t.kind, t.counts_people
FROM returns AS r LEFT JOIN targets AS t USING (grant_id, project_id, measure_id)
WHERE r.grant_id = $grant_id AND r.project_id = $project_id
ORDER BY r.period_end DESC, r.measure_id, r.version DESC
