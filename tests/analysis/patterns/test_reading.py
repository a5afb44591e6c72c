"""The file of patterns: the whole evidence is accounted for, and a wrong file gets one clear message."""

from __future__ import annotations

from pathlib import Path

import pytest

from outlast.analysis.calibration.measures import Measure
from outlast.analysis.calibration.targets import load_targets
from outlast.analysis.patterns.pattern import CONTRAST, LEVEL, Correlation, Patterns
from outlast.analysis.patterns.reading import PatternError, load_patterns

CONTRAST_OF_TIES = """
[[contrast]]
pattern = "7"
name = "ties"
says = "more last with ties"
scenario = "ahsc"
quantity = "open"
quarter = 40
this = { "context.prior_ties" = 0.9 }
that = { "context.prior_ties" = 0.2 }
sign = 1
class = "J"
source = "NHMRC: established collaborations"
strength = "**"
use = "check"
"""
ASSOCIATION = """
[[association]]
pattern = "18"
name = "functioning"
says = "what works lasts"
scenario = "hiec"
early = { quantity = "in_use", quarter = 8 }
late = { quantity = "open", quarter = 20 }
sign = 1
class = "S"
source = "FEIN08"
strength = "***"
use = "check"
"""
LEVEL_OF_FRAGILITY = """
[[level]]
pattern = "22"
name = "hinge"
arm = "hiec"
says = "one third hinge on one member"
quantity = "fragile_12"
value = 0.33
tolerance = 0.08
class = "J"
source = "BOHN22"
strength = "**"
use = "check"
"""


def shipped() -> Patterns:
    return load_patterns(load_targets())


def of_text(text: str, tmp_path: Path) -> Patterns:
    file = tmp_path / "patterns.toml"
    file.write_text(text, encoding="utf-8")
    return load_patterns((), file)


def test_every_stylised_fact_is_compared_or_its_silence_is_explained() -> None:
    told = {number for one in shipped().compared for number in one.pattern.split(", ")}
    silent = [one.pattern for one in shipped().silent]
    assert told & set(silent) == set()
    assert len(silent) == len(set(silent))
    assert {str(number) for number in range(1, 25)} == {one for one in (*told, *silent) if one.isdigit()}
    assert {"T1", "T2", "T3", "T4", "T5"} <= told
    assert all(one.why and one.says for one in shipped().silent)


def test_patterns_stay_out_of_the_fit_and_targets_say_for_themselves() -> None:
    targets = {target.name: target.use for target in load_targets()}
    found = {one.name: one.use for one in shipped().compared}
    assert {name: use for name, use in found.items() if name in targets} == targets
    assert {use for name, use in found.items() if name not in targets} == {"check"}


def test_every_direction_has_a_strength_and_what_is_shared_is_simulated_once() -> None:
    directions = [one for one in shipped().compared if one.kind != LEVEL]
    assert {one.strength for one in directions} <= {"***", "**", "*"}
    sides = [side for one in shipped().compared for side in one.sides]
    assert len(shipped().worlds) < len(sides)
    assert all(side.reading in shipped().worlds[side.world] for side in sides)


def test_a_side_may_have_a_scenario_and_a_quarter_of_its_own(tmp_path: Path) -> None:
    text = CONTRAST_OF_TIES.replace(
        'this = { "context.prior_ties" = 0.9 }', 'this = { scenario = "hiec", quarter = 20 }'
    )
    (found,) = of_text(text, tmp_path).compared
    assert found.kind == CONTRAST
    assert [side.world.scenario for side in found.sides] == ["hiec", "ahsc"]
    assert [side.reading for side in found.sides] == [Measure("open", 20), Measure("open", 40)]


def test_an_association_holds_a_third_constant_where_it_is_given(tmp_path: Path) -> None:
    given = ASSOCIATION + 'given = { quantity = "own_coverage", quarter = 8 }\n'
    plain, partial = (of_text(text, tmp_path).compared[0].sides[0].reading for text in (ASSOCIATION, given))
    assert plain == Correlation(Measure("in_use", 8), Measure("open", 20))
    assert partial == Correlation(Measure("in_use", 8), Measure("open", 20), Measure("own_coverage", 8))


def test_a_pattern_whose_targets_are_not_in_the_file_is_told_as_silent(tmp_path: Path) -> None:
    text = '[[covered]]\npattern = "1"\nstrength = "**"\ntargets = ["hiec_self_sustaining"]\n'
    (silent,) = of_text(text, tmp_path).silent
    assert silent.pattern == "1"
    assert "hiec_self_sustaining" in silent.why


