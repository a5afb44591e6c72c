"""Every declared quantity does something: its low against its high value changes what is recorded."""

import itertools

import pytest

from outlast.parameters import DECLARATIONS, Choice, Listing, Spec
from situations import (
    ACCOMPLISHED,
    ASSISTED,
    AUTONOMY,
    BANDWAGON,
    BROKE,
    CAPTURE,
    CEILING,
    CLEAR,
    CROWDING_OUT,
    FAR,
    GROWN,
    LARGE,
    LOCAL,
    MATCHED,
    OVERLAPPING,
    PLAIN,
    POOR,
    SHIELD,
    STEP_LEVEL,
    STRUCK,
    SUCCEEDED,
    ends,
)
from worlds import final, play, same_history, small

# Where a quantity acts, if not in the plain situation.
ACTS_IN = {
    "mandate.vagueness.structure": AUTONOMY,
    "mandate.vagueness.evaluation": SHIELD,
    "mandate.early_cancel": STRUCK,
    "mandate.successor.grant": SUCCEEDED,
    "mandate.successor.duration": SUCCEEDED,
    "rules.opening.budget.nhs": POOR,
    "rules.opening.budget.university": POOR,
    "rules.opening.budget.firm": POOR,
    "rules.opening.founders": GROWN,
    "rules.opening.admit_from": GROWN,
    "rules.agenda.radius_floor": CLEAR,
    "rules.agenda.capture_gain": CAPTURE,
    "rules.clarity.floor": PLAIN | {"mandate.vagueness.purpose": 1.0, "rules.clarity.fog": 0.95},
    "rules.clarity.shock": STRUCK,
    "rules.stance.attention_cost": OVERLAPPING,
    "rules.stance.contribution_cost": POOR,
    "rules.stance.shield_detection": SHIELD,
    "rules.stance.bandwagon": BANDWAGON,
    "rules.production.effort_floor": POOR,
    "rules.production.step": STEP_LEVEL,
    "rules.production.below_step": STEP_LEVEL | {"rules.production.step": 0.8},
    "rules.trust.damage": CEILING,
    "rules.trust.damage_fade": CEILING,
    "rules.experience.motivation_gain": LARGE,
    "rules.experience.crowding": AUTONOMY,
    "rules.experience.money_crowding": CROWDING_OUT,
    "rules.experience.motivation_bound": PLAIN | {"rules.opening.motivation_spread": 0.3},
    "rules.governance.assistance": ASSISTED,
    "rules.money.most_fee": POOR,
    "rules.money.returned": MATCHED,
    "rules.fate.turnover_shock": STRUCK,
    "rules.fate.closing_coverage": BROKE,
    "rules.fate.closing_patience": BROKE,
    "rules.fate.closing": BROKE,
    "rules.fate.aims_met": ACCOMPLISHED,
    "rules.fate.closing_success": ACCOMPLISHED,
    "rules.fate.legacy_base": BROKE,
    "rules.fate.legacy_trust": BROKE,
    "rules.fate.legacy_priority": BROKE,
    "rules.fate.local_delay": LOCAL,
    "output.sectors": LARGE | {"context.population.universities": 0, "context.population.firms": 1},
}

# Each alternative of a switch is set against the default where they can part.
ALTERNATIVES = {
    "structure.theory": FAR
    | {"mandate.pressure": 0.5, "mandate.vagueness.purpose": 0.1, "mandate.vagueness.structure": 0.9},
    "structure.exit": POOR,
    "structure.reorganisation": STRUCK,
}

SEEDS = range(8)


def parts(situation, key, low, high):
    """Whether two values give another history for some seed, the same world otherwise."""
    return any(
        not same_history(play(small(situation | {key: low}), seed), play(small(situation | {key: high}), seed))
        for seed in SEEDS
    )


@pytest.mark.parametrize(
    "key", [key for key, entry in DECLARATIONS.items() if isinstance(entry.spec, Spec) and key != "output.twin"]
)
def test_a_number_is_live(key):
    assert parts(ACTS_IN.get(key, PLAIN), key, *ends(key))


@pytest.mark.parametrize("key", [key for key, entry in DECLARATIONS.items() if isinstance(entry.spec, Listing)])
def test_a_list_is_live(key):
    assert parts(PLAIN, key, (), (3,))


@pytest.mark.parametrize(
    ("key", "one", "other"),
    [
        (key, one, other)
        for key, entry in DECLARATIONS.items()
        if isinstance(entry.spec, Choice)
        for one, other in itertools.combinations(entry.spec.names, 2)
    ],
)
def test_any_two_alternatives_of_a_switch_part(key, one, other):
    spec = DECLARATIONS[key].spec
    assert isinstance(spec, Choice)
    values = ((one,), (other,)) if spec.several else (one, other)
    assert parts(ALTERNATIVES.get(key, PLAIN), key, *values)


def test_the_twin_is_live_through_the_ladder():
    # Without a twin to compare with, any trust above the opening's counts as a legacy.
    situation = BROKE | {"context.horizon": 40, "rules.fate.legacy_base": -2.0, "rules.fate.legacy_trust": 0.0}
    rungs = [[final(play(small(situation), s, twin=twin), "ladder_8") for s in SEEDS] for twin in (False, True)]
    assert any((alone != twin).any() for alone, twin in zip(*rungs, strict=True))


def test_every_situation_named_is_of_a_declared_quantity():
    assert set(ACTS_IN) | set(ALTERNATIVES) <= set(DECLARATIONS)
    for situation in ACTS_IN.values():
        assert set(situation) <= set(DECLARATIONS)
