-- One row is one night of the week by its evening (weekday: 1 Monday to 7 Sunday) × one hour of it (17 to 23, then 0 to 4); then one row
-- for 05:00 to 16:59 (hour 12, no weekday) and one for offences of which nobody knows the hour, or whether they lie there (neither). offences: of the partner extract, recorded in
-- the months asked for, at places wholly inside the zone or kind of zone, or at points by their names (as in offence_points); a part of one where only a span of up to 12 hours is told,
-- spread over it evenly. Unsuppressed: whoever asks suppresses. Left out: groups asked to be, and what is flagged as domestic abuse.
-- flag: NULL for all, or one of alcohol, weapon and public (a public place, and no domestic abuse; both must be told).
WITH left_out AS (
    SELECT DISTINCT offence_code FROM offence_groups WHERE list_contains($left_out::VARCHAR[], offence_group)
),
placed AS (
    SELECT p.month, p.row, bool_or(p.inside) AS inside
    FROM offence_zones AS p JOIN zones AS z USING (zone_id)
    WHERE z.zone_id = $zone::VARCHAR OR z.kind = $zone::VARCHAR
    GROUP BY p.month, p.row
    UNION ALL
    SELECT month, row, true FROM partner_offences
    WHERE list_contains($points::VARCHAR[], easting::BIGINT || ',' || northing::BIGINT)
),
-- Months of which most offences have no place: a few elsewhere without one say little of a zone.
without_places AS (
    SELECT month FROM partner_offences GROUP BY month HAVING count(*) FILTER (place = 'not_located') > 0.5 * count(*)
),
kept AS (
    SELECT o.committed_from AS began, coalesce(o.committed_to, o.committed_from) AS ended,
           -- Midnight without an end is how systems write a day without an hour.
           coalesce(p.inside, false) AND o.committed_from IS NOT NULL
               AND NOT (o.committed_from::TIME = TIME '00:00:00' AND coalesce(o.committed_to, o.committed_from) = o.committed_from)
               AND coalesce(o.committed_to, o.committed_from) - o.committed_from <= INTERVAL 12 HOUR AS known
    FROM partner_offences AS o
    LEFT JOIN placed AS p ON p.month = o.month AND p.row = o.row
    ANTI JOIN left_out USING (offence_code)
    WHERE o.month BETWEEN $first::DATE AND $last::DATE
      AND (p.inside IS NOT NULL OR (o.place = 'not_located' AND o.month IN (FROM without_places)))
      AND o.domestic_abuse IS DISTINCT FROM 'Y'
      AND CASE $flag::VARCHAR WHEN 'alcohol' THEN o.alcohol = 'Y' WHEN 'weapon' THEN o.knife = 'Y' OR o.firearm = 'Y'
          WHEN 'public' THEN o.location_type = 'public_place' AND o.domestic_abuse = 'N' ELSE true END
),
in_hours AS (
    SELECT began, ended, unnest(generate_series(date_trunc('hour', began), ended, INTERVAL 1 HOUR)) AS hour FROM kept WHERE known
),
weighed AS (
    SELECT hour, CASE
        WHEN ended = began THEN 1.0
        ELSE date_diff('second', greatest(began, hour), least(ended, hour + INTERVAL 1 HOUR)) / date_diff('second', began, ended)
    END AS part
    FROM in_hours
)
SELECT CASE WHEN extract(hour FROM hour) NOT BETWEEN 5 AND 16 THEN isodow(hour - INTERVAL 5 HOUR) END::INTEGER AS weekday,
       CASE WHEN extract(hour FROM hour) BETWEEN 5 AND 16 THEN 12 ELSE extract(hour FROM hour) END::INTEGER AS hour,
       sum(part)::DOUBLE AS offences
FROM weighed
GROUP BY ALL
UNION ALL
SELECT NULL, NULL, count(*)::DOUBLE FROM kept WHERE NOT known
ORDER BY weekday, hour
