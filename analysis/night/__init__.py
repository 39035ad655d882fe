"""The night-time economy: its zones and nights, what was done there and whether it changed anything, the hospital's count."""
