"""Rows of the frames of a comparison or a frontier, chosen by their columns."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

Row = dict[str, Any]


def where(frame: pd.DataFrame, **columns: Any) -> pd.DataFrame:
    """The rows in which columns have these values."""
    kept = np.ones(len(frame), bool)
    for name, value in columns.items():
        kept &= np.asarray(frame[name] == value)
    return pd.DataFrame(frame.loc[kept])


def records(frame: pd.DataFrame, **columns: Any) -> list[Row]:
    """The rows (in which columns have these values) as mappings from column to value."""
    rows: list[dict[Any, Any]] = where(frame, **columns).to_dict("records")  # type: ignore[call-overload]
    return [{str(name): value for name, value in row.items()} for row in rows]


def numbers(frame: pd.DataFrame, column: str) -> np.ndarray:
    """A column as numbers."""
    return np.asarray(frame[column], dtype=float)
