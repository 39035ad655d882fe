"""What is declared as data: settings, sources, reference tables and indicators, read and checked once for all rooms."""
