-- One row is one zone, or cell of the own grid, × one month of which any activity is loaded; no row where none is: not known, never nought.
-- minutes: delivered; those of visits that overlap in one place and agency count once. of_asked: those of rows that say how many were
-- asked for (asked). rows, visits, people: numbers. NULL where no row tells. unsure: rows with minutes whose start is not told, so that
-- overlaps cannot be seen. Restricted: people.
WITH own AS (
    SELECT a.*, date_trunc('month', a.date)::DATE AS month, row_number() OVER () AS id
    FROM activity AS a
    WHERE a.place_id IN (SELECT zone_id FROM zones UNION ALL SELECT cell_id FROM cells)
),
-- Twice: all rows, and those against which something was asked for.
twice AS (SELECT *, false AS agreed FROM own UNION ALL SELECT *, true FROM own WHERE minutes_asked IS NOT NULL),
-- How far the visits before each reach, in order of their start: it adds what it lasts beyond that.
reached AS (
    SELECT *, max(ended) OVER (
        PARTITION BY agreed, place_id, agency ORDER BY began, ended, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS reach
    FROM twice
),
spent AS (
    SELECT place_id, month, agreed, sum(
        CASE WHEN began IS NULL THEN minutes
             ELSE greatest(0, date_diff('second', greatest(began, coalesce(reach, began)), ended)) / 60 END
    ) AS minutes
    FROM reached GROUP BY place_id, month, agreed
)
SELECT o.place_id AS zone_id, o.month, count(*) AS rows, sum(o.visits)::BIGINT AS visits,
       any_value(s.minutes)::DOUBLE AS minutes, any_value(a.minutes)::DOUBLE AS of_asked,
       sum(o.minutes_asked)::DOUBLE AS asked, sum(o.people_helped)::BIGINT AS people,
       count(*) FILTER (o.began IS NULL AND o.minutes IS NOT NULL) AS unsure
FROM own AS o
LEFT JOIN spent AS s ON s.place_id = o.place_id AND s.month = o.month AND NOT s.agreed
LEFT JOIN spent AS a ON a.place_id = o.place_id AND a.month = o.month AND a.agreed
GROUP BY o.place_id, o.month
ORDER BY o.place_id, o.month
