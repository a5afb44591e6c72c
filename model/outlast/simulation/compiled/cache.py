"""Kernels kept on disk, in a folder that is named after the sources they were compiled from.

Numba itself asks only whether the file of a cached function has changed, so that an edit to a rule elsewhere would be
answered with the old rule. Here a folder holds the kernels of exactly one state of the sources.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import numba
from numba import njit
from numba.core import config as numba_config

# What it holds is set when it is imported, out of sight of a type checker.
config: Any = numba_config
compiler: Any = njit

PACKAGE = Path(__file__).resolve().parents[2]
# Whatever the compiled engine imports and compiles; a test walks its imports to see that nothing is missing.
COMPILED = (
    "parameters",
    "rules",
    "outcomes",
    "simulation/compiled",
    "population.py",
    "processes.py",
    "randomness.py",
)
KEPT = 4
PREFIX = "outlast-kernels-"


def sources(package: Path) -> list[Path]:
    """The files of a package whose text can end up in a kernel, in order."""
    roots = [package / name for name in COMPILED]
    found = [path for root in roots for kind in ("*.py", "*.toml") for path in root.rglob(kind)]
    return sorted([*found, *(root for root in roots if root.is_file())])


@cache
def fingerprint(package: Path = PACKAGE) -> str:
    """A name for the state of the sources, and of Numba."""
    digest = hashlib.sha256(f"{numba.__version__} {sys.implementation.cache_tag}".encode())
    for path in sources(package):
        digest.update(str(path.relative_to(package)).encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


@cache
def folder() -> Path:
    """Where the kernels of these sources are kept; made if it is missing, and the oldest others are removed."""
    for place in _places():
        kernels = place / f"{PREFIX}{fingerprint()}"
        with suppress(OSError):
            kernels.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not _is_ours(kernels):
                continue
            with tempfile.TemporaryFile(dir=kernels):
                os.utime(kernels)
            _prune(place, kernels)
            return kernels
    return Path(tempfile.mkdtemp(prefix=PREFIX))


def _places() -> Iterator[Path]:
    if config.CACHE_DIR:
        yield Path(config.CACHE_DIR)
    yield PACKAGE / "__pycache__"
    if sys.platform == "win32":
        home = os.environ.get("LOCALAPPDATA")
    elif sys.platform == "darwin":
        home = os.path.expanduser("~/Library/Caches")
    else:
        home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    if home:
        yield Path(home) / "outlast"


def _is_ours(kernels: Path) -> bool:
    """Whether nobody else could have put something there to be loaded and run."""
    return not hasattr(os, "getuid") or kernels.stat().st_uid == os.getuid()


def _prune(place: Path, current: Path) -> None:
    others = [path for path in place.glob(f"{PREFIX}*") if path != current]
    others.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for path in others[KEPT - 1 :]:
        shutil.rmtree(path, ignore_errors=True)


# Python calls none of the functions inside a kernel: what would let it is not compiled.
INSIDE = {"nogil": True, "error_model": "numpy", "no_cpython_wrapper": True, "no_cfunc_wrapper": True}


def action[F: Callable[..., Any]](function: F) -> F:
    """A function of the compiled engine that is compiled into its caller, and not kept by itself.

    It works on arrays that it is given: without counting of references it is faster by a third. A world is many arrays,
    and handing them on takes as long as a small action does: so nothing is handed on.
    """
    return compiler(_nrt=False, forceinline=True, **INSIDE)(function)


def stage[F: Callable[..., Any]](function: F) -> F:
    """The same for a large function with several callers, which is compiled once for all of them."""
    return compiler(_nrt=False, **INSIDE)(function)


def allocating[F: Callable[..., Any]](function: F) -> F:
    """The same for a function that needs room of its own for a while."""
    return compiler(_nrt=True, **INSIDE)(function)


def kernel(function: Callable[..., Any]) -> Any:
    """A function that is called from Python, and is kept on disk once compiled; it lets other threads run."""
    before = config.CACHE_DIR
    config.CACHE_DIR = str(folder())
    try:
        return compiler(nogil=True, error_model="numpy", cache=True, _nrt=False)(function)
    finally:
        config.CACHE_DIR = before
