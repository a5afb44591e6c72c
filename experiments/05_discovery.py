# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 05 · Discovery: under which conditions do partnerships last?
#
# Sensitivity analysis says what matters. A policy team asks something else: **which combinations of mandate and
# circumstances leave partnerships that keep themselves going, and which of these combinations can be relied on,
# whatever vagueness does?**
#
# The way there is scenario discovery: run a large design over levers and circumstances, with behaviour and theories
# drawn from what was fitted to twelve targets ([how](../docs/calibration.md)); ask where the cases of success lie
# (PRIM, which peels a box off; and a tree); judge the search on cases that it had not seen; and judge what was found
# under each theory by itself. How to read it: [docs/conditions.md](../docs/conditions.md).
#
# This notebook takes about two minutes at small settings. At full size (20,000 points) the same study fills
# [results/05_discovery](../results/05_discovery): `python3 start.py study 05`.

# %%
import sys
from pathlib import Path

# %matplotlib inline
import pandas as pd

import outlast

FULL = "ipykernel" not in sys.modules  # a script runs at full size and keeps its results
ROOT = Path("results" if Path("experiments").is_dir() else "../results")
OUT = ROOT / ("05_discovery" if FULL else "notebook_05")
pd.options.display.float_format = "{:.2f}".format

# All run for as long as the longest takes to be judged twelve quarters after its money.
hiec = outlast.load_scenario("hiec", {"output.twin": False, "context.horizon": 44})
ensemble = outlast.load_ensemble()

# %% [markdown]
# ## A design over levers and circumstances
#
# A point is a mandate in a context; each run of it has the behaviour and theory of another member of the ensemble, and
# luck of its own (`luck="independent"`). As a command:
#
# `outlast sweep hiec --posterior --luck independent --replicates 1 --samples 20000 --vary mandate.grant=0:600 …`

# %%
VARY = {
    "mandate.vagueness.purpose": None,
    "mandate.vagueness.structure": None,
    "mandate.vagueness.evaluation": None,
    "mandate.grant": (0, 600),
    "mandate.duration": (4, 24),
    "mandate.taper": (0, 8),
    "mandate.assistance": None,
    "mandate.pressure": None,
    "context.members": (6, 30),
    "context.prior_ties": None,
    "context.reorganisations.hazard": (0, 1),
}
points = outlast.sweep(
    hiec,
    VARY,
    design="lhs",
    samples=20_000 if FULL else 3_000,
    replicates=1,
    luck="independent",
    posterior=ensemble,
    out=OUT / "points",
)
print(f"{len(points):,} runs, {points.runs['member'].nunique()} members of the ensemble {ensemble.digest}")
points.runs[["self_sustaining_8", "alive_8"]].describe().loc[["mean", "25%", "50%", "75%"]]

# %% [markdown]
# A run is a cohort of 17 partnerships, and its share of successes is what is looked at. Behaviour is not in the
# centre's hands, and is no part of a condition: it is what the condition must hold up against.
#
# ## In which conditions do at least half keep themselves going?
#
# Of interest are the runs in which more than half of the partnerships keep themselves going eight quarters after the
# last central pound. *Density* is the share of such runs where the condition holds, *coverage* the share of all such
# runs that it holds; of all boxes on the path that reach a density of one half the one with most coverage is told
# (`density=0.5`). *Held out* is what the same search comes to in halves of the members, each judged by what the other
# gave: it judges the search, and not the very condition.
#
# `outlast discover results/05_discovery/points --above 0.5 --density 0.5`

# %%
found = outlast.discover(points, above=0.5, density=0.5, halvings=4 if FULL else 2)
if FULL:
    outlast.save_discovery(found, OUT / "conditions")
print(*outlast.findings(found), sep="\n")

# %%
figures = outlast.figures(found)
figures["ranges"]

# %% [markdown]
# The same at full size, with 20,000 runs:
#
# ![Conditions as ranges of what was varied, robust ones on top](../results/05_discovery/conditions/ranges.png)
#
# ## Is it only that what is paid longer is judged later?
#
# A partnership is judged by its own last central pound, so that one which is paid for 20 quarters has had more time than
# one which is paid for eight. The same cases, all judged at the horizon, 44 quarters after the start:
#
# `outlast discover results/05_discovery/points --outcome self_sustaining_end --above 0.5 --density 0.5`

