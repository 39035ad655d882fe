-- One row is one output that a project has to deliver. minimum is in `unit`; NULL: to be agreed. kind: count, yes_no or percent.
-- due: the last day for it. counts_people: the numbers count people.
SELECT project_id, measure_id, label, unit, kind, minimum, due, counts_people, source
FROM targets
ORDER BY project_id, measure_id
