# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 03 · Vagueness × money × duration: can one make up for another?
#
# A centre that cannot say clearly what it wants may hope that money or patience will do instead. **Does it take a clear
# purpose, or enough money, or enough time; or all three together? And if a total is all there is, should it end in a
# cliff or in a taper?**
#
# Every point below has a total of money, a span from the first to the last central pound, and a shape: the *cliff* pays
# the same each quarter; the *taper* pays half of the span in full and then declines step by step. At equal total and
# equal span the two have the same money and the same last pound, so that they are judged at the same time.
#
# This notebook takes under a minute at small settings. At full size (1,440 points, 50 cohorts each, some four minutes)
# the same study fills [results/03_vagueness_funding_duration](../results/03_vagueness_funding_duration):
# `python3 start.py study 03`. The map of vagueness and grant in it is
# `outlast sweep hiec --vary mandate.vagueness=0:1:11 --vary mandate.grant=0:600:11 --replicates 100`. **What that folder
# holds was made with the first form of the rules, before 26 November 2026, and is to be made again with calibrated
# defaults**; what the cells compute is of the present rules.

# %%
import sys
from itertools import combinations, product
from pathlib import Path

# %matplotlib inline
import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

import outlast.cli
from outlast.outcomes.intervals import interval_of_mean
from outlast.report import style

FULL = "ipykernel" not in sys.modules  # a script runs at full size and keeps its results
ROOT = Path("results" if Path("experiments").is_dir() else "../results")
RESULTS = ROOT / "03_vagueness_funding_duration" if FULL else ROOT / "notebook_03"
REPLICATES = 50 if FULL else 20
pd.options.display.float_format = "{:.1f}".format

LEVELS = {
    "theory": ["latitude+fog", "fog", "shield", "capture", "latitude", "autonomy"]
    if FULL
    else ["latitude+fog", "shield"],
    "vagueness": [0.0, 0.2, 0.4, 0.6, 0.8, 1.0] if FULL else [0.2, 0.5, 0.8],
    "total": [325, 650, 1300, 2600, 5200] if FULL else [650, 1300, 2600],  # £k per partnership; HIEC: 1,300
    "span": [4, 8, 12, 20] if FULL else [4, 12, 20],  # quarters from the first to the last central pound; HIEC: 10
    "shape": ["cliff", "taper"],
}

# %% [markdown]
# ## The design: a table of points
#
# A cliff of *n* quarters pays total / n. A taper of *n* quarters has n / 2 full quarters and n / 2 that decline in equal
# steps, which pay half as much: ¾ n full quarters in all.

