"""What is to be calibrated: targets, arms and theories as somebody asks for them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from outlast.analysis.calibration.draws import THEORIES
from outlast.analysis.calibration.folder import Plan
from outlast.analysis.calibration.targets import Target, load_targets, shipped_targets
from outlast.scenario import ScenarioError, load_scenario
from outlast.scenario.names import THEORY, nearest


def plan_of(
    targets: str | Path | None = None,
    arms: str | Sequence[str] | None = None,
    theories: Sequence[str] | None = None,
    seed: int = 1,
    **sizes: int,
) -> tuple[Plan, tuple[Target, ...]]:
    """A plan with its targets: those of a file (the shipped ones without), of some arms or of all.

    Parameters:
        targets: a file of targets.
        arms: names of arms, in a list or with commas.
        theories: sets of theories, each as in `fog,latitude`; the rivals of THEORIES without.
        sizes: fields of `Plan` that say how large the calibration is.

    Raises ScenarioError for a file that cannot be used, an arm that no target is of, or a theory that does not exist.
    """
    path = shipped_targets() if targets is None else Path(targets)
    wanted = load_targets(path)
    named = tuple(part.strip() for part in arms.split(",")) if isinstance(arms, str) else tuple(arms or ())
    known = list(dict.fromkeys(target.arm for target in wanted))
    for name in named:
        if name not in known:
            near = nearest(name, known)
            hint = f" Did you mean {near}?" if near else ""
            raise ScenarioError(f"--arms: no target of {path.name} is of {name}; there are {', '.join(known)}.{hint}")
    if named:
        wanted = tuple(target for target in wanted if target.arm in named)
    asked = tuple(dict.fromkeys(_theory(text) for text in theories or ())) or THEORIES
    observed = tuple(target.decisive() for target in wanted)
    scenarios = tuple(_scenario(path, name) for name in dict.fromkeys(target.arm for target in wanted))
    return Plan(seed=seed, theories=asked, arms=named, targets=observed, scenarios=scenarios, **sizes), wanted


def _scenario(path: Path, arm: str) -> str:
    """An arm with a digest of what decides its numbers; raises ScenarioError for one that does not exist."""
    try:
        resolved = load_scenario(arm).resolved()
    except ScenarioError as error:
        raise ScenarioError(f"{path.name}: arm = {arm}: {error}") from None
    decides = {key: value for key, value in resolved.items() if key not in ("title", "question", "source", "path")}
    said = json.dumps(decides, sort_keys=True, default=str)
    return f"{arm} {hashlib.sha256(said.encode()).hexdigest()[:8]}"


def _theory(text: str) -> str:
    """A set of theories as the calibration writes it: in order of declaration, with commas; `none` for none."""
    try:
        held = load_scenario("hiec", {THEORY: text}).settings.structure.theory
    except ScenarioError as error:
        raise ScenarioError(f"--theory: {str(error).partition(THEORY)[2].strip()}") from None
    return ",".join(held) or "none"
