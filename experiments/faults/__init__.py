"""Faults planted on purpose in a copy of the code, to see whether tests notice them."""
