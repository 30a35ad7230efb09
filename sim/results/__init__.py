"""Results of a study: tables, saved files, notes and verdicts."""
