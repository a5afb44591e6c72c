"""`outlast app` as a user meets it: what is wrong is said before anything starts."""

from __future__ import annotations

import sys
import webbrowser
from pathlib import Path

import pytest

from outlast.cli import main, visualiser
from outlast.visualiser import local, server


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was begun: nothing may be where something is wrong."""
    seen: list[str] = []
    monkeypatch.setattr("outlast.simulation.compiled.warm_up", lambda _notify: seen.append("compiled"))
    return seen


@pytest.mark.parametrize(
    ("words", "fragments"),
    [
        (["nosuch"], ["nosuch", "workshop"]),
        (["hiec", "--port", "99999"], ["--port", "99999", "0 to 65535"]),
        (["hiec", "--port", "8.5"], ["8.5", "whole number"]),
        (["hiec", "--host", "192.0.2.1"], ["--host", "192.0.2.1", "not an address of this machine"]),
        (["hiec", "ahsn"], ["ahsn", "one argument too many", "outlast app --help"]),
    ],
)
def test_a_bad_word_is_refused_before_anything_starts(
    started: list[str], capsys: pytest.CaptureFixture[str], words: list[str], fragments: list[str]
) -> None:
    assert main(["app", *words, *([] if "--port" in words else ["--port", "0"])]) == 2
    told = capsys.readouterr()
    assert (told.out, started) == ("", [])
    for fragment in fragments:
        assert fragment in told.err


def test_a_bad_scenario_is_refused_before_anything_starts(
    started: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bad.toml").write_text("[mandate]\ngrantt = 1\n", "utf-8")
    assert main(["app", str(tmp_path / "bad.toml"), "--port", "0"]) == 2
    told = capsys.readouterr()
    assert (told.out, started) == ("", [])
    assert "mandate.grant" in told.err


def test_a_port_of_another_program_is_told_with_a_free_one(
    started: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with server.listen(port=0) as taken:
        port = taken.getsockname()[1]
        assert main(["app", "--port", str(port)]) == 2
    assert started == []
    told = capsys.readouterr().err
    assert f"{port} is in use by another program" in told
    assert "try --port" in told


@pytest.mark.parametrize("missing", ["solara", "solara-assets"])
def test_without_its_packages_it_says_how_to_get_them(
    started: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], missing: str
) -> None:
    if missing == "solara":
        monkeypatch.setattr(server, "find_spec", lambda name: None if name == missing else name)
    else:
        monkeypatch.setattr(local, "assets", lambda: None)
    assert main(["app", "--port", "0"]) == 1
    told = capsys.readouterr()
    assert (told.out, started) == ("", [])
    for fragment in (missing, "python3 start.py app", "pip install 'outlast[app]'"):
        assert fragment in told.err


def test_assets_that_are_gone_are_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(_name: str) -> None:
        raise local.metadata.PackageNotFoundError

    monkeypatch.setattr(local.metadata, "files", gone)
    assert local.assets() is None
    monkeypatch.setattr(local.metadata, "files", lambda _name: None)
    assert local.assets() is None


@pytest.mark.parametrize("to_all", [False, True])
def test_whoever_opens_it_to_a_network_is_warned(capsys: pytest.CaptureFixture[str], to_all: bool) -> None:
    visualiser.tell("http://127.0.0.1:8765", False, to_all=to_all)
    told = capsys.readouterr()
    assert told.out == "The page is at http://127.0.0.1:8765 ; Ctrl-C stops it.\n"
    assert ("no password, and nothing is encrypted" in told.err) is to_all


@pytest.mark.parametrize(
    ("asked", "terminal", "screen", "opens"),
    [
        (None, True, True, True),
        (None, True, False, False),
        (None, False, True, False),
        (True, False, False, True),
        (False, True, True, False),
    ],
)
def test_the_browser_opens_at_a_terminal_with_a_screen_unless_told(
    monkeypatch: pytest.MonkeyPatch, asked: bool | None, terminal: bool, screen: bool, opens: bool
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal)
    monkeypatch.setattr(visualiser, "has_screen", lambda: screen)
    monkeypatch.setattr(visualiser.threading, "Thread", Now)
    visualiser.tell("http://127.0.0.1:8765", asked, to_all=False)
    assert opened == ["http://127.0.0.1:8765"] * opens


class Now:
    """A thread that is over when it has started."""

    def __init__(self, target, args, daemon):
        self.work = lambda: target(*args)

    def start(self):
        self.work()


def test_the_help_says_what_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["app", "--help"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    for part in ("workshop page", "--port", "8765", "--host", "--no-open", "Ctrl-C"):
        assert part in told
