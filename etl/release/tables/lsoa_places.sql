-- One row per LSOA code, of 2011 or 2021, that a loaded lookup places: its 2021 code, its ward, and whether it lies in the area.
-- A 2011 code that was split keeps no 2021 code here (points decide, see split_points); its ward stands where all parts agree.
CREATE TABLE lsoa_places AS
WITH latest AS (
    SELECT * FROM typed_lookups
    QUALIFY as_at = max(as_at) OVER (PARTITION BY layer)
),
ward_of_2021 AS (
    SELECT lsoa21_code, lsoa21_name, ward_code, ward_name, district_code FROM latest WHERE layer = 'lsoa21_ward'
),
change AS (
    SELECT lsoa11_code, lsoa21_code, lsoa21_name, district_code FROM latest WHERE layer = 'lsoa11_lsoa21'
),
ward_of_2011 AS (
    SELECT lsoa11_code, ward_code, ward_name FROM latest WHERE layer = 'lsoa11_ward'
),
-- Every 2021 code that any lookup knows, with its ward where one is known.
codes_2021 AS (
    SELECT
        coalesce(w.lsoa21_code, c.lsoa21_code) AS lsoa_code,
        coalesce(w.lsoa21_name, c.lsoa21_name) AS lsoa_name,
        coalesce(w.ward_code, o.ward_code) AS ward_code,
        coalesce(w.ward_name, o.ward_name) AS ward_name,
        coalesce(w.district_code, c.district_code) AS district_code
    FROM ward_of_2021 w
    FULL JOIN (
        SELECT lsoa21_code, min(lsoa21_name) AS lsoa21_name, min(district_code) AS district_code, min(lsoa11_code) AS lsoa11_code
        FROM change GROUP BY lsoa21_code
    ) c ON w.lsoa21_code = c.lsoa21_code
    LEFT JOIN ward_of_2011 o ON o.lsoa11_code = c.lsoa11_code
),
area_wards AS (
    SELECT DISTINCT ward_code FROM codes_2021 WHERE district_code = getvariable('area_code') AND ward_code IS NOT NULL
),
older AS (
    SELECT
        coalesce(c.lsoa11_code, o.lsoa11_code) AS filed,
        CASE WHEN count(DISTINCT t.lsoa_code) = 1 THEN min(t.lsoa_code) END AS lsoa_code,
        CASE WHEN count(DISTINCT coalesce(t.ward_code, o.ward_code)) = 1 THEN min(coalesce(t.ward_code, o.ward_code)) END AS ward_code,
        CASE WHEN count(DISTINCT coalesce(t.ward_name, o.ward_name)) = 1 THEN min(coalesce(t.ward_name, o.ward_name)) END AS ward_name,
        min(coalesce(t.district_code, c.district_code)) AS district_code,
        count(DISTINCT t.lsoa_code) > 1 AS split
    FROM change c
    LEFT JOIN codes_2021 t ON t.lsoa_code = c.lsoa21_code
    FULL JOIN ward_of_2011 o ON o.lsoa11_code = c.lsoa11_code
    GROUP BY ALL
)
SELECT
    filed, lsoa_code, lsoa_name, ward_code, ward_name, split,
    coalesce(district_code = getvariable('area_code'), ward_code IN (FROM area_wards), false) AS in_area
FROM (
    SELECT lsoa_code AS filed, lsoa_code, lsoa_name, ward_code, ward_name, district_code, false AS split FROM codes_2021
    UNION ALL
    SELECT filed, lsoa_code, NULL, ward_code, ward_name, district_code, split
    FROM older WHERE filed NOT IN (SELECT lsoa_code FROM codes_2021)
);

-- must be equal: an LSOA code is placed once
SELECT count(*), count(DISTINCT filed) FROM lsoa_places;
