-- One row is the narrative of one section of a grant's report for a quarter, as a person wrote or accepted it last. state: edited or
-- accepted; draft: what the figures alone said then. Releases built before they could be loaded lack the table: ask `tables` first.
SELECT section, state, "text", draft
FROM narratives
WHERE grant_id = $grant_id AND report = $report AND quarter = $quarter
ORDER BY section
