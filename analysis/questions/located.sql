-- One row is one force × month of police recorded crime: records that count, in the configured area, outside it, and without
-- a location. in_area + outside + not_located = records: the identity of totals.
SELECT
    force::VARCHAR AS force, month,
    count(*) AS records,
    count(*) FILTER (WHERE place = 'area') AS in_area,
    count(*) FILTER (WHERE place = 'outside') AS outside,
    count(*) FILTER (WHERE place = 'not_located') AS not_located
FROM crimes
GROUP BY ALL
ORDER BY force, month
