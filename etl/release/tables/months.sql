-- One row per month from the first to the last loaded month of street crime: whether every force that counts is there (a month
-- without a file is a gap, never zero), and whether the month may be compared. A force declared partial opens no gap, unless it
-- is the only one that counts.
-- after: coverage, breaks
CREATE TABLE months AS
WITH loaded AS (
    SELECT force, period, in_area FROM coverage
    WHERE source = 'police_street' AND (getvariable('every_force') OR list_contains(getvariable('forces'), force))
),
-- With every force counted, the ones that matter to the area are those with at least one in a hundred of its rows.
counting AS (
    SELECT force FROM loaded GROUP BY force
    HAVING NOT getvariable('every_force') OR coalesce(sum(in_area), 0) >= 0.01 * (SELECT coalesce(sum(in_area), 0) FROM loaded)
    UNION
    SELECT unnest(getvariable('forces')) WHERE NOT getvariable('every_force')
),
whole AS (
    SELECT force FROM counting WHERE NOT list_contains(getvariable('partial_forces'), force)
),
needed AS (
    SELECT force FROM whole UNION SELECT force FROM counting WHERE NOT EXISTS (FROM whole)
),
span AS (
    SELECT unnest(generate_series(min(period), max(period), INTERVAL 1 MONTH))::DATE AS month FROM loaded HAVING count(*) > 0
),
counted AS (
    SELECT month, count(DISTINCT l.force) AS forces
    FROM span LEFT JOIN (SELECT * FROM loaded SEMI JOIN needed USING (force)) l ON l.period = month GROUP BY month
)
SELECT
    c.month,
    c.forces = (SELECT count(*) FROM needed) AS covered,
    count(b.from_month) = 0 AS comparable,
    min(b.reason) AS reason
FROM counted c
LEFT JOIN breaks b ON b.source = 'police_street' AND c.month BETWEEN b.from_month AND b.to_month
GROUP BY ALL ORDER BY c.month;
