-- One row per break that concerns the area or its forces, registered or told by a standing file of itself: months inclusive, all of
-- them not comparable. Of registered rows of one source, area and first month the newest file's stands; one that is withdrawn is no
-- break any more.
CREATE TABLE breaks AS
SELECT source, area_code, "from" AS from_month, "to" AS to_month, kind, reason, reference
FROM (
    SELECT source, area_code, "from", "to", kind, reason, reference FROM (
        SELECT * FROM typed_breaks
        QUALIFY row_number() OVER (PARTITION BY source, area_code, "from" ORDER BY receipt DESC NULLS LAST) = 1
    )
    WHERE kind <> 'withdrawn'
    UNION ALL
    SELECT source, area_code, "from", "to", 'partial supply', reason, file FROM standing_breaks
)
WHERE area_code = getvariable('area_code') OR getvariable('every_force') OR list_contains(getvariable('forces'), area_code)
ORDER BY ALL;
