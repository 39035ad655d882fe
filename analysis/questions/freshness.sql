-- One row is one source that comes in months: its first and last loaded month, over all configured forces.
SELECT source, min(period) AS first_month, max(period) AS last_month
FROM coverage
WHERE period IS NOT NULL
GROUP BY source
ORDER BY source
