"""The dotted names that may be set, and the nearest right one to a wrong one."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

from outlast.parameters import DECLARATIONS

VAGUENESS = "mandate.vagueness"
AIM = "mandate.aim"
REORGANISATIONS = "context.reorganisations"
SCHEDULED = "context.reorganisations.scheduled"
THEORY = "structure.theory"

# Every table of quantities: "mandate", "mandate.vagueness", "rules.trust", ...
GROUPS = frozenset(key[:place] for key in DECLARATIONS for place, sign in enumerate(key) if sign == ".")

# What a file may say at its top, beside the tables of quantities.
FRONT = ("title", "question", "source", "extends")
FILE_KEYS = (*FRONT, "roster", "change", "judgement", "provenance")

# Shares of like letters from which a name is offered instead; found by trying slips and other words.
LIKE_ENOUGH = 0.6
LIKE_A_SLIP = 0.74
LIKE_A_KEY = 0.7


def members(group: str) -> list[str]:
    """The names directly inside a table, in order of declaration."""
    inside = (key.removeprefix(f"{group}.") for key in DECLARATIONS if key.startswith(f"{group}."))
    return list(dict.fromkeys(rest.partition(".")[0] for rest in inside))


def components(group: str) -> list[str]:
    """The full names of all quantities inside a table, in order of declaration."""
    return [key for key in DECLARATIONS if key.startswith(f"{group}.")]


def nearest(wrong: str, right: Iterable[str]) -> str | None:
    """The right name most like a wrong one, or None where none is like it."""

    def likeness(name: str) -> float:
        return SequenceMatcher(None, wrong.casefold(), name.casefold()).ratio()

    best = max(right, key=likeness, default=None)
    return best if best is not None and likeness(best) >= LIKE_ENOUGH else None


def nearest_key(wrong: str, right: Iterable[str] | None = None) -> str | None:
    """The dotted name most like a wrong one, or None; the last part counts for three quarters, its table for one."""
    table, _, leaf = wrong.casefold().rpartition(".")

    def likeness(name: str) -> float:
        right_table, _, right_leaf = name.rpartition(".")
        last = SequenceMatcher(None, leaf, right_leaf).ratio()
        # A right table does not make up for another word: that would only send the reader astray.
        if last < LIKE_A_SLIP:
            return 0.0
        return 0.75 * last + 0.25 * SequenceMatcher(None, table, right_table).ratio()

    if right is None:
        right = [*DECLARATIONS, *sorted(GROUPS), *(FILE_KEYS if "." not in wrong else ())]
    best = max(right, key=likeness, default=None)
    return best if best is not None and likeness(best) >= LIKE_A_KEY else None


def suggestion(name: str | None) -> str:
    """The end of a sentence that points at the nearest right name, empty where there is none."""
    return f"; the nearest right name is {name}" if name else ""
