-- One row is one zone, then one row for the area's points in no zone, then one for the whole area (zone_id blank in both).
-- Counts are records of the chosen types that stand, in the period (chosen) and in the period a year before (before; blank
-- where it may not be compared). Zones may overlap, so they are not to be summed.
WITH at_points AS (
    SELECT longitude, latitude,
           count(*) FILTER (month BETWEEN $start::DATE AND $end::DATE) AS chosen,
           count(*) FILTER (month BETWEEN $before_start::DATE AND $before_end::DATE) AS before
    FROM area_crimes
    WHERE month BETWEEN coalesce($before_start::DATE, $start::DATE) AND $end::DATE
      AND macros.of_types(crime_type, $types)
    GROUP BY longitude, latitude
),
rows AS (
    SELECT 1 AS part, z.zone_id, z.name, sum(a.chosen) AS chosen, sum(a.before) AS before
    FROM zones AS z
    LEFT JOIN zone_points AS zp USING (zone_id)
    LEFT JOIN at_points AS a ON a.longitude = zp.longitude AND a.latitude = zp.latitude
    GROUP BY z.zone_id, z.name
    UNION ALL
    SELECT 2, NULL, 'Outside every zone', sum(a.chosen), sum(a.before)
    FROM at_points AS a
    WHERE NOT EXISTS (
        SELECT 1 FROM zone_points AS zp WHERE zp.longitude = a.longitude AND zp.latitude = a.latitude
    )
    UNION ALL
    SELECT 3, NULL, 'Whole area', sum(chosen), sum(before)
    FROM at_points
)
SELECT zone_id, name, coalesce(chosen, 0)::BIGINT AS chosen,
       CASE WHEN $before_start::DATE IS NOT NULL THEN coalesce(before, 0)::BIGINT END AS before
FROM rows
ORDER BY part, chosen DESC, name
