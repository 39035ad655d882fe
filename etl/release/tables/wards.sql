-- One row per ward of the area: residents from the newest population loaded (a ward's own figure before the sum of its LSOAs of
-- the same day), outline from the newest boundaries loaded.
-- after: lsoa_places
CREATE TABLE wards AS
WITH area AS (
    SELECT ward_code, min(ward_name) AS ward_name FROM lsoa_places WHERE in_area AND ward_code IS NOT NULL GROUP BY ward_code
),
by_lsoa AS (
    -- A sum counts only when every LSOA of the ward has a figure.
    SELECT p.ward_code, t.as_at, sum(t.residents) AS residents, 'sum of LSOAs (best fit)' AS made, 2 AS rank
    FROM lsoa_places p
    JOIN typed_population t ON t.layer = 'lsoa21' AND t.lsoa21_code = p.lsoa_code AND p.filed = p.lsoa_code
    WHERE p.in_area
    GROUP BY p.ward_code, t.as_at
    HAVING count(*) = (SELECT count(*) FROM lsoa_places q WHERE q.ward_code = p.ward_code AND q.filed = q.lsoa_code)
),
by_ward AS (
    SELECT ward_code, as_at, residents, 'ward figure' AS made, 1 AS rank FROM typed_population WHERE layer = 'ward'
),
residents AS (
    SELECT * FROM (FROM by_lsoa UNION ALL FROM by_ward)
    QUALIFY row_number() OVER (PARTITION BY ward_code ORDER BY as_at DESC, rank) = 1
),
outlines AS (
    SELECT ward_code, ward_name, geometry, as_at, coalesce(schematic, false) AS schematic
    FROM typed_boundaries WHERE layer = 'ward'
    QUALIFY row_number() OVER (PARTITION BY ward_code ORDER BY as_at DESC) = 1
)
SELECT
    a.ward_code, coalesce(a.ward_name, o.ward_name, a.ward_code) AS ward_name,
    r.residents AS population, r.as_at AS population_as_at, r.made AS population_source,
    NULL::DOUBLE AS longitude, NULL::DOUBLE AS latitude,
    o.geometry AS geojson, o.as_at AS boundaries_as_at, o.schematic
FROM area a
LEFT JOIN residents r USING (ward_code)
LEFT JOIN outlines o USING (ward_code)
ORDER BY a.ward_code;

-- must be equal: wards add up to the area
SELECT (SELECT count(*) FROM area_crimes WHERE ward_code IS NOT NULL),
    (SELECT count(*) FROM area_crimes JOIN wards USING (ward_code));

-- must be equal: a ward stands once
SELECT count(*), count(DISTINCT ward_code) FROM wards;
