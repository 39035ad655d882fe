-- One row is one month of the partner extract, from the first loaded to the last. offences: those in the area without the groups asked to
-- be left out and what is flagged as domestic abuse; located: those of them with coordinates; told: those of which both the kind of place
-- and the flag of domestic abuse are told. NULL in a month without a file; comparable: false inside a registered break. Unsuppressed.
WITH loaded AS (SELECT DISTINCT period AS month FROM coverage WHERE source = 'partner_extract'),
span AS (SELECT unnest(generate_series(min(month), max(month), INTERVAL 1 MONTH))::DATE AS month FROM loaded HAVING count(*) > 0),
left_out AS (
    SELECT DISTINCT offence_code FROM offence_groups WHERE list_contains($left_out::VARCHAR[], offence_group)
),
counted AS (
    SELECT month, count(*) AS offences, count(easting) AS located,
           count(*) FILTER (location_type IS NOT NULL AND domestic_abuse IS NOT NULL) AS told
    FROM partner_offences ANTI JOIN left_out USING (offence_code)
    WHERE place = 'area' AND domestic_abuse IS DISTINCT FROM 'Y'
    GROUP BY month
)
SELECT s.month, l.month IS NOT NULL AS covered,
       NOT EXISTS (FROM breaks AS b WHERE b.source = 'partner_extract' AND s.month BETWEEN b.from_month AND b.to_month) AS comparable,
       (SELECT min(b.reason) FROM breaks AS b WHERE b.source = 'partner_extract' AND s.month BETWEEN b.from_month AND b.to_month)
           AS reason,
       CASE WHEN l.month IS NOT NULL THEN coalesce(c.offences, 0) END AS offences,
       CASE WHEN l.month IS NOT NULL THEN coalesce(c.located, 0) END AS located,
       CASE WHEN l.month IS NOT NULL THEN coalesce(c.told, 0) END AS told
FROM span AS s
LEFT JOIN loaded AS l ON l.month = s.month
LEFT JOIN counted AS c ON c.month = s.month
ORDER BY s.month
