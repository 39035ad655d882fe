-- One row is one registered break that applies to this release: months inclusive, all of them not comparable.
SELECT source, area_code, from_month, to_month, kind, reason, reference FROM breaks ORDER BY from_month
