"""What a scenario holds beside its settings: changes, organisations, judgements and provenance."""

from __future__ import annotations

from typing import Any, NamedTuple

NATIONAL = ""


class Change(NamedTuple):
    """A lever that takes another value from a quarter on (quarters count from 0)."""

    quarter: int
    key: str
    value: Any


class RosterEntry(NamedTuple):
    """An organisation named by a roster.

    `region` is `NATIONAL` (empty) for an organisation of no region, open to invitations from every partnership;
    `size` is relative to a typical organisation of its sector; `priorities` are weights over the topics that sum
    to 1, drawn where None; `prior_ties` names organisations of the same roster, and one naming is enough for both.
    """

    name: str
    sector: str
    region: str = NATIONAL
    size: float = 1.0
    priorities: tuple[float, ...] | None = None
    prior_ties: tuple[str, ...] = ()


class Judgement(NamedTuple):
    """A value that was coded by judgement, with the interval over which a study should vary it."""

    key: str
    low: float
    high: float
    why: str


class Provenance(NamedTuple):
    """Where the value of a key comes from: "KEY: reason", a key of references.bib, or "assumed: reason"."""

    key: str
    source: str
