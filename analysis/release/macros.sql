-- What many questions have in common: whether a record is of the crime types and at the places that a reader chose. NULL: all.
CREATE MACRO IF NOT EXISTS macros.of_types(crime_type, types) AS list_contains(types::VARCHAR[], crime_type::VARCHAR);

-- A name with a letter that stands alone after an apostrophe made small: of "Cae'R Nant", R.
CREATE MACRO IF NOT EXISTS macros.small_after_sign(name, letter) AS
    regexp_replace(name, '(\p{Ll}[''’])' || letter || '($|\P{L})', '\1' || lower(letter) || '\2', 'g');

-- The street that a location of a police file names: without "On or near", and with small letters where their program writes a
-- capital after an apostrophe ("Derry'S Cross", "Cae'R Nant", "Ty'N Rhos", "Bene'T Street": all that 41 forces' files hold). The
-- file's own words stay in the table. Most locations have no apostrophe, and cost no search.
CREATE MACRO IF NOT EXISTS macros.street_of(location) AS
    CASE WHEN contains(location, '''') OR contains(location, '’')
         THEN macros.small_after_sign(macros.small_after_sign(macros.small_after_sign(macros.small_after_sign(
                  replace(location, 'On or near ', ''), 'S'), 'R'), 'N'), 'T')
         ELSE replace(location, 'On or near ', '') END;

CREATE MACRO IF NOT EXISTS macros.at_places(ward_code, lsoa_code, location, wards, lsoa, street) AS
    (wards::VARCHAR[] IS NULL OR list_contains(wards::VARCHAR[], ward_code))
    AND (lsoa::VARCHAR IS NULL OR lsoa_code = lsoa::VARCHAR)
    AND (street::VARCHAR IS NULL OR macros.street_of(location) = street::VARCHAR);
