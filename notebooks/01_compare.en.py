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
# # Compare two organisations
#
# A comparison answers one question: if this territory were organised in another way, what would
# change, and for whom? Both worlds have the same persons and the same luck: only the organisation
# differs.

# %%
import sim

words = ["territory=training", "months=36", "burn_in=24"]

c = sim.compare("silo", "pole", words, replicates=4, lang="en")
c.headline()[["label", "unit", "a", "b", "difference", "low", "high", "verdict"]]

# %% [markdown]
# All rows with their intervals. To the right of zero, the second world does better.

# %%
c.plot.headline()

# %% [markdown]
# A mean that improves may hide groups that lose: always look at who loses.

# %%
losers = c.losers()
losers[["label", "difference", "low", "high"]]

# %% [markdown]
# Who pays, and where does the difference go?

# %%
c.plot.money()

# %% [markdown]
# Several organisations are compared with the first one, on one territory or several.

# %%
names = ["silo", "provider", "pole"]
many = sim.compare_many(names, ["training"], words[1:], replicates=4, lang="en")
many

# %%
many.plot("unmet_need")

# %%
assert c.n == 4 and c.names == ("silo", "pole")
assert {"better", "worse", "small", "same", "unsure", "moves"} >= set(c.summary()["verdict"])
assert len(many.by_name) == 2
assert many["training", "pole"].digest() == c.digest()
