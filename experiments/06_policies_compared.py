# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 06 · Policies compared: which mandate would you choose, if you do not know which theory is true?
#
# Four theories of what vagueness does, and mixtures of them, agree with what is known of past programmes about equally
# well ([how](../docs/calibration.md)). **Which mandate does best under each of them, which would be regretted least, and
# what is the cheapest that reaches a given share whichever is true?**
#
# Policies are put into the same worlds: run r has the same organisations, the same luck, and the same behaviour (a
# member of the calibrated ensemble) under every policy, so that a difference is the policy's. How to read it:
# [docs/conditions.md](../docs/conditions.md).
#
# This notebook takes about a minute at small settings. At full size the same study fills
# [results/06_policies_compared](../results/06_policies_compared): `python3 start.py study 06`.

# %%
import sys
from pathlib import Path

# %matplotlib inline
import pandas as pd

import outlast

FULL = "ipykernel" not in sys.modules  # a script runs at full size and keeps its results
OUT = Path("results" if Path("experiments").is_dir() else "../results") / "06_policies_compared"
REPLICATES = 200 if FULL else 10
pd.options.display.float_format = "{:.3f}".format

# %% [markdown]
# ## Five ways to mandate the same clusters
#
# The clusters as they were, with a clear purpose, with the same yearly money for longer, with a taper in place of a
# cliff, and with a match.
#
# `outlast compare hiec hiec_clear hiec_longer hiec_taper hiec_matched --replicates 200`

# %%
designs = outlast.compare(["hiec", "hiec_clear", "hiec_longer", "hiec_taper", "hiec_matched"], replicates=REPLICATES)
if FULL:
    outlast.save_comparison(designs, OUT / "designs")
print(*outlast.findings(designs), sep="\n")

# %%
figures = outlast.figures(designs)
figures["outcomes"]

# %% [markdown]
# ## Regret
#
# Under each theory, what the best design has more than this one. The design with the smallest greatest regret is the
# choice of someone who trusts no theory; that with the smallest expected regret, of someone who trusts the weights of
# the calibration.

# %%
figures["regret"]

# %%
designs.policies

# %% [markdown]
# At full size, 200 cohorts under each theory:
#
# ![Regret of each design under each theory](../results/06_policies_compared/designs/regret.png)
#
# ## What it costs
#
# Central money as paid; what a mandate buys is what it has more than the same organisations without a mandate.

# %%
designs.costs

# %% [markdown]
# ![Central money against the share that keeps itself going](../results/06_policies_compared/designs/cost.png)
#
# ## Other programmes' mandates, put into this context
#
# Programmes differ in more than their mandate: who took part, and who knew whom. With `transplant` only the levers of
# the others are put into the clusters' context.
#
# `outlast compare hiec communities_that_care ahsn clahrc vanguard --transplant`

# %%
programmes = outlast.compare(
    ["hiec", "communities_that_care", "ahsn", "clahrc", "vanguard"], replicates=REPLICATES, transplant=True
)
if FULL:
    outlast.save_comparison(programmes, OUT / "programmes")
print(*outlast.findings(programmes)[:6], sep="\n")

# %%
outlast.figures(programmes)["cost"]

# %% [markdown]
# ## The cheapest mandate that reaches a share under every theory
#
# A search over the levers with two aims, little money and a large share under the least favourable theory. What the
# search thinks of its best designs is flattered by the luck that chose them, so that they are run again on other luck
# and only that is reported.
#
# `outlast frontier hiec --reach 0.5`

# %%
search = outlast.frontier(
    "hiec", reach=0.5, **({} if FULL else {"generations": 6, "population": 16, "members": 4, "replicates": 10})
)
if FULL:
    outlast.save_frontier(search, OUT / "frontier")
print(*outlast.findings(search), sep="\n")

# %%
figures = outlast.figures(search)
figures["frontier"]

# %% [markdown]
# At full size:
#
# ![The cheapest mandates for each share under the least favourable theory](../results/06_policies_compared/frontier/frontier.png)
