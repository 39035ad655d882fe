-- One row is one lower-layer super output area (2021) of the area, with its ward.
SELECT lsoa_code, lsoa_name, ward_code
FROM lsoas
ORDER BY lsoa_name
