"""The notebooks run from clean kernels, show what the committed ones show, and are their scripts' own cells."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest

import notebooks
from outlast.scenario import shipped_scenarios

ROOT = notebooks.ROOT
NAMES = [script.stem for script in notebooks.SCRIPTS]
# One that shows that the way is clear; the others run with the slow tests.
QUICK = ("01_hiec",)
OURS = re.compile(r"\]\((?!https?:)([^)#]+)\)")


def committed(name: str) -> nbformat.NotebookNode:
    return nbformat.read(notebooks.EXPERIMENTS / f"{name}.ipynb", as_version=4)


def text_of(name: str) -> str:
    return "\n".join(cell.source for cell in committed(name).cells if cell.cell_type == "markdown")


def test_the_studies_are_numbered_and_each_has_its_notebook() -> None:
    assert [name[:2] for name in NAMES] == [f"{number:02d}" for number in range(1, len(NAMES) + 1)]
    assert len(NAMES) >= 4
    assert sorted(path.stem for path in notebooks.EXPERIMENTS.glob("*.ipynb")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_has_the_cells_of_its_script(name: str) -> None:
    expected = notebooks.built(notebooks.EXPERIMENTS / f"{name}.py")
    found = committed(name)
    assert [(cell.cell_type, cell.source) for cell in expected.cells] == [
        (cell.cell_type, cell.source) for cell in found.cells
    ], f"run: .venv/bin/python tests/notebooks.py {name[:2]}"


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_opens_with_its_question_and_ends_with_what_was_found(name: str) -> None:
    cells = committed(name).cells
    assert cells[0].source.startswith(f"# {name[:2]} · ")
    assert "?" in cells[0].source.splitlines()[0]
    assert re.search(r"\*\*[^*]+\?\*\*", cells[0].source), "the question stands out"
    assert f"python3 start.py study {name[:2]}" in cells[0].source
    assert "## What was found, and how far to trust it" in cells[-1].source


@pytest.mark.parametrize("name", NAMES)
def test_what_a_notebook_points_to_is_there(name: str) -> None:
    for target in OURS.findall(text_of(name)):
        assert (notebooks.EXPERIMENTS / target).exists(), target
    # What comes after the name of a command that takes a folder is no scenario.
    for scenario in re.findall(r"`outlast (?!discover|report)\w+ (\w+)", text_of(name)):
        assert scenario in shipped_scenarios()


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if name in QUICK else pytest.mark.slow) for name in NAMES]
)
def test_a_notebook_runs_from_a_clean_kernel_and_shows_what_the_committed_one_shows(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "experiments"
    folder.mkdir()
    (tmp_path / "results").mkdir()
    for study in (ROOT / "results").glob("[0-9][0-9]_*"):
        (tmp_path / "results" / study.name).symlink_to(study)
    fresh = notebooks.executed(notebooks.built(notebooks.EXPERIMENTS / f"{name}.py"), folder)
    assert notebooks.shown(fresh) == notebooks.shown(committed(name))
    figures = [
        sum(
            "image/png" in one.get("data", {})
            for cell in made.cells
            if cell.cell_type == "code"
            for one in cell.outputs
        )
        for made in (fresh, committed(name))
    ]
    assert figures[0] == figures[1] > 0
    written = {path.name for path in (tmp_path / "results").iterdir() if not path.is_symlink()}
    assert all(one.startswith("notebook_") for one in written)
