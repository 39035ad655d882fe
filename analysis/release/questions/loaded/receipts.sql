-- One row is one accepted file that stands in the release: its source, its name and the hash of what is kept of it.
SELECT DISTINCT source, file, sha256
FROM coverage
ORDER BY source, file, sha256
