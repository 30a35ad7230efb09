"""Which values of the parameters go with published patterns, and what is then concluded."""
