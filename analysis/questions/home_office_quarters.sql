-- One row is one quarter of the Home Office's tables × one of the indicators asked for: offences recorded in the area's own
-- partnership that carry one of its codes (a number; negative where crimes of an earlier quarter were cancelled).
-- Only quarters that are in a loaded table. codes: one list an indicator, in the order of indicator_ids.
WITH asked AS (SELECT unnest($indicator_ids::VARCHAR[]) AS indicator_id, unnest($codes::VARCHAR[][]) AS codes),
quarters AS (SELECT DISTINCT quarter_start FROM home_office_crimes WHERE in_area)
SELECT q.quarter_start, a.indicator_id,
       coalesce(sum(h.offences) FILTER (list_contains(a.codes, h.offence_code)), 0)::DOUBLE AS offences
FROM quarters AS q CROSS JOIN asked AS a
LEFT JOIN home_office_crimes AS h ON h.in_area AND h.quarter_start = q.quarter_start
GROUP BY q.quarter_start, a.indicator_id
ORDER BY a.indicator_id, q.quarter_start
