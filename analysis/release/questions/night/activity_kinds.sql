-- One row is one month × zone, or cell of the own grid × kind of activity of which any is loaded; no row where none is: not known, never
-- nought. people, visits: numbers, NULL where no row tells. Restricted: people.
SELECT place_id AS zone_id, date_trunc('month', date)::DATE AS month, kind::VARCHAR AS kind,
       sum(people_helped)::BIGINT AS people, sum(visits)::BIGINT AS visits
FROM activity
WHERE place_id IN (SELECT zone_id FROM zones UNION ALL SELECT cell_id FROM cells)
GROUP BY ALL
ORDER BY zone_id, month, kind
