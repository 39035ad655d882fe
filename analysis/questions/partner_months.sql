-- One row is one month of the partner extract × one of the indicators asked for, from the first month loaded to the last.
-- records: offences in the area that its filter names (codes, an empty list for all; any of its flags; filled: all six flags known);
-- of_all: all offences in the area. Numbers, unsuppressed: whoever asks suppresses. NULL in a month without a file.
-- codes and flags: one list an indicator, in the order of indicator_ids.
WITH asked AS (
    SELECT unnest($indicator_ids::VARCHAR[]) AS indicator_id,
           unnest($codes::VARCHAR[][]) AS codes,
           unnest($flags::VARCHAR[][]) AS flags,
           unnest($filled::BOOLEAN[]) AS filled
),
loaded AS (SELECT DISTINCT period AS month FROM coverage WHERE source = 'partner_extract'),
span AS (SELECT unnest(generate_series(min(month), max(month), INTERVAL 1 MONTH))::DATE AS month FROM loaded HAVING count(*) > 0),
counted AS (
    SELECT a.indicator_id, o.month, count(*) AS of_all,
           count(*) FILTER (
               (len(a.codes) = 0 OR list_contains(a.codes, o.offence_code))
               AND (
                   len(a.flags) = 0
                   OR (list_contains(a.flags, 'knife') AND o.knife = 'Y')
                   OR (list_contains(a.flags, 'firearm') AND o.firearm = 'Y')
                   OR (list_contains(a.flags, 'domestic_abuse') AND o.domestic_abuse = 'Y')
                   OR (list_contains(a.flags, 'alcohol') AND o.alcohol = 'Y')
                   OR (list_contains(a.flags, 'hate') AND o.hate = 'Y')
                   OR (list_contains(a.flags, 'exploitation') AND o.exploitation = 'Y')
               )
               AND (
                   NOT a.filled
                   OR (o.knife IS NOT NULL AND o.firearm IS NOT NULL AND o.domestic_abuse IS NOT NULL
                       AND o.alcohol IS NOT NULL AND o.hate IS NOT NULL AND o.exploitation IS NOT NULL)
               )
           ) AS records
    FROM partner_offences AS o CROSS JOIN asked AS a
    WHERE o.place = 'area'
    GROUP BY a.indicator_id, o.month
)
SELECT s.month, a.indicator_id, l.month IS NOT NULL AS covered,
       CASE WHEN l.month IS NOT NULL THEN coalesce(c.records, 0) END AS records,
       CASE WHEN l.month IS NOT NULL THEN coalesce(c.of_all, 0) END AS of_all
FROM span AS s CROSS JOIN asked AS a
LEFT JOIN loaded AS l ON l.month = s.month
LEFT JOIN counted AS c ON c.month = s.month AND c.indicator_id = a.indicator_id
ORDER BY a.indicator_id, s.month
