-- One row: the version of harm weights that figures use, with the number of offence codes that have a weight. No row: none is loaded.
SELECT name, version, valid_from, count(*) AS codes
FROM harm_weights
GROUP BY ALL
