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
# `outlast sweep hiec --vary mandate.vagueness=0:1:11 --vary mandate.grant=0:600:11 --replicates 100`. Behaviour is at
# its defaults, the centre of what was fitted to twelve targets ([how](../docs/calibration.md)).

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
# A cliff of *n* quarters pays total / n. A taper of *n* quarters has n / 2 full quarters and n / 2 that decline in
# equal steps, which pay half as much: ¾ n full quarters in all.

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


def cube(outcome):
    """An outcome of every run, %: (theory, vagueness, total, span, shape, replicate)."""
    table = pd.DataFrame({"point": store.runs["point"], "replicate": store.runs["replicate"], "value": outcome})
    return 100 * table.pivot_table(index="point", columns="replicate", values="value").to_numpy().reshape(*CELL, -1)


values = cube(store.runs["self_sustaining_8"])
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
    cells = pd.MultiIndex.from_product([LEVELS[name] for name in ("vagueness", "total", "span")])
    each = (default[..., 1, :] - default[..., 0, :]).reshape(len(cells), -1)
    table = pd.DataFrame([interval_of_mean(cell) for cell in each], cells.set_names(["vagueness", "total", "span"]))
    table.set_axis(["mean", "low", "high"], axis=1).to_csv(RESULTS / "taper_less_cliff.csv", float_format="%.2f")
difference

# %% [markdown]
# ## Alone, in pairs, or all three?
#
# The points are a full factorial, so that the variance of their means falls into parts exactly: what each factor does
# by itself, what pairs do beyond that, and so on. What is left of luck in the means is estimated from the replicates,
# which share their seeds, and taken out of each part.

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


def shares(of, by):
    """Share of the variance of the expected response (%), noise taken out, summed by a label; with 95% half-widths."""
    count = of.shape[-1]
    single = np.array([variances(of[..., r]) for r in range(count)])

    def noise_free(kept):
        # A part is a square: a single replicate has all the noise in it, the mean of n replicates an n-th.
        size = len(kept)
        free = (size * variances(of[..., kept].mean(axis=-1)) - single[kept].mean(axis=0)) / (size - 1)
        return (
            pd.Series(100 * free / free.sum(), index=[by(group) for group in GROUPS]).groupby(level=0, sort=False).sum()
        )

    everyone = np.arange(count)
    left = pd.DataFrame([noise_free(np.delete(everyone, r)) for r in everyone])
    half = 1.96 * np.sqrt((count - 1) / count * ((left - left.mean()) ** 2).sum())
    return pd.DataFrame({"share": noise_free(everyone), "plus_minus": half})


ORDERS = {1: "one alone", 2: "two together", 3: "three together", 4: "all four"}
orders = {
    theory: shares(cells, lambda group: ORDERS[len(group)])
    for theory, cells in zip(LEVELS["theory"], values, strict=True)
}
pd.concat(orders, axis=1)

# %% [markdown]
# And which? The largest parts under each theory:


# %%
def by_name(of):
    """The parts of the variance under each theory, by the names of their factors."""
    return {
        theory: shares(cells, lambda group: " × ".join(FACTORS[k] for k in group))
        for theory, cells in zip(LEVELS["theory"], of, strict=True)
    }


named = by_name(values)
parts = pd.concat(named, axis=1)
parts = parts.loc[parts.iloc[:, 0].sort_values(ascending=False).index]
if FULL:
    tidy = pd.concat(named, names=["theory", "factors"])
    tidy.to_csv(RESULTS / "variance.csv", float_format="%.2f")
parts.head(8)

# %% [markdown]
# Shares belong to the levels that were compared: with more of them, at full size (%):

# %%
whole = pd.read_csv(ROOT / "03_vagueness_funding_duration" / "variance.csv", index_col=["factors", "theory"])
whole["share"].unstack("theory").sort_values("latitude+fog", ascending=False).head(8)

# %% [markdown]
# ## Judged at the same time
#
# What lasts longer is judged later: eight quarters after the last pound is quarter 12 for the shortest span and quarter
# 28 for the longest, and partnerships that are still open come to keep themselves going with the years. So here is the
# same at one time for all, 40 quarters after the start, when every grant has been gone for 20 quarters at least. (Those
# that closed with their aims met no longer count then.) Means over vagueness and money, cliff, default theory:

# %%
end = cube(store.runs["ladder_end_self_sustained"] + store.runs["ladder_end_growing"])
rows = {}
for name, of in {"8 quarters after the last pound": values, "40 quarters after the start": end}.items():
    each = of[0, :, :, :, 0].mean(axis=(0, 1))  # (span, replicate)
    rows[name] = [f"{mean:.0f} [{low:.0f}, {high:.0f}]" for mean, low, high in map(interval_of_mean, each)]
pd.DataFrame(rows, index=[f"{span} quarters" for span in LEVELS["span"]]).T

# %%
at_end = by_name(end)
if FULL:
    tidy = pd.concat(at_end, names=["theory", "factors"])
    tidy.to_csv(RESULTS / "variance_after_40.csv", float_format="%.2f")
late = pd.concat(at_end, axis=1)
late.loc[late.iloc[:, 0].sort_values(ascending=False).index].head(5)

