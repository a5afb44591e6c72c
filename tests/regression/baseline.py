"""The regression baseline: a few outcomes of a few small worlds, to the last digit.

Write it anew after a change that is meant to move numbers, and say so in the changelog under "Numbers move":

    .venv/bin/python tests/regression/baseline.py
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import numpy as np

from outlast.outcomes.catalogue import FINALS, RUNG, Outcome
from outlast.outcomes.cohort import mean_known
from outlast.outcomes.judgement import STATES
from outlast.scenario import load_scenario
from outlast.simulation.simulate import run_mesa

FILE = Path(__file__).with_name("baseline.csv")
SEEDS = (1, 2)
SMALL = {"context.partnerships": 3, "context.members": 8, "context.members_spread": 2}

CASES: dict[str, tuple[str, dict[str, object]]] = {
    "hiec": ("hiec", {}),
    "clear": ("hiec_clear", {}),
    "taper": ("hiec_taper", {}),
    "matched": ("hiec_matched", {}),
    # As both were before commitments were counted and matched money came back: the same rows as then.
    "uncommitted": ("hiec", {"rules.money.absorbed": 0.0}),
    "unreturned": ("hiec_matched", {"rules.money.absorbed": 0.0, "rules.money.returned": 0.0}),
    "then_ahsn": ("hiec_then_ahsn", {}),
    "no_money": ("ahsc", {"context.members": 5, "context.members_spread": 0}),
    "coached": ("communities_that_care", {}),
    "grown": ("hiec", {"mandate.growth": "grown"}),
    "cancelled": ("hiec", {"mandate.early_cancel": 0.5, "context.reorganisations.hazard": 0.5}),
    "theories": ("hiec", {"structure.theory": "shield,capture,autonomy"}),
    "weakest_link": (
        "hiec",
        {
            "structure.production": "weakest_link",
            "structure.trust_learning": "symmetric",
            "structure.money": "coordination",
        },
    ),
    "other_structures": (
        "hiec",
        {
            "structure.production": "step_level",
            "structure.trust_learning": "ceiling",
            "structure.money": "crowding_out",
            "structure.exit": "bandwagon",
            "structure.reorganisation": "local",
        },
    ),
}

KEPT = (
    "ladder_4",
    "ladder_8",
    "ladder_end",
    "funding_end",
    "carried_over",
    "closed_by_success",
    "in_order_8",
    "token_share_12",
    "capture_12",
    "density_12",
    "cross_sector_12",
    "centralisation_12",
    "fragile_12",
    "activities_8",
    "central_money",
    "members_start",
    "alive_at_funding_end",
    "alive_8",
    "self_sustaining_8",
    "closed_quarter",
    "governance_none_12",
    "governance_full_12",
    "coverage_8",
    "trust_12",
    "ties_8",
    "turnover",
    "activities_started",
    "output_total",
    "contributions",
    "other_income",
    "cost_unmet",
)


def told(outcome: Outcome, values: np.ndarray) -> str:
    """Each partnership's rung, or the mean over partnerships to the last digit."""
    if outcome.kind == RUNG:
        return " ".join("-" if np.isnan(code) else STATES[int(code)] for code in values)
    return repr(float(mean_known(values[None])[0]))


def rows() -> list[list[str]]:
    """One row for each case, seed, world and outcome."""
    found = [["case", "seed", "world", "outcome", "value"]]
    for case, (name, overrides) in CASES.items():
        scenario = load_scenario(name, SMALL | overrides)
        for seed in SEEDS:
            finals, _, twin, _ = run_mesa(scenario, ((seed,), None), True)
            assert twin is not None
            for world, values in (("mandated", finals[0]), ("twin", twin[0])):
                found += [
                    [case, str(seed), world, outcome.name, told(outcome, values[:, k])]
                    for k, outcome in enumerate(FINALS)
                    if outcome.name in KEPT
                ]
    return found


def main() -> int:
    with FILE.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows())
    print(f"written: {FILE}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
