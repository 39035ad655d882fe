-- One row is one point of the partner extract's own coordinates in the area, to the metre: its name ("easting,northing") and where it
-- lies (metres, British National Grid). How many offences stand there is not told.
SELECT DISTINCT easting::BIGINT || ',' || northing::BIGINT AS name, easting::BIGINT::DOUBLE AS easting, northing::BIGINT::DOUBLE AS northing
FROM partner_offences
WHERE place = 'area' AND easting IS NOT NULL
ORDER BY name
