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
DOCS = {path.name: path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs").glob("*.md"))}
PYTHON = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
TOML = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)


def test_the_readme_shows_python_and_toml() -> None:
    assert len(PYTHON) == 2
    assert len(TOML) == 1


def test_the_python_of_the_readme_runs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    exec(compile(PYTHON[0], "README.md", "exec"), {"__name__": "readme"})
    assert capsys.readouterr().out.strip()


IN_DOCS = [
    (name, block) for name, text in DOCS.items() for block in re.findall(r"```python\n(.*?)```", text, re.DOTALL)
]


@pytest.mark.parametrize(("name", "block"), IN_DOCS, ids=[f"{name}-{k}" for k, (name, _) in enumerate(IN_DOCS)])
def test_the_python_of_the_documentation_runs(
    name: str, block: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    exec(compile(block, name, "exec"), {"__name__": "docs"})
    assert len(IN_DOCS) >= 3


def test_the_subclass_of_the_readme_behaves_differently(capsys: pytest.CaptureFixture[str]) -> None:
    space: dict = {"__name__": "readme"}
    exec(compile(PYTHON[1], "README.md", "exec"), space)
    assert capsys.readouterr().out.strip()
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
    shown = README + "".join(DOCS.values())
    named = set(re.findall(r"`?outlast ([a-z]+)\b(?= [A-Z`\[-]|`| hiec| scenarios/| rules\.| mandate\.| /)", shown))
    assert named == {
        *("run", "sweep", "merge", "sensitivity", "calibrate", "validate"),
        *("discover", "compare", "frontier", "explain", "report", "archive"),
        *("app", "scenarios", "parameters", "outcomes"),
    }
    commands = {name for names in app for name in ([names] if isinstance(names, str) else names)}
    assert named <= commands


@pytest.mark.parametrize(
    "path", ["README.md", *(f"docs/{name}" for name in DOCS), "results/README.md", "experiments/README.md"]
)
def test_every_link_of_the_documents_leads_somewhere(path: str) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#:]+)\)", text):
        assert ((ROOT / path).parent / target).exists(), target
