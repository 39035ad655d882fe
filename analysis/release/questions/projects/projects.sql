-- One row is one funded project as handed in; blank columns are not known. allocated: pounds, NULL where none was handed in.
SELECT
    p.grant_id, p.project_id, p.title, p.summary, p.lead_organisation, p.pillars, p.indicators, p.stage, p.starts, p.ends,
    p.sustainability,
    (SELECT sum(a.amount) FROM allocations AS a WHERE a.grant_id = p.grant_id AND a.project_id = p.project_id) AS allocated
FROM projects AS p
ORDER BY p.grant_id, p.project_id
