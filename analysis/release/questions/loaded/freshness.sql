-- One row is one source that comes in months: its first and last loaded month, over all configured forces. A return counts by the
-- month in which its period ends.
SELECT
    source, min(period) AS first_month,
    CASE WHEN source = 'returns' THEN (SELECT date_trunc('month', max(period_end))::DATE FROM returns) ELSE max(period) END
        AS last_month
FROM coverage
WHERE period IS NOT NULL
GROUP BY source
ORDER BY source
