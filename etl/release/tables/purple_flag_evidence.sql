-- One row per achievement, by theme of Purple Flag and year; of rows handed in twice the newest file's stands.
CREATE TABLE purple_flag_evidence AS
SELECT theme, year, achievement, evidence FROM typed_purple_flag_evidence
QUALIFY row_number() OVER (PARTITION BY theme, year, achievement ORDER BY receipt DESC NULLS LAST) = 1
ORDER BY ALL;
