-- One row per note on a day, for all charts or for those of one indicator or area.
CREATE TABLE annotations AS
SELECT DISTINCT date, indicator_id, area_code, text FROM typed_annotations ORDER BY ALL;
