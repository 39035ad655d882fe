-- One row is one note on a day, for all charts or for those of one indicator or area (blank: all). No figures.
-- Releases built before notes could be loaded lack the table: ask `tables` first.
SELECT date, indicator_id, area_code, text FROM annotations ORDER BY date, text
