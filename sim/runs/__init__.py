"""Runs from start to end: the warm-up, replicates, worker processes, progress."""
