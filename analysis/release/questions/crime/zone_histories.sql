-- One row is one month from $first to $last × one place: each zone (its id), the area's points in no zone ("outside"), those in any
-- zone ("inside"), the whole area ("area"). chosen: records of the chosen types that stand (a number); NULL in a month without a
-- file. comparable: false inside a registered break, whose reason is given. Zones may overlap, so they are not to be summed.
WITH at_points AS (
    SELECT month, longitude, latitude, count(*) AS records
    FROM area_crimes
    WHERE month BETWEEN $first::DATE AND $last::DATE AND macros.of_types(crime_type, $types)
    GROUP BY month, longitude, latitude
),
held AS (
    SELECT a.month, a.records, zp.longitude IS NOT NULL AS in_zone
    FROM at_points AS a
    LEFT JOIN (SELECT DISTINCT longitude, latitude FROM zone_points) AS zp
        ON zp.longitude = a.longitude AND zp.latitude = a.latitude
),
counted AS (
    SELECT zp.zone_id AS place, a.month, sum(a.records) AS records
    FROM at_points AS a
    JOIN zone_points AS zp ON zp.longitude = a.longitude AND zp.latitude = a.latitude
    GROUP BY zp.zone_id, a.month
    UNION ALL
    SELECT CASE WHEN in_zone THEN 'inside' ELSE 'outside' END, month, sum(records)
    FROM held
    GROUP BY in_zone, month
    UNION ALL
    SELECT 'area', month, sum(records)
    FROM held
    GROUP BY month
),
places AS (SELECT zone_id AS place FROM zones UNION ALL SELECT unnest(['inside', 'outside', 'area']))
SELECT m.month, p.place, m.covered, m.comparable, m.reason,
       CASE WHEN m.covered THEN coalesce(c.records, 0)::BIGINT END AS chosen
FROM months AS m CROSS JOIN places AS p
LEFT JOIN counted AS c ON c.month = m.month AND c.place = p.place
WHERE m.month BETWEEN $first::DATE AND $last::DATE
ORDER BY p.place, m.month
