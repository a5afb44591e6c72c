"""What holds under one theory only is not called robust, and theories that contradict each other are found out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from discoveries import FEW, SPAN, THREE, VAGUE, discovery, long, made_up
from outlast.analysis.discovery.box import Box, Limit
from outlast.analysis.discovery.choosing import Choice
from outlast.analysis.discovery.conduct import discovery_of
from outlast.analysis.discovery.exploring import Explored
from outlast.analysis.discovery.judging import judge
from outlast.analysis.discovery.peeling import Trajectory
from outlast.analysis.discovery.robust import Robust, most_robust
from outlast.analysis.discovery.theories import BETTER, UNCLEAR, WORSE, verdict
from outlast.outcomes.intervals import Interval
from outlast.scenario import load_scenario


def test_what_holds_under_every_theory_is_robust() -> None:
    theories = discovery("robust").theories
    assert theories.robust is not None
    assert theories.robust.is_robust
    assert set(theories.robust.box.limits) == {SPAN.key}
    limit = theories.robust.box.limits[SPAN.key]
    assert limit.low == pytest.approx(12, abs=1)
    assert limit.high is None
    assert theories.robust.holds == ("fog", "latitude")
    assert theories.contradictions == ()
    assert theories.harmful == []


def test_what_holds_under_one_theory_only_is_not_called_robust() -> None:
    theories = discovery("foggy").theories
    assert set(theories.conditions) == {"fog"}
    assert theories.conditions["fog"].box.limits[VAGUE.key].high == pytest.approx(0.4, abs=0.06)
    assert theories.robust is not None
    assert not theories.robust.is_robust
    assert "latitude" not in theories.robust.holds


def test_under_theories_that_are_opposed_only_what_they_share_is_robust() -> None:
    found = discovery("opposed")
    robust = found.theories.robust
    assert robust is not None
    assert robust.is_robust
    assert set(robust.box.limits) == {SPAN.key}
    assert robust.box.limits[SPAN.key].low == pytest.approx(12, abs=1)
    # Under shield everything that is long is of interest; under the others two fifths of it are.
    assert robust.worst in ("fog", "latitude")
    gains = {theory: judged.density.mean - judged.base for theory, judged in robust.again.items()}
    assert gains[robust.worst] == min(gains.values())


def test_what_is_best_for_most_is_not_chosen_over_what_holds_under_the_worst() -> None:
    # Two theories want it clear and the third one vague; a very long one lasts under all.
    cases = made_up(
        lambda x, theory: np.where(theory < 2, x["vagueness"] < 0.4, x["vagueness"] > 0.6) | (x["duration"] >= 21),
        900, theories=THREE, factors=(VAGUE, SPAN),
    )  # fmt: skip
    lasting, clear = Box({SPAN.key: Limit(low=21)}), Box({VAGUE.key: Limit(high=0.4)})

    def chosen(*boxes: Box) -> Robust:
        known = np.full(len(boxes), np.nan)
        peeled = Trajectory(boxes, known, known, known)
        return most_robust(Explored(cases, peeled, Choice(Box(), 0, ()), {}, {}), THREE)

    assert chosen(clear, lasting) == (lasting, True)
    assert chosen(clear) == (clear, False)
    assert chosen() == (Box(), False)
    # A part of a box may hold where the whole does not.
    assert chosen(Box({**clear.limits, **lasting.limits})) == (lasting, True)


def test_theories_that_are_opposed_are_told_apart_by_factor_and_by_harm() -> None:
    theories = discovery("opposed").theories
    (clash,) = theories.contradictions
    assert clash.factor == VAGUE.key
    assert (set(clash.low), set(clash.high)) == ({"fog"}, {"latitude"})
    assert clash.low["fog"].high == pytest.approx(0.4, abs=0.06)
    assert clash.high["latitude"].low == pytest.approx(0.6, abs=0.06)
    assert set(theories.harmful) == {("fog", "latitude"), ("latitude", "fog")}


def test_of_noise_nothing_is_robust() -> None:
    theories = discovery("noisy theories").theories
    assert theories.conditions == {}
    assert theories.robust is not None
    assert not theories.robust.is_robust


def test_a_theory_with_too_few_cases_of_a_kind_is_not_judged() -> None:
    cases = made_up(long, 400, theories=THREE, factors=(VAGUE, SPAN))
    values = np.where(cases.theory == 2, 0.05, cases.values)
    cases = replace(cases, values=values, interest=cases.question.of(values))
    theories = discovery_of(cases, FEW, load_scenario("hiec")).theories
    assert theories.judged == ("fog", "latitude")
    assert theories.silent == ("shield",)
    assert theories.robust is not None
    assert set(theories.robust.judged) == {"fog", "latitude"}


def test_with_one_theory_there_is_nothing_to_compare() -> None:
    found = discovery("box")
    assert found.theories.robust is None
    assert found.robust.empty


def test_every_condition_is_judged_under_every_theory() -> None:
    found = discovery("opposed")
    table = found.robust
    conditions = ["robust", "1", "theory fog", "theory latitude", "theory shield"]
    assert list(dict.fromkeys(table["condition"])) == conditions
    assert [set(own["under"]) for _, own in table.groupby("condition")] == [set(THREE)] * 5
    row = table[(table["condition"] == "theory fog") & (table["under"] == "latitude")].iloc[0]
    box, other = found.theories.conditions["fog"].box, found.cases.under("latitude")
    expected = judge(other, box.holds(other.factors, other.matrix))
    assert row["density"] == expected.density.mean
    assert row["base"] == expected.base
    assert [row["gain"], row["gain_low"], row["gain_high"]] == list(expected.gain)
    assert row["verdict"] == WORSE
    assert not row["own"]
    assert np.isnan(row["density_held_out"])
    own = table[(table["condition"] == "theory fog") & (table["under"] == "fog")].iloc[0]
    assert own["own"]
    assert own["density_held_out"] > own["base"]


@pytest.mark.parametrize(
    ("ends", "expected"), [((0.01, 0.2), BETTER), ((0.0, 0.2), UNCLEAR), ((-0.2, 0.0), UNCLEAR), ((-0.2, -0.01), WORSE)]
)
def test_a_verdict_asks_for_a_gain_that_is_clear_of_nought(ends: tuple[float, float], expected: str) -> None:
    judged = discovery("box").conditions[0].judged
    assert verdict(judged._replace(gain=Interval(0.0, *ends))) == expected


@pytest.mark.slow
def test_of_noise_hardly_anything_is_ever_called_robust() -> None:
    called = 0
    for seed in range(30):
        cases = made_up(lambda x, _: np.arange(len(x["duration"])) % 3 == 0, 400, theories=("fog", "none"), seed=seed)
        theories = discovery_of(cases, replace(FEW, halvings=5), load_scenario("hiec")).theories
        called += theories.robust is not None and theories.robust.is_robust
    assert called <= 1
