-- One row is one ward of the area, with its usual residents (persons; blank where no population is loaded)
-- and, where boundaries are loaded, its outline as a GeoJSON geometry (WGS84 degrees).
SELECT ward_code, ward_name, population, population_as_at, longitude, latitude, geojson
FROM wards
ORDER BY ward_name
