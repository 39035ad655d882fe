-- One row is one recorded decision to set the limits of an indicator's chart anew from a day on. No figures.
-- Releases built before such decisions could be loaded lack the table: ask `tables` first.
SELECT indicator_id, limits_from, reason, decided_by, decided_on FROM rebases ORDER BY indicator_id, limits_from
