# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 02 · Sensitivity: what matters, how much, and through which interactions?
#
# The model has some 170 quantities and six switches between theories; most numbers are assumed. **Which of them decide
# whether partnerships keep themselves going, and does a lever that a policy-maker can move matter beside what nobody
# knows?**
#
# The way there: *screen* everything with Morris' elementary effects, which needs few runs for each factor; take what
# matters and ask for *shares of variance* with Sobol' indices; look at the *interactions*; and see *where it tips*.
#
# This notebook takes under two minutes at small settings, at which most intervals are wide. At full size (about 40
# minutes on two cores) the same study fills [results/02_sensitivity](../results/02_sensitivity):
# `python3 start.py study 02`. **What that folder holds was made with the first form of the rules, before 26 November
# 2026, and is to be made again with calibrated defaults.** What is said below to be "at full size", and all of part 4,
# is of that form; what the cells compute is of the present rules and the calibrated defaults
# ([how](../docs/calibration.md)), so that the two are not to be read together as one. Beside each part stands what it
# runs as a command at full size; `…` are the factors of the cell below, and `--set output.twin=false` goes with all of
# them. How to read the indices: [docs/sensitivity.md](../docs/sensitivity.md).

# %%
import sys
from pathlib import Path

# %matplotlib inline
import pandas as pd

import outlast

FULL = "ipykernel" not in sys.modules  # a script runs at full size and keeps its results
ROOT = Path("results" if Path("experiments").is_dir() else "../results")
STUDY = ROOT / "02_sensitivity"
OUT = STUDY if FULL else ROOT / "notebook_02"
pd.options.display.float_format = "{:.2f}".format

hiec = outlast.load_scenario("hiec", {"output.twin": False})


def done(study):
    """At full size, tables and figures are kept beside the runs; what was found is said either way."""
    if FULL:
        outlast.save_study(study)
    print(*study.sentences(), sep="\n")
    return outlast.figures(study)


# %% [markdown]
# ## 1 · Screen everything
#
# Levers and circumstances over what a policy-maker might meet, behaviour over the range that is declared for each
# parameter (`rules` alone stands for all of them), and the switches between theories as names: a name is never put on a
# number line. Two ranges are narrowed, where the corners contradict each other.
#
# `outlast sensitivity hiec --method morris --vary rules --vary structure --vary mandate.grant=0:600 … --samples 100 --replicates 5`

# %%
LEVERS = {
    "mandate.vagueness.purpose": None,
    "mandate.vagueness.structure": None,
    "mandate.vagueness.evaluation": None,
    "mandate.grant": (0, 600),
    "mandate.duration": (4, 24),
    "mandate.assistance": None,
    "mandate.pressure": None,
    "context.prior_ties": None,
}
EVERYTHING = LEVERS | {
    "mandate.taper": (0, 8),
    "mandate.match": (0, 1),
    "mandate.growth": None,
    "context.members": (6, 30),
    "context.members_spread": (0, 8),
    "context.reorganisations.hazard": (0, 1),
    "rules": None,
    "rules.opening.share_nhs": (0.4, 0.6),
    "rules.opening.share_university": (0.15, 0.35),
    "rules.opening.founders": (3, 6),
    "structure": None,
}
screen = outlast.sensitivity(
    hiec, "morris", EVERYTHING, samples=100 if FULL else 6, replicates=5 if FULL else 3, out=OUT / "screen"
)
figures = done(screen)
figures["ranked"]

# %% [markdown]
# Large σ beside μ\* means that what a factor does depends on the others, or bends:

# %%
figures["plane"]

# %% [markdown]
# The same at full size, with a hundred trajectories (first form of the rules):
#
# ![What matters most, of everything](../results/02_sensitivity/screen/ranked.png)

# %% [markdown]
# ## 2 · Shares of variance, of what matters
#
# The factors that the screen ranks first, over the same ranges. *First order* is what a factor does by itself, *total*
# what it does in all; where the two part, it acts together with others.
#
# `outlast sensitivity hiec --method sobol --vary … --samples 2048`

