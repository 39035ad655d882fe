-- One row is one report of a grant that is signed off. Releases built before they could be signed off lack the table signed_returns: ask
-- `tables` first.
SELECT DISTINCT grant_id, report, quarter, signed_by_role, signed_on
FROM signed_returns
ORDER BY grant_id, quarter, report
