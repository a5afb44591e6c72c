"""The files of a checkout that an archive takes: those that git keeps, and none that are private."""

from __future__ import annotations

import fnmatch
import subprocess
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from outlast.scenario import ScenarioError
from outlast.scenario.shipped import PACKAGE

# Files that may hold secrets; none is kept by git here, and none goes out by mistake.
PRIVATE = (
    ".env*",
    "*.pem",
    "*.key",
    "*.p12",
    "id_rsa*",
    "id_ed25519*",
    ".netrc",
    ".pypirc",
    "*credentials*",
    "*secret*",
)


@dataclass(frozen=True)
class Kept:
    """A file of the checkout: its path from the top, and whether it may be executed."""

    path: PurePosixPath
    is_program: bool


@dataclass(frozen=True)
class Checkout:
    """A checkout: its top, its commit, the files that git keeps, and those that differ from the commit."""

    root: Path
    commit: str
    date: str
    files: tuple[Kept, ...]
    changed: tuple[str, ...]
    untracked: tuple[str, ...]


def find_checkout(package: Path = PACKAGE) -> Checkout:
    """The checkout that a package runs from; raises ScenarioError where it runs from none."""
    root = package.parents[1]
    top = _git(package, "rev-parse", "--show-toplevel")
    if top is None or not (root / "pyproject.toml").is_file() or Path(top.strip()).resolve() != root.resolve():
        raise ScenarioError(
            f"archive: outlast runs from {package}, which is no checkout of its sources (no git repository with a "
            "pyproject.toml). Clone the repository, and give the command there: python3 start.py outlast archive"
        )
    commit = _git(root, "log", "-1", "--format=%H%n%cI")
    if commit is None:
        raise ScenarioError(f"archive: the checkout in {root} has no commit yet, so that nothing can be archived")
    number, date = commit.split("\n")[:2]
    listed = _names(root, "ls-files", "--stage", "-z")
    files = [_kept(line) for line in listed]
    return Checkout(
        root,
        number,
        date,
        tuple(one for one in files if one is not None and (root / one.path).is_file()),
        tuple(_names(root, "diff", "HEAD", "--name-only", "-z")),
        tuple(_names(root, "ls-files", "--others", "--exclude-standard", "-z")),
    )


def is_private(path: PurePosixPath) -> bool:
    """Whether a file may hold secrets, by its name."""
    return any(fnmatch.fnmatch(path.name.lower(), pattern) for pattern in PRIVATE)


def _kept(line: str) -> Kept | None:
    """A line of `git ls-files --stage`; None for what is no ordinary file, or may hold secrets."""
    facts, _, name = line.partition("\t")
    mode, path = facts.split()[0], PurePosixPath(name)
    return Kept(path, mode == "100755") if mode.startswith("100") and not is_private(path) else None


def _names(root: Path, *words: str) -> list[str]:
    return [name for name in (_git(root, *words) or "").split("\0") if name]


def _git(where: Path, *words: str) -> str | None:
    try:
        done = subprocess.run(
            ["git", *words], cwd=where, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None
