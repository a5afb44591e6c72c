"""Conditions and findings read as sentences, with units, whatever was found."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from discoveries import FACTORS, GRANT, MIX, NAMES_OF_ALL, SPAN, TIES, VAGUE, discovery
from outlast.analysis.discovery.box import Box, Limit
from outlast.analysis.discovery.factors import LEVELS, NAMES, RANGE, Factor
from outlast.outcomes.intervals import Interval
from outlast.report.discovery.sentences import sentences
from outlast.report.discovery.terms import interval_in_words, quasi, run_in_words, subject_of
from outlast.report.discovery.words import axis_of, condition, restriction, theory_in_words

PURPOSE = replace(VAGUE, key="mandate.vagueness.purpose")
TAPER = Factor("mandate.taper", LEVELS, 0, 8, levels=(0, 1, 4, 8))
MATCH = Factor("mandate.match", RANGE, 0, 2, 0.01)
HAZARD = Factor("context.reorganisations.hazard", RANGE, 0, 2, 0.01)
TRUSTS = Factor("context.population.trusts", LEVELS, 5, 20, levels=(5, 10, 20))
TWIN = Factor("output.twin", NAMES, names=("false", "true"))
MEMBERS = Factor("context.members", RANGE, 3, 30, 0.1)


@pytest.mark.parametrize(
    ("factor", "limit", "expected"),
    [
        (PURPOSE, Limit(high=0.35), "clear purpose (vagueness of purpose below 0.35)"),
        (VAGUE, Limit(high=0.5), "a clear mandate (vagueness of the mandate below 0.5)"),
        (VAGUE, Limit(low=0.5), "a vague mandate (vagueness of the mandate at least 0.5)"),
        # What is neither is not called so.
        (VAGUE, Limit(high=0.51), "vagueness of the mandate below 0.51"),
        (VAGUE, Limit(low=0.2), "vagueness of the mandate at least 0.2"),
        (VAGUE, Limit(0.2, 0.4), "vagueness of the mandate from 0.2 to 0.4"),
        (SPAN, Limit(low=14), "at least 14 funded quarters"),
        (SPAN, Limit(high=6), "at most 6 funded quarters"),
        (SPAN, Limit(8, 12), "8 to 12 funded quarters"),
        (SPAN, Limit(8, 8), "exactly 8 funded quarters"),
        (TAPER, Limit(low=1), "at least 1 quarter of taper"),
        (TAPER, Limit(1, 4), "1 to 4 quarters of taper"),
        (TRUSTS, Limit(high=10), "at most 10 NHS trusts per region"),
        (GRANT, Limit(low=120), "a grant of at least £120k per partnership per quarter"),
        (GRANT, Limit(high=350), "a grant below £350k per partnership per quarter"),
        (GRANT, Limit(120, 350), "a grant of £120k to £350k per partnership per quarter"),
        (replace(GRANT, high=2000), Limit(low=1500), "a grant of at least £1.50m per partnership per quarter"),
        (MATCH, Limit(low=0.5), "partner money asked for at least £0.5 per £ of grant"),
        (TIES, Limit(low=0.25), "density of prior ties at least 0.25"),
        (HAZARD, Limit(high=0.4), "rate of further reorganisations at random below 0.4 events per year"),
        (MEMBERS, Limit(low=8), "organisations that a partnership seeks, mean at least 8 organisations"),
        (MIX, Limit(names=(2,)), "how efforts combine: weakest link"),
        (MIX, Limit(names=(0, 1)), "how efforts combine: ces or additive"),
        (MIX, Limit(names=(0, 1, 3)), "how efforts combine: not weakest link"),
        (TWIN, Limit(names=(1,)), "also run the same world with no mandate: yes"),
    ],
)  # fmt: skip
def test_a_limit_reads_with_its_unit(factor: Factor, limit: Limit, expected: str) -> None:
    assert restriction(factor, limit) == expected


def test_limits_are_told_in_the_order_of_the_design_and_plainly_where_room_is_short() -> None:
    box = Box({SPAN.key: Limit(low=14), VAGUE.key: Limit(high=0.35), GRANT.key: Limit(high=350)})
    assert condition(box, FACTORS) == (
        "a clear mandate (vagueness of the mandate below 0.35), at least 14 funded quarters and a grant below £350k "
        "per partnership per quarter"
    )
    assert condition(box, FACTORS, plain=True).startswith("vagueness of the mandate below 0.35, at least 14")
    assert condition(Box(), FACTORS) == "no condition"


def test_axes_have_the_unit_once() -> None:
    assert axis_of(GRANT.key) == "Grant (£k per partnership per quarter)"
    assert axis_of(SPAN.key) == "Funded quarters"
    assert axis_of(VAGUE.key) == "Vagueness of the mandate"


@pytest.mark.parametrize(
    ("theory", "expected"),
    [("fog", "fog"), ("latitude,fog", "latitude and fog"), ("none", "“none” (vagueness does nothing)")],
)
def test_theories_read_within_a_sentence(theory: str, expected: str) -> None:
    assert theory_in_words(theory) == expected


@pytest.mark.parametrize(("value", "expected"), [(1e-9, "<0.001"), (0.0123, "0.012"), (0.31, "0.31"), (math.nan, "–")])
def test_quasi_p_is_told_no_finer_than_it_is_worth(value: float, expected: str) -> None:
    assert quasi(value) == expected


@pytest.mark.parametrize("name", NAMES_OF_ALL)
def test_every_sentence_is_whole(name: str) -> None:
    said = sentences(discovery(name))
    assert len(said) >= 4
    for text in said:
        assert text[0].isupper() or text[0].isdigit(), text
        assert text.endswith("."), text
        for part in ("nan", "  ", "None", "..", " ,", "[]", "inf", "proves", "validated"):
            assert part not in text, text


def test_the_first_sentence_is_the_condition_with_all_its_numbers() -> None:
    found = discovery("box")
    one = found.conditions[0]
    first = sentences(found)[0]
    high = one.box.limits[VAGUE.key].high
    low = one.box.limits[SPAN.key].low
    condition = f"A clear mandate (vagueness of the mandate below {high:g}) and at least {low:g} funded quarters: "
    assert first.startswith(condition)
    density = one.judged.density
    assert (
        f"is above 40% in {100 * density.mean:.0f}% [{100 * density.low:.0f}, {100 * density.high:.0f}] of these"
        in first
    )
    assert (
        f"against {100 * found.cases.base:.0f}% of all, which covers {100 * one.judged.coverage:.0f}% of all that"
        in first
    )
    assert f"; its mean is {100 * one.judged.mean.mean:.0f}%" in first
    assert f", elsewhere {100 * one.judged.outside:.0f}%." in first


def test_with_one_theory_the_answer_has_the_condition_how_it_holds_and_what_is_assumed() -> None:
    said = sentences(discovery("box"))
    again = discovery("box").conditions[0].again
    assert said[1].startswith("On cases that it had not seen, the search that gave this condition comes to ")
    assert f"{100 * again.density.mean:.0f}% [" in said[1]
    assert said[2] == (
        "Only one theory of vagueness was simulated (fog): whether any of this holds under another is not known."
    )


def test_with_theories_the_answer_has_the_condition_what_is_robust_and_where_they_clash() -> None:
    found = discovery("opposed")
    said = sentences(found)
    robust = found.theories.robust
    assert robust is not None
    low = robust.box.limits[SPAN.key].low
    assert said[1].startswith(
        f"Robust, under all 3 theories: at least {low:.0f} funded quarters, which covers "
        f"{100 * found.robust_together[0].coverage:.0f}% of all that are; least is gained under "
    )
    again = robust.again[robust.worst].density
    ends = f"{100 * again.mean:.0f}% [{100 * again.low:.0f}, {100 * again.high:.0f}]"
    assert said[1].endswith(f" points), and the same search on cases that it had not seen comes to {ends}.")
    gain = robust.judged[robust.worst].gain
    assert f"of all there (+{100 * gain.mean:.0f} [+{100 * gain.low:.0f}, +{100 * gain.high:.0f}] points)" in said[1]
    clash = found.theories.contradictions[0]
    wants = f"fog wants it below {clash.low['fog'].high:g}, but latitude at least {clash.high['latitude'].low:g}"
    assert said[2].startswith(
        f"Theories contradict each other: as to vagueness of the mandate, {wants}; what helps under "
    )
    assert "(the worst of 2 such pairs)" in said[2]
    assert sum(text.startswith("Under ") for text in said) == 3


def test_where_nothing_is_robust_it_is_said_first_of_all() -> None:
    said = sentences(discovery("foggy"))
    plain = [text for text in said if "robust" in text.lower()]
    assert len(plain) == 1
    assert plain[0].startswith(
        "Nothing is robust: no condition is clear of the share of all cases under both theories."
    )
    assert said.index(plain[0]) < 3
    noise = sentences(discovery("noisy theories"))
    assert noise[1] == "Nothing is robust: no condition is clear of the share of all cases under both theories."
    assert noise[0].startswith("No condition tells apart the cases in which the share self-sustained or growing")


def test_a_theory_that_could_not_be_judged_is_named() -> None:
    found = discovery("robust")
    theories = replace(found.theories, silent=("fog",))
    assert "Too few cases of either kind to judge it: fog (" in sentences(replace(found, theories=theories))[1]
    assert "under both theories that can be judged" in sentences(replace(found, theories=theories))[1]


def test_later_conditions_are_told_as_of_the_cases_that_are_left() -> None:
    found = discovery("names")
    said = [text for text in sentences(found) if text.startswith("Otherwise")]
    left = found.conditions[1].judged.cases
    assert len(said) == 1
    assert said[0].startswith(f"Otherwise (of the {left:,} cases that are left): ")
    assert "of them all, which covers" in said[0]
    assert "(the same search on cases that it had not seen" in said[0]
    assert any(text.startswith("Together the 2 conditions cover ") for text in sentences(found))
    assert "There are no more conditions: no more were asked for." in sentences(found)


def test_a_limit_that_few_halves_have_is_said_not_to_be_firm() -> None:
    found = discovery("box")
    one = found.conditions[0]
    held = replace(one.held_out, boxes=(one.box, *[Box({SPAN.key: Limit(low=14)})] * 3))
    said = sentences(replace(found, conditions=(replace(one, held_out=held),)))
    high = one.box.limits[VAGUE.key].high
    assert any(f"Of 4 halves 1 limit vagueness of the mandate in this way (below {high:g})" in text for text in said)
    assert "Fewer than half of them limit vagueness of the mandate in this way, so that this limit is not firm." in said
    assert not any("not firm" in text for text in sentences(found))


def test_at_the_extremes_nothing_is_said_that_is_not_so() -> None:
    found = discovery("sure")
    first = sentences(found)[0]
    assert "in 100% [" in first
    assert "which covers 100% of all that are" in first
    # Every case inside has the same value: the mean has no interval to tell.
    assert "its mean is 100%, elsewhere 0%." in first
    assert found.tree.explained == 1.0
    below = sentences(discovery("below"))[0]
    assert "is below 40% in" in below
    assert below.startswith("At most ")


def test_differences_are_told_in_points_and_money_in_pounds() -> None:
    found = discovery("differences")
    first = sentences(found)[0]
    assert (
        "what the mandate adds to the share open 8 quarters after the last central pound is above +40 points" in first
    )
    assert "] points, elsewhere +" in first
    money = sentences(discovery("money"))[0]
    assert "grant paid by the centre, successor included is above £0.4k in" in money


def test_a_value_between_two_percentages_is_not_rounded() -> None:
    found = discovery("box")
    cases = replace(found.cases, question=replace(found.cases.question, value=11 / 17))
    assert "is above 64.7%" in run_in_words(subject_of(replace(found, cases=cases)))


def test_what_intervals_hold_depends_on_seeds_and_members() -> None:
    found = discovery("differences")
    cases = found.cases
    assert interval_in_words(found) == (
        "Intervals of 95% are over cases; those of means also hold the luck that all cases share, those of shares of "
        "cases do not."
    )
    drawn = {"members": 3}
    assert "also hold luck and behaviour that all cases share" in interval_in_words(replace(found, facts=drawn))
    single = replace(found, cases=replace(cases, runs=cases.runs[:, :1]))
    assert "all cases share one seed, and another country and history could move" in interval_in_words(single)
    assert "share one seed and one member of the ensemble, and other" in interval_in_words(replace(single, facts=drawn))
    apart = replace(single, cases=replace(single.cases, shared=False))
    assert interval_in_words(apart) == "Intervals of 95% are over cases."
    assert "over members of the ensemble" in interval_in_words(replace(apart, facts=drawn))
    grouped = replace(apart, cases=replace(apart.cases, groups=np.arange(len(cases)) // 4))
    assert interval_in_words(grouped) == "Intervals of 95% are over blocks of the design."
    points = {"points": len(cases) // 4}
    assert "over points, each with all of its cases" in interval_in_words(replace(grouped, facts=points))


def test_cases_that_are_points_under_one_theory_are_told_so() -> None:
    found = replace(discovery("robust"), facts={"points": 200})
    assert sentences(found)[-2].startswith("400 cases (200 points, each under 2 theories), one run each; ")
    ragged = sentences(replace(found, facts={"points": 300}))[-2]
    assert ragged.startswith("400 cases (300 points, each under the theories of its runs), one run each; ")


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        (0, None),
        (1, "One member of the ensemble is behind all cases: "),
        (14, "The same 14 members of the ensemble are behind all cases: "),
    ],
)
def test_members_that_all_cases_share_are_owned_up_to(members: int, expected: str | None) -> None:
    found = replace(discovery("robust"), facts={"members": members})
    said = [text for text in sentences(found) if "behind all cases" in text]
    assert [text.startswith(expected or "") for text in said] == ([] if expected is None else [True])
    apart = replace(found, cases=replace(found.cases, shared=False))
    assert not any("behind all cases" in text for text in sentences(apart))


def test_what_was_left_out_is_said() -> None:
    found = replace(discovery("box"), dropped=1, still=("mandate.pressure",))
    said = " ".join(sentences(found))
    assert "One point is left out because runs failed or have no value; if these differ" in said
    assert "All cases have the same pressure to take part, of which nothing can be said." in said


def test_a_mean_outside_nothing_is_not_told() -> None:
    found = discovery("box")
    one = found.conditions[0]
    judged = one.judged._replace(outside=math.nan, mean=Interval(0.5, math.nan, math.nan))
    first = sentences(replace(found, conditions=(replace(one, judged=judged),)))[0]
    assert first.endswith("its mean is 50%.")


def test_how_firm_the_robust_condition_is_stands_beside_it_where_it_is_another_than_the_first() -> None:
    found = discovery("all theories")
    robust = found.theories.robust
    assert robust is not None
    box = Box({SPAN.key: Limit(low=14), VAGUE.key: Limit(high=0.3)})
    held = replace(robust.held_out, boxes=(box, *[Box({SPAN.key: Limit(low=12)})] * 3))
    other = replace(found, theories=replace(found.theories, robust=replace(robust, box=box, held_out=held)))
    said = sentences(other)
    firm = next(text for text in said if text.startswith("Of the robust condition: of 4 halves"))
    assert "1 limit vagueness of the mandate in this way" in firm
    assert "Fewer than half of them limit vagueness of the mandate in this way, so that this limit is not firm." in said
    # Where the first condition is the robust one it has been said already.
    assert not any(text.startswith("Of the robust condition") for text in sentences(discovery("robust")))
    row = other.boxes.set_index("condition").loc["robust"]
    assert row["coverage"] == other.robust_together[0].coverage


def test_that_what_is_paid_longer_is_judged_later_is_said_where_it_was_varied() -> None:
    later = "What is paid longer is judged later"
    assert any(text.startswith(later) and "funded quarters may" in text for text in sentences(discovery("box")))
    assert not any(text.startswith(later) for text in sentences(discovery("money")))
