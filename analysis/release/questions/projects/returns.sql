-- One row is one figure of a project's return: project × measure × period, in its latest version that is not a draft.
-- value is in the measure's unit (yes_no: 1 or 0), NULL where the return left it blank. basis: period or cumulative.
SELECT grant_id, project_id, measure_id, period_start, period_end, value, basis, status, submitted_on, version, note
FROM returns
WHERE coalesce(status::VARCHAR, 'submitted') <> 'draft'
QUALIFY row_number() OVER (
    PARTITION BY grant_id, project_id, measure_id, period_start, period_end
    ORDER BY version DESC NULLS LAST, submitted_on DESC NULLS LAST
) = 1
ORDER BY project_id, measure_id, period_end, period_start
