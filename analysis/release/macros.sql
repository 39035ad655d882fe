-- What many questions have in common: whether a record is of the crime types and at the places that a reader chose. NULL: all.
CREATE MACRO IF NOT EXISTS macros.of_types(crime_type, types) AS list_contains(types::VARCHAR[], crime_type::VARCHAR);

-- The street that a location of a police file names: without "On or near", and with the 's that their program writes as 'S
-- ("Derry'S Cross"). The file's own words stay in the table. Most locations have neither sign, and cost no search.
CREATE MACRO IF NOT EXISTS macros.street_of(location) AS
    CASE WHEN contains(location, '''S') OR contains(location, '’S')
         THEN regexp_replace(replace(location, 'On or near ', ''), '(\p{Ll}[''’])S\b', '\1s', 'g')
         ELSE replace(location, 'On or near ', '') END;

CREATE MACRO IF NOT EXISTS macros.at_places(ward_code, lsoa_code, location, wards, lsoa, street) AS
    (wards::VARCHAR[] IS NULL OR list_contains(wards::VARCHAR[], ward_code))
    AND (lsoa::VARCHAR IS NULL OR lsoa_code = lsoa::VARCHAR)
    AND (street::VARCHAR IS NULL OR macros.street_of(location) = street::VARCHAR);
