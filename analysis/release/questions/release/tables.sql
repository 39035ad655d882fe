-- One row is one table of the release: its name.
SELECT table_name AS name FROM information_schema.tables ORDER BY name
