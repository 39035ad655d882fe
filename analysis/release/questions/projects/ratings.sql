-- One row is one rating that a person set over the one worked out: 1 (best) to 5. quarter: "2024/25 Q4". It holds to the end of
-- expires_on. Releases built before they could be loaded lack the table: ask `tables` first.
SELECT grant_id, project_id, quarter, kind, rating, reason, author_role, expires_on
FROM ratings
ORDER BY grant_id, project_id, quarter, kind
