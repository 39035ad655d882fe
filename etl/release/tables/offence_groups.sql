-- One row per offence group and Home Office offence code; groups overlap, so they are never summed.
CREATE TABLE offence_groups AS
SELECT offence_group, name, offence_code, description, source, version, coalesce(status, 'current') AS status, replaced_by
FROM typed_offence_groups ORDER BY row;
