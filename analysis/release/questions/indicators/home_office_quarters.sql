-- One row is one quarter of the Home Office's tables × one of the indicators asked for: offences recorded in the area's own
-- partnership that carry one of its codes (a number; negative where crimes of an earlier quarter were cancelled).
-- Only quarters in which a loaded table has a row of the area. codes: one list an indicator, in the order of indicator_ids.
-- Several codes in one field ("1/4.1/4.10/4.2") are counted where the indicator asks for all of them; where it asks for some alone,
-- nobody can tell how many are its own: offences is NULL. An indicator of whose codes no loaded row carries one has no row here.
WITH asked AS (SELECT unnest($indicator_ids::VARCHAR[]) AS indicator_id, unnest($codes::VARCHAR[][]) AS codes),
tables AS (
    SELECT quarter_start, in_area, offences, string_split(replace(offence_code, ' ', ''), '/') AS held FROM home_office_crimes
),
quarters AS (SELECT DISTINCT quarter_start FROM tables WHERE in_area),
told AS (SELECT DISTINCT indicator_id FROM asked JOIN (SELECT DISTINCT held FROM tables) AS t ON list_has_any(codes, held))
SELECT q.quarter_start, a.indicator_id,
       CASE
           WHEN coalesce(bool_or(h.offences <> 0 AND list_has_any(a.codes, h.held) AND NOT list_has_all(a.codes, h.held)), false)
               THEN NULL
           ELSE coalesce(sum(h.offences) FILTER (list_has_all(a.codes, h.held)), 0)
       END::DOUBLE AS offences
FROM quarters AS q CROSS JOIN (SELECT * FROM asked SEMI JOIN told USING (indicator_id)) AS a
LEFT JOIN tables AS h ON h.in_area AND h.quarter_start = q.quarter_start
GROUP BY q.quarter_start, a.indicator_id
ORDER BY a.indicator_id, q.quarter_start
