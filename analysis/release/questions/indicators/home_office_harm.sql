-- One row is one quarter of the Home Office's tables × one offence code: offences recorded in the area's own partnership (a number;
-- negative where crimes of an earlier quarter were cancelled) and the code's weight in harm points an offence, NULL where the loaded
-- weights name none, or name different ones for several codes in one field. Only quarters that are in a loaded table. codes: those asked for. name, version: of the weights, NULL where none
-- are loaded.
WITH used AS (SELECT name, version, valid_from FROM harm_weights LIMIT 1),
fields AS (
    SELECT DISTINCT offence_code, string_split(replace(offence_code, ' ', ''), '/') AS held FROM home_office_crimes
    WHERE list_has_any($codes::VARCHAR[], string_split(replace(offence_code, ' ', ''), '/'))
),
-- A weight is known where all codes of the field are asked for and have the same one.
weighed AS (
    SELECT f.offence_code,
           CASE
               WHEN count(w.weight) = len(f.held) AND min(w.weight) = max(w.weight) AND list_has_all($codes::VARCHAR[], f.held)
                   THEN min(w.weight)
           END AS weight
    FROM (SELECT offence_code, held, unnest(held) AS code FROM fields) AS f
    LEFT JOIN harm_weights AS w ON w.offence_code = f.code
    GROUP BY f.offence_code, f.held
)
SELECT h.quarter_start, h.offence_code, sum(h.offences)::DOUBLE AS offences, any_value(w.weight) AS weight,
       any_value(u.name) AS name, any_value(u.version) AS version, any_value(u.valid_from) AS valid_from
FROM home_office_crimes AS h
JOIN weighed AS w USING (offence_code)
LEFT JOIN used AS u ON true
WHERE h.in_area
GROUP BY h.quarter_start, h.offence_code
ORDER BY h.quarter_start, h.offence_code
