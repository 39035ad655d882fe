-- One row per recorded offence of the partner extract. Restricted: every figure made of it is suppressed where it is small.
-- month: the month recorded; row: its number in the file of that month (the two are the key); flags: Y, N or NULL (not known).
-- place: 'area', 'outside' or 'not_located', by LSOA, else ward, else coordinates.
-- after: lsoa_places, partner_points, wards, lsoas
CREATE TABLE partner_offences AS
WITH whole AS (
    SELECT coalesce((SELECT bool_and(geojson IS NOT NULL) FROM wards), false)
        OR coalesce((SELECT bool_and(geojson IS NOT NULL) FROM lsoas), false)
),
area_wards AS (SELECT DISTINCT ward_code FROM lsoa_places WHERE in_area AND ward_code IS NOT NULL)
SELECT
    t.period AS month, t.row, t.recorded_on, t.committed_from, t.committed_to, t.offence_code,
    coalesce(p.lsoa_code, x.lsoa_code) AS lsoa_code, t.lsoa_code AS lsoa_filed,
    coalesce(p.ward_code, t.ward_code, x.ward_code) AS ward_code,
    t.easting, t.northing,
    t.knife, t.firearm, t.domestic_abuse, t.alcohol, t.hate, t.exploitation,
    t.location_type, t.victim_age_band, t.victim_sex, t.outcome,
    CASE
        WHEN t.lsoa_code IS NOT NULL AND p.filed IS NOT NULL AND p.in_area THEN 'area'
        WHEN t.ward_code IN (FROM area_wards) AND p.filed IS NULL THEN 'area'
        WHEN p.filed IS NULL AND t.ward_code IS NULL AND x.ward_code IS NOT NULL THEN 'area'
        WHEN coalesce(t.lsoa_code, t.ward_code) IS NULL AND t.easting IS NULL THEN 'not_located'
        -- A point in no outline lies elsewhere only where every ward, or every LSOA, of the area has one.
        WHEN coalesce(t.lsoa_code, t.ward_code) IS NULL AND NOT (FROM whole) THEN 'not_located'
        ELSE 'outside'
    END::place AS place
FROM typed_partner_extract t
LEFT JOIN lsoa_places p ON p.filed = t.lsoa_code
LEFT JOIN partner_points x ON x.easting = t.easting AND x.northing = t.northing
WHERE t.set_aside IS NULL
ORDER BY t.period, t.row;

-- must be equal: every offence of the partner extract that is not set aside stands once
SELECT (SELECT coalesce(sum(loaded), 0) FROM standing WHERE source = 'partner_extract'),
    (SELECT count(*) FROM partner_offences);
