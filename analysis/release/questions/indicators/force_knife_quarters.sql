-- One row is one quarter of one of the area's own forces: offences in which a knife or sharp instrument was used (a number), all
-- kinds together, of the whole force; kinds: how many kinds of offence the table gives of it.
SELECT quarter_start, max(force_name) OVER (PARTITION BY force) AS force_name, offences, kinds
FROM (
    SELECT quarter_start, force, max(force_name) AS force_name, sum(offences)::DOUBLE AS offences, count(DISTINCT lower(offence)) AS kinds
    FROM force_knife_offences WHERE own GROUP BY quarter_start, force
)
ORDER BY force_name, quarter_start
