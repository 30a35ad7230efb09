"""The twin: the same rules, one person at a time, on plain Mesa objects."""
