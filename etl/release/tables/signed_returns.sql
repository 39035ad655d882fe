-- One row per line of a grant's report as it was signed off; of a report that was signed off twice the newest whole, since lines of the
-- two may not stand together.
CREATE TABLE signed_returns AS
SELECT grant_id, report, quarter, signed_by_role, signed_on, line, section, figure, part, place, heading, kind, "value"
FROM typed_signed_returns
QUALIFY dense_rank() OVER (PARTITION BY grant_id, report, quarter ORDER BY receipt DESC NULLS LAST) = 1
ORDER BY grant_id, report, quarter, line;
