"""Kernels kept on disk: never served after an edit to any source that they were compiled from."""

from __future__ import annotations

import ast
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from outlast.simulation import compiled
from outlast.simulation.compiled import cache

PACKAGE = cache.PACKAGE
CALL = """
from outlast.rules import trust
from outlast.parameters import Rules
from outlast.simulation.compiled import cache

@cache.kernel
def idled(level, p):
    return trust.after_idling(level, p)

print(idled(0.5, Rules().trust), sum(idled.stats.cache_hits.values()))
"""


@pytest.fixture
def copy(tmp_path):
    """A copy of the package, for editing."""
    target = tmp_path / "source" / "outlast"
    shutil.copytree(PACKAGE, target, ignore=shutil.ignore_patterns("__pycache__"))
    return target


def edit(path: Path, before: str, after: str) -> None:
    text = path.read_text("utf-8")
    assert text.count(before) == 1, path
    path.write_text(text.replace(before, after), "utf-8")


def call(package: Path, **environment: str) -> tuple[float, int]:
    """The value of a kernel of the copied package, and how often it was found on disk."""
    script = package.parent / "script.py"
    if not script.exists():
        script.write_text(CALL, "utf-8")
    found = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"}
    found |= {"PYTHONPATH": str(package.parent), **environment}
    done = subprocess.run([sys.executable, script], env=found, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    value, hits = done.stdout.split()
    return float(value), int(hits)


def test_an_edited_rule_is_compiled_afresh_and_an_unedited_one_is_not(copy):
    expected = 0.5 - 0.033 * (0.5 - 0.1)
    assert call(copy) == (expected, 0)
    assert call(copy) == (expected, 1)
    edit(copy / "rules" / "trust.py", "return trust - p.decay * (trust - p.baseline)", "return trust - p.decay * trust")
    assert call(copy) == (0.5 - 0.033 * 0.5, 0)


def test_a_folder_that_cannot_be_written_is_passed_over(copy, tmp_path):
    (copy / "__pycache__").write_text("not a folder", "utf-8")
    home = tmp_path / "home"
    value, hits = call(
        copy, XDG_CACHE_HOME=str(home), LOCALAPPDATA=str(home), HOME=str(home), PYTHONDONTWRITEBYTECODE="1"
    )
    assert hits == 0
    assert call(
        copy, XDG_CACHE_HOME=str(home), LOCALAPPDATA=str(home), HOME=str(home), PYTHONDONTWRITEBYTECODE="1"
    ) == (value, 1)
    assert list(home.rglob(f"{cache.PREFIX}*"))


@pytest.mark.parametrize(
    "path", ["rules/rule.py", "parameters/governance_activities.toml", "randomness.py", "simulation/compiled/model.py"]
)
def test_any_source_changes_the_fingerprint(copy, path):
    before = cache.fingerprint(copy)
    cache.fingerprint.cache_clear()
    assert cache.fingerprint(copy) == before
    cache.fingerprint.cache_clear()
    (copy / path).write_text((copy / path).read_text("utf-8") + "\n", "utf-8")
    assert cache.fingerprint(copy) != before


def source(module: str) -> Path | None:
    """The file of a module; None where there is no such module."""
    try:
        spec = importlib.util.find_spec(module)
    except ModuleNotFoundError:
        return None
    return Path(spec.origin) if spec and spec.origin else None


def imported(module: str) -> set[str]:
    """The modules of the package that a module imports by name."""
    path = source(module)
    assert path is not None
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "outlast":
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
            found |= {name for name in names if source(name) is not None}
    # The package itself has names to offer from everywhere, but nothing of its own.
    return found - {"outlast"}


def test_the_fingerprint_covers_all_that_the_kernels_are_compiled_from():
    reached = {"outlast.simulation.compiled.model"}
    waiting = list(reached)
    while waiting:
        new = imported(waiting.pop()) - reached
        reached |= new
        waiting += new
    files = {source(module) for module in reached}
    # Scenarios reach the population as types only: nothing in them can be compiled.
    scenario = set((PACKAGE / "scenario").rglob("*.py"))
    assert not any("@rule" in path.read_text("utf-8") or "njit" in path.read_text("utf-8") for path in scenario)
    assert files - set(cache.sources(PACKAGE)) - scenario == {PACKAGE / "simulation" / "__init__.py"} & files
    assert PACKAGE / "rules" / "fate.py" in files


def test_the_oldest_kernels_are_removed(tmp_path):
    folders = [tmp_path / f"{cache.PREFIX}{k}" for k in range(6)]
    for k, folder in enumerate(folders):
        folder.mkdir()
        os.utime(folder, (k, k))
    cache._prune(tmp_path, folders[2])
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(folders[k].name for k in (2, 3, 4, 5))


def test_notice_is_given_only_where_something_must_be_compiled():
    said: list[str] = []
    compiled.warm_up()
    compiled.warm_up(said.append)
    assert said == []
    assert compiled.is_warm()
