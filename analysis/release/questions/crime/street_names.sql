-- One row is one street name, those with most records first, of any type and month, in the chosen wards and LSOA.
-- Records are counted before their places are named: there are many to a place.
WITH located AS (
    SELECT location, count(*) AS records
    FROM area_crimes
    WHERE location IS NOT NULL
      AND macros.at_places(ward_code, lsoa_code, location, $wards, $lsoa, NULL)
    GROUP BY location
)
SELECT macros.street_of(location) AS street
FROM located
GROUP BY street
ORDER BY sum(records) DESC, street
