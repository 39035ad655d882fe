-- One row is one figure of a project's return: grant × project × measure × period, in its latest version that is not a draft.
-- value is in the measure's unit (yes_no: 1 or 0), NULL where the return left it blank. basis: period or cumulative.
-- kind, counts_people, part_of: as the measure's target says, NULL where it has none: what of the figure may be shown hangs on them.
SELECT
    r.grant_id, r.project_id, r.measure_id, r.period_start, r.period_end, r.value, r.basis, r.status, r.submitted_on, r.version, r.note,
    t.kind, t.counts_people, t.part_of
FROM returns AS r LEFT JOIN targets AS t USING (grant_id, project_id, measure_id)
WHERE coalesce(r.status::VARCHAR, 'submitted') <> 'draft'
QUALIFY row_number() OVER (
    PARTITION BY r.grant_id, r.project_id, r.measure_id, r.period_start, r.period_end
    ORDER BY r.version DESC NULLS LAST, r.submitted_on DESC NULLS LAST
) = 1
ORDER BY r.grant_id, r.project_id, r.measure_id, r.period_end, r.period_start
