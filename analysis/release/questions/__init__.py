"""Questions to a release, by subject: one `.sql` file a question, and beside it the record of one row of its answer."""
