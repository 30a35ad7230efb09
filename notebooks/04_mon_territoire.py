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
# # Mon territoire, depuis les fichiers publics
#
# FINESS donne les établissements, l’INSEE les habitants. Le dossier `extrait` est un extrait
# inventé, dans la forme exacte de ces fichiers ; remplacez-le par les vôtres.

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
# Ce qui a été lu, rapproché, supposé et laissé de côté. Cette table accompagne le territoire et
# chaque rapport. À relire avant tout résultat.

# %%
sources = mine.table("fr")
sources

# %% [markdown]
# La comparaison prend le territoire tel quel.

# %%
short = {"months": 24, "burn_in": 12, "replicates": 3, "lang": "fr"}
c = sim.compare("silo", "pole", territory=mine, **short)
c

# %%
c.plot.difference("unmet_need")

# %%
assert len(sources) > 5
assert c.n == 3 and c.place.persons > 0 and not c.place.fictional
assert "sources" in c.origin
