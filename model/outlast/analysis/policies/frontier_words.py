"""What a frontier found, in words: the mandate that is asked for, what others give, and what to beware of."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from outlast.analysis.numbers import counted, listed, money, percent, points
from outlast.analysis.policies.designs import unjudged
from outlast.analysis.policies.figures_in_words import (
    capital,
    cost,
    every,
    few,
    interval_in,
    keys,
    level,
    spelt,
    theory,
)
from outlast.analysis.policies.frames import Row, records
from outlast.analysis.policies.levers import mandate_in_words
from outlast.analysis.policies.quantities import ALIKE
from outlast.analysis.policies.search import LAST, SETTLED, Generation, has_settled
from outlast.analysis.policies.trials import MEAN
from outlast.outcomes.intervals import Interval
from outlast.runs.values import as_typed

if TYPE_CHECKING:
    from outlast.analysis.policies.frontier import Frontier

# Shares along the frontier whose cost is told.
MARKS = tuple(mark / 10 for mark in range(1, 10))


def sentences(found: Frontier) -> list[str]:
    """Sentences; the first three are the answer."""
    return [*answer(found), *cautions(found)]


def answer(found: Frontier) -> list[str]:
    """The mandate that is asked for, what less money gives, and how other mandates stand to it."""
    return [text for text in (_named(found), _along(found), _own(found), _programmes(found)) if text]


def cautions(found: Frontier) -> list[str]:
    """Whether the search has settled, what its luck did, and what is assumed."""
    said = [settling(found), _flattered(found), _held(found), _judged(found), _left_out(found), _reading(found)]
    return [text for text in said if text]


def _named(found: Frontier) -> str:
    """The cheapest mandate that reaches the share under every theory, or that none does."""
    row = records(found.named)[0]
    tried = int(found.history["tried"].iloc[-1])
    theories = list(found.worlds.theories)
    asked, of = percent(found.reach), every(len(theories)) if len(theories) > 1 else theory(theories[0])
    mandate = mandate_in_words({key: row[key] for key in found.space.keys})
    worst = interval_in(row, "worst", "worst_")
    gives = (
        f"{level(worst, found.outcome)} under {_worst(found, row)}{_weighted(found, row)}, for "
        f"{_money(interval_in(row, 'cost', 'cost_'))} a partnership (run once more, with seeds used for nothing "
        f"else): {mandate}"
    )
    what = found.outcome.says
    if bool(found.frontier["reaches"].any()):
        text = f"The cheapest of {tried:,} mandates tried that reaches {asked} ({what}) under {of} gives {gives}"
        if row["certain"]:
            return f"{text}. The whole of every interval is above {asked}."
        if row["reaches"]:
            return f"{text}. Not every interval keeps above {asked}, so that it is not certain to."
        return f"{text}. There it falls short, so that it is not certain that any mandate tried reaches it."
    doubt = f" Its interval holds {asked}, so that this is not certain." if worst.high >= found.reach else ""
    return f"None of {tried:,} mandates tried reaches {asked} ({what}) under {of}. The best gives {gives}.{doubt}"


def _worst(found: Frontier, row: Mapping[str, Any]) -> str:
    """The least favourable theory of a mandate; the only one where there is one."""
    if len(found.worlds.theories) == 1:
        return theory(str(row["worst_theory"]))
    return f"its worst theory ({theory(str(row['worst_theory']))})"


def _weighted(found: Frontier, row: Mapping[str, Any]) -> str:
    if len(found.worlds.theories) == 1:
        return ""
    return f", {level(interval_in(row, 'weighted', 'weighted_'), found.outcome)} weighted over theories"


def _along(found: Frontier) -> str:
    """From which cost on the frontier gives 10%, 20% …; under the worst theory and weighted."""
    frame = found.frontier
    told = _marks(frame, "worst")
    if not told:
        best = max(records(frame), key=lambda row: row["worst"])
        return (
            f"The most that any mandate gives under its worst theory is "
            f"{level(interval_in(best, 'worst', 'worst_'), found.outcome)}, for {money(float(best['cost']))}."
        )
    several = len(found.worlds.theories) > 1
    where = " under the worst theory" if several else ""
    text = f"What a share takes{where}, by estimates of the mandates run again: {told}"
    if several and (mean := _marks(frame, "weighted")):
        text += f"; weighted over theories: {mean}"
    return f"{text}."


def _marks(frame: pd.DataFrame, column: str) -> str:
    """The least cost of each mark that is reached."""
    # Of marks that cost the same the highest is told.
    costs: dict[float, float] = {}
    for mark in MARKS:
        reaching = [row["cost"] for row in records(frame) if row[column] >= mark]
        if reaching:
            costs[min(reaching)] = mark
    parts = [f"{percent(mark)} from {money(paid)}" for paid, mark in costs.items()]
    return listed([f"{parts[0]} a partnership", *parts[1:]]) if parts else ""


def _own(found: Frontier) -> str:
    """The scenario's own mandate against the frontier at its cost."""
    row = records(found.programmes)[0]
    worst = interval_in(row, "worst", "worst_")
    if math.isnan(worst.mean):
        return ""
    text = (
        f"{row['programme']}'s own mandate costs {money(float(row['cost']))} and gives {level(worst, found.outcome)} "
        f"under {_worst(found, row)}"
    )
    best = _best_for(found.frontier, float(row["cost"]))
    if best is None:
        return f"{text}; no mandate that was run again is as cheap."
    again = next((own for own in records(found.named) if own["design"] == best["design"]), best)
    other = level(interval_in(again, "worst", "worst_"), found.outcome)
    return f"{text}; for no more money ({money(again['cost'])}) one that was found gives {other}."


