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
# # Read the uncertainty
#
# Two bands answer two questions. The interval of the mean says whether the mean effect is
# certain; it becomes narrower with more replicates. The spread of replicates says what may happen
# in one future; it does not.

# %%
import sim

words = ["territory=training", "months=36", "burn_in=24"]

c = sim.compare("silo", "pole", words, replicates=12, lang="en")
c.plot.difference("unmet_need")

# %% [markdown]
# The same difference: the bands now show futures, not the mean.

# %%
c.plot.fan("unmet_need")

# %% [markdown]
# One dot for each future.

# %%
c.plot.dots("unmet_need")

# %% [markdown]
# With a third of the replicates, the interval is wider; the spread changes little.

# %%
few = sim.compare("silo", "pole", words, replicates=4, lang="en")
widths = {run.n: run.paired("unmet_need").high - run.paired("unmet_need").low for run in (few, c)}
widths

# %% [markdown]
# Neither band holds the uncertainty of the assumptions: many parameters are assumed. A comparison
# therefore draws them over their ranges, in forty sets, beside its replicates. Thick line: luck;
# thin line: what is assumed; cross: it depends.

# %%
both = sim.compare("silo", "pole", words, replicates=4, assumptions="both", lang="en")
both.plot.headline()

# %% [markdown]
# Each set has its values, and the difference that they give.

# %%
both.sets.values.assign(unmet_need=both.sets.gaps["unmet_need"]).head()

# %% [markdown]
# What even these two bands do not hold.

# %%
c.not_covered()

# %%
p = c.paired("unmet_need")
assert p.low <= p.difference <= p.high
gaps = c.values("unmet_need")[:, 1] - c.values("unmet_need")[:, 0]
assert abs(gaps.mean() - p.difference) < 1e-12
assert gaps.max() - gaps.min() > p.high - p.low  # futures differ more than the mean is unsure
assert len(c.not_covered()) > 3
assert len(both.sets) == 40 and both.seeds == few.seeds
