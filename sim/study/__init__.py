"""Studies: two worlds compared, one world simulated, one person in both worlds."""
