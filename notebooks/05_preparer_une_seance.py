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
# # Préparer une séance
#
# Une séance part d’une question et de paris, avant tout résultat. L’animateur ou l’animatrice
# prépare : la question, les figures dans l’ordre où elles seront montrées, deux vies, un rapport
# à laisser.

# %%
import tempfile

import sim

words = ["territory=training", "months=36", "burn_in=24"]

c = sim.compare("silo", "pole", words, replicates=6, lang="fr")
bets = c.headline()[["label", "unit"]].head(4)
bets

# %% [markdown]
# **1. Parier.** Les participants disent le sens et la taille qu’ils attendent pour ces lignes.
# **2. Les personnes.** Les mêmes, dans les deux mondes.

# %%
c.plot.pathways(persons=60)

# %% [markdown]
# **3. Qui perd ?** Avant les moyennes.

# %%
c.plot.losers()

# %% [markdown]
# **4. Les résultats, face aux paris.**

# %%
c.plot.headline()

# %% [markdown]
# **5. Une personne.** Choisir une vie qui fait parler, sans en faire une preuve.

# %%
lives = c.twin()
lives

# %% [markdown]
# **6. Ce qui reste.** Le dossier se relit sans rien simuler, et donne le rapport.

# %%
folder = c.save(tempfile.mkdtemp() + "/session")
report = sim.load(folder, lang="fr").report(folder.parent / "session.html")
report.name

# %%
assert sim.load(folder) == c
assert report.read_text("utf-8").count("<table") >= 1
assert lives.month is None or lives.month >= c.a.clock.reform_month
assert len(bets) == 4
