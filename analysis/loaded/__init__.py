"""Figures about the data themselves: what is loaded, what was checked, what changes from release to release."""
