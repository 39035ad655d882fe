"""Judging: whether what a file says can be true, beside the settings, the places known and what is loaded already."""
