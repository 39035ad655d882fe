-- One row is one action or decision of the Crime Sub Group, the Board or the action plan. No figures. owner: a role. closed_on is NULL
-- while it is open. agreed_on: the day of the meeting, NULL where not known. Releases built before they could be loaded lack the table: ask `tables` first.
SELECT action_id, "group", kind, agreed_on, pillar, project_id, title, owner, due, status, closed_on FROM actions ORDER BY action_id
