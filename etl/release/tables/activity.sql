-- One row per day, place, agency, kind and start of a visit (NULL where not told); of rows handed in twice the newest file's stands.
-- began, ended: the span of a visit whose start and minutes are told. Restricted: people_helped counts people.
CREATE TABLE activity AS
SELECT
    date, place_id, agency, kind, visits, minutes, minutes_asked, people_helped,
    CASE WHEN minutes IS NOT NULL THEN date + started::TIME END AS began,
    date + started::TIME + minutes * INTERVAL 1 MINUTE AS ended
FROM (SELECT * REPLACE (CASE WHEN length(started) = 4 THEN '0' || started ELSE started END AS started) FROM typed_activity)
WHERE set_aside IS NULL
QUALIFY row_number() OVER (PARTITION BY date, place_id, agency, kind, started ORDER BY receipt DESC NULLS LAST) = 1
ORDER BY date, place_id, agency, kind, started NULLS FIRST;
