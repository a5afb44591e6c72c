"""A page as a link: the worlds as scenario files, what was moved in them, and how far they were played."""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Sequence
from typing import NamedTuple

from outlast.randomness import checked_seed
from outlast.scenario import ScenarioError
from outlast.scenario.handed import scenario_from
from outlast.visualiser.world import Intervention, World, chained

VERSION = 1
# What a link may hold once unpacked, and the letters of the link itself.
LARGEST, LONGEST = 300_000, 60_000
MOST_WORLDS, MOST_MOVES = 2, 400
BROKEN = "This link cannot be read: part of it seems to be missing. Ask for it again, or start from a scenario."


class Restored(NamedTuple):
    """What a link brings back: worlds at quarter 0, and the quarter to play them to."""

    worlds: tuple[World, ...]
    quarter: int


def link_of(worlds: Sequence[World]) -> str:
    """The part of a link after `?page=`; longer than LONGEST where the worlds are too large for one."""
    record = {
        "version": VERSION,
        "seed": worlds[0].seed,
        "quarter": worlds[0].quarter,
        "worlds": [
            {
                "name": world.opening.name,
                "scenario": world.opening.to_toml(),
                "moves": [[one.quarter, one.key, one.after] for one in world.timeline],
                "unmandated": world.unmandated,
            }
            for world in worlds
        ],
    }
    data = json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()
    # What could not be unpacked again is not packed either, so that nobody takes it for a link.
    packed = zlib.compress(data, 9) if len(data) <= LARGEST else data
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def from_link(text: str) -> Restored:
    """The worlds of a link; raises ScenarioError for one that is damaged or holds what cannot be."""
    record = _unpacked(text)
    try:
        if record["version"] != VERSION:
            raise ScenarioError("This link was made by another version of outlast; start from a scenario.")
        seed, quarter = checked_seed(record["seed"]), int(record["quarter"])
        entries = record["worlds"]
        if not 1 <= len(entries) <= MOST_WORLDS or entries[0]["unmandated"]:
            raise ScenarioError(BROKEN)
        worlds: list[World] = []
        for one in entries:
            if one["unmandated"]:
                # A twin has nothing of its own: it is that of the world that it stands beside.
                first = worlds[0]
                worlds.append(World(first.opening, seed, list(first.timeline), unmandated=True))
                continue
            opening = scenario_from(str(one["scenario"]).encode(), f"{str(one['name'])[:80]}.toml")
            moves = [Intervention(int(when), str(key)[:80], None, after) for when, key, after in one["moves"]]
            if len(moves) > MOST_MOVES:
                raise ScenarioError(BROKEN)
            worlds.append(World(opening, seed, chained(opening, moves)))
    except ScenarioError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError):
        raise ScenarioError(BROKEN) from None
    return Restored(tuple(worlds), min(max(quarter, 0), max(world.horizon for world in worlds)))


def _unpacked(text: str) -> dict:
    """The record inside; never more than `LARGEST` bytes of it."""
    if len(text) > LONGEST:
        raise ScenarioError("This link is too long to be one of this page.")
    try:
        unpacker = zlib.decompressobj()
        data = unpacker.decompress(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), LARGEST)
        if unpacker.unconsumed_tail or not unpacker.eof:
            raise ScenarioError(BROKEN)
        record = json.loads(data)
    except (binascii.Error, zlib.error, ValueError, RecursionError):
        raise ScenarioError(BROKEN) from None
    if not isinstance(record, dict):
        raise ScenarioError(BROKEN)
    return record
