-- One row: the residents of the configured area, all its wards together, and where the population figures come from.
-- Unit: people. residents is NULL where no population file is loaded, or where a ward has none.
SELECT
    CASE WHEN count(population) = count(*) THEN sum(population) END AS residents,
    max(population_as_at) AS as_at,
    any_value(population_source) AS source
FROM wards
