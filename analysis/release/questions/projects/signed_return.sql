-- One row is one line of a grant's report as it was signed off, in order; none where it is not signed off. Releases built before they
-- could be signed off lack the table: ask `tables` first.
SELECT grant_id, report, quarter, signed_by_role, signed_on, line, section, figure, part, place, heading, kind, "value"
FROM signed_returns
WHERE grant_id = $grant_id AND report = $report AND quarter = $quarter
ORDER BY line
