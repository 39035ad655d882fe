-- One row is one month before $before × one crime type with at least one record of a force that counts, wherever it lies.
-- No figures: it tells which types the files of older months do hold.
SELECT DISTINCT month, crime_type::VARCHAR AS crime_type
FROM crimes
WHERE counted AND month < $before::DATE
ORDER BY month, crime_type
