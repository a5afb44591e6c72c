"""What a calibration found, in plain words, apart from the theories: parameters, history matching, synthetic truths."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.stats import binom, norm

from outlast.analysis.calibration.ensemble import NARROWER, OPEN, SAME, SHIFTED
from outlast.analysis.numbers import percent
from outlast.report.calibration.agreement import at_once, at_once_in_words
from outlast.report.calibration.terms import (
    bits,
    choice_label,
    counted_share,
    parameter_says,
    share_of,
    small_share,
    theory_named,
    three,
    weighed,
    weight,
)
from outlast.report.calibration.theory_words import theories_sentence
from outlast.report.wording import counted, listed

if TYPE_CHECKING:
    from outlast.analysis.calibration.conduct import Calibration

# Levels whose coverage is named in words.
NAMED = (0.5, 0.8, 0.9)
# Pooled coverage off by more than so much is called too narrow or too wide.
OFF = 0.05
# A longer list of parameters is not read; the table has every one.
MOST = 6
# Fewer effective draws than that are no posterior, whatever their intervals say.
ENOUGH = 50
BAND = (0.025, 0.975)
# Of fewer chances nothing is said of how often they are right.
FEWEST_CHANCES = 50


def sentences(calibration: Calibration) -> dict[str, list[str]]:
    """The sentences of every part, by its name."""
    return {
        "posterior": posterior_sentences(calibration),
        "targets": at_once_in_words(at_once(calibration), len(calibration.plan.theories)),
        "theories": [theories_sentence(calibration.theories, effective_draws(calibration))],
        "choices": choices_sentences(calibration.choices),
        "parameters": parameters_sentences(calibration.parameters, effective_draws(calibration)),
        "history": history_sentences(calibration.history),
        "coverage": coverage_sentences(calibration.coverage),
        "telling": telling_sentences(calibration.telling),
    }


def posterior_sentences(calibration: Calibration) -> list[str]:
    """How many draws the posterior is worth, and that nothing should be built on it where these are few."""
    draws = effective_draws(calibration)
    if draws is None:
        return []
    accepted = calibration.sampling["accepted"]
    said = f"The posterior rests on {draws:.0f} effective draws of {accepted} accepted"
    repeats = calibration.plan.repeats
    if repeats > 1:
        said += f", in {counted(repeats, 'independent sample')}; intervals of Monte Carlo error hold that of each"
    if draws >= ENOUGH:
        alone = "" if repeats > 1 else (
            " It is one sample: another may lie outside its intervals of Monte Carlo error, since few draws carry much "
            "of the weight (--repeats 2 takes another)."
        )  # fmt: skip
        return [f"{said}.{alone}"]
    return [f"{said}: too few to build on (at least {ENOUGH} are wanted). Nothing below should be used."]


def effective_draws(calibration: Calibration) -> float | None:
    """How many draws the posterior is worth, its weights being uneven; None where that is not known."""
    return float(calibration.sampling["effective"]) if calibration.sampling else None


def parameters_sentences(parameters: pd.DataFrame, draws: float | None = None) -> list[str]:
    """Which parameters the targets speak of, how many are as before, and how many would seem to be by luck."""
    known = parameters.loc[parameters["identified"].to_numpy(bool)].sort_values("width")
    names = [parameter_says(key) for key in known["parameter"]]
    of = counted(len(parameters), "parameter")
    if not names:
        said = [f"The targets move none of {of}."]
    else:
        more = f"; and {len(names) - MOST} more" if len(names) > MOST else ""
        said = [f"Of {of} the targets move {len(names)}: {'; '.join(names[:MOST])}{more}."]
    return [*said, *_narrowed(known), *_unmoved(parameters), *_by_luck(len(parameters), draws)]


def _narrowed(moved: pd.DataFrame) -> list[str]:
    """How many of those that have moved are narrower too: a shifted median alone says little."""
    if moved.empty:
        return []
    narrow = int((moved["width"].to_numpy() < NARROWER).sum())
    if not narrow:
        return ["Only medians have moved: no 90% interval is narrower than 80% of what it was."]
    return [f"{narrow} of {len(moved)} have a 90% interval narrower than 80% of what it was."]


def _unmoved(parameters: pd.DataFrame) -> list[str]:
    """How many are shown to be as before, and of how many that cannot be told: not identified, both."""
    same, unknown = (
        int((parameters["status"].to_numpy() == SAME).sum()),
        int((parameters["status"].to_numpy() == OPEN).sum()),
    )
    if not same + unknown:
        return []
    return [
        f"Not identified are {same + unknown}: {same} as before to within a tenth of the range, and {unknown} of which "
        "the accepted draws are too few to say."
    ]


def choices_sentences(choices: pd.DataFrame) -> list[str]:
    """Which structural alternatives have become more or less likely, beyond Monte Carlo error."""
    clear = [
        f"{choice_label(row['choice'])} {str(row['alternative']).replace('_', ' ')} "
        f"{weighed(three(row, 'weight', 'low', 'high'))} from {weight(row['prior'])}"
        for row in choices.to_dict("records")
        if row["clear"]
    ]
    if not clear:
        return ["Of the other structural choices none has become clearly more or less likely."]
    return [
        f"Of the other structural choices these have become more or less likely: {'; '.join(clear)}. A single world "
        "hardly tells them, as is seen on synthetic truths."
    ]


def rest_in_words(parameters: pd.DataFrame, draws: float | None = None) -> list[str]:
    """The same for a picture that shows the identified ones: how many there are, and how many are as before."""
    known = int(parameters["identified"].to_numpy(bool).sum())
    rest = len(parameters) - known
    said = f"{known} of {counted(len(parameters), 'parameter')} {'has' if known == 1 else 'have'} moved"
    said += f"; the other {rest} {'is' if rest == 1 else 'are'} not identified." if rest else "."
    return [said, *_by_luck(len(parameters), draws)]


def _by_luck(count: int, draws: float | None) -> list[str]:
    """How many of so many parameters would seem identified by luck, where that is any."""
    if not draws:
        return []
    # The median of so many uniform draws has this standard error; a shift by more is called one.
    lucky = 2.0 * norm.sf(SHIFTED / (0.5 / math.sqrt(draws))) * count
    if lucky < 0.5:
        return []
    return [f"With {draws:.0f} effective draws luck alone would make about {lucky:.0f} of them seem to have moved."]


def history_sentences(history: Sequence[dict[str, Any]]) -> list[str]:
    """How much of the prior is left, which targets rule out most, and how much would be ruled out wrongly."""
    if not history:
        return ["No history matching was done."]
    last = history[-1]
    by = sorted(last["by_theory"].items(), key=lambda one: one[1])
    said = f"After {counted(len(history), 'wave')} of history matching {small_share(last['left'])} of the prior is left"
    if len(by) > 1:
        (worst, least), (best, most) = by[0], by[-1]
        fewest = small_share(least) if least else "nothing"
        said += f": {fewest} under {theory_named(worst)}, {small_share(most)} under {theory_named(best)}"
    ruled = sorted(history[0]["ruled"].items(), key=lambda one: -one[1])[:3]
    told = [f"{name} ({percent(share)})" for name, share in ruled if share > 0.0]
    found = [f"{said}."]
    if told:
        found.append(f"Of all draws of the prior most are ruled out by {listed(told)} in the first wave.")
    lost = (
        f"What wave 1 rules out holds {percent(history[0]['lost'])} of the posterior's weight, as far as the table "
        "shows: the posterior is sampled from the whole prior."
    )
    return [*found, wrongly_in_words(history), lost]


def wrongly_in_words(history: Sequence[dict[str, Any]]) -> str:
    """The share of plausible draws of the prior that the emulators would rule out."""
    # Draws of later waves have survived the earlier ones: of what these rule out wrongly they cannot tell.
    known = [wave for wave in history[:1] if wave["wrongly"] is not None and wave["plausible"]]
    if not known:
        return (
            "No simulated cohort came within two standard deviations of every target, so that the share ruled out "
            "wrongly is not known."
        )
    wave = known[0]
    share = counted_share(wave["wrongly"], wave["plausible"])
    draws = counted(wave["plausible"], "draw")
    return (
        f"Ruled out wrongly: {share_of(share)} of {draws} of wave {wave['number']} whose own cohort came within two "
        "standard deviations of every target."
    )


def coverage_sentences(coverage: dict[str, Any]) -> list[str]:
    """Whether intervals hold what they promise, how weak a check that is, and what it says of theories."""
    first, theory, soft = coverage_remarks(coverage)
    return [first, *_informed(coverage), theory, *_reliable(coverage), soft]


def coverage_remarks(coverage: dict[str, Any]) -> list[str]:
    """Whether intervals hold what they promise, whether theories are found, and how soft the targets had to be."""
    truths = coverage["truths"]
    at = _at(coverage, "covered")
    held = [percent(at[level]) for level in NAMED if level in at]
    promised = [percent(level) for level in NAMED if level in at]
    means = _meant(at)
    said = [
        f"On {counted(truths, 'synthetic truth')} the {listed(promised)} intervals of the parameters hold the true "
        f"value in {listed(held)} of cases: {means}.",
        theory_found(coverage),
    ]
    temperature = coverage["temperature"]
    if temperature > 1.0:
        said.append(
            f"For this check the variances of the targets were widened {temperature:g} times, so that a "
            f"posterior rests on {coverage['effective']:.0f} draws of the table (median); it is a check of that "
            "softer fit."
        )
    else:
        said.append(f"A posterior rests on {coverage['effective']:.0f} draws of the table (median).")
    return said


def _at(coverage: dict[str, Any], name: str) -> dict[float, float]:
    """The share of truths that intervals of each level hold."""
    return {round(level, 2): share for level, share in zip(coverage["levels"], coverage[name], strict=True)}


def _meant(at: Mapping[float, float]) -> str:
    """What it means that intervals of some levels hold the truth in so many of cases."""
    off = max((at[level] - level for level in NAMED if level in at), key=abs, default=0.0)
    if abs(off) <= OFF:
        return "about as promised"
    return "they are too narrow" if off < 0.0 else "they are wider than they need be"


def _informed(coverage: dict[str, Any]) -> list[str]:
    """How much a posterior says at all: one that is the prior would cover as well; and a check that it would fail."""
    narrowing = list(coverage["narrowing"].values())
    told = sum(value > 0.1 for value in narrowing)
    said = [
        "That is a weak check where a posterior is hardly more than the prior: the variance of the middle parameter "
        f"falls by {percent(float(np.median(narrowing)))}, that of {told} of {len(narrowing)} by more than a tenth."
    ]
    if "fit_covered" in coverage:
        at = _at(coverage, "fit_covered")
        held = [percent(at[level]) for level in NAMED if level in at]
        said.append(
            "How well a draw agrees with what was observed, which a posterior that is the prior would miss, lies "
            f"within such intervals in {listed(held)} of cases: {_meant(at)}."
        )
    return said


def _reliable(coverage: dict[str, Any]) -> list[str]:
    """Whether chances of theories are as often right as they say."""
    rows = [row for row in coverage.get("reliability", []) if row["count"] >= FEWEST_CHANCES]
    if len(rows) < 2 or len(coverage["theories"]) == 1:
        return []
    told = [
        f"{percent(row['given'])} on average ({row['count']:,} between {percent(row['low'])} and "
        f"{percent(min(row['high'], 1.0))}) in {percent(row['true'])}"
        for row in rows
    ]
    return [f"A theory that is given a chance of {listed(told)} of cases is the true one."]


def theory_found(coverage: dict[str, Any]) -> str:
    """How often the theory that made a truth is the likeliest, against guessing."""
    chance = 1.0 / len(coverage["theories"])
    if len(coverage["theories"]) == 1:
        return "Only one theory was asked, so that none can be mistaken for another."
    share = counted_share(coverage["found"], coverage["truths"])
    means = "better than guessing" if share.low > chance else "no better than guessing"
    if share.high < chance:
        means = "worse than guessing"
    return (
        f"The theory that made a truth gets the greatest weight in {share_of(share)} of them; guessing finds it in "
        f"{percent(chance)}: {means}."
    )


def outside_band(coverage: dict[str, Any], level: float) -> tuple[int, int]:
    """How many parameters lie outside the 95% binomial band at a level, and of how many."""
    place = [round(one, 2) for one in coverage["levels"]].index(level)
    low, high = (binom.ppf(end, coverage["truths"], level) / coverage["truths"] for end in BAND)
    shares = [shares[place] for shares in coverage["by_parameter"].values()]
    return sum(not low <= share <= high for share in shares), len(shares)


def telling_sentences(telling: pd.DataFrame) -> list[str]:
    """Which structural choices the targets tell something of, by the richest set of statistics."""
    if telling.empty:
        return ["No structural choice was varied, so that there is none to tell."]
    last = telling["statistics"].to_list()[-1]
    rows = (
        telling.loc[(telling["statistics"] == last).to_numpy()].sort_values("bits", ascending=False).to_dict("records")
    )
    told = [row for row in rows if row["bits_low"] > 0.0]
    rest = [choice_label(row["choice"]) for row in rows if row["bits_low"] <= 0.0]
    said = []
    if told:
        figures = [
            f"{choice_label(row['choice'])} ({bits(three(row, 'bits', 'bits_low', 'bits_high'))} of "
            f"{row['most']:.2f} bits)"
            for row in told
        ]
        said.append(f"Simulated values of {last} tell something of {listed(figures)}.")
    if rest:
        said.append(f"Of {listed(rest)} they are not shown to tell anything." if told else
                    f"Simulated values of {last} are not shown to tell anything of {listed(rest)}.")  # fmt: skip
    return said
