"""The governance activities whose progress is tracked, read from their one data file."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import NamedTuple


class GovernanceActivity(NamedTuple):
    """One governance activity; `needs` is a bit mask of the earlier activities that are its prerequisites."""

    name: str
    says: str
    difficulty: float
    needs: int
    formal: bool


def read_governance_activities(text: str) -> tuple[GovernanceActivity, ...]:
    """The activities of a TOML text, in order.

    Raises:
        ValueError: a name is given twice, a prerequisite does not stand earlier, or a difficulty is not above 0.
    """
    found: dict[str, GovernanceActivity] = {}
    for entry in tomllib.loads(text)["activity"]:
        name = entry["name"]
        if name in found:
            raise ValueError(f"governance activity {name!r} is given twice")
        if not entry["difficulty"] > 0:
            raise ValueError(f"governance activity {name!r}: difficulty must be above 0, found {entry['difficulty']}")
        mask = 0
        for need in entry["needs"]:
            if need not in found:
                raise ValueError(f"governance activity {name!r} needs {need!r}, which does not stand earlier")
            mask |= 1 << list(found).index(need)
        found[name] = GovernanceActivity(name, entry["says"], float(entry["difficulty"]), mask, bool(entry["formal"]))
    if not found:
        raise ValueError("no governance activity is given")
    return tuple(found.values())


GOVERNANCE_ACTIVITIES = read_governance_activities(
    files("outlast.parameters").joinpath("governance_activities.toml").read_text(encoding="utf-8")
)
