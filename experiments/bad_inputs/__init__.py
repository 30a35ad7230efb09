"""Wrong words and files of every kind, and whether each gets a sentence."""
