-- One row per zone that a project works in, since a day; compared_with, around and around_compared are lists of zones, [] for none.
CREATE TABLE project_places AS
SELECT grant_id, project_id, zone_id, starts,
       list_transform(string_split(compared_with, ';'), lambda name: trim(name)) AS compared_with,
       list_transform(coalesce(string_split(around, ';'), []), lambda name: trim(name)) AS around,
       list_transform(coalesce(string_split(around_compared, ';'), []), lambda name: trim(name)) AS around_compared
FROM typed_project_places ORDER BY grant_id, project_id, zone_id;
