"""A territory from public files: FINESS, the population of INSEE, the table of the EPCI.

`sim.territory.public.build.from_public_files` is the way in; ``docs/territories.md`` describes the
files, what is mapped, and what the files do not say.
"""
