-- One row is one zone with its outline as a GeoJSON geometry (WGS84 degrees). indicative: drawn by us, not official.
SELECT zone_id, name, kind, indicative, source, geojson
FROM zones
ORDER BY name
