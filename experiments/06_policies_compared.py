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
# Five theories of what vagueness does, a mixture of two, and that it does nothing: all seven agree with what is known of
# past programmes about equally well, capture less than the others ([how](../docs/calibration.md)). **Which mandate does best under each of them, which would be regretted least, and
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
# The clusters as they were, with a clear mandate (purpose, structure and evaluation), with the same yearly money for longer, with a taper in place of a
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
# search thinks of its best designs is flattered by the luck that chose them, so that they are run again with other
# seeds and only that is reported.
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
#
# A search makes use of it that what is paid longer is judged later. The same with all mandates judged at one quarter,
# the horizon, at full size:
#
# `outlast frontier hiec --reach 0.5 --outcome self_sustaining_end`

# %%
if FULL:
    outlast.save_frontier(
        outlast.frontier("hiec", reach=0.5, outcome="self_sustaining_end"), OUT / "frontier_at_one_time"
    )
print((OUT / "frontier_at_one_time" / "findings.txt").read_text(encoding="utf-8"))

# %% [markdown]
# ## What was found, and how far to trust it
#
# The numbers are those of the study at full size, 200 cohorts of each design under each of seven theories, the same
# behaviour and luck for all ([designs](../results/06_policies_compared/designs/findings.txt),
# [programmes](../results/06_policies_compared/programmes/findings.txt),
# [frontier](../results/06_policies_compared/frontier/findings.txt)). Brackets are 95% intervals over members of the
# ensemble.
#
# * **Longer, whatever vagueness does.** The same yearly money for twice as long is the best of the five under every
#   theory, 8 to 17 points ahead of the next: it has no regret. Weighted over theories 21% [19, 24] of the clusters keep
#   themselves going as they were, and 27 points more [24, 30] with longer money, which costs twice as much (£2.57m a
#   partnership in place of £1.30m). Part of that is that it is judged ten quarters later; judged 40 quarters after the
#   start it is 47% [44, 50] against 30% [27, 32], and under fog it is not told from the clear mandate.
# * **A taper is the cheap choice, a match the one to avoid.** The same money paid out with a taper gives 12 points more
#   [11, 14] at no more cost: £3.87m [£3.52m, £4.29m] for each partnership that keeps itself going, in place of £6.07m
#   [£5.43m, £6.90m]. A match gives 6 points less [4, 7].
# * **Clarity helps under three theories of seven.** A clear mandate (all three components) gives 6 points more [4, 7] on
#   average: 16 [11, 22] under fog, 20 [13, 27] under latitude with fog, 6 [4, 9] under shield; 3 less [2, 4] under autonomy,
#   and nothing that can be told under the other three. It costs nothing, and is the best of the five under no theory.
# * **Money alone buys little.** In this context the mandate of Communities That Care gives 24 points more [21, 27] for a
#   third of the money (£405k a partnership in place of £1.30m), that of the Academic Health Science Networks 25 points
#   [21, 28] for £32.2m. (Technical help, which the former gives most of, costs the centre nothing in the model.)
# * **No mandate found reaches one half under every theory.** The best of 944 gives 45% [35, 56] under its worst theory
#   (that vagueness does nothing), for £2.06m: £98k a quarter for 24 quarters, then a taper, with a clear purpose but a
#   loose structure. Its interval holds one half, so that this is not certain. Weighted over theories one half takes
#   £1.34m. For what the clusters cost (£1.30m, 19% [12, 27] under the worst theory) a mandate was found that gives 40%
#   [30, 50] for £1.04m.
# * **Judged at one time, less is to be had.** The best of 950 gives 37% [28, 46] under its worst theory, for £5.93m; for the
#   clusters' money 29% [23, 35] in place of 16% [11, 23]
#   ([findings](../results/06_policies_compared/frontier_at_one_time/findings.txt)).
#
# How far to trust it: what is paid longer is judged later, which a search makes use of. Intervals are over 26 to 37
# different members of a theory, so that more runs would not narrow them much. Costs are central money as paid; help in
# kind, and what members themselves put in, are not in them. All of it holds within a model that agrees with twelve
# documented facts ([TRACE](../model/TRACE.md)), and is no forecast for any programme.
