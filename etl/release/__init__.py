"""The release: from the receipts that stand to the tables that readers ask, and what two releases differ in."""
