"""Programs: ``python -m experiments.compare a=silo b=pole territory=creuse replicates=20``."""
