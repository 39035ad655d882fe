-- One row is one 200 m cell of the British National Grid (south-west corner, metres) that holds a point of the area.
SELECT DISTINCT cell_east, cell_north
FROM points
ORDER BY cell_east, cell_north
