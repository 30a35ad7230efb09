"""The counts of a run, and the indicators computed from them."""
