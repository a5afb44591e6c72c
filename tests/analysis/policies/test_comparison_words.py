"""The words of a comparison follow from its numbers: winners, ties, one theory or many, nothing, and everything."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from outlast.analysis.policies.comparison_words import cautions, warning
from outlast.analysis.policies.figures_in_words import cost, few, gap, some_of, theories
from outlast.analysis.policies.quantities import quantity
from outlast.outcomes.intervals import Interval
from policies import compared, made_up

SHARE, MONEY, NUMBER = quantity("self_sustaining_8"), quantity("central_money"), quantity("coverage_8")
NAN = float("nan")


def test_winners_that_depend_on_the_theory_are_said_plainly() -> None:
    found = made_up({"first": [[0.2, 0.3], [0.2, 0.3]], "second": [[0.5, 0.6], [0.1, 0.2]]})
    _, winners, regret = found.sentences()[:3]
    assert winners == (
        "Which design is best depends on the theory: under autonomy first alone, 10 points ahead of second; under fog "
        "second alone, 30 points ahead of first. No design is best under both theories."
    )
    assert regret.startswith(
        "second has the smallest greatest regret: 10 points, under autonomy (in 100% of resamples)"
    )
    assert regret.endswith("and the smallest expected regret, 5 points (in 100% of resamples).")


def test_one_design_that_is_best_everywhere_is_called_so() -> None:
    found = made_up({"first": [[0.2], [0.3], [0.1]], "second": [[0.5], [0.4], [0.6]], "third": [[0.0], [0.0], [0.0]]})
    _, winners, regret = found.sentences()[:3]
    assert winners == "second is the best design under all three theories, 10 to 50 points ahead of the next."
    assert regret == (
        "second has no regret in these runs: its mean is the best under all three theories (the smallest greatest "
        "regret in 100% of resamples)."
    )


def test_ties_are_said_as_ties() -> None:
    near = {"first": [[0.5, 0.3], [0.5, 0.3]], "second": [[0.3, 0.5], [0.5, 0.3]], "third": [[0.0], [0.0]]}
    found = made_up(near)
    assert found.sentences()[1] == "first and second lead under both theories and are not told apart."
    near["second"][1] = [0.2]
    assert made_up(near).sentences()[1] == (
        "first is the best design, or not told from the best, under both theories: under autonomy first alone, 20 "
        "points [17, 23] ahead of second; under fog first and second, not told apart."
    )


def test_a_difference_that_may_be_none_is_said_so() -> None:
    said = made_up({"first": [[0.5, 0.3]], "second": [[0.3, 0.5, 0.4]]}, runs=30).sentences()[0]
    assert said.endswith("(not told apart).")


def test_transplanted_mandates_are_said_to_be_so() -> None:
    found = made_up({"first": [[0.5]], "second": [[0.2]]}, transplant=True)
    assert found.sentences()[-1].startswith("The mandates alone were put into the context of first. 40 cohorts")


def test_one_theory_has_no_regret_across_theories() -> None:
    found = made_up({"first": [[0.2, 0.3]], "second": [[0.5, 0.6]]})
    said = found.sentences()
    assert said[0] == (
        "Self-sustained or growing 8 quarters after the last central pound, under fog: first 25% [22, 28]; on the same "
        "luck second +30 points."
    )
    assert said[1] == "Under fog second is the best design, 30 points ahead of first."
    assert not any("regret" in text for text in said)


def test_a_single_run_is_told_no_interval_and_no_winner() -> None:
    said = made_up({"first": [[0.2], [0.2]], "second": [[0.5], [0.5]]}, runs=1).sentences()
    assert "second +30 points (too few runs for an interval)" in said[0]
    assert said[1] == "Under none of the two theories do the runs tell the best design from the others."
    assert "too few runs to say how certain" in said[2]


def test_less_can_be_best() -> None:
    found = made_up({"first": [[0.2, 0.3]], "second": [[0.5, 0.6]]}, minimise=True)
    assert found.sentences()[1] == "Under fog first is the best design, 30 points ahead of second."


def test_what_costs_nothing_and_what_gives_nothing_are_said() -> None:
    found = made_up({"free": [[0.2, 0.3]], "void": [[0.0]], "paid": [[0.5]]}, costs={"free": 0.0, "paid": 500.0})
    said = next(text for text in found.sentences() if text.startswith("Central money"))
    assert ": free nothing, void £1.00m; none; at least £217.4m; none and paid £500k" in said
    assert "paid £500k; £1.00m; £1.00m." in said


def test_other_contexts_are_warned_of_in_the_first_line_and_in_full() -> None:
    found = compared()
    said = found.sentences()
    assert said[0].endswith("These are programmes of different contexts, not effects of policy (see below).")
    assert warning(found) in said
    assert "tied differs from small in more than the mandate (context.prior_ties)" in warning(found)
    alike = replace(found, beside={"longer": (), "tied": ()})
    assert warning(alike) == ""
    assert "different contexts" not in alike.sentences()[0]


def test_a_design_without_money_is_said_to_be_judged_early_and_all_are_judged_at_one_time() -> None:
    said = compared().sentences()
    assert "tied has no last central pound and is judged from quarter 0 on, 6 to 10 quarters before the others." in said
    assert any(text.startswith("Judged at one time for all, 20 quarters after the start") for text in said)


def test_longer_money_is_said_to_be_judged_later() -> None:
    found = compared()
    said = cautions(replace(found, designs=found.designs[:2]))
    assert any("small from quarter 6 and longer from quarter 10" in text for text in said)


def test_a_judgement_beyond_the_horizon_is_said_to_be_unknown() -> None:
    found = compared()
    unknown = found.outcomes.assign(mean=np.nan, low=np.nan, high=np.nan)
    none = found.winners.assign(leader=None)
    lost = replace(found, outcomes=unknown, winners=none, policies=found.policies.assign(greatest_regret=np.nan))
    said = lost.sentences()
    assert said[0].endswith("is not known of small: it is judged beyond the horizon.")
    assert said[1].startswith("Regret is not known: small, longer and tied")


def test_no_sentence_holds_what_is_no_number() -> None:
    for found in (compared(), made_up({"one": [[0.0], [0.0]], "other": [[1.0], [1.0]]})):
        for text in found.sentences():
            assert "nan" not in text.replace("finance", "")
            assert "inf" not in text.replace("information", "")
            assert text.endswith(".")


@pytest.mark.parametrize(
    ("found", "of", "said"),
    [
        (Interval(0.281, 0.262, 0.312), SHARE, "+28 points [26, 31]"),
        (Interval(-0.281, -0.312, -0.262), SHARE, "−28 points [−31, −26]"),
        (Interval(0.01, -0.02, 0.04), SHARE, "+1 point [−2, 4]"),
        (Interval(0.003, 0.001, 0.005), SHARE, "+0.3 points [0.1, 0.5]"),
        (Interval(0.0, 0.0, 0.0), SHARE, "0 points"),
        (Interval(0.3, NAN, NAN), SHARE, "+30 points"),
        (Interval(NAN, NAN, NAN), SHARE, "–"),
        (Interval(-900.0, -912.0, -888.0), MONEY, "−£900k [−£912k, −£888k]"),
        (Interval(0.25, 0.1, 0.4), NUMBER, "+0.25 [0.10, 0.40]"),
    ],
)
def test_a_difference_reads_as_fine_as_it_is_certain(found: Interval, of: object, said: str) -> None:
    assert gap(found, of) == said  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (Interval(1300.0, 1200.0, 1400.0), "£1.30m [£1.20m, £1.40m]"),
        (Interval(500.0, 300.0, float("inf")), "£500k, at least £300k"),
        (Interval(float("inf"), 900.0, float("inf")), "none; at least £900k"),
        (Interval(float("inf"), float("inf"), float("inf")), "none"),
        (Interval(0.0, 0.0, 0.0), "£0"),
        (Interval(NAN, NAN, NAN), "–"),
    ],
)
def test_a_cost_without_an_end_is_said_so(found: Interval, said: str) -> None:
    assert cost(found) == said


def test_long_rows_are_cut_short() -> None:
    assert some_of(["a", "b", "c"]) == "a, b and c"
    assert some_of(["a", "b", "c", "d"]) == "a, b and 2 more"
    assert few([str(k) for k in range(6)], "design", "x.csv") == "0, 1, 2, 3, 4 and 5"
    assert few([str(k) for k in range(8)], "design", "x.csv") == "0, 1, 2, 3, 4, and 3 other designs in x.csv"
    assert theories(["none", "latitude,fog"], 7) == "“none” and latitude + fog"
    assert theories(["fog", "none"], 2) == "both theories"


@pytest.mark.parametrize(
    ("ahead", "said"),
    [
        ({"fog": "longer", "autonomy": "longer"}, "Best then: under both theories longer."),
        ({"fog": "longer", "autonomy": "small"}, "Best then: under autonomy small; under fog longer."),
    ],
)
def test_who_is_best_when_all_are_judged_at_one_time_is_said_by_theory(ahead: dict[str, str], said: str) -> None:
    found = compared()
    leads = found.outcomes["design"] == [ahead.get(name) for name in found.outcomes["theory"]]
    table = found.outcomes.assign(mean=np.where(leads, 0.9, 0.1))
    told = replace(found, outcomes=table, differences=found.differences.assign(apart=True)).sentences()
    assert next(text for text in told if text.startswith("Judged at one time")).endswith(said)
    tied = replace(found, outcomes=table, differences=found.differences.assign(apart=False)).sentences()
    assert next(text for text in tied if text.startswith("Judged at one time")).endswith("not told apart.")
