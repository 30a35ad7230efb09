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
# # Lire l’incertitude
#
# Deux bandes répondent à deux questions. L’intervalle de la moyenne dit si l’effet moyen est
# sûr ; il se resserre quand on ajoute des réplications. La dispersion des réplications dit ce qui
# peut arriver dans un futur ; elle ne se resserre pas.

# %%
import sim

words = ["territory=training", "months=36", "burn_in=24"]

c = sim.compare("silo", "pole", words, replicates=12, lang="fr")
c.plot.difference("unmet_need")

# %% [markdown]
# La même différence : les bandes montrent maintenant des futurs, pas la moyenne.

# %%
c.plot.fan("unmet_need")

# %% [markdown]
# Un point par futur.

# %%
c.plot.dots("unmet_need")

# %% [markdown]
# Avec trois fois moins de réplications, l’intervalle est plus large ; la dispersion change peu.

# %%
few = sim.compare("silo", "pole", words, replicates=4, lang="fr")
widths = {run.n: run.paired("unmet_need").high - run.paired("unmet_need").low for run in (few, c)}
widths

# %% [markdown]
# Ni l’une ni l’autre bande ne contient l’incertitude des hypothèses : beaucoup de paramètres sont
# supposés. Une comparaison les tire donc dans leurs plages, en quarante jeux, à côté de ses
# réplications. Trait épais : la chance ; trait fin : ce qui est supposé ; croix : cela dépend.

# %%
both = sim.compare("silo", "pole", words, replicates=4, assumptions="both", lang="fr")
both.plot.headline()

# %% [markdown]
# Chaque jeu a ses valeurs, et la différence qu’elles donnent.

# %%
both.sets.values.assign(unmet_need=both.sets.gaps["unmet_need"]).head()

# %% [markdown]
# Ce que même ces deux bandes ne contiennent pas.

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
