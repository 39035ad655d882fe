"""The archive: accepted files as they came, their typed rows, and the receipts and entries that tell of them."""
