-- One row per narrative of a section of a grant's report for a quarter, as a person wrote or accepted it last.
CREATE TABLE narratives AS
SELECT grant_id, report, quarter, section, state, "text", draft
FROM typed_narratives
QUALIFY row_number() OVER (PARTITION BY grant_id, report, quarter, section ORDER BY receipt DESC NULLS LAST) = 1
ORDER BY 1, 2, 3, 4;
