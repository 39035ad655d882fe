-- One row is one quarter of the Home Office's tables × one offence code: offences recorded in the area's own partnership (a number;
-- negative where crimes of an earlier quarter were cancelled) and the code's weight in harm points an offence, NULL where the loaded
-- weights name none. Only quarters that are in a loaded table. codes: those asked for. name, version: of the weights, NULL where none
-- are loaded.
WITH used AS (SELECT name, version, valid_from FROM harm_weights LIMIT 1)
SELECT h.quarter_start, h.offence_code, sum(h.offences)::DOUBLE AS offences, any_value(w.weight) AS weight,
       any_value(u.name) AS name, any_value(u.version) AS version, any_value(u.valid_from) AS valid_from
FROM home_office_crimes AS h
LEFT JOIN harm_weights AS w USING (offence_code)
LEFT JOIN used AS u ON true
WHERE h.in_area AND list_contains($codes::VARCHAR[], h.offence_code)
GROUP BY h.quarter_start, h.offence_code
ORDER BY h.quarter_start, h.offence_code