# %% [markdown]
# And at full size (%):

# %%
whole = pd.read_csv(ROOT / "03_vagueness_funding_duration" / "variance_after_40.csv", index_col=["factors", "theory"])
whole["share"].unstack("theory").sort_values("latitude+fog", ascending=False).head(5)

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
#
# ![Share of partnerships that keep themselves going, by vagueness and grant](../results/03_vagueness_funding_duration/map/sweep.png)

# %%
if FULL:
    command = "sweep hiec --vary mandate.vagueness=0:1:11 --vary mandate.grant=0:600:11 --replicates 100 --resume --out"
    if outlast.cli.main([*command.split(), str(RESULTS / "map")]):
        raise SystemExit(1)

# %% [markdown]
# ## What was found, and how far to trust it
#
# The numbers are those of the study at full size
# ([results/03_vagueness_funding_duration](../results/03_vagueness_funding_duration)): shares of variance from
# [variance.csv](../results/03_vagueness_funding_duration/variance.csv) and
# [variance_after_40.csv](../results/03_vagueness_funding_duration/variance_after_40.csv), shares of partnerships from
# [summary.csv](../results/03_vagueness_funding_duration/points/summary.csv), 95% intervals in brackets or after ±. They
# are of the default theory, latitude and fog, unless said.
#
# ![Money that ends in a cliff](../results/03_vagueness_funding_duration/cliff.png)
#
# * **Time first, and not only since longer is judged later.** The span causes 73% ± 2 of the variance, and under the
#   other theories 73% to 90%. Judged at one time, 40 quarters after the start, it is 67% ± 3, and 67% to 85%. After
#   four quarters hardly any partnership lasts, however much money there was: at most 14% [12, 16], without vagueness
#   and with the least money.
# * **More money than the HIECs had makes up for nothing, and too much in a short time does harm.** Total money causes
#   4.1% ± 0.6 of the variance and another 6.0% ± 0.8 together with the span. At the HIECs' vagueness of 0.8 over twelve
#   quarters £650k leaves 23% [20, 26] on their own feet, £1,300k 30% [27, 33], £2,600k 29% [26, 32] and £5,200k 18%
#   [15, 20]; over eight quarters £5,200k leaves 1% [0, 2]. Over twenty quarters it does no such harm (64% [60, 67]).
#   What a large grant a quarter commits a partnership to has still to be paid for when it stops.
# * **A ridge of money, and a slope of clarity**, for ten funded quarters ([the
#   map](../results/03_vagueness_funding_duration/map/summary.csv)). At a vagueness of 0.8 the most keep themselves
#   going with £120k a quarter (19% [17, 21]); with £60k it is 15% [13, 17], with £300k 13% [12, 15] and with £600k 5%
#   [4, 6]. From £360k on that is fewer than without any mandate (2.5 points [0.4, 4.5] at £360k, 8.6 [6.8, 10.5] at
#   £600k). Half of the partnerships come through only where vagueness is below 0.2, and there between £60k and some
#   £320k. (Without money there is no last pound, and the lowest row is judged eight quarters after the start, ten
#   before the others.)
# * **A clear mandate is worth more than money, if fog holds.** Over twelve quarters £650k and a vagueness of 0.2 leave
#   46% [42, 50], more than any sum leaves at 0.8. But it does not make up for time: a mandate of no vagueness over
#   eight quarters leaves at most 43% [39, 47], and one of 0.8 over twenty 62% [59, 66] with £1,300k.
# * **What vagueness costs is a matter of theory**: 12% ± 1 of the variance under fog, 3.3% ± 0.3 under shield, 0.2% ±
#   0.1 under capture, nothing under latitude, and 1.0% ± 0.1 under autonomy, where a clear mandate is the worse one
#   ([01_hiec](01_hiec.ipynb)).
# * **Hardly any three-way effect.** Vagueness, money and time cause 0.7% ± 0.2 of the variance together beyond what
#   they do alone and in pairs.
# * **Taper or cliff depends on how much money it is**
#   ([taper_less_cliff.csv](../results/03_vagueness_funding_duration/taper_less_cliff.csv)). With £5,200k a taper is
#   better over eight and twelve quarters, by up to 8 points [5, 10], since commitments fall before the money is gone.
#   With £1,300k it is worse over twelve and twenty, by up to 9 [6, 12], since fewer quarters are paid for in full. With
#   the least money there is little to tell. Over all points the shape causes next to none of the variance.
#
# How far to trust it: of 116 behavioural numbers the targets move about ten ([how](../docs/calibration.md),
# [TRACE](../model/TRACE.md)); the others are assumed, among them how fast trust and clarity grow, from which the weight
# of time follows, and how much of a grant turns into commitments, from which the harm of a large one follows. How it
# does on documented patterns that were kept out of the fit, one on longer funding and one on large grants among them,
# is in the table of [TRACE](../model/TRACE.md). Judged 40 quarters after the start a short grant has been gone for
# longer than a long one, so that neither time of judgement is fair to both. What a taper might do to how members plan
# is not in the model, and the evidence cannot say whether tapers help: taper and match were never varied by themselves.
# Within the model the differences are certain to within the bars.
