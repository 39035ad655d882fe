-- One row per registered break that concerns the area or its forces: months inclusive, all of them not comparable.
CREATE TABLE breaks AS
SELECT source, area_code, "from" AS from_month, "to" AS to_month, kind, reason, reference
FROM typed_breaks
WHERE area_code = getvariable('area_code') OR getvariable('every_force') OR list_contains(getvariable('forces'), area_code)
ORDER BY ALL;
