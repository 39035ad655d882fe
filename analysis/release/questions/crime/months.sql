-- One row is one month from the first to the last loaded police month, gaps included.
-- covered: a file is loaded. comparable: outside every registered break; reason says which break.
SELECT month, covered, comparable, reason
FROM months
ORDER BY month
