-- One row is one force × month of police recorded crime: records that stand, in the configured area, outside it, and without
-- a location. in_area + outside + not_located = records: the identity of totals. counted: the force is part of the figures.
SELECT
    force::VARCHAR AS force, month, bool_or(counted) AS counted,
    count(*) AS records,
    count(*) FILTER (WHERE place = 'area') AS in_area,
    count(*) FILTER (WHERE place = 'outside') AS outside,
    count(*) FILTER (WHERE place = 'not_located') AS not_located
FROM crimes
GROUP BY force, month
ORDER BY force, month
