"""What is known of the programmes: a file of targets, read and checked, and how far a simulation agrees with each."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from scipy.stats import binom, binomtest

from outlast.analysis.calibration.measures import Measure, check_measure
from outlast.bibliography import references
from outlast.parameters.specification import ASSUMED
from outlast.scenario.errors import ScenarioError
from outlast.scenario.files import read_text
from outlast.scenario.names import nearest
from outlast.scenario.shipped import HOMES
from outlast.scenario.wording import shown

FIT, CHECK = "fit", "check"
# A measure that no partnership of a run has (nobody is open) misses by this many tolerances.
UNDEFINED = 4.0
# An exact share of the simulated partnerships is held against a count as if half a partnership more had gone each way.
HALF = 0.5


class TargetError(ScenarioError):
    """A file of targets that cannot be used; the message names the target, the key, and what is allowed."""


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    pattern: str
    arm: str
    says: str
    quantity: str
    source: str
    kind: Literal["S", "D", "J"] = Field(alias="class")
    use: Literal["fit", "check"]
    quarter: int | None = None
    at_least: float | None = None
    above: float | None = None
    value: float | None = None
    between: tuple[float, float] | None = Field(default=None, strict=False)
    count: int | None = Field(default=None, ge=0)
    of: int | None = Field(default=None, ge=1)
    tolerance: float | None = Field(default=None, gt=0)


@dataclass(frozen=True)
class Target:
    """One documented fact: the measure of an arm, and what was observed of it.

    `low` and `high` are the interval that counts as observed (equal for a value); `tolerance` is the standard
    deviation with which credit is lost outside it, None for an exact `count` in `of`, which has binomial uncertainty.
    """

    name: str
    pattern: str
    arm: str
    says: str
    measure: Measure
    kind: str
    source: str
    use: str
    low: float
    high: float
    tolerance: float | None = None
    count: int | None = None
    of: int | None = None

    def decisive(self) -> str:
        """What of it decides a number, in one line: not how it is said, nor where it is from."""
        observed = f"{self.count} of {self.of}" if self.count is not None else f"{self.low} to {self.high}"
        marks = [f"{name}={value}" for name, value in self.measure._asdict().items() if value is not None]
        return f"{self.name}: {self.arm} {' '.join(marks)}: {observed} ± {self.tolerance}, {self.use}"

    @property
    def fitted(self) -> bool:
        """Whether the calibration uses it."""
        return self.use == FIT

    @property
    def spread(self) -> float:
        """The standard deviation of its own uncertainty: the tolerance, or the binomial one of a count."""
        if self.tolerance is not None:
            return self.tolerance
        assert self.count is not None
        assert self.of is not None
        share = (self.count + HALF) / (self.of + 2 * HALF)
        return float(np.sqrt(share * (1.0 - share) / self.of))

    def interval(self) -> tuple[float, float]:
        """What counts as agreement: the interval, two tolerances about a value, or the exact 95% one of a count."""
        if self.count is not None and self.of is not None:
            exact = binomtest(self.count, self.of).proportion_ci(method="exact")
            return float(exact.low), float(exact.high)
        assert self.tolerance is not None
        if self.low == self.high:
            return self.low - 2 * self.tolerance, self.high + 2 * self.tolerance
        return self.low, self.high

    def misses(self, simulated: np.ndarray) -> np.ndarray:
        """How far simulated values (…) lie from what was observed, in `spread`; 0 within, UNDEFINED where null."""
        away = np.maximum(0.0, np.maximum(self.low - simulated, simulated - self.high)) / self.spread
        return np.where(np.isnan(simulated), UNDEFINED, away)

    def log_weight(self, simulated: np.ndarray, partnerships: int) -> np.ndarray:
        """Log of how well simulated values (…) agree, 0 at best: a Gaussian in tolerances, or the binomial of a count.

        `partnerships` is how many each simulated share was taken over.
        """
        if self.count is None or self.of is None:
            return -0.5 * self.misses(simulated) ** 2
        share = (simulated * partnerships + HALF) / (partnerships + 2 * HALF)
        best = binom.logpmf(self.count, self.of, self.count / self.of)
        known = binom.logpmf(self.count, self.of, np.where(np.isnan(share), 0.5, share)) - best
        return np.where(np.isnan(share), -0.5 * UNDEFINED**2, known)

    def softened(self, temperature: float) -> Target:
        """The target with its uncertainty widened: a tolerance by the root of the temperature, a count over fewer."""
        if self.of is not None and self.count is not None:
            of = max(1, round(self.of / temperature))
            return replace(self, of=of, count=round(self.count * of / self.of))
        assert self.tolerance is not None
        return replace(self, tolerance=self.tolerance * temperature**0.5)

    def observed_as(self, simulated: float, partnerships: int, luck: np.random.Generator) -> Target:
        """The target as if what was `simulated` had been observed, with an error of its own uncertainty."""
        if self.of is not None:
            count = int(luck.binomial(self.of, (simulated * partnerships + HALF) / (partnerships + 2 * HALF)))
            return replace(self, count=count, low=count / self.of, high=count / self.of)
        assert self.tolerance is not None
        width, tail = self.high - self.low, self.tolerance * np.sqrt(2.0 * np.pi)
        if luck.random() * (width + tail) < width:
            error = luck.uniform(-0.5, 0.5) * width
        else:
            error = luck.choice((-1.0, 1.0)) * (0.5 * width + abs(luck.normal(0.0, self.tolerance)))
        middle = simulated + error
        return replace(self, low=middle - 0.5 * width, high=middle + 0.5 * width)


def shipped_targets() -> Path:
    """The file of targets that comes with the package."""
    return next(path for home in HOMES if (path := home / "evidence" / "targets.toml").exists())


def load_targets(path: str | Path | None = None) -> tuple[Target, ...]:
    """The targets of a file, in its order; the shipped ones without.

    Raises TargetError naming the file, the target and what is allowed.
    """
    file = shipped_targets() if path is None else Path(path)
    text = read_text(file, str(file), TargetError)
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise TargetError(f"{file}: not in the form of TOML: {error}.") from None
    if set(tables) != {"target"} or not isinstance(tables["target"], list) or not tables["target"]:
        raise TargetError(f"{file}: a file of targets holds tables [[target]] and nothing else.")
    faults: list[str] = []
    found: list[Target] = []
    for place, entry in enumerate(tables["target"], 1):
        where = f"{file}: target {place}"
        if isinstance(entry, Mapping) and isinstance(entry.get("name"), str):
            where = f"{file}: {entry['name']}"
        target, wrong = read_target(entry, where)
        faults += wrong
        if target is not None:
            found.append(target)
    names = [target.name for target in found]
    faults += [
        f"{file}: {name}: there are two targets of this name."
        for name in sorted({n for n in names if names.count(n) > 1})
    ]
    if faults:
        raise TargetError("\n".join(faults))
    return tuple(found)


def read_target(entry: Any, where: str) -> tuple[Target | None, list[str]]:
    """One target from a table of a file, or None with what is wrong with it, as sentences."""
    try:
        read = _Entry.model_validate(entry)
    except ValidationError as error:
        return None, faults_of(error, _Entry, where)
    measure = Measure(read.quantity, read.quarter, read.at_least, read.above)
    faults = [*check_measure(measure, where), *_check_observed(read, where), *check_source(read.source, where)]
    if faults:
        return None, faults
    if read.count is not None and read.of is not None:
        low = high = read.count / read.of
    else:
        low, high = read.between if read.between is not None else (read.value, read.value)
    said = (read.name, read.pattern, read.arm, read.says, measure, read.kind, read.source, read.use)
    return Target(*said, low, high, read.tolerance, read.count, read.of), []  # type: ignore[arg-type]


def faults_of(error: ValidationError, model: type[BaseModel], where: str) -> list[str]:
    """What pydantic found wrong with an entry, as sentences of ours."""
    keys = [field.alias or name for name, field in model.model_fields.items()]
    return [f"{where}: {_fault(problem, keys)}" for problem in error.errors(include_url=False)]


def _fault(problem: Mapping[str, Any], keys: Sequence[str]) -> str:
    key = str(problem["loc"][0]) if problem["loc"] else ""
    match problem["type"]:
        case "missing":
            return f"{key} is missing."
        case "extra_forbidden":
            near = nearest(key, keys)
            return f"there is no key {shown(key)}." + (
                f" Did you mean {near}?" if near else f" Allowed: {', '.join(keys)}."
            )
        case "literal_error":
            return f"{key}: found {shown(problem['input'])}, allowed is {problem['ctx']['expected']}."
        case "string_pattern_mismatch" if key == "name":
            return f"name: found {shown(problem['input'])}, allowed are small letters, digits and underscores."
    return f"{key}: found {shown(problem['input'])}: {problem['msg'][0].lower()}{problem['msg'][1:]}."


def _check_observed(read: _Entry, where: str) -> list[str]:
    given = [name for name in ("value", "between", "count") if getattr(read, name) is not None]
    if len(given) != 1:
        said = " and ".join(given) or "none of them"
        return [f"{where}: give exactly one of value, between or count; found {said}."]
    if given == ["count"]:
        if read.of is None or read.count is None or read.count > read.of:
            return [f"{where}: count: {read.count} is counted out of {read.of}; give `of`, at least as large."]
        if read.tolerance is not None:
            return [f"{where}: tolerance: an exact count has binomial uncertainty; leave it out."]
        return []
    if read.of is not None:
        return [f"{where}: of: only a count is counted out of something."]
    if read.tolerance is None:
        return [f"{where}: tolerance is missing: how far off (a standard deviation) still counts."]
    if read.between is not None and not read.between[0] < read.between[1]:
        return [f"{where}: between: found {list(read.between)}; the first is to be below the second."]
    return []


def check_source(source: str, where: str) -> list[str]:
    """What is wrong with a source: every statement of it begins with a key of the bibliography, or with `assumed`."""
    known = references()
    for part in source.split("; "):
        key = part.partition(":")[0].strip()
        if key not in known and key != ASSUMED:
            near = nearest(key, known)
            hint = f" Did you mean {near}?" if near else ""
            needed = 'a key of references.bib or "assumed", as in "OVS14b: what it says"'
            return [f"{where}: source: found {shown(key)}, allowed is {needed}.{hint}"]
    return []
