-- One row is one month of the partner extract × one of the indicators asked for × one part of it ('' for all its parts together,
-- each offence counted once), from the first month loaded to the last. Numbers, unsuppressed: whoever asks suppresses.
-- records: offences that the filter names (codes, an empty list for all; any of its flags; filled: all six flags known; in the zone;
-- committed wholly in the hours) in the area. of_all: all offences in the area. flag_unknown, hour_unknown, place_unknown: offences
-- that no part says no to, left out because a flag is blank, the hour is not certain, or the place is. candidates: offences that only
-- their flags could rule out. assessed: those of records that the table for Purple Flag may count too (wholly in a Friday or Saturday
-- night, 17:00 to 05:00, in a night-time zone; no domestic abuse). NULL in a month without a file.
-- Parameters: one entry a part, in one order. starts, lengths: the hours as minutes since midnight and their length (NULL: any hour).
WITH asked AS (
    SELECT unnest($indicator_ids::VARCHAR[]) AS indicator_id,
           unnest($parts::VARCHAR[]) AS part,
           unnest($codes::VARCHAR[][]) AS codes,
           unnest($flags::VARCHAR[][]) AS flags,
           unnest($filled::BOOLEAN[]) AS filled,
           unnest($zones::VARCHAR[]) AS zone,
           unnest($starts::INTEGER[]) AS starts,
           unnest($lengths::INTEGER[]) AS length
),
loaded AS (SELECT DISTINCT period AS month FROM coverage WHERE source = 'partner_extract'),
span AS (SELECT unnest(generate_series(min(month), max(month), INTERVAL 1 MONTH))::DATE AS month FROM loaded HAVING count(*) > 0),
-- An offence in two zones of a kind lies in that kind once.
placed AS (
    SELECT k.zone, z.month, z.row, bool_or(z.inside) AS inside
    FROM offence_zones AS z
    JOIN (SELECT zone_id, zone_id AS zone FROM zones UNION ALL SELECT zone_id, kind FROM zones) AS k USING (zone_id)
    WHERE k.zone IN (SELECT zone FROM asked)
    GROUP BY ALL
),
at_weekend_nights AS (
    SELECT DISTINCT o.month, o.row
    FROM partner_offences AS o
    JOIN offence_zones AS z ON z.month = o.month AND z.row = o.row AND z.inside
    JOIN zones AS k ON k.zone_id = z.zone_id AND k.kind = 'night_time'
    WHERE o.domestic_abuse IS DISTINCT FROM 'Y' AND isodow(o.committed_from - INTERVAL 5 HOUR) IN (5, 6)
      AND (extract(epoch FROM o.committed_from) / 60 - 1020 + 1440) % 1440
          + extract(epoch FROM coalesce(o.committed_to, o.committed_from) - o.committed_from) / 60 <= 720
),
-- Each condition of a filter: true, false, or NULL where nobody can tell.
held AS (
    SELECT a.indicator_id, a.part, o.month, o.row,
        CASE
            WHEN a.filled THEN o.knife IS NOT NULL AND o.firearm IS NOT NULL AND o.domestic_abuse IS NOT NULL
                AND o.alcohol IS NOT NULL AND o.hate IS NOT NULL AND o.exploitation IS NOT NULL
            WHEN len(a.flags) = 0 THEN true
            -- Blank flags are NULL: "or" is true with any Y, false with all N, else not known.
            ELSE (list_contains(a.flags, 'knife') AND o.knife = 'Y')
                OR (list_contains(a.flags, 'firearm') AND o.firearm = 'Y')
                OR (list_contains(a.flags, 'domestic_abuse') AND o.domestic_abuse = 'Y')
                OR (list_contains(a.flags, 'alcohol') AND o.alcohol = 'Y')
                OR (list_contains(a.flags, 'hate') AND o.hate = 'Y')
                OR (list_contains(a.flags, 'exploitation') AND o.exploitation = 'Y')
        END AS flagged,
        CASE
            WHEN p.zone IS NOT NULL THEN CASE WHEN p.inside THEN true END
            WHEN a.zone IS NOT NULL AND o.easting IS NOT NULL THEN false
            WHEN o.place = 'not_located' THEN NULL
            ELSE a.zone IS NULL AND o.place = 'area'
        END AS inside,
        -- Midnight without an end is how systems write a day without an hour. The range is held against the hours that its beginning
        -- lies in: wholly inside them, wholly outside, or not certain.
        CASE
            WHEN a.starts IS NULL THEN true
            WHEN o.committed_from IS NULL THEN NULL
            WHEN o.committed_from::TIME = TIME '00:00:00' AND coalesce(o.committed_to, o.committed_from) = o.committed_from THEN NULL
            WHEN (extract(epoch FROM o.committed_from) / 60 - a.starts + 1440) % 1440 < a.length THEN CASE WHEN
                (extract(epoch FROM o.committed_from) / 60 - a.starts + 1440) % 1440
                + extract(epoch FROM coalesce(o.committed_to, o.committed_from) - o.committed_from) / 60 <= a.length THEN true END
            ELSE CASE WHEN
                (extract(epoch FROM o.committed_from) / 60 - a.starts + 1440) % 1440
                + extract(epoch FROM coalesce(o.committed_to, o.committed_from) - o.committed_from) / 60 <= 1440 THEN false END
        END AS in_hours
    FROM partner_offences AS o
    JOIN asked AS a ON len(a.codes) = 0 OR list_contains(a.codes, o.offence_code)
    LEFT JOIN placed AS p ON p.zone = a.zone AND p.month = o.month AND p.row = o.row
),
possible AS (
    SELECT *, coalesce(flagged AND inside AND in_hours, false) AS counted FROM held
    WHERE flagged IS NOT false AND inside IS NOT false AND in_hours IS NOT false
),
-- An offence that one line of a part (or one part of all) counts is counted, whatever another does not know.
once AS (
    SELECT indicator_id, part, month, row, bool_or(counted) AS counted, bool_or(flagged IS NULL) AS flag,
           bool_or(in_hours IS NULL) AS hour, bool_or(inside IS NULL) AS place
    FROM (FROM possible UNION ALL SELECT * REPLACE ('' AS part) FROM possible WHERE part <> '')
    GROUP BY indicator_id, part, month, row
),
counts AS (
    SELECT indicator_id, part, month, count(*) FILTER (counted) AS records,
           count(*) FILTER (counted AND w.row IS NOT NULL) AS assessed,
           count(*) FILTER (flag AND NOT counted) AS flag_unknown,
           count(*) FILTER (hour AND NOT counted) AS hour_unknown,
           count(*) FILTER (place AND NOT counted) AS place_unknown
    FROM once LEFT JOIN at_weekend_nights AS w USING (month, row) GROUP BY indicator_id, part, month
),
able AS (
    SELECT indicator_id, part, month, count(*) AS candidates FROM held
    WHERE inside IS NOT false AND in_hours IS NOT false GROUP BY indicator_id, part, month
),
totals AS (SELECT month, count(*) AS of_all FROM partner_offences WHERE place = 'area' GROUP BY month),
lines AS (SELECT indicator_id, part FROM asked UNION SELECT indicator_id, '' FROM asked)
SELECT s.month, a.indicator_id, a.part, l.month IS NOT NULL AS covered,
       CASE WHEN l.month IS NOT NULL THEN coalesce(c.records, 0) END AS records,
       CASE WHEN l.month IS NOT NULL THEN coalesce(c.assessed, 0) END AS assessed,
       CASE WHEN l.month IS NOT NULL THEN coalesce(t.of_all, 0) END AS of_all,
       CASE WHEN l.month IS NOT NULL THEN coalesce(b.candidates, 0) END AS candidates,
       CASE WHEN l.month IS NOT NULL THEN coalesce(c.flag_unknown, 0) END AS flag_unknown,
       CASE WHEN l.month IS NOT NULL THEN coalesce(c.hour_unknown, 0) END AS hour_unknown,
       CASE WHEN l.month IS NOT NULL THEN coalesce(c.place_unknown, 0) END AS place_unknown
FROM span AS s CROSS JOIN lines AS a
LEFT JOIN loaded AS l ON l.month = s.month
LEFT JOIN totals AS t ON t.month = s.month
LEFT JOIN able AS b ON b.month = s.month AND b.indicator_id = a.indicator_id AND b.part = a.part
LEFT JOIN counts AS c ON c.month = s.month AND c.indicator_id = a.indicator_id AND c.part = a.part
ORDER BY a.indicator_id, a.part, s.month
