-- Not a table but a rule, for police files: in the area, outside it, or not located. Not located are rows without an LSOA, and rows
-- whose LSOA no lookup knows though its name is that of the area: counting them outside would lose them.
-- lsoa_code, lsoa_name: as filed; known, in_area: what `lsoa_places` says of the code.
CREATE TEMP MACRO place_of(lsoa_code, lsoa_name, known, in_area) AS CASE
    WHEN lsoa_code IS NULL THEN 'not_located'
    WHEN in_area THEN 'area'
    WHEN known IS NULL AND starts_with(lsoa_name, getvariable('area_name') || ' ') THEN 'not_located'
    ELSE 'outside'
END::place;
