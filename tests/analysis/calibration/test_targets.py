"""Targets: a file of facts, read strictly, and how far a simulation agrees with each."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom

from outlast.analysis.calibration.targets import TargetError, load_targets, shipped_targets
from outlast.bibliography import references
from outlast.scenario import shipped_scenarios

ENTRY = """
[[target]]
name = "alive"
pattern = "T3"
arm = "ahsc"
says = "centres that last"
quantity = "open"
quarter = 40
source = "PT13: all five"
class = "S"
use = "fit"
"""
COUNT = ENTRY + "count = 4\nof = 5\n"
VALUE = ENTRY + "value = 0.8\ntolerance = 0.1\n"
BETWEEN = ENTRY + "between = [0.2, 0.6]\ntolerance = 0.1\n"


def read(tmp_path, text):
    path = tmp_path / "targets.toml"
    path.write_text(text, encoding="utf-8")
    return load_targets(path)


def test_the_shipped_targets_speak_of_t1_to_t5_and_of_shipped_arms():
    targets = load_targets()
    assert {target.pattern for target in targets if target.fitted} == {"T1", "T2", "T3", "T4", "T5"}
    assert {target.arm for target in targets} <= set(shipped_scenarios())
    assert any(not target.fitted for target in targets)


def test_every_statement_of_a_shipped_target_has_a_source():
    for target in load_targets():
        for part in target.source.split("; "):
            assert part.partition(":")[0] in references()


def test_a_value_loses_credit_like_a_gaussian(tmp_path):
    (target,) = read(tmp_path, VALUE)
    assert target.log_weight(np.array([0.8, 0.9, 0.6]), 10) == pytest.approx([0.0, -0.5, -2.0])


def test_an_interval_loses_credit_outside_only(tmp_path):
    (target,) = read(tmp_path, BETWEEN)
    assert target.log_weight(np.array([0.2, 0.4, 0.6, 0.7, 0.0]), 10) == pytest.approx([0, 0, 0, -0.5, -2.0])
    assert target.interval() == (0.2, 0.6)


def test_a_count_has_binomial_uncertainty(tmp_path):
    (target,) = read(tmp_path, COUNT)
    simulated = np.array([0.2, 0.8])
    share = (simulated * 20 + 0.5) / 21
    expected = binom.logpmf(4, 5, share) - binom.logpmf(4, 5, 0.8)
    assert target.log_weight(simulated, 20) == pytest.approx(expected)
    # The exact (Clopper-Pearson) 95% interval of 4 in 5.
    assert target.interval() == pytest.approx((0.2836, 0.9949), abs=1e-4)


def test_what_nobody_has_counts_as_a_miss(tmp_path):
    for text in (COUNT, VALUE, BETWEEN):
        (target,) = read(tmp_path, text)
        assert target.log_weight(np.array([np.nan]), 10) == pytest.approx([-8.0])


def test_what_is_observed_of_a_truth_has_the_error_that_a_draw_is_weighed_with(tmp_path):
    """The share of observations within one tolerance of the interval about the truth is that of the kernel itself."""
    (target,) = read(tmp_path, BETWEEN)
    luck = np.random.default_rng(1)
    middles = np.array([target.observed_as(0.5, 10, luck).low + 0.2 for _ in range(4000)])
    # The flat part is 0.4 wide, the two tails together hold 0.1 root(2 pi): 0.2507.
    flat = 0.4 / (0.4 + 0.2507)
    assert np.mean(np.abs(middles - 0.5) <= 0.2) == pytest.approx(flat, abs=0.03)
    assert np.mean(np.abs(middles - 0.5) <= 0.3) == pytest.approx(flat + (1 - flat) * 0.6827, abs=0.03)


def test_a_softened_target_is_wider_by_the_root_of_the_temperature(tmp_path):
    (value,) = read(tmp_path, VALUE)
    (count,) = read(tmp_path, COUNT)
    assert value.softened(4.0).tolerance == pytest.approx(0.2)
    assert count.softened(2.0).of == 2


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (ENTRY, "give exactly one of value, between or count; found none of them"),
        (VALUE + "count = 1\nof = 2\n", "give exactly one of value, between or count; found value and count"),
        (ENTRY + "count = 6\nof = 5\n", "count: 6 is counted out of 5"),
        (ENTRY + "value = 0.5\n", "tolerance is missing"),
        (ENTRY + "between = [0.6, 0.2]\ntolerance = 0.1\n", "the first is to be below the second"),
        (VALUE.replace("PT13", "PT14"), 'found "PT14", allowed is a key of references.bib'),
        (VALUE.replace('"open"', '"opne"'), "Did you mean open?"),
        (VALUE.replace("quarter = 40\n", ""), "quantity open needs a quarter"),
        (VALUE.replace('use = "fit"', 'use = "fitt"'), "use: found"),
        (VALUE.replace("arm =", "arms ="), 'there is no key "arms". Did you mean arm?'),
        (VALUE + VALUE, "there are two targets of this name"),
        ("[target]\n", "a file of targets holds tables [[target]]"),
        ("[[target\n", "not in the form of TOML"),
    ],
)
def test_a_bad_file_is_refused_in_words(tmp_path, text, says):
    with pytest.raises(TargetError, match=r"targets\.toml") as refused:
        read(tmp_path, text)
    assert says in str(refused.value)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(TargetError, match=r"nothing\.toml: there is no such file"):
        load_targets(tmp_path / "nothing.toml")


def test_the_shipped_file_can_be_copied_and_edited(tmp_path):
    text = shipped_targets().read_text(encoding="utf-8")
    edited = read(tmp_path, text.replace("count = 15\nof = 15", "count = 14\nof = 15"))
    assert [target.count for target in edited if target.name == "ahsn_alive"] == [14]