# %%
rows = pd.DataFrame(list(product(*LEVELS.values())), columns=list(LEVELS))
tapered = rows["shape"] == "taper"
points = pd.DataFrame(
    {
        "structure.theory": rows["theory"],
        "mandate.vagueness": rows["vagueness"],
        "mandate.grant": rows["total"] / (rows["span"] * np.where(tapered, 0.75, 1.0)),
        "mandate.duration": np.where(tapered, rows["span"] // 2, rows["span"]),
        "mandate.taper": np.where(tapered, rows["span"] // 2, 0),
    }
)
store = outlast.sweep("hiec", design=points, replicates=REPLICATES, outcome="self_sustaining_8", out=RESULTS / "points")
print(store)

# %% [markdown]
# Equal money means equal money *offered*; a partnership that closes early is paid less. Is the arithmetic right?

# %%
quarter = np.arange(max(LEVELS["span"]))
grant, duration, taper = (points[f"mandate.{name}"].to_numpy()[:, None] for name in ("grant", "duration", "taper"))
share = np.clip(1 - (quarter - duration + 1) / (taper + 1), 0, 1)
offered = (grant * np.where(quarter < duration, 1, np.where(taper > 0, share, 0))).sum(axis=1)
assert np.allclose(offered, rows["total"])
print("every point offers its total to the last pound")

# %% [markdown]
# ## What became of them

# %%
CELL = tuple(len(values) for values in LEVELS.values())
runs = store.runs.pivot_table(index="point", columns="replicate", values="self_sustaining_8").to_numpy()
values = 100 * runs.reshape(*CELL, REPLICATES)  # (theory, vagueness, total, span, shape, replicate), %
default = values[0]


def panels(of, title, label):
    """A panel for each span, a line for each total, over vagueness; with 95% intervals over cohorts."""
    shades = mpl.colormaps["viridis"](np.linspace(0.8, 0.0, len(LEVELS["total"])))
    apart = 0.02 * (np.arange(len(shades)) - (len(shades) - 1) / 2)
    with mpl.rc_context(style.RC):
        figure = Figure(figsize=(13.3, 4.7), layout="constrained")
        for axes, span, cells in zip(
            figure.subplots(1, len(LEVELS["span"]), sharey=True), LEVELS["span"], np.moveaxis(of, 2, 0), strict=True
        ):
            lines = zip(LEVELS["total"], shades, apart, np.moveaxis(cells, 1, 0), strict=True)
            for total, colour, aside, line in lines:
                mean, low, high = np.array([interval_of_mean(cell) for cell in line]).T
                x = np.array(LEVELS["vagueness"]) + aside
                axes.vlines(x, low, high, color=colour, linewidth=2)
                axes.plot(x, mean, "o-", color=colour, linewidth=2, markersize=5, label=f"£{total:,}k")
            axes.set_title(f"{span} quarters", loc="left", fontsize=style.HEADING)
            axes.set_xlabel("vagueness (share)")
        figure.axes[0].set_ylabel(label)
        figure.legend(*axes.get_legend_handles_labels(), title="total money", loc="outside right center", frameon=False)
        figure.suptitle(title, x=0.01, ha="left", fontweight="bold", fontsize=style.TITLE)
        figure.supxlabel(
            f"HIEC scenario, vagueness by latitude and fog. Bars: 95% intervals over {REPLICATES} cohorts at each point, same"
            " luck. A simulation, not a forecast.",
            x=0.01, ha="left", fontsize=style.SMALL, color=style.SOFT,
        )  # fmt: skip
    return figure


cliff = panels(
    default[..., 0, :],
    "Money that ends in a cliff: what keeps itself going 8 quarters after",
    "% of partnerships",
)
if FULL:
    outlast.save_figure(cliff, RESULTS, "cliff")
cliff

# %% [markdown]
# ## Taper or cliff, at equal money and equal last pound
#
# The difference on the same luck: above 0 the taper leaves more partnerships that keep themselves going.

# %%
difference = panels(
    default[..., 1, :] - default[..., 0, :],
    "Taper less cliff, at equal money and equal last pound",
    "percentage points",
)
for axes in difference.axes:
    axes.axhline(0, color=style.INK, linewidth=1)
if FULL:
    outlast.save_figure(difference, RESULTS, "taper_less_cliff")
difference

# %% [markdown]
# ## Alone, in pairs, or all three?
#
# The points are a full factorial, so that the variance of their means falls into parts exactly: what each factor does by
# itself, what pairs do beyond that, and so on. What is left of luck in the means is estimated from the replicates, which
# share their seeds, and taken out of each part.

# %%
FACTORS = list(LEVELS)[1:]
GROUPS = [group for size in range(1, len(FACTORS) + 1) for group in combinations(range(len(FACTORS)), size)]


def variances(means):
    """The part of the variance of a full factorial (one axis a factor) that each group of factors causes together."""
    effects = {(): means.mean()}
    for group in GROUPS:
        others = tuple(k for k in range(means.ndim) if k not in group)
        lower = [sub for size in range(len(group)) for sub in combinations(group, size)]
        effects[group] = means.mean(axis=others, keepdims=True) - sum(effects[sub] for sub in lower)
    return np.array([(effects[group] ** 2).mean() for group in GROUPS])


def shares(cube, by):
    """Share of the variance of the expected response (%), noise taken out, summed by a label; with 95% half-widths."""
    count = cube.shape[-1]
    single = np.array([variances(cube[..., r]) for r in range(count)])

    def noise_free(kept):
        # A part is a square: a single replicate has all the noise in it, the mean of n replicates an n-th.
        size = len(kept)
        free = (size * variances(cube[..., kept].mean(axis=-1)) - single[kept].mean(axis=0)) / (size - 1)
        return (
            pd.Series(100 * free / free.sum(), index=[by(group) for group in GROUPS]).groupby(level=0, sort=False).sum()
        )

    everyone = np.arange(count)
    left = pd.DataFrame([noise_free(np.delete(everyone, r)) for r in everyone])
    half = 1.96 * np.sqrt((count - 1) / count * ((left - left.mean()) ** 2).sum())
    return pd.DataFrame({"share": noise_free(everyone), "plus_minus": half})


ORDERS = {1: "one alone", 2: "two together", 3: "three together", 4: "all four"}
orders = {
    theory: shares(cube, lambda group: ORDERS[len(group)])
    for theory, cube in zip(LEVELS["theory"], values, strict=True)
}
pd.concat(orders, axis=1)

# %% [markdown]
# And which? The largest parts under each theory:

# %%
named = {
    theory: shares(cube, lambda group: " × ".join(FACTORS[k] for k in group))
    for theory, cube in zip(LEVELS["theory"], values, strict=True)
}
parts = pd.concat(named, axis=1)
parts = parts.loc[parts.iloc[:, 0].sort_values(ascending=False).index]
if FULL:
    tidy = pd.concat(named, names=["theory", "factors"])
    tidy.to_csv(RESULTS / "variance.csv", float_format="%.2f")
parts.head(8)

# %% [markdown]
# Shares belong to the levels that were compared: with more of them, at full size (%), and with the first form of the
# rules:

# %%
whole = pd.read_csv(ROOT / "03_vagueness_funding_duration" / "variance.csv", index_col=["factors", "theory"])
whole["share"].unstack("theory").sort_values("latitude+fog", ascending=False).head(8)

# %% [markdown]
# ## Who needs what
#
# For each total and span, the vagueness up to which at least half of the partnerships keep themselves going (cliff,
# default theory); NaN where a mandate of no vagueness does not reach half.

# %%
mean = default[..., 0, :].mean(axis=-1)  # (vagueness, total, span)
vagueness = np.array(LEVELS["vagueness"])[:, None, None]
most = np.where(mean >= 50, vagueness, -np.inf).max(axis=0)
pd.DataFrame(
    np.where(np.isfinite(most), most, np.nan),
    index=[f"£{total:,}k" for total in LEVELS["total"]],
    columns=[f"{span} quarters" for span in LEVELS["span"]],
)

# %% [markdown]
# ## The map of vagueness and grant at full size

# %%
if FULL:
    command = "sweep hiec --vary mandate.vagueness=0:1:11 --vary mandate.grant=0:600:11 --replicates 100 --resume --out"
    if outlast.cli.main([*command.split(), str(RESULTS / "map")]):
        raise SystemExit(1)

# %% [markdown]
# ## What was found, and how far to trust it
#
# **In the present rules**, at the small settings above (default theory, cliff):
#
# * **Time first; without it neither money nor clarity helps.** The span causes most of the variance. After four quarters
#   hardly any partnership lasts, however much money there was and however clear the mandate: there was no time to build
#   what would last.
# * **More money does not make up for it.** Twice the £1,300k of the HIECs makes no difference that can be told, over any
#   span; half of it leaves clearly fewer only over 20 quarters, where it is £32.5k a quarter. At more a quarter, what a
#   partnership commits itself to has still to be paid for when the money stops. A clear mandate leaves more over
#   12 and 20 quarters.
# * **Hardly any three-way effect**: three or four factors together cause next to nothing beyond what they do alone and in
#   pairs.
# * **A taper is not better than a cliff**, at equal money and equal last pound, and worse by some ten points with £1,300k
#   over 20 quarters where the purpose is not clear; at the other points nothing can be told. The fading of commitments
#   while it lasts speaks for a taper, its fewer quarters in which the grant covers the cost against it.
#
# **In the first form of the rules**, at full size
# ([results/03_vagueness_funding_duration](../results/03_vagueness_funding_duration); to be made again with calibrated
# defaults):
#
# * **Time first**: the span causes between 69% and 79% of the variance, whichever theory holds.
# * **Money needs time, and a clear purpose is worth a multiple of it.** Total money causes about an eighth of the
#   variance, and another fourteenth together with the span. With twelve quarters, a mandate of no vagueness and £650k
#   brings as many partnerships through as one of 0.6 and £5,200k. *This no longer holds of money*: in the present rules a
#   large grant a quarter does harm (part 5 of [02_sensitivity](02_sensitivity.ipynb)).
# * **Hardly any three-way effect.** Vagueness, money and time add up for the most part: all three together cause less than
#   half a percent of the variance beyond what they do alone and in pairs.
# * **What vagueness costs is a matter of theory**: a tenth of the variance under fog, half of that under shield, nothing
#   under capture and latitude, and under autonomy a little in its favour.
# * **A taper is hardly ever better than a cliff**, at equal money and equal last pound (by up to three percentage
#   points, with the least money over the longest span), and up to ten points worse where the span is long and the purpose
#   vague: it has fewer quarters in which the grant covers the cost. There were no commitments then, for which a taper is
#   worth more, the more money there is.
#
# How far to trust it: the behaviour is assumed, not calibrated, and that time outweighs everything follows from how the
# model builds trust, clarity and legitimacy by the quarter. How much of a grant turns into commitments is assumed too, and
# what a taper might do to how members plan is not in the model. The evidence cannot say whether tapers help:
# taper and match were never varied by themselves. Within the model the differences are certain to within the bars.
