-- One row is one action or decision of the Crime Sub Group, the Board or the action plan. No figures.
-- Releases built before they could be loaded lack the table: ask `tables` first.
SELECT action_id, "group", kind, title, due, status FROM actions ORDER BY action_id
