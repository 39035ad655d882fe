-- One row is one outcome. in_street_file: chosen crimes whose latest outcome in the street file is this one.
-- in_outcomes_files: chosen crimes whose newest entry in the loaded outcomes files is this one (blank where none is loaded).
-- Anti-social behaviour has no outcome and is left out.
WITH chosen AS (
    SELECT crime_id, coalesce(outcome::VARCHAR, 'No outcome published') AS outcome
    FROM area_crimes
    WHERE month BETWEEN $start::DATE AND $end::DATE
      AND crime_type::VARCHAR <> 'Anti-social behaviour'
      AND macros.of_types(crime_type, $types)
      AND macros.at_places(ward_code, lsoa_code, location, $wards, $lsoa, $street)
),
street_file AS (
    SELECT outcome, count(*) AS in_street_file
    FROM chosen
    GROUP BY outcome
),
newest AS (
    SELECT o.crime_id, arg_max(o.outcome_type::VARCHAR, (o.month, o.row)) AS outcome
    FROM outcomes AS o
    JOIN chosen USING (crime_id)
    WHERE o.counted
    GROUP BY o.crime_id
),
outcomes_files AS (
    SELECT newest.outcome, count(*) AS in_outcomes_files
    FROM chosen
    JOIN newest USING (crime_id)
    GROUP BY newest.outcome
)
SELECT outcome,
       coalesce(s.in_street_file, 0) AS in_street_file,
       CASE WHEN EXISTS (SELECT 1 FROM outcomes WHERE counted) THEN coalesce(f.in_outcomes_files, 0) END
           AS in_outcomes_files
FROM street_file AS s
FULL JOIN outcomes_files AS f USING (outcome)
ORDER BY in_street_file DESC, in_outcomes_files DESC, outcome
