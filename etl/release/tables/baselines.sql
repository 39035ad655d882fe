-- after: grant_of
-- One row per measure with its baseline, NULL where there is none; source says where it is from, or why there is none. grant_id as in
-- targets.
CREATE TABLE baselines AS
SELECT coalesce(b.grant_id, g.grant_id) AS grant_id, b.project_id, measure_id, value, period_start, period_end, source
FROM typed_baselines AS b LEFT JOIN grant_of AS g USING (project_id)
QUALIFY row_number() OVER (
    PARTITION BY coalesce(b.grant_id, g.grant_id), b.project_id, measure_id ORDER BY receipt DESC NULLS LAST
) = 1
-- A row without its grant gives way to one that has it.
AND (coalesce(b.grant_id, g.grant_id) IS NOT NULL OR count(coalesce(b.grant_id, g.grant_id)) OVER (PARTITION BY b.project_id, measure_id) = 0)
ORDER BY 1, 2, 3;
