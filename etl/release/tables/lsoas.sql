-- One row per LSOA of 2021 in the area, with its ward, residents and outline where they are loaded.
-- after: lsoa_places
CREATE TABLE lsoas AS
SELECT
    p.lsoa_code, p.lsoa_name, p.ward_code, t.residents AS population, b.geometry AS geojson
FROM lsoa_places p
LEFT JOIN (
    SELECT lsoa21_code, residents FROM typed_population WHERE layer = 'lsoa21'
    QUALIFY row_number() OVER (PARTITION BY lsoa21_code ORDER BY as_at DESC) = 1
) t ON t.lsoa21_code = p.lsoa_code
LEFT JOIN (
    SELECT lsoa21_code, geometry FROM typed_boundaries WHERE layer = 'lsoa21'
    QUALIFY row_number() OVER (PARTITION BY lsoa21_code ORDER BY as_at DESC) = 1
) b ON b.lsoa21_code = p.lsoa_code
WHERE p.in_area AND p.filed = p.lsoa_code
ORDER BY p.lsoa_code;
