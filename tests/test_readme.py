"""What the README shows runs as it stands."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from outlast.cli import app
from outlast.scenario import load_scenario

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SWEEPS = (ROOT / "docs" / "sweeps.md").read_text(encoding="utf-8")
PYTHON = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
TOML = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)


def test_the_readme_shows_python_and_toml() -> None:
    assert len(PYTHON) == 2
    assert len(TOML) == 1


@pytest.mark.parametrize("block", PYTHON, ids=["use", "subclass"])
def test_the_python_of_the_readme_runs(
    block: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    exec(compile(block, "README.md", "exec"), {"__name__": "readme"})
    assert capsys.readouterr().out.strip()


def test_the_subclass_of_the_readme_behaves_differently(capsys: pytest.CaptureFixture[str]) -> None:
    space: dict = {"__name__": "readme"}
    exec(compile(PYTHON[1], "README.md", "exec"), space)
    capsys.readouterr()
    changed = space["CautiousWorld"]("hiec", seed=7).run()
    plain = space["outlast"].CollaborationModel("hiec", seed=7).run()
    assert [type(one).__name__ for one in changed.organisations].count("CautiousFirm") > 0
    assert changed.trace().tobytes() != plain.trace().tobytes()


def test_the_scenario_of_the_readme_loads(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text(TOML[0], encoding="utf-8")
    scenario = load_scenario(path)
    assert scenario.mandate_at(5).assistance == 0.0
    assert scenario.mandate_at(6).assistance == 1.0
    assert tomllib.loads(TOML[0])["extends"] == "hiec"


def test_every_command_of_the_readme_exists() -> None:
    shown = README + SWEEPS
    named = set(re.findall(r"`?outlast ([a-z]+)\b(?= [A-Z`\[-]|`| hiec| scenarios/| rules\.| mandate\.| /)", shown))
    assert named == {"run", "sweep", "merge", "scenarios", "parameters", "outcomes"}
    commands = {name for names in app for name in ([names] if isinstance(names, str) else names)}
    assert named <= commands


def test_every_link_of_the_readme_leads_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).exists(), target
