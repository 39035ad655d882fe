-- One row per measure of a project in a period and version; of rows handed in twice the newest file's stands.
CREATE TABLE returns AS
SELECT grant_id, project_id, period_start, period_end, measure_id, value, basis, status, submitted_on, version, note
FROM typed_returns
QUALIFY row_number() OVER (
    PARTITION BY grant_id, project_id, period_start, period_end, measure_id, version ORDER BY receipt DESC
) = 1;

-- The latest version of each: what figures count.
CREATE VIEW current_returns AS
SELECT * FROM returns
QUALIFY row_number() OVER (PARTITION BY grant_id, project_id, period_start, period_end, measure_id ORDER BY version DESC) = 1;
