-- One row per indicator and first day of its new limits: a recorded decision, as the newest row of that key says it.
CREATE TABLE rebases AS
SELECT indicator_id, limits_from, reason, decided_by, decided_on
FROM typed_rebases
QUALIFY row_number() OVER (PARTITION BY indicator_id, limits_from ORDER BY receipt DESC NULLS LAST) = 1
ORDER BY ALL;
