-- One row is one cell of the partnership's own grid that is large enough for anonymised police points: its name and its outline as
-- a GeoJSON geometry (WGS84 degrees). No row: no grid is loaded, or a cell of it is under 250 m across (a metre is left for rounding).
SELECT cell_id, geojson
FROM cells
WHERE (SELECT min(across) FROM cells) >= 249
ORDER BY cell_id
