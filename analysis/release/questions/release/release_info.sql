-- One row is one statement the release makes about itself (area, forces, whether its figures are made up).
SELECT key, value
FROM release_info