def _programmes(found: Frontier) -> str:
    """Which other programmes' mandates, put into this context, lie above the frontier, and which below."""
    rows = records(found.programmes)[1:]
    above, below, held = [], [], False
    for row in rows:
        best = _best_for(found.frontier, float(row["cost"]))
        worst = float(row["worst"])
        if math.isnan(worst):
            continue
        if best is None:
            continue
        name = f"{row['programme']} ({percent(worst)} for {money(float(row['cost']))})"
        if worst > float(best["worst"]):
            held = held or bool(row["holds"])
            above.append(name)
        else:
            below.append(name)
    if not above and not below:
        return ""
    parts = []
    if above:
        with_held = " (with levers that the search held: see holds in programmes.csv)" if held else ""
        many = "lie" if len(above) > 1 else "lies"
        parts.append(f"above the frontier {many} {few(above, 'programme', 'programmes.csv')}{with_held}")
    if below:
        parts.append(f"{'on or ' if not above else ''}below it {few(below, 'programme', 'programmes.csv')}")
    text = "; ".join(parts) if above else parts[0].replace("below it", "below the frontier are")
    return f"Of other programmes' mandates put into this context, {text} (by estimates)."


def _best_for(frame: pd.DataFrame, money_: float) -> Row | None:
    """The mandate with most under its worst theory among those that cost no more."""
    some = [row for row in records(frame) if row["cost"] <= money_]
    return max(some, key=lambda row: row["worst"], default=None)


def settling(found: Frontier) -> str:
    """Whether more generations would still have found something."""
    history = [Generation(*row[:4]) for row in found.history.itertuples(index=False)]
    settled = has_settled(history)
    asked, made = found.settings["generations"], len(history)
    ended = f" (all mandates that there are were tried before generation {made + 1})" if made < asked else ""
    if settled is None:
        return f"The search is too short to say whether it has settled: {counted(made, 'generation')}{ended}."
    part = f"the last {percent(LAST)} of its generations added {'less' if settled else 'more'} than {percent(SETTLED)}"
    if settled:
        return (
            f"The search has settled: {part} to the hypervolume{ended}; that is no proof that nothing better is there."
        )
    return f"The search has not settled: {part} to the hypervolume; take more --generations."


def _flattered(found: Frontier) -> str:
    """By how much the luck of the search flattered what it chose."""
    some = [row for row in records(found.frontier) if row["of_front"] != MEAN]
    gap = sum(row["worst_in_search"] - row["worst"] for row in some) / len(some)
    if math.isnan(gap):
        return ""
    size = points(abs(gap)).lstrip("+")
    more = f"{size} {'point' if size == '1' else 'points'} {'more' if gap > 0.0 else 'less'}"
    seen = "as much" if size == "0" else more
    where = "under the worst theory" if len(found.worlds.theories) > 1 else "of all"
    return (
        f"{capital(counted(len(found.frontier), 'mandate'))}, spread over all that no other dominated in the search "
        f"({where}, or weighted), were run again with seeds that it had not seen, and only that is reported; of those "
        f"best {where} the search had seen {seen} on average. Behaviours are of the same ensemble as in the search."
    )


def _held(found: Frontier) -> str:
    space = found.space
    text = (
        f"Searched: {', '.join(_ranged(factor) for factor in space.factors)}; all else as in {space.scenario.name}. "
        "Central money is what is paid, not discounted; assistance and pressure cost the centre nothing in the model."
    )
    if space.dropped:
        text += f" Changes in time of {keys(space.dropped)} are left out, since the search sets them."
    return text


def _ranged(factor: Any) -> str:
    if factor.values is not None and len(factor.values) <= 6:
        return f"{factor.key} {', '.join(as_typed(value) for value in factor.values)}"
    return f"{factor.key} {factor.low:g} to {factor.high:g}"


def _judged(found: Frontier) -> str:
    if not found.outcome.is_timed:
        return ""
    unpaid = [str(row["programme"]) for row in records(found.programmes) if row["cost"] == 0.0]
    text = (
        "Mandates are judged by their own last central pound: what is paid longer is judged later, and has had more "
        f"time (--outcome {ALIKE.name} judges all at one quarter)."
    )
    if unpaid:
        verb = "has" if len(unpaid) == 1 else "have"
        text += f" {listed(unpaid)} {verb} none, and {'is' if len(unpaid) == 1 else 'are'} judged from quarter 0 on."
    short = unjudged(found.beside)
    return f"{text} {short}" if short else text


def _left_out(found: Frontier) -> str:
    return " ".join(f"{name} is left out: {why}" for name, why in found.left_out.items())


def _reading(found: Frontier) -> str:
    settings, worlds = found.settings, found.worlds
    of = len(worlds.theories)
    under = f"under each of {spelt(of)} theories" if of > 1 else f"under {theory(worlds.theories[0])}"
    behaviour = "behaviour as the scenario has it" if worlds.ensemble is None else f"the ensemble {worlds.ensemble}"
    return (
        f"{capital(counted(settings['members'], 'cohort'))} of each mandate {under} in the search and "
        f"{settings['replicates']:,} when judged, {behaviour}, the same behaviour and luck for every mandate. Brackets "
        "are 95% intervals. All of it holds within the model and its assumptions."
    )


def _money(found: Interval) -> str:
    """£ with its interval, unless that is narrower than the digits."""
    return cost(found if found.high - found.low > 0.002 * found.mean else found._replace(low=math.nan))
