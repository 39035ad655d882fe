"""The indicators: what the release says of each, its state, its wards and peers, and its figures."""