WRONG = [
    ("no key like this", CONTRAST_OF_TIES.replace("says =", "tells ="), ["ties: there is no key", "says"]),
    ("no source", CONTRAST_OF_TIES.replace("NHMRC", "NHMRCX"), ["source", "NHMRCX", "NHMRC"]),
    ("no scenario", CONTRAST_OF_TIES.replace('"ahsc"', '"ahscc"'), ["ties: this", "ahscc", "ahsc"]),
    ("no lever", CONTRAST_OF_TIES.replace("context.prior_ties", "context.prior_tie"), ["this", "context.prior_ties"]),
    ("out of range", CONTRAST_OF_TIES.replace("0.9", "1.9"), ["this", "context.prior_ties", "between 0 and 1"]),
    ("no quantity", CONTRAST_OF_TIES.replace('"open"', '"opened"'), ["opened", "open"]),
    ("no quarter", CONTRAST_OF_TIES.replace("quarter = 40\n", ""), ["open needs a quarter"]),
    ("a strange sign", CONTRAST_OF_TIES.replace("sign = 1", "sign = 2"), ["sign", "found 2", "-1, 0 or 1"]),
    ("alike without a limit", CONTRAST_OF_TIES.replace("sign = 1", "sign = 0"), ["least is missing"]),
    ("nothing to compare", CONTRAST_OF_TIES.replace("0.2", "0.9"), ["this and that are the same"]),
    ("used for fitting", CONTRAST_OF_TIES.replace('"check"', '"fit"'), ["use", "check"]),
    ("used for fitting, a level", LEVEL_OF_FRAGILITY.replace('"check"', '"fit"'), ["hinge: use", "check"]),
    ("a level without a strength", LEVEL_OF_FRAGILITY.replace('strength = "**"\n', ""), ["hinge: strength"]),
    ("a rule that no member has", CONTRAST_OF_TIES.replace("context.prior_ties", "rules.opening.profile.nhs.care"),
     ["this", "rules.opening.profile.nhs.care", "not calibrated"]),
    ("a cohort's own number", ASSOCIATION.replace('"in_use", quarter = 8', '"agenda_variance_12"'),
     ["early", "agenda_variance_12", "cohort"]),
    ("the same name twice", CONTRAST_OF_TIES * 2, ["ties: there are two of this name"]),
    ("told and silent", CONTRAST_OF_TIES + '[[silent]]\npattern = "7"\nsays = "x"\nwhy = "y"\nsource = "assumed"\n',
     ["pattern 7: it is both compared and silent"]),
    ("another table", "[[target]]\nname = 'x'\n", ["holds tables", "[[contrast]]", "nothing else"]),
    ("nothing", "", ["holds tables"]),
    ("no TOML", "[[contrast]\n", ["not in the form of TOML"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_a_wrong_file_is_refused_with_what_is_allowed(text: str, said: list[str], tmp_path: Path) -> None:
    with pytest.raises(PatternError) as raised:
        of_text(text, tmp_path)
    message = str(raised.value)
    assert "patterns.toml" in message
    for part in said:
        assert part in message
    assert "pydantic" not in message


def test_all_faults_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(PatternError) as raised:
        of_text(
            CONTRAST_OF_TIES.replace("0.9", "1.9").replace("0.2", "-1") + LEVEL_OF_FRAGILITY.replace("BOHN22", "B"),
            tmp_path,
        )
    assert len(str(raised.value).splitlines()) == 3


@pytest.mark.parametrize("text", [CONTRAST_OF_TIES, ASSOCIATION, LEVEL_OF_FRAGILITY])
def test_a_pattern_says_what_it_has_shaped_where_it_has(text: str, tmp_path: Path) -> None:
    assert [one.shaped for one in of_text(text, tmp_path).compared] == [""]
    assert [one.shaped for one in of_text(f'{text}shaped = "trust"\n', tmp_path).compared] == ["trust"]
    with pytest.raises(PatternError, match="shaped: "):
        of_text(f'{text}shaped = ""\n', tmp_path)


def test_the_shipped_patterns_that_had_shaped_a_mechanism_are_marked() -> None:
    marked = {one.name: one.use for one in shipped().compared if one.shaped}
    assert marked == dict.fromkeys(["clahrc_alive", "goals_blur_after_support", "capacity_lost_at_exit"], "check")


def test_what_targets_have_shaped_is_said_of_one_of_them(tmp_path: Path) -> None:
    text = '[[covered]]\npattern = "4"\nstrength = "*"\ntargets = ["a", "b"]\nshaped = "trust"\n'
    with pytest.raises(PatternError, match="shaped: it is said of one target; found 2 targets"):
        of_text(text, tmp_path)
