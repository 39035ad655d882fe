-- One row is one calendar quarter × one place: each zone (its id), all places ('all'), and the night-time zones from 17:00 to 05:00 by the
-- time of the assault ('night'). attendances after an assault at all hospital sites together; a number, unsuppressed: whoever asks
-- suppresses. NULL where a month of the quarter is not loaded of a site: a gap, never nought.
WITH loaded AS (SELECT DISTINCT force AS site_code, period AS month FROM coverage WHERE source = 'istv'),
span AS (
    SELECT unnest(generate_series(date_trunc('quarter', min(month)), date_trunc('quarter', max(month)), INTERVAL 3 MONTH))::DATE AS quarter
    FROM loaded HAVING count(*) > 0
),
whole AS (
    SELECT date_trunc('quarter', month)::DATE AS quarter FROM loaded GROUP BY ALL
    HAVING count(*) = 3 * (SELECT count(DISTINCT site_code) FROM loaded)
),
counted AS (
    SELECT date_trunc('quarter', month)::DATE AS quarter, zone_id AS place, count(*) AS attendances
    FROM istv WHERE zone_id IS NOT NULL GROUP BY ALL
    UNION ALL
    SELECT date_trunc('quarter', month)::DATE, 'all', count(*) FROM istv GROUP BY ALL
    UNION ALL
    SELECT date_trunc('quarter', i.month)::DATE, 'night', count(*)
    FROM istv AS i JOIN zones AS z ON z.zone_id = i.zone_id AND z.kind = $kind::VARCHAR
    WHERE extract(hour FROM i.assaulted_at) NOT BETWEEN 5 AND 16
    GROUP BY ALL
),
places AS (SELECT zone_id AS place FROM zones UNION ALL SELECT unnest(['all', 'night']))
SELECT s.quarter, p.place,
       CASE WHEN s.quarter IN (SELECT quarter FROM whole) THEN coalesce(c.attendances, 0) END AS attendances
FROM span AS s CROSS JOIN places AS p
LEFT JOIN counted AS c ON c.quarter = s.quarter AND c.place = p.place
ORDER BY p.place, s.quarter
