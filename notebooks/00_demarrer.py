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
# # Démarrer en dix lignes
#
# Deux façons d'organiser l'accompagnement, les mêmes personnes, le même hasard : qu'est-ce qui
# change, pour qui, et avec quelle certitude ? Le territoire d'entraînement est fictif. C'est un
# modèle pour apprendre, pas une prévision.

# %%
import sim

mots = ["territory=training", "months=48", "burn_in=60"]
c = sim.compare("silo", "pole", mots, replicates=3, seed=1, lang="fr")
c

# %% [markdown]
# Chaque ligne donne la différence (pôle moins silo) et son intervalle à 95 %. Un intervalle qui
# contient zéro ne dit rien de sûr. À côté : ce que la différence devient quand on tire les valeurs
# supposées dans leurs plages, et si elle en dépend. Ensuite : qui perd ?

# %%
table = c.summary(groups=False)
perdants = c.losers()
perdants[["label", "difference", "low", "high"]].head()

# %% [markdown]
# Les mêmes personnes, dans le même ordre, mois par mois.

# %%
c.plot.pathways()

# %%
c.plot.difference("unmet_need")

# %% [markdown]
# Une personne, ses deux vies, et le moment où elles se séparent.

# %%
vies = c.twin()
vies

# %%
assert c.n == 3 and list(c.seeds) == [1, 2, 3]
assert {"unmet_need", "without_solution", "ruptures"} <= set(table["indicator"])
assert (table["low"] <= table["difference"]).all() or table["difference"].isna().any()
# Avant la réforme, les deux mondes sont le même.
avant = c.to_frame().query("month < 12 and indicator == 'unmet_need' and dimension == 'all'")
assert avant.groupby(["seed", "month"])["value"].nunique().eq(1).all()
assert vies.frame["scenario"].nunique() == 2
