-- One row is one achievement of the night-time economy in one year, by the theme of Purple Flag. No figures.
SELECT theme, year, achievement, evidence FROM purple_flag_evidence ORDER BY theme, year DESC, achievement
