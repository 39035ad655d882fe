"""The door: files become units, units become typed rows and a report, each file judged by itself."""
