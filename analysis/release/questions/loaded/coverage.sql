-- One row is one source × force × month that is loaded, or one reference file (no force, no month).
-- rows = loaded + set_aside + rejected, counted in the file; in_area: file rows whose LSOA lies in the configured area.
SELECT source, force, period, layer, as_at, rows, loaded, set_aside, rejected, in_area, file, demonstration
FROM coverage
ORDER BY source, force, period, layer, file
