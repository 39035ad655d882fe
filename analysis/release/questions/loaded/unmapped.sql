-- One row is one LSOA code of the files that no loaded lookup knows, with the rows that carry it.
SELECT lsoa_filed, lsoa_name, rows FROM unmapped_lsoas ORDER BY rows DESC, lsoa_filed
