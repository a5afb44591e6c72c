"""`explain`: one partnership's fate, the single changes that would have changed it, and how far that is luck."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from outlast.analysis.calibration.ensemble import Ensemble, load_ensemble
from outlast.analysis.explanation.course import played
from outlast.analysis.explanation.departure import departure
from outlast.analysis.explanation.explanation import Beside, Change, Explanation, ranked
from outlast.analysis.explanation.fate import OUTCOMES, after_of, checked_outcome, fate_of, is_judged, judged_after
from outlast.analysis.explanation.histories import Elsewhere, elsewhere
from outlast.analysis.explanation.levers import Lever, circumstances_of, levers_of
from outlast.analysis.explanation.runs import in_threads, of_scenario
from outlast.analysis.explanation.search import Flip, Search
from outlast.outcomes.catalogue import FINAL_INDEX
from outlast.runs.arguments import whole_number
from outlast.runs.values import Value
from outlast.scenario import Scenario, ScenarioError, load_scenario

HISTORIES, MOST_HISTORIES = 200, 100_000
LARGEST_SEED = 2**61
# Drawing the worlds side by side takes about as long as so many levers.
WORLDS = 4


@dataclass
class _Counter:
    """How far an explanation is: pieces of work done, and how many there will be as far as is known."""

    progress: Callable[[int, int], None] | None
    done: int = 0
    total: int = 0

    def expect(self, pieces: int) -> None:
        self.total += pieces

    def __call__(self, pieces: int = 1) -> None:
        self.done += pieces
        if self.progress is not None:
            self.progress(self.done, max(self.total, self.done))


def explain(
    scenario: Scenario | str,
    *,
    seed: int,
    partnership: int,
    outcome: str = OUTCOMES[0],
    posterior: Ensemble | str | Path | None = None,
    member: int | None = None,
    keep: Collection[str] = (),
    histories: int = HISTORIES,
    context: bool = False,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Explanation:
    """What became of one partnership, and the smallest single change of each lever that would have changed its fate.

    Every lever of the mandate is tried over its declared range on the same seed, all else equal, and the nearest value
    with another fate is found on each side: a number to a thousandth of its range, a whole number exactly.

    Parameters:
        scenario: a checked scenario, a path or a shipped name.
        seed: the world's luck, as the column `seed` of a run folder has it.
        partnership: its number from 0, as the column `partnership` has it.
        outcome: what its fate is: `self_sustaining_8`, `alive_8`, `self_sustaining_4` or `alive_4`.
        posterior: an ensemble (or its file, or a calibration's folder): behaviour and theories are one member's.
        member: which member, from 0; the first if None.
        keep: dotted names that keep the scenario's value, whatever the member says.
        histories: seeds after this one on which each change is tried as well; 0 for none.
        context: also try circumstances that are not in the centre's hands: prior ties, members, reorganisations.
        workers: threads; as many as there are cores if None.
        progress: called with the pieces of work done, and how many there will be as far as is known.

    Raises ScenarioError for bad input: a partnership that the scenario does not have, an outcome that is none of these,
    or one that is judged beyond the horizon.
    """
    scenario, behaviour = chosen(scenario, posterior, member, keep)
    outcome = checked_outcome(outcome)
    seed = whole_number("--seed", seed, 0, LARGEST_SEED)
    partnership = checked_partnership(partnership, scenario)
    histories = whole_number("--histories", histories, 0, MOST_HISTORIES)
    bare = scenario.replace({"output.twin": False})
    row = of_scenario(bare, [seed])[0, partnership]
    _check_judged(row, outcome, bare, partnership)
    count = _Counter(progress)
    levers = [*levers_of(bare), *(circumstances_of(bare) if context else ())]
    count.expect(len(levers) + WORLDS)
    search = Search(bare, seed, partnership, outcome, row)
    responses = in_threads(search.response, levers, workers, count)
    flips = ranked(responses)
    changes = _elsewhere(bare, flips, range(seed + 1, seed + 1 + histories), outcome, workers, count)
    fact = played(bare, seed, partnership, judged_after(row, outcome), row)
    count(WORLDS)
    beside = partial(_beside, bare, seed, partnership, outcome, fact)
    own = [change for change in changes if not change.lever.is_context]
    smallest, sturdiest = (own[0] if own else None), sturdiest_of(own, saves=row[FINAL_INDEX[outcome]] == 0.0)
    found = {id(one): beside(one) for one in (smallest, sturdiest) if one is not None}
    return Explanation(
        scenario,
        seed,
        partnership,
        fate_of(_with_twin(scenario, seed, partnership, row), outcome),
        fact,
        tuple(responses),
        tuple(changes),
        histories,
        found.get(id(smallest)),
        found.get(id(sturdiest)),
        behaviour,
    )


def fates(
    scenario: Scenario | str,
    *,
    seed: int,
    outcome: str = OUTCOMES[0],
    posterior: Ensemble | str | Path | None = None,
    member: int | None = None,
    keep: Collection[str] = (),
) -> pd.DataFrame:
    """The partnerships of one world with their fates, a row each; raises ScenarioError as `explain` does.

    `partnership` is the number that `explain` takes; the outcome is null where it is judged beyond the horizon.
    """
    scenario, _ = chosen(scenario, posterior, member, keep)
    outcome = checked_outcome(outcome)
    seed = whole_number("--seed", seed, 0, LARGEST_SEED)
    rows = of_scenario(scenario, [seed], twin=bool(scenario.settings.output.twin))[0]
    names = scenario.region_names
    found = []
    for key, row in enumerate(rows):
        closing = row[FINAL_INDEX["closed_quarter"]]
        told = is_judged(row, outcome)
        found.append(
            {
                "partnership": key,
                "region": names[key % scenario.regions],
                "members_start": int(row[FINAL_INDEX["members_start"]]),
                outcome: fate_of(row, outcome).kept if told else None,
                "judged_after_quarters": judged_after(row, outcome),
                f"ladder_{after_of(outcome)}": fate_of(row, outcome).rung if told else None,
                "closed_in_quarter": None if np.isnan(closing) else int(closing) - 1,
                "closed_by_success": bool(row[FINAL_INDEX["closed_by_success"]] == 1.0),
            }
        )
    frame = pd.DataFrame(found)
    return frame.astype({outcome: "boolean", "closed_in_quarter": "Int64"})


def chosen(
    scenario: Scenario | str, posterior: Ensemble | str | Path | None, member: int | None, keep: Collection[str]
) -> tuple[Scenario, tuple[str, int] | None]:
    """The scenario, with the behaviour of one member of an ensemble where one is asked for; and which it is."""
    scenario = load_scenario(scenario) if isinstance(scenario, str) else scenario
    if posterior is None:
        if member is not None:
            raise ScenarioError("--member: a member is one of an ensemble; name it with --posterior")
        return scenario, None
    ensemble = posterior if isinstance(posterior, Ensemble) else load_ensemble(posterior)
    place = whole_number("--member", 0 if member is None else member, 0, len(ensemble) - 1)
    values = {key: value for key, value in ensemble.points[place].items() if key not in keep}
    return scenario.replace(values), (ensemble.digest, place)


def checked_partnership(partnership: Any, scenario: Scenario) -> int:
    """The number of a partnership of the scenario; raises ScenarioError for any other."""
    count = scenario.settings.context.partnerships
    try:
        return whole_number("--partnership", partnership, 0, count - 1)
    except ScenarioError as error:
        raise ScenarioError(
            f"{str(error).rstrip('.')}: {scenario.name} has {count}, counted from 0 as in partnerships.parquet. To list"
            " them with their fates, leave --partnership out."
        ) from None


def sturdiest_of(changes: Sequence[Change], *, saves: bool) -> Change | None:
    """The change that does most of the same over other histories, where the runs tell it from luck; else None."""
    sign = 1.0 if saves else -1.0
    told = [one for one in changes if one.elsewhere is not None and one.elsewhere.is_told]
    told = [one for one in told if sign * one.elsewhere.difference.mean > 0.0]  # type: ignore[union-attr]
    return max(told, key=lambda one: sign * one.elsewhere.difference.mean, default=None)  # type: ignore[union-attr]


def _check_judged(row: np.ndarray, outcome: str, scenario: Scenario, partnership: int) -> None:
    if not is_judged(row, outcome):
        needed = judged_after(row, outcome)
        raise ScenarioError(
            f"context.horizon: partnership {partnership} is judged ({outcome}) after {needed} quarters, beyond the"
            f" {scenario.horizon} that {scenario.name} simulates. Give at least {needed}, as in"
            f" --set context.horizon={needed}."
        )


def _with_twin(scenario: Scenario, seed: int, partnership: int, row: np.ndarray) -> np.ndarray:
    """The same finals with the rung that takes the twin into account, where the scenario has one."""
    if not scenario.settings.output.twin:
        return row
    return of_scenario(scenario, [seed], twin=True)[0, partnership]


def _elsewhere(
    scenario: Scenario,
    flips: Sequence[tuple[Lever, Flip]],
    seeds: range,
    outcome: str,
    workers: int | None,
    count: _Counter,
) -> list[Change]:
    """Each flip with what the same change does on other seeds."""
    if not seeds or not flips:
        return [Change(lever, flip, None) for lever, flip in flips]
    after = after_of(outcome)
    scenarios = [scenario, *(lever.applied(scenario, flip.value, after) for lever, flip in flips)]
    count.expect(len(scenarios))
    before, *others = in_threads(partial(of_scenario, seeds=seeds), scenarios, workers, count)
    found: list[Elsewhere] = [elsewhere(before, other, outcome) for other in others]
    return [Change(*pair, there) for pair, there in zip(flips, found, strict=True)]


def _beside(scenario: Scenario, seed: int, partnership: int, outcome: str, fact: Any, change: Change) -> Beside:
    """The world with one change, played in the readable engine beside the one in fact."""
    lever, flip = change.lever, change.flip
    value: Value = flip.value
    changed = lever.applied(scenario, value, after_of(outcome))
    row = of_scenario(changed, [seed])[0, partnership]
    course = played(changed, seed, partnership, flip.judged, row)
    return Beside(change, fate_of(row, outcome), course, departure(fact, course))
