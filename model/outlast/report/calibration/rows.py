"""A calibration as plain tables, for a machine: what `--json` prints and files of comma-separated values hold."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from outlast.report.calibration.agreement import at_once, verdict
from outlast.report.calibration.sentences import sentences

if TYPE_CHECKING:
    from outlast.analysis.calibration.conduct import Calibration

ALL = "all"


def calibration_frames(calibration: Calibration) -> dict[str, pd.DataFrame]:
    """Every table by name: targets, theories, choices, parameters, history, ruled, coverage, confusion, telling."""
    return {
        "targets": targets_frame(calibration),
        "theories": calibration.theories,
        "choices": calibration.choices,
        "parameters": calibration.parameters,
        "history": history_frame(calibration.history),
        "ruled": ruled_frame(calibration.history),
        "coverage": coverage_frame(calibration.coverage),
        "confusion": confusion_frame(calibration),
        "telling": calibration.telling,
    }


def calibration_record(calibration: Calibration) -> dict[str, Any]:
    """Everything for `--json`: the sentences, the rows of every table, and what stands in none; null where unknown."""
    together = at_once(calibration)
    coverage = calibration.coverage
    return {
        "says": sentences(calibration),
        "all_at_once": {
            "fitted": together.fitted,
            "medians_outside": list(together.missing),
            "defaults_outside": list(together.by_default),
            "share_by_theory": dict(together.shares),
        },
        "synthetic_truths": {
            name: _plain(coverage[name]) for name in ("truths", "temperature", "effective", "found")
        } | {"chance": 1.0 / len(coverage["theories"])},
        **{name: _rows(frame) for name, frame in calibration_frames(calibration).items()},
    }  # fmt: skip


def targets_frame(calibration: Calibration) -> pd.DataFrame:
    """The predictions with their verdicts and what each target says."""
    says = {target.name: target.says for target in calibration.targets}
    frame = calibration.predictions.copy()
    frame.insert(1, "says", [says.get(name, "") for name in frame["target"]])
    frame.insert(5, "verdict", [verdict(row) for row in frame.to_dict("records")])
    return frame


def history_frame(history: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """The share of the prior left by wave and theory (`all` for all of them), and what was ruled out wrongly."""
    rows = [
        {
            "wave": wave["number"],
            "theory": theory,
            "simulated": wave["simulated"],
            "left": left,
            "wrongly": wave["wrongly"] if theory == ALL else None,
            "plausible": wave["plausible"] if theory == ALL else None,
            "lost": wave["lost"] if theory == ALL else None,
        }
        for wave in history
        for theory, left in {ALL: wave["left"], **wave["by_theory"]}.items()
    ]
    return pd.DataFrame(rows, columns=["wave", "theory", "simulated", "left", "wrongly", "plausible", "lost"])


def ruled_frame(history: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """The share of draws that each target alone would rule out, by wave."""
    rows = [
        {"wave": wave["number"], "target": target, "ruled": share}
        for wave in history
        for target, share in wave["ruled"].items()
    ]
    return pd.DataFrame(rows, columns=["wave", "target", "ruled"])


def coverage_frame(coverage: dict[str, Any]) -> pd.DataFrame:
    """For each level the pooled share of true values within it (parameter `all`), and that of each parameter."""
    levels = coverage["levels"]
    return pd.concat(
        [
            pd.DataFrame({"parameter": key, "level": levels, "covered": shares})
            for key, shares in {ALL: coverage["covered"], **coverage["by_parameter"]}.items()
        ],
        ignore_index=True,
    )


def confusion_frame(calibration: Calibration) -> pd.DataFrame:
    """The mean weight given to each theory by the theory that made the truth."""
    truths, found = confusion(calibration)
    return pd.DataFrame(
        [
            {"true": true, "theory": theory, "weight": found[row, column]}
            for row, true in enumerate(truths)
            for column, theory in enumerate(truths)
        ]
    )


def confusion(calibration: Calibration) -> tuple[list[str], np.ndarray]:
    """The theories in the order of the plan, and the mean weights (true, given); not a number where no truth was."""
    held = list(calibration.coverage["theories"])
    order = [name for name in calibration.plan.theories if name in held]
    order += [name for name in held if name not in order]
    nothing = [math.nan] * len(held)
    table = np.array([nothing if row is None else row for row in calibration.coverage["confusion"]], float)
    places = [held.index(name) for name in order]
    return order, table.reshape(len(held), len(held))[np.ix_(places, places)]


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): _plain(value) for name, value in row.items()} for row in frame.to_dict("records")]


def _plain(value: Any) -> Any:
    """A value in the types of JSON."""
    value = value.item() if isinstance(value, np.generic) else value
    return None if isinstance(value, float) and not math.isfinite(value) else value
