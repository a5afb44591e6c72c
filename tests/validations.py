"""Small validations, simulated once for all tests of a process; and the files that they are made from."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from outlast.analysis.calibration.draws import prior_draws
from outlast.analysis.calibration.ensemble import Ensemble
from outlast.analysis.patterns.result import Validation
from outlast.analysis.patterns.validation import validate
from outlast.scenario.names import THEORY

SMALL = """
title = "A few small clusters"
question = "What do tests need?"
source = "assumed: for tests"
extends = "hiec"

[context]
partnerships = 5
members = 6
members_spread = 0

[provenance]
"context.partnerships" = "assumed: few"
"context.members" = "assumed: few"
"context.members_spread" = "assumed: none"

[judgement]
"context.members" = { low = 5, high = 7, why = "small" }
"context.members_spread" = { low = 0, high = 1, why = "small" }
"""
TARGETS = """
[[target]]
name = "all_open"
pattern = "T1"
arm = "{arm}"
says = "clusters open after a quarter"
quantity = "open"
quarter = 1
between = [0.9, 1.0]
tolerance = 0.05
class = "J"
source = "OVS14b: all of them"
use = "fit"

[[target]]
name = "none_open"
pattern = "T1"
arm = "{arm}"
says = "clusters open after a quarter, had they failed"
quantity = "open"
quarter = 1
between = [0.0, 0.1]
tolerance = 0.05
class = "J"
source = "OVS14b: a miss, made up"
use = "fit"
"""
PATTERNS = """
[[covered]]
pattern = "1"
strength = "**"
targets = ["all_open"]

[[contrast]]
pattern = "7"
name = "ties_give_trust"
says = "members of dense ties trust each other more"
scenario = "{arm}"
quantity = "trust"
quarter = 2
this = {{ "context.prior_ties" = 0.9 }}
that = {{ "context.prior_ties" = 0.1 }}
sign = 1
class = "J"
source = "NHMRC: established collaborations"
strength = "**"
use = "check"

[[contrast]]
pattern = "7"
name = "ties_take_trust"
says = "members of dense ties trust each other less (made up)"
scenario = "{arm}"
quantity = "trust"
quarter = 2
this = {{ "context.prior_ties" = 0.9 }}
that = {{ "context.prior_ties" = 0.1 }}
sign = -1
class = "J"
source = "NHMRC: a miss, made up"
strength = "**"
use = "check"

[[association]]
pattern = "18"
name = "trust_stays"
says = "where members trust each other they do so later"
scenario = "{arm}"
early = {{ quantity = "trust", quarter = 1 }}
late = {{ quantity = "trust", quarter = 2 }}
sign = 1
class = "S"
source = "FEIN08"
strength = "***"
use = "check"
shaped = "trust fades slowly (made up)"

[[silent]]
pattern = "15"
says = "a short horizon lowers joining"
why = "nobody looks ahead"
source = "HSJ14b"
"""


def files(folder: Path) -> dict[str, Path]:
    """The files of targets and patterns, with the scenario beside them."""
    arm = folder / "small.toml"
    arm.write_text(SMALL, encoding="utf-8")
    found = {"targets": folder / "targets.toml", "patterns": folder / "patterns.toml"}
    for name, text in (("targets", TARGETS), ("patterns", PATTERNS)):
        found[name].write_text(text.format(arm=arm.as_posix()), encoding="utf-8")
    return found


def ensemble(members: int, theories: tuple[str, ...] = ("fog", "none"), fitted: list[str] | None = None) -> Ensemble:
    """Draws of the prior, the theories in turn."""
    draws = prior_draws(members, 4)
    held = pd.Series([theories[number % len(theories)] for number in range(members)])
    return Ensemble(draws.assign(**{THEORY: held}), {} if fitted is None else {"fitted": fitted})


@cache
def small() -> Validation:
    """Thirty members, half of them of each of two theories."""
    with TemporaryDirectory() as folder:
        return validate(ensemble(30), **files(Path(folder)), cohorts=2, workers=2)  # type: ignore[arg-type]
