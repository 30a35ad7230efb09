"""One world: building it, running its months, and checking its ledgers."""
