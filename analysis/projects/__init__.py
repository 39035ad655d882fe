"""The funded projects: outputs, money, and their figures."""
