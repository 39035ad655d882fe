-- One row is one source × reason: rows of loaded files that are kept but not counted, over all months.
SELECT source, reason, sum(rows)::BIGINT AS rows, count(DISTINCT period) AS months
FROM set_aside
GROUP BY source, reason
ORDER BY rows DESC, source, reason
