"""Labels are only labels: another name, or another identifier with the same luck, is the same organisation."""

from typing import Any

import numpy as np
import pytest
from scipy import stats

from outlast import population, processes
from outlast.population import key_of_name
from outlast.simulation import model as engine
from worlds import course, play, roster_of, same_history, small

VALUES = {
    "context.partnerships": 2,
    "context.members": 7.0,
    "mandate.duration": 6,
    "context.horizon": 16,
    "context.reorganisations.scheduled": (3,),
    "rules.activity.rate": 0.2,
}

# Which parts of an address name an organisation; all others name a partnership, a region, a topic or nothing.
BY_WHO = {
    *(processes.SIZE, processes.PRIORITY, processes.MOTIVATION, processes.CHAMPION, processes.INVITATION),
    *(processes.ACCEPTANCE, processes.TURNOVER, processes.STANCE, processes.PROPOSAL, processes.SLOT),
    *(processes.RESULT, processes.ENDING, processes.LEGACY, processes.LEAVING, processes.ADMISSION),
}
BY_BOTH = {processes.PRIOR_TIE, processes.PARTNER, processes.AGREEMENT}


def renamed(roster, names):
    return tuple(
        entry._replace(name=names[entry.name], prior_ties=tuple(names[other] for other in entry.prior_ties))
        for entry in roster
    )


@pytest.mark.parametrize("ties_listed", [False, True])
def test_names_matter_only_through_their_identifiers(monkeypatch, ties_listed):
    roster = roster_of(16, ties=ties_listed)
    names = {entry.name: f"Another {k:02d}" for k, entry in enumerate(reversed(roster))}
    before = play(small(VALUES, roster=roster), 7)
    keys = {new: key_of_name(old) for old, new in names.items()}
    monkeypatch.setattr(population, "key_of_name", lambda name: keys.get(name, key_of_name(name)))
    after = play(small(VALUES, roster=renamed(roster, names)), 7)
    assert [names[one.name] for one in before.organisation.values()] == [o.name for o in after.organisation.values()]
    assert same_history(before, after)


def test_a_name_is_the_same_in_capitals_and_with_spaces_around_it():
    assert key_of_name("Barts Health") == key_of_name("  BARTS health ")
    assert key_of_name("Barts Health") != key_of_name("Guy's")


@pytest.mark.parametrize("seed", range(10))
def test_identifiers_matter_only_through_their_luck(monkeypatch, seed):
    """Every identifier becomes another one, in another order, and keeps the luck of the old one."""
    roster = roster_of(16)
    before = play(small(VALUES, roster=roster), seed)
    old = [key_of_name(entry.name) for entry in roster]
    was = dict(zip(range(10, 10 + 7 * 16, 7), sorted(old, reverse=True), strict=True))
    becomes = {key: new for new, key in was.items()}

    def relabelled(seed, process, who, other, quarter, which):
        if process in BY_WHO or process in BY_BOTH:
            who = was[who]
        if process in BY_BOTH:
            other = was[other]
        if process == processes.PRIOR_TIE:
            who, other = min(who, other), max(who, other)
        return original(seed, process, who, other, quarter, which)

    original = engine.uniform
    monkeypatch.setattr(engine, "uniform", relabelled)
    monkeypatch.setattr(population, "uniform", relabelled)
    monkeypatch.setattr(population, "key_of_name", lambda name: becomes.get(key_of_name(name), key_of_name(name)))
    after = play(small(VALUES, roster=roster), seed)
    assert sorted(after.organisation) == sorted(was)
    # Sums run in the order of identifiers, so that another order rounds otherwise: some hundred roundings.
    assert before.trace() == pytest.approx(after.trace(), rel=1e-9, abs=1e-9, nan_ok=True)
    assert before.finals() == pytest.approx(after.finals(), rel=1e-9, abs=1e-9, nan_ok=True)
    for key, one in before.organisation.items():
        twin = after.organisation[becomes[key]]
        assert (one.name, one.sector, one.region, one.champion) == (twin.name, twin.sector, twin.region, twin.champion)
        assert one.motivation == pytest.approx(twin.motivation, abs=1e-12)
        assert [m.stance for m in one.memberships.values()] == [m.stance for m in twin.memberships.values()]


def test_which_partnership_is_which_matters_only_through_its_luck(monkeypatch):
    """Two partnerships of one region swap numbers and luck; each lives the life of the other."""
    values = VALUES | {"context.regions": 1, "context.partnerships": 2}
    by_who = {processes.LEADERSHIP, processes.TARGET_SIZE, processes.HOSTING_ORDER, processes.CLOSING}
    by_other = {processes.INVITATION, processes.ACCEPTANCE, processes.STANCE, processes.PROPOSAL, processes.SLOT}
    by_other |= {processes.RESULT, processes.ENDING, processes.LEGACY, processes.LEAVING}
    by_which = {processes.PARTNER, processes.AGREEMENT}
    before = play(small(values), 3)

    def swapped(seed, process, who, other, quarter, which):
        if process in by_who:
            who = 1 - who
        if process in by_other:
            other = 1 - other
        if process in by_which:
            which = 1 - which
        return original(seed, process, who, other, quarter, which)

    original = engine.uniform
    monkeypatch.setattr(engine, "uniform", swapped)
    monkeypatch.setattr(population, "uniform", swapped)
    after = play(small(values), 3)
    # Who sits on both boards is seen on the lower-numbered first, and a contact that builds trust does not commute with
    # one that harms it: a difference of the order of a contact squared, some ten-thousandth.
    assert before.finals()[::-1] == pytest.approx(after.finals(), rel=1e-3, abs=1e-3, nan_ok=True)


@pytest.mark.slow
def test_relabelling_changes_nothing_in_distribution():
    # Two samples of 450 countries, with seeds of their own; Kolmogorov-Smirnov, alpha 0.001 for each outcome.
    roster = roster_of(16)
    names = [entry.name for entry in roster]
    permuted = dict(zip(names, names[5:] + names[:5], strict=True))
    outcomes = ("engaged", "output", "trust", "active")

    def sample(entries, seeds):
        worlds = [play(small(VALUES, roster=entries), seed) for seed in seeds]
        return [[float(np.nan_to_num(course(world, name)).mean()) for world in worlds] for name in outcomes]

    before, after = sample(roster, range(450)), sample(renamed(roster, permuted), range(1000, 1450))
    for one, other in zip(before, after, strict=True):
        assert len(set(one)) > 50
        found: Any = stats.ks_2samp(one, other)
        assert found.pvalue > 0.001


def test_a_sector_is_no_mere_label():
    # The tests above would pass if nothing depended on anything.
    roster = roster_of(16)
    swapped = tuple(
        entry._replace(sector={"nhs": "firm", "firm": "nhs"}.get(entry.sector, entry.sector)) for entry in roster
    )
    one, other = (play(small(VALUES, roster=entries), 7) for entries in (roster, swapped))
    assert not same_history(one, other)
