-- One row is one zone that a project works in since a day, with the zones that it is compared with; lists of zones, [] for none. No
-- figures. title: the project's, NULL where no list of projects holds it. name: the zone's, NULL where no list of zones does.
SELECT p.grant_id, p.project_id, j.title, p.zone_id, z.name, p.starts,
       list_aggregate(p.compared_with, 'string_agg', ';') AS compared_with,
       list_aggregate(p.around, 'string_agg', ';') AS around,
       list_aggregate(p.around_compared, 'string_agg', ';') AS around_compared
FROM project_places AS p
LEFT JOIN projects AS j ON j.grant_id = p.grant_id AND j.project_id = p.project_id
LEFT JOIN zones AS z ON z.zone_id = p.zone_id
ORDER BY p.grant_id, p.project_id, p.zone_id