# %%
alike = outlast.discover(points, outcome="self_sustaining_end", above=0.5, density=0.5, halvings=4 if FULL else 2)
if FULL:
    outlast.save_discovery(alike, OUT / "conditions_at_one_time")
print(*outlast.findings(alike)[:4], sep="\n")

# %% [markdown]
# ## Does it depend on the theory?
#
# Each condition is judged under each theory of vagueness by itself. What is better under all of them is robust advice;
# what is better under some and worse under others is a bet on a theory.
#
# ![What each theory asks for by itself](../results/05_discovery/conditions/ranges_theories.png)

# %%
columns = ["theory", "limits", "cases", "density", "density_low", "density_high", "coverage"]
found.boxes[[name for name in columns if name in found.boxes]]

# %%
figures.get("theories", figures["tradeoff"])

# %% [markdown]
# At full size:
#
# ![The most robust condition under each theory](../results/05_discovery/conditions/theories.png)
#
# ## How much is bought with how strict a condition?
#
# Each step of the peeling gives up cases of success for a purer rest. Which box is told is a rule and no choice by eye.

# %%
figures["tradeoff"]

# %% [markdown]
# ## As a tree
#
# A tree asks one question after the other, and so reads like a checklist. It is as small as cross-validation allows.

# %%
figures.get("tree", figures["plane"])

# %% [markdown]
# At full size:
#
# ![The cases as a tree of questions](../results/05_discovery/conditions/tree.png)

# %% [markdown]
# ## What was found, and how far to trust it
#
# The numbers are those of the study at full size: 20,000 runs, each another mandate and context, behaviour by all 224
# that the 300 members of the ensemble hold ([findings](../results/05_discovery/conditions/findings.txt),
# [boxes](../results/05_discovery/conditions/boxes.csv)). Brackets are 95% intervals over members.
#
# * **Time, few members, and being left alone.** Of all runs 31% are successes (more than half of the partnerships keep
#   themselves going). With at least nine funded quarters, fewer than 16 members and fewer than 0.86 further
#   reorganisations a year it is 49% [44, 54], which covers 44% of all successes; on cases that it had not seen the same
#   search comes to 48% [43, 53]. In all eight halves the same three limits come back.
# * **One condition holds under every theory.** At least ten funded quarters, technical help of at least 0.19, pressure
#   below 0.66, fewer than about 13 members and fewer than 0.78 further reorganisations a year is better than all cases
#   under each of the seven theories; it covers 18% of all successes. Least is gained if vagueness does nothing: 46%
#   [34, 58] where all cases have 19%; the same search on cases that it had not seen comes to 40% [29, 51]. Technical help
#   is in two of eight halves only, and not firm.
# * **Part of it is time to be judged.** Judged at one time, 44 quarters after the start, 21% are successes, and no condition
#   holds under all seven theories; the closest (at least twelve funded quarters, pressure below 0.65, fewer than 18
#   members, fewer than 0.83 reorganisations a year) holds under six
#   ([findings](../results/05_discovery/conditions_at_one_time/findings.txt)).
# * **Vagueness is in none of these conditions,** nor is the grant. What vagueness does differs between theories, and
#   over so wide a range of behaviour it drowns; that is not to say that it does nothing
#   ([policies compared](06_policies_compared.ipynb) holds all else equal).
# * **Most of the variance stays unexplained.** A tree of four leaves accounts for 7% of it. A condition shifts the odds;
#   it does not decide a case, since the behaviour of organisations is in nobody's hands.
# * **Each theory by itself wants time as well.** Under every single theory its own condition begins with at least eight
#   to thirteen funded quarters; only capture adds a lever of vagueness (a loose structure, vagueness of structure of at
#   least 0.39). None makes it worse under another, as far as these cases tell. These are weaker: the ensemble holds 26
#   to 37 different members of a theory.
#
# How far to trust it: shares are of what was varied here, evenly over these ranges, and another range gives another
# share. What is funded longer is judged later. Technical help costs the centre nothing in the model. The ensemble agrees
# with twelve documented facts, seven of them words put into numbers; the facts are few ([TRACE](../model/TRACE.md)).
