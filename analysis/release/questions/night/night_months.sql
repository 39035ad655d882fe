-- One row is one month of the partner extract, from the first loaded to the last, × one category of offence ('' for all together).
-- Numbers of offences recorded in the month, at places wholly inside the zone or kind of zone, committed wholly within one night (17:00
-- to 05:00) whose evening is one of the weekdays asked for (1 Monday to 7 Sunday): records; alcohol, weapon, public_place: those of them;
-- placed: those whose kind of place is told. unsure: offences of which nobody can tell whether they belong, since the hour is not
-- certain, or they may lie there or elsewhere (an area partly inside; no place, where most of the month have none). Category: the first offence group of the code. NULL in a month without a file; comparable: false inside a registered
-- break. Unsuppressed: whoever asks suppresses. Left out: groups asked to be, and what is flagged as domestic abuse.
WITH loaded AS (SELECT DISTINCT period AS month FROM coverage WHERE source = 'partner_extract'),
span AS (SELECT unnest(generate_series(min(month), max(month), INTERVAL 1 MONTH))::DATE AS month FROM loaded HAVING count(*) > 0),
groups AS (
    SELECT offence_code, arg_min(name, rowid) AS category, bool_or(list_contains($left_out::VARCHAR[], offence_group)) AS left_out
    FROM offence_groups GROUP BY offence_code
),
inside AS (
    SELECT p.month, p.row, bool_or(p.inside) AS inside
    FROM offence_zones AS p JOIN zones AS z USING (zone_id)
    WHERE z.zone_id = $zone::VARCHAR OR z.kind = $zone::VARCHAR
    GROUP BY p.month, p.row
),
-- Months of which most offences have no place: a few elsewhere without one say little of a zone.
without_places AS (
    SELECT month FROM partner_offences GROUP BY month HAVING count(*) FILTER (place = 'not_located') > 0.5 * count(*)
),
kept AS (
    SELECT o.*, coalesce(i.inside, false) AS there, coalesce(g.category, 'Other offences') AS category,
           coalesce(o.committed_to, o.committed_from) AS ended,
           (extract(epoch FROM o.committed_from) / 60 - 1020 + 1440) % 1440 AS since_evening
    FROM partner_offences AS o
    LEFT JOIN inside AS i ON i.month = o.month AND i.row = o.row
    LEFT JOIN groups AS g USING (offence_code)
    WHERE (i.inside IS NOT NULL OR (o.place = 'not_located' AND o.month IN (FROM without_places))) AND NOT coalesce(g.left_out, false) AND o.domestic_abuse IS DISTINCT FROM 'Y'
),
-- In such a night: true, false, or NULL where nobody can tell.
held AS (
    SELECT *, CASE
        WHEN committed_from IS NULL OR (committed_from::TIME = TIME '00:00:00' AND ended = committed_from) THEN NULL
        WHEN since_evening < 720 AND NOT list_contains($weekdays::INTEGER[], isodow(committed_from - INTERVAL 5 HOUR))
            THEN CASE WHEN ended - committed_from <= INTERVAL 12 HOUR THEN false END
        WHEN since_evening < 720 THEN CASE WHEN since_evening + extract(epoch FROM ended - committed_from) / 60 <= 720 THEN true END
        WHEN since_evening + extract(epoch FROM ended - committed_from) / 60 <= 1440 THEN false
        -- From the day into the evening of the same date.
        WHEN ended - committed_from <= INTERVAL 12 HOUR AND NOT list_contains($weekdays::INTEGER[], isodow(committed_from)) THEN false
    END AS at_night
    FROM kept
),
counted AS (
    SELECT month, category, count(*) FILTER (there AND at_night) AS records,
           count(*) FILTER (there AND at_night AND alcohol = 'Y') AS alcohol,
           count(*) FILTER (there AND at_night AND (knife = 'Y' OR firearm = 'Y')) AS weapon,
           count(*) FILTER (there AND at_night AND location_type = 'public_place') AS public_place,
           count(*) FILTER (there AND at_night AND location_type IS NOT NULL) AS placed,
           count(*) FILTER (at_night IS NULL OR (at_night AND NOT there)) AS unsure
    FROM (FROM held UNION ALL SELECT * REPLACE ('' AS category) FROM held)
    GROUP BY month, category
),
categories AS (SELECT DISTINCT category FROM counted UNION SELECT '')
SELECT s.month, c.category, l.month IS NOT NULL AS covered,
       NOT EXISTS (FROM breaks AS b WHERE b.source = 'partner_extract' AND s.month BETWEEN b.from_month AND b.to_month) AS comparable,
       (SELECT min(b.reason) FROM breaks AS b WHERE b.source = 'partner_extract' AND s.month BETWEEN b.from_month AND b.to_month)
           AS reason,
       CASE WHEN l.month IS NOT NULL THEN coalesce(n.records, 0) END AS records,
       CASE WHEN l.month IS NOT NULL THEN coalesce(n.alcohol, 0) END AS alcohol,
       CASE WHEN l.month IS NOT NULL THEN coalesce(n.weapon, 0) END AS weapon,
       CASE WHEN l.month IS NOT NULL THEN coalesce(n.public_place, 0) END AS public_place,
       CASE WHEN l.month IS NOT NULL THEN coalesce(n.placed, 0) END AS placed,
       CASE WHEN l.month IS NOT NULL THEN coalesce(n.unsure, 0) END AS unsure
FROM span AS s CROSS JOIN categories AS c
LEFT JOIN loaded AS l ON l.month = s.month
LEFT JOIN counted AS n ON n.month = s.month AND n.category = c.category
ORDER BY c.category, s.month
