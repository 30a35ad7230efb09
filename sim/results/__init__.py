"""What a study gives: tables, saved files, notes and verdicts."""
