-- The tables that people fill in, as they stand.
-- year: as 2024/25, however the file writes it.
CREATE TABLE grants AS
SELECT
    grant_id, title, funder, strftime(year, '%Y') || '/' || strftime(year + INTERVAL 1 YEAR, '%y') AS year, awarded,
    conditions_confirmed_on, conditions_signed_on, released_on
FROM typed_grants;
CREATE TABLE allocations AS SELECT grant_id, project_id, amount FROM typed_allocations;
CREATE TABLE projects AS
SELECT grant_id, project_id, title, summary, lead_organisation, pillars, indicators, stage, starts, ends, sustainability
FROM typed_projects ORDER BY grant_id, project_id;
CREATE TABLE zones AS
SELECT zone_id, name, kind, coalesce(indicative, false) AS indicative, source, geometry AS geojson FROM typed_zones;
