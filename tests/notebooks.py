"""The notebooks of experiments/ from their scripts: `.venv/bin/python tests/notebooks.py [NUMBER …]` makes them anew.

A script in percent format is the source, so that a study is written once and a change of it can be read; the notebook
beside it holds the same cells with what they show at small settings.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import jupytext
import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[1]
EXPERIMENTS = ROOT / "experiments"
SCRIPTS = sorted(EXPERIMENTS.glob("[0-9][0-9]_*.py"))
# A study that hangs must not hang whoever waits for it.
TIMEOUT = 900
MIME = ("text/html", "text/plain", "image/png")


def built(script: Path) -> nbformat.NotebookNode:
    """The notebook of a script, not executed; cells are numbered, so that the same script gives the same bytes."""
    notebook = jupytext.read(script)
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number:02d}"
        cell["metadata"] = {}
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook["metadata"] = {"kernelspec": kernel, "language_info": {"name": "python"}}
    notebook["nbformat"], notebook["nbformat_minor"] = 4, 5
    return notebook


def executed(notebook: nbformat.NotebookNode, folder: Path) -> nbformat.NotebookNode:
    """The notebook with what its cells show in a kernel of its own, started in a folder; raises where a cell does."""
    place = {"metadata": {"path": str(folder)}}
    client = NotebookClient(notebook, timeout=TIMEOUT, kernel_name="python3", resources=place, record_timing=False)
    with TemporaryDirectory() as settings:
        # Nobody's own start-up files or settings.
        client.execute(env={**os.environ, "IPYTHONDIR": settings})
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell["metadata"], cell["outputs"] = {}, _plain(cell["outputs"])
    notebook["metadata"]["language_info"] = {"name": "python"}
    return notebook


def shown(notebook: nbformat.NotebookNode) -> list[str]:
    """What each code cell shows in words."""
    found = []
    for cell in notebook.cells:
        if cell.cell_type == "code":
            texts = [one.get("text") or one.get("data", {}).get("text/plain", "") for one in cell.outputs]
            found.append("".join(texts))
    return found


def write(script: Path) -> Path:
    """Execute a script as a notebook and put it beside it."""
    notebook = executed(built(script), EXPERIMENTS)
    path = script.with_suffix(".ipynb")
    nbformat.validate(notebook)
    path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")
    return path


def _plain(outputs: list[nbformat.NotebookNode]) -> list[nbformat.NotebookNode]:
    """Outputs without what differs from one machine to the next: complaints, and kinds that no reader needs."""
    kept: list[nbformat.NotebookNode] = []
    for one in outputs:
        if one["output_type"] == "stream":
            if one["name"] != "stdout":
                continue
            if kept and kept[-1]["output_type"] == "stream":
                kept[-1]["text"] += one["text"]
                continue
        elif "data" in one:
            one["data"] = {kind: one["data"][kind] for kind in MIME if kind in one["data"]}
            one["metadata"] = {}
        kept.append(one)
    return kept


if __name__ == "__main__":
    for path in SCRIPTS:
        if not sys.argv[1:] or path.name[:2] in sys.argv[1:]:
            print(write(path).relative_to(ROOT))
