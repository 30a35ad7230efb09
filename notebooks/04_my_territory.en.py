# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # My territory, from public files
#
# FINESS gives the establishments, INSEE the inhabitants. The folder `extrait` is a made-up
# extract in the exact form of these files; put yours in its place.

# %%
import tempfile
from pathlib import Path

import sim

files = Path("extrait")
mine = sim.territory.from_public_files(
    files / "finess",
    files / "base-cc-evol-struct-pop-2021.csv",
    epci=files / "intercommunalite.csv",
    departments="23",
    out=tempfile.mkdtemp() + "/mine",
)

# %% [markdown]
# What was read, mapped, assumed and left out. This table goes with the territory and with each
# report. Read it before any result.

# %%
sources = mine.table("en")
sources

# %% [markdown]
# The comparison takes the territory as it is.

# %%
short = {"months": 24, "burn_in": 12, "replicates": 3, "lang": "en"}
c = sim.compare("silo", "pole", territory=mine, **short)
c

# %%
c.plot.difference("unmet_need")

# %%
assert len(sources) > 5
assert c.n == 3 and c.place.persons > 0 and not c.place.fictional
assert "sources" in c.origin
