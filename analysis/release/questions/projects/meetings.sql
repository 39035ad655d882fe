-- One row is one meeting of a group, held or to come. No figures. Releases built before they could be loaded lack the table: ask
-- `tables` first.
SELECT "group", name, held_on, note FROM meetings ORDER BY "group", held_on
