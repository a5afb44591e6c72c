"""What is said of a calibration: the sentence about what cannot be told apart, verdicts, and the other sentences."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from outlast.analysis.calibration.draws import THEORIES, behaviour
from outlast.analysis.calibration.ensemble import OPEN, SAME
from outlast.analysis.patterns.judging import MISSES, PARTLY, PASSES
from outlast.report.calibration.agreement import at_once, at_once_in_words, verdict
from outlast.report.calibration.data_words import data_sentences
from outlast.report.calibration.sentences import (
    choices_sentences,
    coverage_sentences,
    history_sentences,
    parameters_sentences,
    posterior_sentences,
    rest_in_words,
    telling_sentences,
    theory_found,
)
from outlast.report.calibration.theory_words import theories_sentence
from report.calibrations import changed, made_up, measured, theories

COUNT = len(behaviour())

# Which theory ---------------------------------------------------------------------------------------------------------


def test_theories_as_likely_as_before_are_not_told_apart() -> None:
    assert theories_sentence(theories([0.13, 0.15, 0.14, 0.14, 0.14, 0.14, 0.16])) == (
        "The targets do not tell the 7 theories apart: the weights of “none”, latitude, fog, shield, capture, autonomy "
        "and latitude + fog lie between 0.13 and 0.16, where 0.14 each was believed before."
    )


def test_a_theory_below_its_prior_by_more_than_monte_carlo_error_is_less_likely() -> None:
    said = theories_sentence(theories([0.16, 0.17, 0.16, 0.16, 0.05, 0.15, 0.15]))
    assert said.startswith(
        "The targets do not tell “none”, latitude, fog, shield, autonomy and latitude + fog apart: their weights lie "
        "between 0.15 and 0.17, where 0.14 each was believed before; capture is less likely (0.05 [0.02, 0.08]). "
    )
    assert "as much for latitude, the likeliest, as for capture, the least likely" in said
    assert "favour" not in said


def test_what_others_lose_favours_none_of_those_that_share_it() -> None:
    said = theories_sentence(theories([0.19, 0.2, 0.01, 0.2, 0.02, 0.2, 0.18], 0.02))
    assert said.startswith("The targets do not tell “none”, latitude, shield, autonomy and latitude + fog apart")
    assert "less likely are fog (0.01 [0.00, 0.03]) and capture (0.02 [0.00, 0.04])" in said


def test_one_theory_above_all_others_is_favoured() -> None:
    said = theories_sentence(theories([0.04, 0.7, 0.05, 0.05, 0.05, 0.05, 0.06], 0.02))
    assert said.startswith("The targets favour latitude (0.70 [0.68, 0.72]), where 0.14 each was believed before; ")
    assert "less likely are “none” (0.04 [0.02, 0.06])" in said
    assert "do not tell" not in said


def test_one_may_be_favoured_among_others_that_are_not_told_apart() -> None:
    said = theories_sentence(theories([0.13, 0.28, 0.12, 0.12, 0.12, 0.13, 0.10]))
    assert said.startswith(
        "The targets favour latitude (0.28 [0.25, 0.31]), where 0.14 each was believed before; they "
    )
    assert "they do not tell “none”, fog, shield, capture and autonomy apart" in said


def test_two_favoured_theories_need_not_be_told_apart() -> None:
    said = theories_sentence(theories([0.02, 0.44, 0.46, 0.02, 0.02, 0.02, 0.02], 0.02))
    assert said.startswith("The targets favour fog (0.46 [0.44, 0.48]) and latitude (0.44 [0.42, 0.46]), but do not")


def test_a_theory_without_accepted_draws_is_bounded_by_how_many_there_are() -> None:
    said = theories_sentence(theories([0.15, 0.2, 0.2, 0.0, 0.15, 0.15, 0.15], 0.06), 150)
    assert "no accepted draw holds shield (a weight below about 0.02)" in said
    assert "no accepted draw holds shield" in theories_sentence(theories([0.15, 0.2, 0.2, 0.0, 0.15, 0.15, 0.15], 0.06))


def test_of_a_single_theory_nothing_is_said_to_be_found() -> None:
    said = theories_sentence(theories([1.0], names=["fog"]))
    assert said == (
        "Only fog was asked, so that nothing is said of the other theories: the parameters are fitted as if it were "
        "true."
    )


def test_wide_intervals_are_laid_to_too_few_draws_and_not_to_the_targets() -> None:
    assert theories_sentence(theories([0.5, 0.5], 0.4)).endswith(
        "The Monte Carlo error is large: more accepted draws could still tell them apart."
    )


@pytest.mark.parametrize(
    ("weights", "half", "means"),
    [
        ([0.16, 0.17, 0.16, 0.16, 0.05, 0.15, 0.15], 0.03, "hardly worth a mention"),
        ([0.16, 0.18, 0.18, 0.16, 0.02, 0.15, 0.15], 0.01, "some evidence, not strong"),
        ([0.002, 0.9, 0.02, 0.02, 0.02, 0.02, 0.018], 0.002, "very strong evidence"),
        ([0.02, 0.86, 0.02, 0.02, 0.03, 0.02, 0.03], 0.005, "strong evidence"),
    ],
)
def test_evidence_is_called_what_its_least_odds_allow(weights: list[float], half: float, means: str) -> None:
    assert theories_sentence(theories(weights, half)).endswith(f": {means}.")


def test_no_least_number_of_times_is_given_where_there_may_be_no_difference() -> None:
    said = theories_sentence(theories([0.16, 0.17, 0.16, 0.16, 0.05, 0.15, 0.15], 0.07))
    assert "(perhaps no more at all, Monte Carlo error allowed for): hardly worth a mention." in said
    assert "at least" not in said.partition("The targets speak")[2]


@pytest.mark.parametrize("seed", range(200))
def test_every_theory_is_named_whatever_the_weights(seed: int) -> None:
    luck = np.random.default_rng(seed)
    count = int(luck.integers(2, 8))
    weights = luck.dirichlet(np.full(count, luck.choice([0.3, 2.0, 50.0])))
    weights[weights < 0.01] = 0.0
    said = theories_sentence(theories(weights / weights.sum(), luck.choice([0.005, 0.03, 0.2])), 200)
    for name in THEORIES[:count]:
        assert (f"“{name}”" if name == "none" else name.replace(",", " + ")) in said
    assert said.count("believed before") == 1
    assert said[0].isupper() or said[0] == "“"
    assert "nan" not in said
    assert ".." not in said
    assert said.endswith(".")


# Targets --------------------------------------------------------------------------------------------------------------


def row(median: float, half: float, undefined: float = 0.0) -> dict[str, Any]:
    return {
        "observed_low": 0.2, "observed_high": 0.4, "expected_low": median - half, "expected_median": median,
        "expected_high": median + half, "undefined": undefined,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (row(0.3, 0.3), PASSES),
        (row(0.4, 0.0), PASSES),
        (row(0.5, 0.1), PARTLY),
        (row(0.1, 0.15), PARTLY),
        (row(0.5, 0.05), MISSES),
        (row(0.3, 0.1, undefined=0.6), MISSES),
        (row(float("nan"), 0.0, undefined=1.0), MISSES),
    ],
)
def test_a_verdict_goes_by_the_median_and_the_interval_of_members(found: dict[str, Any], expected: str) -> None:
    assert verdict(found) == expected


def test_all_targets_at_once_are_counted_in_medians_and_in_draws_by_theory() -> None:
    found = at_once(made_up())
    assert found.fitted == 12
    assert set(found.missing) == {"ahsn_own_coverage", "exchange_own_cover"}
    assert found.shares["capture"] == found.shares["shield"] == 0.0
    assert len(found.reached) == 5
    said = " ".join(at_once_in_words(found, 7))
    assert found.by_default == ()
    assert "the ensemble's median meets 10 of 12 fitted targets (not ahsn_own_coverage and exchange_own_cover);" in said
    assert "the median cohort of the default world meets all 12 fitted targets." in said
    assert "Some accepted draws meet all 12 at once under 5 of 7 theories (at best" in said
    assert "none under shield and capture)" in said
    assert "whose luck flatters it" in said


def test_a_share_at_once_is_of_the_weight_of_the_theory() -> None:
    posterior = pd.read_parquet(made_up().path / "posterior.parquet")
    own = posterior.loc[posterior["structure.theory"] == "fog"]
    within = np.ones(len(own), bool)
    for one in made_up().predictions.to_dict("records"):
        if one["use"] == "fit":
            values = own[f"simulated.{one['target']}"].to_numpy(float)
            within &= (values >= one["observed_low"]) & (values <= one["observed_high"])
    expected = own["weight"].to_numpy()[within].sum() / own["weight"].sum()
    assert at_once(made_up()).shares["fog"] == pytest.approx(expected)


# The rest -------------------------------------------------------------------------------------------------------------


def test_parameters_are_counted_and_the_lucky_ones_too() -> None:
    frame = made_up().parameters
    assert "the targets move 6: " in parameters_sentences(frame)[0]
    same = int((frame["status"].to_numpy() == SAME).sum())
    assert (
        f"{same} as before to within a tenth of the range, and {COUNT - 6 - same} of" in parameters_sentences(frame)[2]
    )
    assert rest_in_words(frame) == [f"6 of {COUNT} parameters have moved; the other {COUNT - 6} are not identified."]
    # A median of 100 uniform draws has the standard error 0.05: a shift by 0.1 befalls 4.6% of them.
    assert parameters_sentences(frame, 100)[-1].startswith("With 100 effective draws luck alone would make about 5 of")
    assert len(parameters_sentences(frame, 2000)) == 3
    assert parameters_sentences(frame.assign(width=0.9))[1].startswith("Only medians have moved")


def test_no_identified_parameter_is_said_so() -> None:
    frame = made_up().parameters.assign(identified=False, status=OPEN)
    assert parameters_sentences(frame)[0] == f"The targets move none of {COUNT} parameters."
    assert f"Not identified are {COUNT}: 0 as before" in parameters_sentences(frame)[1]


def test_structural_choices_that_have_become_more_likely_are_named() -> None:
    found = choices_sentences(made_up().choices.assign(clear=False))
    assert found == ["Of the other structural choices none has become clearly more or less likely."]
    one = made_up().choices
    one = one.assign(clear=(one["alternative"] == "bandwagon").to_numpy(), weight=0.3, low=0.2, high=0.4)
    assert "exit bandwagon 0.30 [0.20, 0.40] from 0.50" in choices_sentences(one)[0]


def test_history_matching_says_what_is_left_what_rules_out_and_what_wrongly() -> None:
    said = " ".join(history_sentences(made_up().history))
    assert "After 2 waves of history matching 3.1% of the prior is left: 0.37% under capture" in said
    assert "hiec_self_sustaining (70%)" in said
    assert "Ruled out wrongly: 3% [" in said
    assert history_sentences([]) == ["No history matching was done."]
    never = [wave | {"wrongly": None, "plausible": 0} for wave in made_up().history]
    assert history_sentences(never)[-2].endswith("so that the share ruled out wrongly is not known.")
    assert "What wave 1 rules out holds 24% of the posterior's weight" in said


@pytest.mark.parametrize(
    ("shift", "means"), [(0.0, "about as promised"), (-0.12, "too narrow"), (0.09, "wider than they need be")]
)
def test_coverage_is_judged_where_it_is_pooled(shift: float, means: str) -> None:
    coverage = made_up().coverage
    off = coverage | {"covered": [min(1.0, level + shift) for level in coverage["levels"]]}
    assert means in coverage_sentences(off)[0]


def test_that_coverage_is_a_weak_check_where_little_is_learnt_is_said_with_one_that_is_not() -> None:
    coverage = made_up().coverage
    said = coverage_sentences(coverage | {"narrowing": {"a": 0.3, "b": 0.02, "c": 0.01}})
    assert said[1].endswith("the variance of the middle parameter falls by 2%, that of 1 of 3 by more than a tenth.")
    assert said[2].startswith("How well a draw agrees with what was observed")
    assert said[2].endswith("about as promised.")
    narrow = coverage_sentences(coverage | {"fit_covered": [0.8 * level for level in coverage["levels"]]})
    assert narrow[2].endswith("they are too narrow.")
    assert narrow[0].endswith("about as promised.")


def test_chances_of_theories_are_held_against_how_often_they_were_true() -> None:
    said = " ".join(coverage_sentences(made_up().coverage))
    assert "12% on average (400 between 0% and 20%) in 13% and 27% on average (60 between 20% and 100%) in 22%" in said
    assert "60% on average" not in said


def test_softened_targets_are_confessed() -> None:
    coverage = made_up().coverage
    assert "the variances of the targets were widened 4 times" in coverage_sentences(coverage)[-1]
    assert "widened" not in " ".join(coverage_sentences(coverage | {"temperature": 1.0}))


@pytest.mark.parametrize(("found", "means"), [(0.3, "better"), (0.15, "no better"), (0.05, "worse")])
def test_finding_the_theory_is_held_against_guessing(found: float, means: str) -> None:
    assert theory_found(made_up().coverage | {"found": found}).endswith(
        f"guessing finds it in 14%: {means} than guessing."
    )


def test_structural_choices_are_named_by_whether_anything_is_told_of_them() -> None:
    said = telling_sentences(made_up().telling)
    assert said[0].startswith(
        "Simulated values of all targets tell something of theory (0.22 [0.21, 0.24] of 2.81 bits)"
    )
    assert said[1] == "Of money, exit and reorganisation they are not shown to tell anything."
    nothing = made_up().telling.assign(bits_low=-0.1)
    assert telling_sentences(nothing)[0].startswith(
        "Simulated values of all targets are not shown to tell anything of theory"
    )


def test_the_most_telling_measurement_is_named_or_that_none_is() -> None:
    said = data_sentences(measured({"turnover": 0.1, "capture": 0.3, "trust_year_3": 0.0, "all together": 0.5}))
    assert said[0].startswith("The most telling single measurement is capture: 0.30 [0.25, 0.35] of 2.75 bits")
    assert "1 of 3 are not shown to tell anything." in said
    assert said[-1] == "All together would tell 0.50 [0.45, 0.55] of 2.75 bits."
    idle = data_sentences(measured({"turnover": 0.01, "capture": 0.02, "all together": 0.03}))
    assert idle[0] == "No single measurement of 2 is shown to tell anything of the theories."
    assert idle[-1] == "All together they are not shown to tell anything (0.03 [−0.02, 0.08] of 2.75 bits)."
    assert data_sentences([]) == []


def test_measurements_that_luck_does_not_tell_apart_are_named_with_the_first() -> None:
    said = data_sentences(measured({"turnover": 0.28, "capture": 0.3, "trust_year_3": 0.1, "all together": 0.5}))
    assert "Not told from it by luck: turnover." in said


def test_a_calibration_without_a_posterior_file_says_nothing_of_draws(tmp_path: Any) -> None:
    assert at_once_in_words(at_once(changed(path=tmp_path)), 7) == [
        "Luck averaged out, the ensemble's median meets 10 of 12 fitted targets (not ahsn_own_coverage and "
        "exchange_own_cover); the median cohort of the default world meets all 12 fitted targets."
    ]


def test_a_posterior_of_few_draws_warns_of_itself() -> None:
    found = made_up()
    last = found.sampling
    few = replace(found, sampling={**last, "effective": 2.0})
    many = replace(found, sampling={**last, "effective": 220.0})
    assert "too few to build on" in posterior_sentences(few)[0]
    assert posterior_sentences(few)[0].startswith("The posterior rests on 2 effective draws")
    assert "too few" not in posterior_sentences(many)[0]
    assert posterior_sentences(replace(found, sampling={})) == []
    assert "It is one sample" in posterior_sentences(many)[0]
    twice = posterior_sentences(replace(many, plan=replace(many.plan, repeats=2)))[0]
    assert "in 2 independent samples; intervals of Monte Carlo error hold that of each." in twice
    assert "It is one sample" not in twice
