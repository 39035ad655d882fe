-- One row is one grant. awarded and allocated are pounds; allocated is NULL where no allocation to a project has been handed in.
-- year: as 2024/25. conditions_confirmed_on: the funder said what they are; conditions_signed_on: both sides signed them off.
-- released_on: the day the money could first be spent; NULL where it is not known.
SELECT
    g.grant_id, g.title, g.funder, g.year, g.awarded, g.conditions_confirmed_on, g.conditions_signed_on, g.released_on,
    (SELECT sum(a.amount) FROM allocations AS a WHERE a.grant_id = g.grant_id) AS allocated
FROM grants AS g
ORDER BY g.year, g.grant_id
