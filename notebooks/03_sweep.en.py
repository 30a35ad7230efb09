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
# # Sweep, and find what matters
#
# A sweep simulates many points of the space of parameters, with the same seeds. It stops and
# resumes at any moment. Here: handovers and crises are more or less frequent.

# %%
import tempfile

import sim
from sim.report.style import SMALL, dress, footer, format_axis, own_axes

design = sim.latin_hypercube({"access.handoff": (0.0, 1.0), "crises.rate": (0.0, 0.1)}, points=6)
study = sim.Study(
    "silo",
    "pole",
    design=design,
    overrides=["territory=training", "months=18", "burn_in=0", "reform_month=6"],
    replicates=2,
    folder=tempfile.mkdtemp() + "/study",
)
study.run(runner="serial", progress=False)

# %% [markdown]
# A row for each run. The difference is taken point by point and seed by seed: the worlds have the
# same luck.

# %%
runs = study.runs()
wide = runs.pivot(index=["point", "replicate"], columns="scenario", values="unmet_need")
gap = (wide["pole"] - wide["silo"]).groupby("point").agg(["mean", "min", "max"])
gap

# %% [markdown]
# Sensitivity: the rank correlation of each parameter with the difference. With six points it is a
# hint; Sobol’ indices need a `sim.saltelli` design.

# %%
factors = ["access.handoff", "crises.rate"]
points = runs.drop_duplicates("point").set_index("point")[factors].astype(float)
points.corrwith(gap["mean"], method="spearman")

# %% [markdown]
# The same effect, by eye: each point with the range of its replicates.

# %%
ax = own_axes(None)
change = 100 * gap
reach = [change["mean"] - change["min"], change["max"] - change["mean"]]
drawn = ax.errorbar(points["crises.rate"], change["mean"], yerr=reach, fmt="o", color="#D55E00")
dress(ax)
format_axis(ax, "en", ax.xaxis)
format_axis(ax, "en")
ax.set_xlabel("crises.rate", fontsize=SMALL)
ax.set_ylabel("Unmet need, pole minus silo (points)", fontsize=SMALL)
footer(ax, "6 points · N = 2 replicates, lines: their range · A teaching model")
ax

# %%
assert study.status() and len(runs) == 6 * 2 * 2
assert (runs["status"] == "ok").all() and gap["mean"].notna().all()
assert ((gap["min"] <= gap["mean"]) & (gap["mean"] <= gap["max"])).all()
