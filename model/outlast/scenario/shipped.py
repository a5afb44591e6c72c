"""The scenarios that come with the package, in a checkout as in an installed copy."""

from __future__ import annotations

from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
# Beside the package's modules where it is installed as a wheel; at the top of the checkout otherwise.
HOMES = (PACKAGE / "scenarios", PACKAGE.parents[1] / "scenarios")


@cache
def _found() -> tuple[Path, ...]:
    for home in HOMES:
        paths = sorted(home.glob("*.toml"))
        if paths:
            return tuple(paths)
    return ()


def shipped_scenarios() -> dict[str, Path]:
    """The files of the shipped scenarios by name, in order of the alphabet."""
    return {path.stem: path for path in _found()}
