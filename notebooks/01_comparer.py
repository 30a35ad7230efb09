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
# # Comparer deux organisations
#
# Une comparaison répond à une question : si ce territoire s’organisait autrement, qu’est-ce qui
# changerait, et pour qui ? Les deux mondes ont les mêmes personnes et le même hasard : seule
# l’organisation diffère.

# %%
import sim

words = ["territory=training", "months=36", "burn_in=24"]

c = sim.compare("silo", "pole", words, replicates=4, lang="fr")
c.headline()[["label", "unit", "a", "b", "difference", "low", "high", "verdict"]]

# %% [markdown]
# Toutes les lignes avec leur intervalle. À droite de zéro, le second monde fait mieux.

# %%
c.plot.headline()

# %% [markdown]
# Une moyenne qui progresse peut cacher des groupes qui perdent : toujours regarder qui perd.

# %%
losers = c.losers()
losers[["label", "difference", "low", "high"]]

# %% [markdown]
# Qui paie, et où va la différence ?

# %%
c.plot.money()

# %% [markdown]
# Plusieurs organisations se comparent à la première, sur un ou plusieurs territoires.

# %%
names = ["silo", "provider", "pole"]
many = sim.compare_many(names, ["training"], words[1:], replicates=4, lang="fr")
many

# %%
many.plot("unmet_need")

# %%
assert c.n == 4 and c.names == ("silo", "pole")
assert {"better", "worse", "small", "same", "unsure", "moves"} >= set(c.summary()["verdict"])
assert len(many.by_name) == 2
assert many["training", "pole"].digest() == c.digest()
