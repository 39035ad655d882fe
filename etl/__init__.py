"""The way in: extracts are screened, kept for ever as they came, and built into one read-only release (python -m etl)."""

import analysis as analysis  # first: it says how numpy is to be started
