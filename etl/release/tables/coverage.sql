-- One row per source, force and month that stands (per file for reference sources and for tables kept row by row):
-- its rows, what is loaded and set aside, and how many rows lie in the area (before duplicates are left out).
-- after: lsoa_places
CREATE TABLE coverage AS
WITH in_area AS (
    SELECT 'police_street' AS source, force, period, count(*) AS rows, count(*) FILTER (p.in_area) AS in_area
    FROM typed_police_street t LEFT JOIN lsoa_places p ON p.filed = t.lsoa_code GROUP BY ALL
    UNION ALL
    SELECT 'police_outcomes', force, period, count(*), count(*) FILTER (p.in_area)
    FROM typed_police_outcomes t LEFT JOIN lsoa_places p ON p.filed = t.lsoa_code GROUP BY ALL
)
SELECT
    s.source, s.force, s.period, s.layer, s.as_at, s.rows, s.loaded, s.rows - s.loaded AS set_aside, 0::BIGINT AS rejected,
    -- Without a lookup nobody knows what lies in the area: that is not known, not zero.
    CASE WHEN (SELECT count(*) FROM lsoa_places) > 0 THEN i.in_area END AS in_area,
    s.file, s.sha256, s.demonstration
FROM standing s
LEFT JOIN in_area i ON i.source = s.source AND i.force IS NOT DISTINCT FROM s.force AND i.period IS NOT DISTINCT FROM s.period
ORDER BY ALL;

-- One row per source, force, month and reason for which rows are set aside.
CREATE TABLE set_aside AS SELECT source, force, period, reason, rows FROM standing_set_aside ORDER BY ALL;

-- One row per LSOA code that carries the area's name and stands in no loaded lookup.
CREATE TABLE unmapped_lsoas AS
SELECT t.lsoa_code AS lsoa_filed, min(t.lsoa_name) AS lsoa_name, count(*) AS rows
FROM typed_police_street t ANTI JOIN lsoa_places p ON p.filed = t.lsoa_code
WHERE t.lsoa_code IS NOT NULL AND starts_with(t.lsoa_name, getvariable('area_name') || ' ')
GROUP BY t.lsoa_code ORDER BY t.lsoa_code;

-- must be equal: every row of a force and month is accounted for (receipts against typed rows)
SELECT (SELECT coalesce(sum(rows), 0) FROM standing
    WHERE source IN ('police_street', 'police_outcomes', 'police_stop_search')),
    (SELECT count(*) FROM typed_police_street) + (SELECT count(*) FROM typed_police_outcomes)
    + (SELECT count(*) FROM typed_police_stop_search);