# %%
leading = screen.indices["name"].head(12 if FULL else 5).tolist()
chosen = [factor for factor in screen.design.factors if factor.key in leading]
behaviour = outlast.sensitivity(
    hiec, "sobol", chosen, samples=2048 if FULL else 64, replicates=4 if FULL else 3, out=OUT / "behaviour"
)
figures = done(behaviour)
figures["ranked"]

# %% [markdown]
# ## 3 · Interactions

# %%
figures["interactions"]

# %% [markdown]
# Of few base points a pair may stand out by chance. Parts 2 and 3 at full size, for the twelve factors that lead there
# (first form of the rules):
#
# ![Total and first-order indices of what leads](../results/02_sensitivity/behaviour/ranked.png)
#
# ![Pairs of what leads](../results/02_sensitivity/behaviour/interactions.png)

# %% [markdown]
# ## 4 · The levers, under every theory
#
# With behaviour at its defaults, and the theory of vagueness among the factors: which lever matters, if nobody knows
# which theory holds? This one takes half a million runs or more, and is shown from the results at full size (first form
# of the rules).
#
# `outlast sensitivity hiec --method sobol --vary mandate.vagueness.purpose … --vary structure.theory --samples 8192`

# %%
if FULL:
    done(
        outlast.sensitivity(
            hiec,
            "sobol",
            LEVERS | {"structure.theory": None},
            samples=8192,
            replicates=5,
            outcome=["self_sustaining_8", "alive_at_funding_end"],
            out=OUT / "levers",
        )
    )
print((STUDY / "levers" / "findings.txt").read_text(encoding="utf-8"))
pd.read_csv(STUDY / "levers" / "indices.csv").query("outcome == 'self_sustaining_8'")[
    ["name", "s1_noise_free", "s1_noise_free_conf", "st_noise_free", "st_noise_free_conf"]
].sort_values("st_noise_free", ascending=False)

# %% [markdown]
# ![Total and first-order indices of levers and theory](../results/02_sensitivity/levers/ranked.png)
#
# ![Pairs of levers that act together](../results/02_sensitivity/levers/interactions.png)

# %% [markdown]
# ## 5 · Where it tips
#
# Indices say how much, curves say which way. Each thin line moves one lever around another base point; the thick one is
# their mean, and the dashed orange one who is open at the end of funding: what money buys while it lasts.
#
# `outlast sensitivity hiec --method oat --vary … --samples 64`

# %%
curves = outlast.sensitivity(
    hiec,
    "oat",
    LEVERS
    if FULL
    else {key: LEVERS[key] for key in ("mandate.vagueness.purpose", "mandate.grant", "mandate.duration")},
    samples=64 if FULL else 8,
    replicates=10 if FULL else 4,
    out=OUT / "curves",
)
figures = done(curves)
figures["curves"]

# %% [markdown]
# Above, the mean curve of the grant has its top at £120k a quarter and falls beyond, since a large grant commits a
# partnership to what it cannot pay for afterwards. In the first form it did not fall. Its first step is not to be read
# as an effect of money alone: without a grant there is no last pound, and the point of no money is judged eight
# quarters after the start. What lasts longer is judged later, too, which is part of what the curve of the funded
# quarters shows ([how much](01_hiec.ipynb)). All levers, at full size (first form of the rules):
#
# ![Tipping curves of all levers](../results/02_sensitivity/curves/curves.png)

# %% [markdown]
# ## 6 · When what matters
#
# The same indices quarter by quarter: of the share of partnerships that are open.
#
# `outlast sensitivity hiec --method sobol --vary … --outcome alive_8 --over-time open --samples 512`

# %%
when = outlast.sensitivity(
    hiec.replace({"mandate.duration": 10}),
    "sobol",
    {key: LEVERS[key] for key in LEVERS if key != "mandate.duration"},
    samples=512 if FULL else 32,
    replicates=4 if FULL else 3,
    outcome="alive_8",
    over_time="open",
    out=OUT / "over_time",
)
figures = done(when)
figures["over_time_open"]

