-- One row is one ward of the area, a ward without records included. Counts are records of the chosen types that stand,
-- in the period (chosen) and in the period a year before (before; blank where it may not be compared).
WITH counts AS (
    SELECT ward_code,
           count(*) FILTER (month BETWEEN $start::DATE AND $end::DATE) AS chosen,
           count(*) FILTER (month BETWEEN $before_start::DATE AND $before_end::DATE) AS before
    FROM area_crimes
    WHERE month BETWEEN coalesce($before_start::DATE, $start::DATE) AND $end::DATE
      AND macros.of_types(crime_type, $types)
      AND macros.at_places(ward_code, lsoa_code, location, NULL, $lsoa, $street)
    GROUP BY ward_code
)
SELECT w.ward_code, w.ward_name, w.population, w.population_as_at,
       coalesce(c.chosen, 0) AS chosen,
       CASE WHEN $before_start::DATE IS NOT NULL THEN coalesce(c.before, 0) END AS before
FROM wards AS w
LEFT JOIN counts AS c USING (ward_code)
ORDER BY chosen DESC, w.ward_name
