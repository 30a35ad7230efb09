"""The submodels, one file each, in four groups: care, actors, funding, organisation."""