# %% [markdown]
# While the money lasts hardly anything closes, and there is nothing to explain. At full size (first form of the rules):
#
# ![Indices by quarter](../results/02_sensitivity/over_time/over_time_open.png)

# %% [markdown]
# ## 7 · Does another method say the same?
#
# Variance is one way to measure what a factor does. PAWN asks instead how far the whole distribution moves. It reads
# any sample, here a Sobol' sequence of the factors of part 2.
#
# `outlast sensitivity hiec --method pawn --vary … --samples 4096`

# %%
pawn = outlast.sensitivity(
    hiec, "pawn", chosen, samples=4096 if FULL else 256, replicates=4 if FULL else 3, out=OUT / "pawn"
)
done(pawn)
ranks = pd.DataFrame(
    {
        name: pd.Series(range(1, len(leading) + 1), [key for key in study.indices["name"] if key in leading])
        for name, study in {"Morris": screen, "Sobol', total": behaviour, "PAWN": pawn}.items()
    }
)
if FULL:
    ranks.rename_axis("factor").to_csv(STUDY / "ranks.csv", float_format="%.0f")
ranks

# %% [markdown]
# ## What was found, and how far to trust it
#
# The numbers are those of the study at full size ([results/02_sensitivity](../results/02_sensitivity)), **made with the
# first form of the rules, before 26 November 2026; to be made again with calibrated defaults**. Those above are of the
# present rules, but of small samples, and move about.
#
# * **What organisations are like matters most.** Of 154 factors, the cost of effort leads under all three methods, then
#   the value of joint work and the motivation that members bring. Among what the centre sets or meets, pressure and the
#   rate of reorganisations are in the first ten of the screen; the funded quarters, the number of members and the grant
#   come around the twentieth place. Vagueness of purpose is far down: over so wide a range of behaviour its effect
#   drowns.
# * **With behaviour held at its defaults, time decides.** The funded quarters cause about seven tenths of the variance
#   between mandates of 4 to 24 quarters; pressure, money and the *theory* of vagueness about a tenth each. Which theory
#   holds matters more than how vague any part of the mandate is, and the pairs that can be told apart are those of a
#   vagueness with the theory: what it does depends on which theory holds.
# * **Interactions are many-sided.** Of the variance among behaviours three tenths belong to no factor by itself, and
#   yet no single pair is clear: it takes several things at once to tip a partnership.
# * **It tips along time and money, and wears off.** Beyond about £130k a quarter more money does little, and beyond 16
#   funded quarters more time does less. *This no longer holds of money*: in part 5, in the present rules, the mean
#   curve falls beyond some £120k a quarter. At the end of funding nearly everyone is open: what little varies there is
#   due to grants near nought and to pressure.
# * **Once the money has stopped**, the grant that there was leads for the share still open, and the purpose and prior
#   ties follow; that order hardly moves for the rest of the run.
#
# What the small samples of the present rules and defaults say beside it: along their curves (part 5) the funded
# quarters move the share by 57 points ± 21, vagueness of purpose by 19 ± 16, and the grant by 52 ± 31, but most of that
# is the point of no money, which is judged early. Nearly everyone is still open at the end of funding. Of behaviour,
# parts 2 and 7 put the value of joint work first, but among five factors that six trajectories chose, and their order
# is not certain: whether the cost of effort still leads, they cannot say.
#
# How far to trust it: an index belongs to its range, and most ranges are assumed, those of behaviour the widest; a
# narrower range brings the levers up. The calibration moved the middle of about ten of 116 behavioural numbers and
# narrowed none to speak of ([findings](../results/calibration/findings.txt)), so that here they are moved over the
# whole range. Luck is taken out of the indices; its share was 1 to 2% of the variance of the means. Not everything has
# settled at full size either: the convergence figures in the folder say which. And all of this is about the model: in
# the form that the numbers are of, match funding drove everybody away and a grant left no commitments behind, both of
# which speak against the evidence and have been mended since ([how](../model/DECISIONS.md)).
