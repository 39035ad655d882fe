-- One row per offence code of the one version of harm weights that figures use: the newest by valid_from (then by name and version)
-- of the file that stands. Versions are never mixed, whatever else the file holds.
CREATE TABLE harm_weights AS
WITH newest AS (
    SELECT name, version, valid_from FROM typed_harm_weights ORDER BY valid_from DESC, name DESC, version DESC LIMIT 1
)
SELECT offence_code, weight, name, version, valid_from FROM typed_harm_weights SEMI JOIN newest USING (name, version, valid_from)
ORDER BY offence_code;
