"""Where a result comes from: versions, source commit, platform, and the checksums of its files."""

from __future__ import annotations

import hashlib
import platform
import subprocess
from datetime import datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from outlast.simulation.compiled.cache import PACKAGE, sources

PACKAGES = ("outlast", "mesa", "numba", "numpy", "scipy", "SALib", "networkx", "pandas", "pyarrow", "matplotlib")


def package_versions() -> dict[str, str]:
    """The versions of the packages whose behaviour can move a number or a file."""
    found = {}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return found


@cache
def source_digest() -> str:
    """A name for the state of the sources that decide a run's numbers; runs of two states must not be mixed."""
    digest = hashlib.sha256()
    for path in sources(PACKAGE):
        digest.update(f"{path.relative_to(PACKAGE).as_posix()} {checksum(path)}\n".encode())
    return digest.hexdigest()[:16]


def source_commit() -> dict[str, Any]:
    """The commit of the checkout that this package runs from, and whether it was changed since; nulls outside one."""
    here = Path(__file__).resolve().parent

    def git(*words: str) -> str | None:
        try:
            done = subprocess.run(["git", *words], cwd=here, capture_output=True, text=True, timeout=10, check=False)
        except (OSError, subprocess.TimeoutExpired):
            return None
        return done.stdout.strip() if done.returncode == 0 else None

    # An installed package may lie inside some other project's checkout: that commit says nothing of this source.
    if git("ls-files", "--error-unmatch", Path(__file__).name) is None:
        return {"commit": None, "changed": None}
    changes = git("status", "--porcelain", "--", str(here.parent))
    return {"commit": git("rev-parse", "HEAD"), "changed": None if changes is None else bool(changes)}


def platform_facts() -> dict[str, str]:
    """The kind of machine; the same kind gives the same bits."""
    return {
        "python": platform.python_version(),
        "implementation": platform.python_implementation(),
        "system": platform.system(),
        "machine": platform.machine(),
    }


def checksum(path: Path) -> str:
    """The SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def times(started: datetime, finished: datetime) -> dict[str, Any]:
    """When it began and ended, for a manifest."""
    return {
        "started": started.isoformat(timespec="seconds"),
        "finished": finished.isoformat(timespec="seconds"),
        "seconds": round((finished - started).total_seconds(), 1),
    }
