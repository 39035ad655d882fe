-- One row is one output that a project of a grant has to deliver. minimum is in `unit`; NULL: to be agreed. kind: count, yes_no or
-- percent. due: the last day for it. counts_people: the numbers count people. part_of: the measure of the same project of which this
-- one counts a part. level: how_much was done, how_well, or is anyone better_off. fed_by: what of the activity in places counts the
-- same; NULL in a release built before the column was known. grant_id is NULL where the row names none and its project is in several
-- grants, or in none.
SELECT grant_id, project_id, measure_id, label, unit, kind, minimum, due, counts_people, part_of, level, fed_by, source
FROM (SELECT * FROM targets UNION ALL BY NAME SELECT NULL::VARCHAR AS fed_by WHERE false)
ORDER BY grant_id, project_id, measure_id
