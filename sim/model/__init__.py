"""One world: it is built, walks its months, and compares its ledgers."""
