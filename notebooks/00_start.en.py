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
# # Start in ten lines
#
# Two ways of organising support, the same persons, the same luck: what changes, for whom, and how
# certain is it? The training territory is fictional. This is a teaching model, not a forecast.

# %%
import sim

words = ["territory=training", "months=48", "burn_in=60"]
c = sim.compare("silo", "pole", words, replicates=3, seed=1, lang="en")
c

# %% [markdown]
# Each row gives the difference (pole minus silo) and its 95% interval. An interval that contains
# zero says nothing for certain. Beside it: what the difference becomes when assumed values are
# drawn over their ranges, and whether it depends on them. Then: who loses?

# %%
table = c.summary(groups=False)
losers = c.losers()
losers[["label", "difference", "low", "high"]].head()

# %% [markdown]
# The same persons, in the same order, month by month.

# %%
c.plot.pathways()

# %%
c.plot.difference("unmet_need")

# %% [markdown]
# One person, their two lives, and the moment at which they part.

# %%
lives = c.twin()
lives

# %%
assert c.n == 3 and list(c.seeds) == [1, 2, 3]
assert {"unmet_need", "without_solution", "ruptures"} <= set(table["indicator"])
assert (table["low"] <= table["difference"]).all() or table["difference"].isna().any()
# Before the reform, both worlds are the same.
before = c.to_frame().query("month < 12 and indicator == 'unmet_need' and dimension == 'all'")
assert before.groupby(["seed", "month"])["value"].nunique().eq(1).all()
assert lives.frame["scenario"].nunique() == 2
