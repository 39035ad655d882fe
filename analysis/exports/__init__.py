"""Figures as files: pictures, workbooks and packs, each made of a cleared figure and of nothing else."""
