"""Recorded crime: what a reader chose, its trend, places and outcomes, and where it gathers."""
