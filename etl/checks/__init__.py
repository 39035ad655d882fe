"""The stages of screening: the shape of a table, its cells, and what it means beside what is loaded."""
