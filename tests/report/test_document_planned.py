"""The command in the report of a comparison, a frontier, an explanation or a discovery gives its settings again."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from documents import TINY, made, manifest_of, page_of, sign, told
from outlast.cli.app import app, whole_words
from outlast.report.document import write_report
from outlast.runs import folder as folders

FILES = {
    "ours": 'title = "Ours"\n[mandate]\ngrant = 77\nmatch = 0\nvagueness = {purpose = 0.2, structure = 0.4, '
    "evaluation = 0.6}\n",
    "proposal": 'extends = "workshop"\nmandate.duration = 20\nmandate.aim.care = 0.9\nstructure.theory = "none"\n',
    "clearer": 'extends = "proposal.toml"\nmandate.vagueness = 0.2\n',
}
# A file without a roster is shorter.
MUCH = 1000
SEARCH = "--generations 2 --population 8 --members 1 --replicates 2"
LINES = (
    "compare hiec hiec_taper --replicates 3",
    "compare hiec hiec_taper --replicates 3 --set mandate.grant=50 --set mandate.vagueness=0.5 --minimise "
    "--outcome alive_8 --outcome self_sustaining_8 --seed 4",
    "compare hiec ours.toml hiec_longer --transplant --replicates 2",
    "compare ours.toml hiec --posterior none --theory fog --theory fog,latitude --replicates 2",
    "compare hiec clahrc ahsn --set context.members=9 --theory none --replicates 2",
    "compare hiec communities_that_care ahsn --transplant --replicates 2",
    "compare workshop proposal.toml clearer.toml --replicates 2",
    f"frontier hiec {SEARCH}",
    f"frontier ours.toml --vary mandate.grant=0:120 --vary mandate.duration=4:12 --reach 0.3 --outcome alive_8 "
    f"{SEARCH} --seed 3 --theory fog --programme hiec",
    f"frontier hiec --set mandate.vagueness=0.3 --vary mandate.grant=5:50 --posterior none {SEARCH}",
    "explain hiec --seed 3 --partnership 2 --histories 4",
    "explain ours.toml --partnership 1 --outcome alive_8 --set mandate.grant=30 --theory capture --context",
    "explain hiec --partnership 1 --member 7 --posterior",
    "explain hiec --partnership 1 --member 3 --set mandate.grant=20 --set rules.trust.decay=0.05 --theory fog "
    "--posterior",
    "explain ours.toml --partnership 1 --member 3 --set rules.trust.decay=0.05 --theory fog --posterior",
    "discover SWEEP --above 0.6 --outcome alive_8",
    "discover SWEEP --below 0.2 --factor mandate.grant --density 0.6 --boxes 2 --peel 0.1 --mass 0.1 --halvings 2 "
    "--failed drop --seed 4",
)  # fmt: skip


class Asked(Exception):  # noqa: N818 - no fault: it ends a command
    """The settings and the kind of a folder that a command was about to fill."""


@pytest.fixture(scope="module")
def sweep() -> Path:
    """The folder of a sweep with cases enough."""
    varied = ("--vary", "mandate.grant=0:100", "--vary", "mandate.duration=2:8", "--samples", "40", "--replicates", "1")
    return made("sweep", "hiec", *TINY, *varied)


@pytest.fixture
def asked(sweep: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], dict[str, Any]]:
    """Ends commands before they simulate; the settings that a line asks for."""

    def ended(_: Path, settings: dict[str, Any], kind: str) -> None:
        raise Asked({"outlast": kind, "settings": json.loads(json.dumps(settings))})

    def asking(line: str) -> dict[str, Any]:
        words = whole_words([str(sweep) if word == "SWEEP" else word for word in shlex.split(line)])
        command, bound, _ = app.parse_args(words, exit_on_error=False, print_error=False)
        more = {"out": tmp_path / "out"} if words[0] == "explain" else {}
        with pytest.raises(Asked) as found:
            command(*bound.args, **bound.kwargs, **more)
        return found.value.args[0]

    monkeypatch.setattr(folders, "check_destination", ended)
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        Path(f"{name}.toml").write_text(text, "utf-8")
    return asking


@pytest.mark.parametrize("line", LINES)
def test_the_command_gives_the_settings_again(
    line: str, asked: Callable[[str], dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip(f"outlast.cli.{line.split()[0]}")
    first = asked(line)
    folder = told(tmp_path, first["outlast"], ("One.", "Two.", "Three."))
    sign(folder, manifest_of(folder) | first | {"sweep": {"folder": "SWEEP"}})
    page = page_of(write_report(folder, tmp_path / "page.html"))
    # What the page gives is enough: nothing of the first folder is there any more.
    (tmp_path / "there").mkdir()
    monkeypatch.chdir(tmp_path / "there")
    for name, text in page.files().items():
        Path(name).write_text(text, "utf-8")
    (again,) = page.commands()
    assert asked(again.removeprefix("outlast ")) == first
    # Whatever comes with outlast goes by its name, and a long roster is not told again.
    assert set(page.files()) <= {f"{name}.toml" for name in FILES}
    assert all(len(text) < MUCH for text in page.files().values())
