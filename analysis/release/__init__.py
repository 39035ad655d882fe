"""The release as readers see it: questions, and the answers they give."""
