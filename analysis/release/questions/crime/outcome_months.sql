-- One row is one month (of the outcome) for which a police outcomes file is loaded.
SELECT DISTINCT period
FROM coverage
WHERE source = 'police_outcomes'
ORDER BY period
