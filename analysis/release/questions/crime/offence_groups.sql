-- One row is one Home Office offence code of one group, in the order of the file; groups overlap. No figures.
-- version: of the list where it says one, else NULL. status: current or retired; a retired code counts in the years it was used.
SELECT offence_group, name, offence_code, description, source, version, status, replaced_by FROM offence_groups
