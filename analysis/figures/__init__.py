"""Figures: what a page shows and every export renders, the gate they pass, and how each kind is drawn."""
