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
# # Prepare a session
#
# A session starts from a question and from bets, before any result. The facilitator prepares: the
# question, the figures in the order in which they will be shown, two lives, a report to leave.

# %%
import tempfile

import sim

words = ["territory=training", "months=36", "burn_in=24"]

c = sim.compare("silo", "pole", words, replicates=6, lang="en")
bets = c.headline()[["label", "unit"]].head(4)
bets

# %% [markdown]
# **1. Bet.** The participants say which sign and size they expect for these rows. **2. The
# persons.** The same, in both worlds.

# %%
c.plot.pathways(persons=60)

# %% [markdown]
# **3. Who loses?** Before the means.

# %%
c.plot.losers()

# %% [markdown]
# **4. The results, next to the bets.**

# %%
c.plot.headline()

# %% [markdown]
# **5. One person.** Choose a life that makes people talk, without making it a proof.

# %%
lives = c.twin()
lives

# %% [markdown]
# **6. What stays.** The folder is read again without any simulation, and gives the report.

# %%
folder = c.save(tempfile.mkdtemp() + "/session")
report = sim.load(folder, lang="en").report(folder.parent / "session.html")
report.name

# %%
assert sim.load(folder) == c
assert report.read_text("utf-8").count("<table") >= 1
assert lives.month is None or lives.month >= c.a.clock.reform_month
assert len(bets) == 4
