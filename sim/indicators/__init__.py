"""What a run counts, and what is computed from the counts."""
