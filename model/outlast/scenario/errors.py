"""What bad input raises: one clear message, every fault of a file in it."""

from __future__ import annotations

from collections.abc import Sequence


class ScenarioError(ValueError):
    """Bad input: names the file, the key, what was found, what is allowed and the nearest right name."""


class RosterError(ScenarioError):
    """A roster of organisations that cannot be used; names the file and the line."""


class ScenarioNotFoundError(ScenarioError):
    """A scenario, or one that it extends, that is neither a file nor the name of a shipped scenario."""


MOST_LISTED = 20


def fail(where: str, faults: Sequence[str], kind: type[ScenarioError] = ScenarioError) -> None:
    """Raise one error for all faults found in `where` (a file, an override); pass silently over none."""
    unique = list(dict.fromkeys(faults))
    listed = unique[:MOST_LISTED]
    if len(unique) > MOST_LISTED:
        listed.append(f"and {len(unique) - MOST_LISTED} more.")
    if len(unique) == 1:
        raise kind(f"{where}: {unique[0]}")
    if unique:
        raise kind("\n".join([f"{where} has {len(unique)} faults:", *(f"- {fault}" for fault in listed)]))
