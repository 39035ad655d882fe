-- One row is one community safety partnership of the Home Office's tables: the area's own and its peers (those named, or where none
-- is named all of the same forces). offences: recorded from the first to the last quarter asked for with one of the codes (a number);
-- several codes in one field count where all are asked for.
-- quarters: in how many of those quarters the tables name the partnership at all. residents: people, NULL where not loaded.
WITH own AS (SELECT DISTINCT force_name FROM partnerships WHERE in_area),
chosen AS (
    SELECT * FROM partnerships
    WHERE in_area
       OR (len($peers::VARCHAR[]) = 0 AND force_name IN (FROM own))
       OR lower(trim(csp_name)) IN (SELECT lower(trim(unnest($peers::VARCHAR[]))))
)
SELECT c.csp_name, c.force_name, c.in_area, c.residents, c.residents_as_at,
       count(DISTINCT h.quarter_start) AS quarters,
       coalesce(sum(h.offences) FILTER (
           list_has_all($codes::VARCHAR[], string_split(replace(h.offence_code, ' ', ''), '/'))
       ), 0)::DOUBLE AS offences
FROM chosen AS c
LEFT JOIN home_office_crimes AS h
    ON h.csp_name = c.csp_name AND h.force_name = c.force_name AND h.quarter_start BETWEEN $start::DATE AND $end::DATE
GROUP BY ALL
ORDER BY c.csp_name
