-- One row is one ward of the area × one name that a loaded file gives it, former names too.
SELECT ward_code, ward_name FROM ward_names ORDER BY ward_code, ward_name
