-- One row is one registered break that applies to this release: months inclusive, all of them not comparable.
SELECT source, from_month, to_month, kind, reason, reference FROM breaks ORDER BY from_month
