"""What could be measured and has not been, and what each measurement would tell of the theories."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from outlast.analysis.calibration.measures import Measure, check_measure
from outlast.analysis.calibration.synthetic import Telling, tell
from outlast.scenario.errors import ScenarioError
from outlast.scenario.files import read_text
from outlast.scenario.names import THEORY
from outlast.scenario.shipped import HOMES
from outlast.scenario.wording import shown


class MeasurementError(ScenarioError):
    """A file of measurements that cannot be used."""


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    arm: str
    says: str
    how: str
    quantity: str
    error: float = Field(gt=0)
    quarter: int | None = None
    at_least: float | None = None
    above: float | None = None


@dataclass(frozen=True)
class Measurement:
    """Something that a survey could find out: the measure of an arm, how, and with which standard error."""

    name: str
    arm: str
    says: str
    how: str
    measure: Measure
    error: float
    # It is simulated beside the targets, and fits nothing.
    fitted: bool = False


def shipped_measurements() -> Path:
    """The file of measurements that comes with the package."""
    return next(path for home in HOMES if (path := home / "evidence" / "measurements.toml").exists())


def load_measurements(path: str | Path | None = None) -> tuple[Measurement, ...]:
    """The measurements of a file; the shipped ones without. Raises MeasurementError naming what is wrong."""
    file = shipped_measurements() if path is None else Path(path)
    try:
        tables = tomllib.loads(read_text(file, str(file), MeasurementError))
    except tomllib.TOMLDecodeError as error:
        raise MeasurementError(f"{file}: not in the form of TOML: {error}.") from None
    if set(tables) != {"measurement"} or not isinstance(tables["measurement"], list) or not tables["measurement"]:
        raise MeasurementError(f"{file}: a file of measurements holds tables [[measurement]] and nothing else.")
    found, faults = [], []
    for place, entry in enumerate(tables["measurement"], 1):
        named = isinstance(entry, dict) and isinstance(entry.get("name"), str)
        where = f"{file}: {entry['name'] if named else f'measurement {place}'}"
        try:
            read = _Entry.model_validate(entry)
        except ValidationError as error:
            for problem in error.errors(include_url=False):
                faults.append(f"{where}: {problem['loc'][0]}: found {shown(problem['input'])}: {problem['msg']}.")
            continue
        measure = Measure(read.quantity, read.quarter, read.at_least, read.above)
        faults += check_measure(measure, where)
        found.append(Measurement(read.name, read.arm, read.says, read.how, measure, read.error))
    names = [one.name for one in found]
    faults += [
        f"{file}: {name}: there are two of this name." for name in sorted({n for n in names if names.count(n) > 1})
    ]
    if faults:
        raise MeasurementError("\n".join(faults))
    return tuple(found)


def value_of_data(
    members: pd.DataFrame,
    statistics: np.ndarray,
    measurements: Sequence[Measurement],
    seed: int,
    groups: np.ndarray | None = None,
    choice: str = THEORY,
) -> list[Telling]:
    """How much each measurement would tell of a structural choice, given what the targets have told already.

    Parameters:
        members: draws of the posterior (draw).
        statistics: what each would give (draw, measurement), one cohort each; the measurement's error is added here.
        groups: which posterior draw each row repeats, so that copies do not answer for each other.

    Returns one `Telling` for each measurement alone, most telling first, then one for all of them together.
    """
    luck = np.random.default_rng([seed, 51])
    noisy = statistics + luck.normal(size=statistics.shape) * [one.error for one in measurements]
    alone = [tell(members, noisy[:, [k]], choice, one.name, seed, groups) for k, one in enumerate(measurements)]
    together = tell(members, noisy, choice, "all together", seed, groups)
    return [*sorted(alone, key=lambda one: -one.bits), together]
