-- One row is one hospital site × one month, from the first month loaded of any site to the last. attendances after an assault; of these
-- timed: the time of the assault is told; placed: the place is told; matched: its words mean a zone or a place outside all. Numbers,
-- unsuppressed: whoever asks suppresses. NULL in a month of which no file of the site is loaded: a gap, never nought.
WITH loaded AS (SELECT DISTINCT force AS site_code, period AS month FROM coverage WHERE source = 'istv'),
span AS (SELECT unnest(generate_series(min(month), max(month), INTERVAL 1 MONTH))::DATE AS month FROM loaded HAVING count(*) > 0),
counted AS (
    SELECT site_code, month, count(*) AS attendances, count(assaulted_at) AS timed,
           count(*) FILTER (place <> 'not_told') AS placed, count(*) FILTER (place IN ('zone', 'elsewhere')) AS matched
    FROM istv GROUP BY site_code, month
)
SELECT i.site_code, s.month, l.month IS NOT NULL AS covered,
       CASE WHEN l.month IS NOT NULL THEN coalesce(c.attendances, 0) END AS attendances,
       CASE WHEN l.month IS NOT NULL THEN coalesce(c.timed, 0) END AS timed,
       CASE WHEN l.month IS NOT NULL THEN coalesce(c.placed, 0) END AS placed,
       CASE WHEN l.month IS NOT NULL THEN coalesce(c.matched, 0) END AS matched
FROM span AS s CROSS JOIN (SELECT DISTINCT site_code FROM loaded) AS i
LEFT JOIN loaded AS l ON l.site_code = i.site_code AND l.month = s.month
LEFT JOIN counted AS c ON c.site_code = i.site_code AND c.month = s.month
ORDER BY i.site_code, s.month
