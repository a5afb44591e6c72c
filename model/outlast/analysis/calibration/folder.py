"""The folder of a calibration: each stage is a file, written whole, from which a second try goes on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from time import monotonic
from typing import Any

import pandas as pd

from outlast.analysis.calibration.draws import THEORIES
from outlast.runs.folder import MANIFEST, check_place
from outlast.runs.provenance import checksum, package_versions, platform_facts, source_commit, source_digest
from outlast.scenario.errors import ScenarioError

# What the numbers of this kind of study also depend on.
ALSO = ("pyabc", "scikit-learn")
# Seconds that each stage took, in the try that made it.
SPENT = ".seconds.json"


@dataclass(frozen=True)
class Plan:
    """What decides every number of a calibration."""

    seed: int = 1
    theories: tuple[str, ...] = THEORIES
    arms: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()  # what of each target decides a number
    table: int = 20_000
    waves: int = 2
    wave: int = 5_000
    truths: int = 300
    population: int = 500
    repeats: int = 1
    members: int = 300
    codings: int = 64
    cohorts: int = 10
    scenarios: tuple[str, ...] = ()  # each arm with a digest of its scenario, which decides its numbers too

    def digest(self) -> str:
        """A short name for it, together with the state of the model's sources."""
        said = json.dumps([asdict(self), source_digest()], sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Step:
    """How far it is: what is being done, how much of it is done, and of how much (None where nobody can tell)."""

    doing: str
    done: int
    of: int | None


class Folder:
    """The folder, opened for a plan."""

    def __init__(self, path: Path, plan: Plan, resume: bool) -> None:
        """Open or make it.

        Raises ScenarioError where it cannot be written, holds something else, or another plan, or this plan without
        `resume`.
        """
        check_place(path)
        self.path = path
        self.plan = plan
        self.started = datetime.now(UTC)
        held = self._held()
        if held is not None:
            if held != plan.digest():
                raise ScenarioError(
                    f"--out: {path} holds a calibration with other settings, or of another state of the model; name "
                    "another folder, or delete this one first"
                )
            if not resume:
                raise ScenarioError(f"--out: {path} holds this calibration, or a part of it; go on with --resume")
        path.mkdir(parents=True, exist_ok=True)
        (path / "plan.json").write_text(json.dumps({"digest": plan.digest(), "plan": asdict(plan)}, indent=2) + "\n")

    def _held(self) -> str | None:
        if not self.path.exists() or not any(self.path.iterdir()):
            return None
        try:
            return json.loads((self.path / "plan.json").read_text(encoding="utf-8"))["digest"]
        except (OSError, ValueError, KeyError, TypeError):
            raise ScenarioError(
                f"--out: {self.path} holds files that are no calibration of outlast; name another folder, or empty it"
            ) from None

    def table(self, name: str, make: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        """A table as it was written by an earlier try, or made now; whole, or not at all."""
        file = self.path / f"{name}.parquet"
        if not file.exists():
            passing = file.with_name(f".{file.name}.writing")
            self._timed(name, make).to_parquet(passing, engine="pyarrow", compression="zstd", index=False)
            passing.replace(file)
        return pd.read_parquet(file)

    def record(self, name: str, make: Callable[[], Any]) -> Any:
        """The same for what is written as JSON."""
        file = self.path / f"{name}.json"
        if not file.exists():
            passing = file.with_name(f".{file.name}.writing")
            said = json.dumps(self._timed(name, make), indent=2, ensure_ascii=False)
            passing.write_text(said + "\n", encoding="utf-8")
            passing.replace(file)
        return json.loads(file.read_text(encoding="utf-8"))

    def _timed(self, name: str, make: Callable[[], Any]) -> Any:
        """What is made, and how long it took, which is kept for the manifest whichever try it was."""
        begun = monotonic()
        made = make()
        file = self.path / SPENT
        spent = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        file.write_text(json.dumps(spent | {name: round(monotonic() - begun, 1)}, indent=2) + "\n", encoding="utf-8")
        return made

    def finish(self) -> Mapping[str, Any]:
        """Write the manifest, last of all; its seconds are those of the stages, in whichever tries they were made."""
        finished = datetime.now(UTC)
        spent = json.loads((self.path / SPENT).read_text(encoding="utf-8"))
        held = sorted(path for path in self.path.iterdir() if path.name != MANIFEST and not path.name.startswith("."))
        manifest = {
            "outlast": "calibration",
            "settings": asdict(self.plan),
            "versions": package_versions() | {name: version(name) for name in ALSO},
            "source": source_commit(),
            "model": source_digest(),
            "platform": platform_facts(),
            "times": {
                "started": self.started.isoformat(timespec="seconds"),
                "finished": finished.isoformat(timespec="seconds"),
                "seconds": round(sum(spent.values()), 1),
                "stages": spent,
            },
            "checksums": {path.name: checksum(path) for path in held},
        }
        (self.path / MANIFEST).write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        return manifest
