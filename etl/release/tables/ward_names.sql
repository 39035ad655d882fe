-- One row per ward of the area and name that a loaded lookup or boundary file gives it: a link may hold a former one.
-- after: wards
CREATE TABLE ward_names AS
SELECT DISTINCT n.ward_code, n.ward_name
FROM (
    SELECT ward_code, ward_name FROM typed_lookups
    UNION ALL
    SELECT ward_code, ward_name FROM typed_boundaries WHERE layer = 'ward'
) AS n
SEMI JOIN wards USING (ward_code)
WHERE n.ward_name IS NOT NULL
ORDER BY ALL;
