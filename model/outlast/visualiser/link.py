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
from outlast.visualiser.world import Intervention, World

VERSION = 1
# What a link may hold once unpacked, and the letters of the link itself.
LARGEST, LONGEST = 300_000, 60_000
MOST_WORLDS, MOST_MOVES = 2, 200
BROKEN = "This link cannot be read: part of it seems to be missing. Ask for it again, or start from a scenario."


class Restored(NamedTuple):
    """What a link brings back: worlds at quarter 0, and the quarter to play them to."""

    worlds: tuple[World, ...]
    quarter: int


def link_of(worlds: Sequence[World]) -> str:
    """The part of a link after `?page=`."""
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
    packed = zlib.compress(json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode(), 9)
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def from_link(text: str) -> Restored:
    """The worlds of a link; raises ScenarioError for one that is damaged or holds what cannot be."""
    record = _unpacked(text)
    try:
        if record["version"] != VERSION:
            raise ScenarioError("This link was made by another version of outlast; start from a scenario.")
        seed, quarter = checked_seed(record["seed"]), int(record["quarter"])
        if not 1 <= len(record["worlds"]) <= MOST_WORLDS:
            raise ScenarioError(BROKEN)
        worlds = []
        for one in record["worlds"]:
            opening = scenario_from(str(one["scenario"]).encode(), f"{str(one['name'])[:80]}.toml")
            moves = [Intervention(int(when), str(key), None, after) for when, key, after in one["moves"][:MOST_MOVES]]
            worlds.append(World(opening, seed, unmandated=bool(one["unmandated"])).with_timeline(moves))
    except ScenarioError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError):
        raise ScenarioError(BROKEN) from None
    return Restored(tuple(worlds), quarter)


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
    except (binascii.Error, zlib.error, ValueError):
        raise ScenarioError(BROKEN) from None
    if not isinstance(record, dict):
        raise ScenarioError(BROKEN)
    return record
