"""No result depends on the order in which agents are activated or rows are listed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outlast.simulation.model import CollaborationModel
from worlds import play, random_scenarios, roster_of, same_history, small

SEEDS = st.integers(0, 2**31 - 1)


class Shuffled(CollaborationModel):
    """Activates everyone in another order at every action."""

    def perform(self, who, does):
        self.organisations.shuffle(inplace=True)
        self.partnerships.shuffle(inplace=True)
        super().perform(who, does)

    @property
    def joint_activities(self):
        return super().joint_activities.shuffle()


@given(random_scenarios(), SEEDS)
@settings(max_examples=25)
def test_the_order_of_activation_does_nothing(scenario, seed):
    assert same_history(play(scenario, seed), play(scenario, seed, Shuffled))


@pytest.mark.parametrize("seed", range(12))
def test_the_order_does_nothing_where_partnerships_compete_for_the_same_newcomers(seed):
    crowded = small(
        {
            "mandate.growth": "grown",
            "context.partnerships": 4,
            "context.regions": 1,
            "context.prior_ties": 0.4,
            "context.population.trusts": 5,
            "context.population.universities": 2,
            "context.population.firms": 1,
            "context.population.national_firms": 6,
            "rules.opening.admit_from": 0.05,
            "rules.activity.rate": 0.25,
        }
    )
    one = play(crowded, seed)
    assert any(partnership.joined_total for partnership in one.partnerships)
    assert same_history(one, play(crowded, seed, Shuffled))


@pytest.mark.parametrize("ties_listed", [False, True])
def test_the_order_of_rows_in_a_roster_does_nothing(ties_listed):
    roster = roster_of(16, ties=ties_listed)
    values = {"context.partnerships": 2, "context.members": 6.0}
    one = play(small(values, roster=roster), 3)
    another = play(small(values, roster=tuple(reversed(roster))), 3)
    assert [o.name for o in one.organisation.values()] == [o.name for o in another.organisation.values()]
    assert same_history(one, another)
