"""Luck belongs to addresses: it does not move with policy, company, order of activation or order of rows."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outlast import population, processes
from outlast.parameters import switches
from outlast.population import convene, opening_organisations, prior_tie
from outlast.rules import stance
from outlast.scenario import RosterEntry
from outlast.simulation import model as engine
from outlast.simulation.agents import Firm, NHSTrust, Organisation, University
from outlast.simulation.model import CollaborationModel
from worlds import play, random_scenarios, roster_of, same_history, small

SEEDS = st.integers(0, 2**31 - 1)

# A common cancellation strikes all partnerships at once, so each asks for the same draw; all others are used once.
SHARED = {processes.CANCELLATION}


@pytest.fixture
def heard(monkeypatch):
    """A run of a world, and every draw made in it: addresses in order with their values."""

    def run(scenario, seed=0, kind=CollaborationModel):
        draws = []
        with monkeypatch.context() as patch:
            for module in (population, engine):
                original = module.uniform

                def listening(*address, original=original):
                    draws.append((address, original(*address)))
                    return draws[-1][1]

                patch.setattr(module, "uniform", listening)
            world = play(scenario, seed, kind)
        return world, draws

    return run


def openings(scenario, seed=0):
    return {one.key: one for one in opening_organisations(scenario, seed)}


def ties(organisations, density, seed=0):
    everyone = list(organisations.values())
    return {(a.key, b.key): prior_tie(seed, a, b, density) for a in everyone for b in everyone if a is not b}


# A change leaves all other luck alone


@pytest.mark.parametrize(
    "change",
    [
        {"mandate.grant": 20.0},
        {"mandate.vagueness.purpose": 0.0, "mandate.pressure": 0.6},
        {"rules.activity.rate": 0.25},
        {"structure.production": "weakest_link", "structure.exit": "bandwagon"},
        {"context.reorganisations.scheduled": (3,), "mandate.early_cancel": 0.5},
    ],
)
def test_a_change_leaves_the_luck_of_every_common_address_alone(heard, change):
    one, before = heard(small())
    other, after = heard(small(change))
    values = dict(before)
    common = [(values[address], value) for address, value in after if address in values]
    assert not same_history(one, other)
    # The worlds part ways but most of their luck is asked for in both.
    assert len(common) > 0.5 * len(before)
    assert all(was == now for was, now in common)


class NeverToken(Organisation):
    def choose_stance(self, membership, draw):
        engaged, _, leave = self.utilities(membership)
        return stance.choice(engaged, -1e9, leave, draw, self.model.rules.stance)


class TrustWithoutToken(NeverToken, NHSTrust):
    pass


class OtherTrusts(CollaborationModel):
    organisation_types = (TrustWithoutToken, University, Firm)


def test_another_behaviour_of_some_leaves_the_luck_of_all_alone(heard):
    one, before = heard(small())
    other, after = heard(small(), kind=OtherTrusts)
    values = dict(before)
    assert not same_history(one, other)
    assert all(values[address] == value for address, value in after if address in values)
    opening = {address for address, _ in before if address[1] < processes.REORGANISATION}
    assert opening == {address for address, _ in after if address[1] < processes.REORGANISATION}


@given(random_scenarios(), SEEDS)
@settings(max_examples=15)
def test_no_draw_serves_two_purposes(scenario, seed):
    used: list[tuple[int, ...]] = []

    class Listening(CollaborationModel):
        def draw(self, process, who, other, which):
            used.append((id(self), process, who, other, self.quarter, which))
            return super().draw(process, who, other, which)

    play(scenario, seed, Listening)
    once = [address for address in used if address[1] not in SHARED]
    assert len(once) == len(set(once))


@given(SEEDS, st.floats(0, 1), st.sampled_from([0.0, 40.0, 900.0]), st.sampled_from(["big_bang", "grown"]))
@settings(max_examples=25)
def test_different_policies_share_their_opening_worlds(seed, vagueness, grant, growth):
    plain = small()
    policy = small({"mandate.vagueness.purpose": vagueness, "mandate.grant": grant, "mandate.growth": growth})
    assert openings(plain, seed) == openings(policy, seed)
    one = convene(plain, switches(plain.settings.structure), seed, opening_organisations(plain, seed))
    other = convene(policy, switches(policy.settings.structure), seed, opening_organisations(policy, seed))
    assert [(c.key, c.region, c.target, c.leadership) for c in one] == [
        (c.key, c.region, c.target, c.leadership) for c in other
    ]


# Company


@pytest.mark.parametrize("kind", ["trusts", "universities", "firms", "national_firms"])
@given(seed=SEEDS)
@settings(max_examples=10)
def test_one_more_organisation_leaves_all_others_as_they_were(kind, seed):
    plain = small()
    count = getattr(plain.settings.context.population, kind)
    more = small({f"context.population.{kind}": count + 1})
    before, after = openings(plain, seed), openings(more, seed)
    assert len(after) == len(before) + (1 if kind == "national_firms" else plain.regions)
    assert before == {key: after[key] for key in before}
    ties_after = ties(after, 0.3, seed)
    assert all(ties_after[pair] == tied for pair, tied in ties(before, 0.3, seed).items())


@pytest.mark.parametrize("region", ["South", "", "Zeeland", "Avon"])
def test_one_more_row_in_a_roster_leaves_all_others_as_they_were(region):
    roster = roster_of()
    newcomer = RosterEntry("A newcomer", "university", region)
    before = openings(small(roster=roster))
    after = openings(small(roster=(newcomer, *roster)))
    assert len(after) == len(before) + 1
    # Regions are numbered afresh by name; nothing else may move.
    moved = {key: replace(after[key], region=before[key].region) for key in before}
    assert before == moved
    ties_after = ties(after, 0.3)
    assert all(ties_after[pair] == tied for pair, tied in ties(before, 0.3).items())


# The twin


@given(random_scenarios(), SEEDS)
@settings(max_examples=10)
def test_the_twin_opens_with_the_same_organisations_members_and_ties(scenario, seed):
    world = CollaborationModel(scenario, seed=seed, twin=True)
    twin = world.twin
    assert twin is not None
    assert [one.opening for one in world.organisation.values()] == [one.opening for one in twin.organisation.values()]
    assert [one.ties for one in world.organisation.values()] == [one.ties for one in twin.organisation.values()]
    for one in world.partnerships:
        other = twin.partnership(one.key)
        assert list(one.memberships) == list(other.memberships)
        assert (one.host.key, one.leadership, one.agenda) == (other.host.key, other.leadership, other.agenda)


def test_the_twin_does_not_change_the_world():
    scenario = small({"context.reorganisations.scheduled": (3,)})
    with_twin, alone = play(scenario, 4, twin=True).trace(), play(scenario, 4, twin=False).trace()
    # The ladder asks whether ties rose above the twin's, so only the state may differ.
    assert np.array_equal(with_twin[:, :, 1:], alone[:, :, 1:], equal_nan=True)


def test_with_no_mandate_to_lose_the_twin_lives_the_same_life():
    bare = small(
        {
            "mandate.vagueness.purpose": 0.0,
            "mandate.vagueness.structure": 0.0,
            "mandate.vagueness.evaluation": 0.0,
            "mandate.grant": 0.0,
            "mandate.duration": 0,
            "mandate.pressure": 0.0,
        }
    )
    world = play(bare, 6, twin=True)
    assert world.twin is not None
    assert same_history(world, world.twin)
