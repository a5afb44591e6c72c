# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 07 · Your own partnership, from a roster: what may become of it?
#
# A workshop does not ask about 17 clusters in England, but about the organisations in the room. **Given our own
# organisations, who knows whom, and the mandate that is on the table: what may become of the partnership, why, and what
# would change it?**
#
# The organisations are a table (CSV): name, sector, region, size, priorities, and whom each has worked with before.
# This notebook uses the made-up one that comes with outlast; put in your own file and the rest follows. Nothing it says
# is a statement about a named organisation: sizes, priorities and ties are read, all behaviour is the model's.
#
# It takes about a minute. The same study at full size fills [results/07_your_own_partnership](../results/07_your_own_partnership):
# `python3 start.py study 07`.

# %%
import sys
from pathlib import Path

# %matplotlib inline
import pandas as pd

import outlast

FULL = "ipykernel" not in sys.modules  # a script runs at full size and keeps its results
OUT = Path("results" if Path("experiments").is_dir() else "../results") / "07_your_own_partnership"
SEEDS = range(1, 301 if FULL else 41)
pd.options.display.float_format = "{:.2f}".format

# %% [markdown]
# ## The roster
#
# A scenario file names the roster that lies beside it; `workshop` is such a file, to be copied: two partnerships draw on
# the same 28 organisations. Empty cells are drawn anew in every run, as for any organisation of that sector.

# %%
scenario = outlast.load_scenario("workshop")
world = outlast.CollaborationModel(scenario, rng=1)
network = world.network
pd.DataFrame(
    [
        (data["name"], data["sector"], data["region"], data["size"], network.out_degree(key))
        for key, data in network.nodes(data=True)
    ],
    columns=["name", "sector", "region", "size", "ties"],
).sort_values("ties", ascending=False).head(8)

# %% [markdown]
# `ties` are those before the mandate, in the world of seed 1: what the roster says, and others that such organisations
# have.
#
# ## What may become of it
#
# Many histories of the same organisations, with behaviour and theories drawn from what agrees with past programmes, so
# that the intervals hold what is not known of either.

# %%
result = outlast.simulate_posterior(scenario, SEEDS)
outlast.summary(result).set_index("outcome").loc[
    ["alive_at_funding_end", "alive_8", "self_sustaining_8"], ["mean", "low", "high", "twin", "twin_low", "twin_high"]
]

# %%
figures = outlast.figures(result)
if FULL:
    outlast.save_figure(figures["run"], OUT, "run")
figures["run"]

# %% [markdown]
# ## One history, told
#
# A mean over histories is nobody's history. Here is one, at the default behaviour: the fates of the two partnerships in
# the world of seed 1, and the life of the first in plain sentences, made from recorded events alone. As a command:
# `outlast explain workshop --seed 1 --partnership 0`.

# %%
outlast.fates(scenario, seed=1)

# %%
told = outlast.explain(scenario, seed=1, partnership=0, histories=200 if FULL else 40)
if FULL:
    outlast.save_explanation(told, OUT / "explained")
print(outlast.explanation_text(told))

# %% [markdown]
# ## What single change would have changed its fate?
#
# Each lever is moved by itself, on the same luck, as far as it takes. A change that saves *this* history may do nothing
# in others; how far it holds over other histories stands beside it, and that is what a mandate can be built on.

# %%
figures = outlast.figures(told)
figures["levers"]

# %%
figures["course"]

# %% [markdown]
# ## What the room proposes
#
# Suggestions from the floor are a mapping from names to scenarios; they are compared on the same organisations, luck and
# behaviour.

# %%
proposals = {
    "as it is": scenario,
    "say clearly what it is for": scenario.replace({"mandate.vagueness": 0.2}),
    "two more years": scenario.replace({"mandate.duration": scenario.settings.mandate.duration + 8}),
    "half the money, twice as long": scenario.replace(
        {
            "mandate.grant": scenario.settings.mandate.grant / 2,
            "mandate.duration": 2 * scenario.settings.mandate.duration,
        }
    ),
}
compared = outlast.compare(proposals, replicates=200 if FULL else 20)
if FULL:
    outlast.save_comparison(compared, OUT / "proposals")
print(*outlast.findings(compared)[:5], sep="\n")

# %%
outlast.figures(compared)["outcomes"]

# %% [markdown]
# At full size, 200 histories under each theory:
#
# ![What the proposals give under each theory](../results/07_your_own_partnership/proposals/outcomes.png)
#
# To hand something out, `outlast report` makes one page of any folder of results (`outlast.write_report(folder)` in a
# notebook), to be read in any browser without a network:

# %%
if FULL:
    outlast.write_report(OUT / "proposals", OUT / "proposals.html")

# %% [markdown]
# ## What was found, and how far to trust it
#
# The numbers are those of the study at full size, for the made-up roster
# ([proposals](../results/07_your_own_partnership/proposals/findings.txt),
# [the one partnership](../results/07_your_own_partnership/explained/findings.txt)); with your own they will differ.
#
# * **These organisations are likely to keep their partnership.** Of 300 histories with behaviour from the ensemble 55%
#   [50, 60] of partnerships keep themselves going eight quarters after the last central pound, and 79% [75, 83] are open;
#   without the mandate 18% and 26%. In a single history it may be neither of the two, one or both.
# * **The one that was told stood near an edge.** A grant of £66k in place of £120k a quarter would have cost it its
#   standing on this luck. Over 200 other histories the same change takes 1.8 points [−1.4, 4.9], which is not told from
#   nothing: a warning not to read one history as advice.
# * **Two more years is the safe proposal.** It is the best or not told from the best under all seven theories: 7 points
#   [4, 9] more than as it is. But it costs £2.58m a partnership in place of £1.66m, and is judged two years later; judged
#   40 quarters after the start it is 56% [52, 60] against 52% [48, 55]. Half the money for twice as long costs least
#   (£1.49m) and is not told from as it is. Saying clearly what it is for gains 2 points [1, 3], at no cost in the model.
#
# How far to trust it: behaviour is the model's, no organisation's own. Sizes, priorities and ties of the roster are as
# given; who would really leave, and why, those in the room know better. The point of it is to have that conversation.
