"""A frontier of mandates: judged on fresh luck, against a grid of all of them, with programmes beside it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from outlast.analysis.policies.frames import records
from outlast.analysis.policies.frontier import PROGRAMMES, frontier, named_place, plan_frontier
from outlast.analysis.policies.frontier_words import _marks
from outlast.analysis.policies.levers import space_of, variables_of
from outlast.analysis.policies.measuring import Policy, measure, policy_of
from outlast.analysis.policies.quantities import quantity
from outlast.analysis.policies.search import hypervolume, non_dominated, search
from outlast.analysis.policies.trials import Trials, seen_of
from outlast.analysis.policies.worlds import plan_worlds
from outlast.runs.folder import digest_of
from outlast.scenario import ScenarioError
from outlast.simulation.simulate import simulate
from policies import ensemble, searched, small

EIGHT, MONEY = quantity("self_sustaining_8"), quantity("central_money")


def test_the_search_comes_close_to_a_grid_of_all_mandates_with_fewer_runs() -> None:
    space = space_of(small({"output.twin": False}), {"mandate.grant": [20.0 * k for k in range(1, 11)],
                                                     "mandate.duration": (2, 11)}, EIGHT)  # fmt: skip
    worlds = plan_worlds(ensemble(12), replicates=6, seed=1)
    policy = policy_of(space.base, [EIGHT, MONEY])

    def run(mandates: Any) -> Any:
        return measure([Policy(policy.packer, space.levers(one)) for one in mandates], worlds, [EIGHT, MONEY], 1)

    every = Trials(space, worlds, EIGHT, run)
    grid = every.objectives([{"mandate.grant": g, "mandate.duration": d} for g in range(10) for d in range(2, 12)])
    trials = Trials(space, worlds, EIGHT, run)
    found = search(variables_of(space), trials.objectives, generations=5, population=8, seed=1)
    assert len(found.values) <= 40
    corner = grid.max(axis=0)
    volumes = [hypervolume(one[non_dominated(one)], np.zeros(2), corner) for one in (found.objectives, grid)]
    assert 0.95 * volumes[1] < volumes[0] <= volumes[1]
    # On a grid that holds every mandate the search can see nothing that the grid does not.
    known = {tuple(row) for row in grid.tolist()}
    assert {tuple(row) for row in found.objectives.tolist()} <= known


def test_a_shorter_run_is_judged_as_a_full_one() -> None:
    space = space_of(small({"output.twin": False}), {"mandate.duration": (2, 11)}, EIGHT)
    worlds = plan_worlds(ensemble(4), replicates=3, seed=5)
    policy = policy_of(space.base, [EIGHT, MONEY])
    found = measure([Policy(policy.packer, space.levers({"mandate.duration": 6}))], worlds, [EIGHT, MONEY], 1)[0]
    full = space.base.replace({"mandate.duration": 6, "context.horizon": 40})
    points = [point for row in worlds.points for point in row]
    result = simulate(full, worlds.seeds.ravel().tolist(), points=points, workers=1)
    for asked in (EIGHT, MONEY):
        expected = result.final(asked.name).reshape(found[asked.name].shape)
        assert found[asked.name].tolist() == expected.tolist()


def test_what_is_reported_was_run_on_luck_that_the_search_has_not_seen() -> None:
    planned = plan_frontier("hiec", replicates=10, members=3, posterior="none")
    seeds = [set(worlds.seeds.ravel().tolist()) for worlds in planned.worlds]
    assert not seeds[0] & seeds[1]
    assert not (seeds[0] | seeds[1]) & seeds[2]
    assert [worlds.replicates for worlds in planned.worlds] == [3, 10, 20]


def test_a_mandate_of_the_frontier_can_be_run_again_by_anyone() -> None:
    found = searched()
    row = records(found.frontier)[0]
    levers = found.space.levers({key: row[key] for key in found.space.keys})
    policy = policy_of(found.space.base, [EIGHT, MONEY])
    again = seen_of(measure([Policy(policy.packer, levers)], found.worlds, [EIGHT, MONEY], 1)[0], found.worlds, EIGHT)
    assert (again.cost, again.worst, again.weighted) == pytest.approx((row["cost"], row["worst"], row["weighted"]))


def test_the_frontier_says_which_mandates_none_dominates() -> None:
    frame = searched().frontier
    rows = records(frame)
    for row in rows:
        better = [one for one in rows if one["cost"] <= row["cost"] and one["worst"] > row["worst"]]
        better += [one for one in rows if one["cost"] < row["cost"] and one["worst"] >= row["worst"]]
        if row["efficient"]:
            assert not better
        assert row["worst"] == min(row["share_fog"], row["share_autonomy"])
        assert row[f"share_{row['worst_theory']}"] == row["worst"]
        assert row["worst_low"] == row[f"share_{row['worst_theory']}_low"]
        assert 2 <= row["mandate.duration"] <= 8
    assert any(row["efficient"] for row in rows)
    assert {"weighted_high", "worst_in_search", "of_front"} <= set(frame)
    assert pd.api.types.is_integer_dtype(frame["mandate.duration"])


def test_the_cheapest_that_reaches_is_named_or_else_the_best() -> None:
    frame = pd.DataFrame(
        {"cost": [1.0, 2.0, 3.0], "worst": [0.1, 0.5, 0.6], "reaches": [False, True, True]}, index=[0, 1, 2]
    )
    assert named_place(frame) == 1
    assert named_place(frame.assign(reaches=False)) == 2
    found = searched()
    own = found.programmes["cost"].iloc[0]
    best = max((one for one in records(found.frontier) if one["cost"] <= own), key=lambda one: one["worst"])
    expected = [found.frontier["design"].iloc[named_place(found.frontier)], best["design"]]
    assert found.named["design"].tolist() == list(dict.fromkeys(expected))


def test_certain_means_that_every_lower_end_reaches() -> None:
    for row in records(searched().frontier):
        assert row["certain"] == (min(row["share_fog_low"], row["share_autonomy_low"]) >= 0.05)
        assert row["reaches"] == (row["worst"] >= 0.05)


def test_the_mandate_of_a_file_beside_the_frontier_is_among_the_settings(tmp_path: Path) -> None:
    """A file that changes and keeps its name must not go to the same folder."""
    file = tmp_path / "ours.toml"
    found = []
    for grant in (50, 60):
        file.write_text(f'title = "Ours"\nextends = "hiec"\n[mandate]\ngrant = {grant}\n', encoding="utf-8")
        found.append(plan_frontier("hiec", posterior="none", programmes=[file]).settings)
    assert [one["programmes"]["ours"]["mandate"]["grant"] for one in found] == [50, 60]
    assert digest_of(found[0]) != digest_of(found[1])


def test_programmes_are_put_into_the_context_of_the_scenario() -> None:
    found = searched()
    assert found.programmes["programme"].tolist() == ["hiec", "hiec_matched", "communities_that_care"]
    assert found.programmes["holds"].tolist()[2] == "mandate.assistance mandate.pressure"
    planned = plan_frontier("hiec", posterior="none")
    assert list(planned.programmes) == list(PROGRAMMES)
    # Of a programme that may be renewed what follows is simulated too.
    contexts = {one.settings.context._replace(horizon=0) for one in planned.programmes.values()}
    assert len(contexts) == 1
    assert planned.programmes["clahrc"].horizon == 48


def test_a_programme_that_contradicts_the_context_is_left_out_with_its_reason_or_refused() -> None:
    space = {"mandate.duration": (2, 6)}
    planned = plan_frontier(small(), space, posterior="none")
    assert "context.horizon = 20" in planned.left_out["ahsn"]
    assert "ahsn" not in planned.programmes
    with pytest.raises(ScenarioError, match=r"context\.horizon = 20"):
        plan_frontier(small(), space, posterior="none", programmes=["ahsn"])


def test_the_same_search_gives_the_same_numbers_whatever_the_workers() -> None:
    again = frontier(
        small({"output.twin": False}),
        {"mandate.grant": (20, 200), "mandate.duration": (2, 8), "mandate.vagueness": (0, 1)},
        posterior=ensemble(), generations=4, population=6, members=2, replicates=4, reach=0.05,
        programmes=["hiec_matched", "communities_that_care"], workers=3,
    )  # fmt: skip
    for name, frame in searched().to_frames().items():
        assert again.to_frames()[name].to_csv(index=False) == frame.to_csv(index=False)


def test_the_words_follow_from_the_numbers() -> None:
    found = searched()
    said = found.sentences()
    assert said[0].startswith("The cheapest of ")
    assert "mandates tried that reaches 5% (self-sustained or growing 8 quarters after" in said[0]
    assert "under both theories gives" in said[0]
    none = replace(found, reach=1.0, frontier=found.frontier.assign(reaches=False, certain=False),
                   named=found.named.assign(reaches=False, certain=False))  # fmt: skip
    assert none.sentences()[0].startswith("None of ")
    assert "reaches 100%" in none.sentences()[0]
    short = replace(found, named=found.named.assign(reaches=False, certain=False))
    assert "There it falls short, so that it is not certain that any mandate tried reaches it." in short.sentences()[0]
    sure = replace(found, named=found.named.assign(reaches=True, certain=True))
    assert "The whole of every interval is above 5%." in sure.sentences()[0]
    for text in (*said, *none.sentences()):
        assert text.endswith((".", "?"))
        assert "nan" not in text
        assert "inf" not in text.replace("information_exchange", "")


def test_of_one_theory_the_words_speak_of_no_worst() -> None:
    found = searched()
    one = found.frontier.assign(share_autonomy=1.0, weighted=found.frontier["worst"])
    worlds = replace(found.worlds, theories=("fog",), weights=np.ones(1))
    said = replace(found, worlds=worlds, frontier=one).sentences()
    assert "under fog gives" in said[0]
    assert "all one" not in " ".join(said)
    assert "worst theory" not in " ".join(said)
    assert said[1].startswith("What a share takes, by estimates")


def test_of_marks_that_cost_the_same_the_highest_is_told() -> None:
    found = searched()
    frame = pd.DataFrame({"cost": [100.0, 200.0], "worst": [0.25, 0.45], "weighted": [0.25, 0.45]})
    assert _marks(frame, "worst") == "20% from £100k a partnership and 40% from £200k"
    assert _marks(frame.assign(worst=0.05), "worst") == ""
    assert found.sentences()[1].endswith(".")


def test_whether_it_has_settled_is_said() -> None:
    found = searched()
    flat = replace(found, history=found.history.assign(hypervolume=0.4))
    assert any(text.startswith("The search has settled") for text in flat.sentences())
    rising = replace(found, history=found.history.assign(hypervolume=[0.1, 0.2, 0.3, 0.4]))
    assert any(text.startswith("The search has not settled") for text in rising.sentences())
    short = replace(found, history=found.history.iloc[:2])
    assert any("too short to say" in text for text in short.sentences())


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"reach": 0.0}, "--reach: found 0.0"),
        ({"reach": 1.5}, "--reach: found 1.5"),
        ({"generations": 0}, "--generations: found 0"),
        ({"population": 3}, "--population: found 3"),
        ({"members": 0}, "--members: found 0"),
        ({"replicates": 1}, "--replicates: found 1"),
        ({"outcome": "central_money"}, "no share of the mandated partnerships"),
        ({"outcome": "twin_alive_8"}, "no share of the mandated partnerships"),
        ({"keep": {"structure.theory"}}, "choose some by --theory"),
        ({"programmes": ["nowhere"]}, "nowhere"),
    ],
)
def test_what_cannot_be_used_is_refused_before_anything_runs(options: dict[str, Any], said: str) -> None:
    with pytest.raises(ScenarioError, match=said):
        plan_frontier("hiec", posterior="none", **options)
