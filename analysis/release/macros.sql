-- What many questions have in common: whether a record is of the crime types and at the places that a reader chose. NULL: all.
CREATE MACRO IF NOT EXISTS macros.of_types(crime_type, types) AS list_contains(types::VARCHAR[], crime_type::VARCHAR);

CREATE MACRO IF NOT EXISTS macros.at_places(ward_code, lsoa_code, location, wards, lsoa, street) AS
    (wards::VARCHAR[] IS NULL OR list_contains(wards::VARCHAR[], ward_code))
    AND (lsoa::VARCHAR IS NULL OR lsoa_code = lsoa::VARCHAR)
    AND (street::VARCHAR IS NULL OR location = 'On or near ' || street::VARCHAR);
