"""The server keeps to this machine: no scripts and no visitors from elsewhere, and no port of another program."""

from __future__ import annotations

import socket
import urllib.error
import urllib.request
from email.message import Message
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from browser import served
from outlast.scenario import ScenarioError
from outlast.visualiser import local, server

SCRIPT = "_solara/cdn/requirejs@2.3.6/require.js"


def kernel(address: str) -> str:
    """Where a new visitor's page would talk to its world."""
    return f"{address.replace('http', 'ws', 1)}/jupyter/api/kernels/{uuid4()}/channels?session_id={uuid4()}"


def get(address: str, path: str, **headers: str) -> tuple[int, Message, bytes]:
    request = urllib.request.Request(f"{address}/{path}", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def test_scripts_come_from_this_machine_and_may_be_kept(address: str) -> None:
    status, headers, body = get(address, SCRIPT)
    assert (status, b"requirejs" in body) == (200, True)
    assert "immutable" in headers["Cache-Control"]
    assert get(address, SCRIPT, **{"Accept-Encoding": "gzip"})[1]["Content-Encoding"] == "gzip"


def test_a_script_that_is_not_there_is_not_found_and_not_fetched(address: str) -> None:
    # That nobody is asked for it is what `served` finds out.
    assert get(address, "_solara/cdn/nothing@1.0.0/nothing.js")[0] == 404


@pytest.mark.parametrize(
    "path", ["echarts@5.4.0/dist", "echarts@5.4.0/dist/", "echarts@5.4.0", "", "../../../x", "%2e%2e/"]
)
def test_folders_are_neither_shown_nor_harmed(address: str, path: str) -> None:
    assert get(address, f"_solara/cdn/{path}")[0] == 404
    folder = local.assets()
    assert folder is not None
    assert (folder / "echarts@5.4.0" / "dist" / "echarts.min.js").is_file()


def test_nothing_is_told_of_the_machine(address: str) -> None:
    assert get(address, "resourcez?verbose")[0] == 404


def test_a_browser_may_load_nothing_from_elsewhere(address: str) -> None:
    policy = get(address, "")[1]["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert f"ws://{address.removeprefix('http://')} " in policy
    assert "http:" not in policy
    assert "*" not in policy


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "127.0.0.1.evil.example:80"},
        {"Host": ""},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
    ],
)
def test_requests_of_other_sites_are_turned_away(address: str, headers: dict[str, str]) -> None:
    assert get(address, "", **headers)[0] == 403


def test_only_the_page_itself_may_talk_to_its_world(address: str) -> None:
    with pytest.raises(InvalidStatus, match="403"), connect(kernel(address), origin="http://evil.example"):  # type: ignore[arg-type]
        pass
    with connect(kernel(address), origin=address) as own:  # type: ignore[arg-type]
        own.ping().wait(10)


def test_a_message_that_is_too_large_ends_the_talk(address: str) -> None:
    with connect(kernel(address), max_size=None) as own:
        with pytest.raises(ConnectionClosed) as caught:
            send_and_listen(own, b"0" * (server.LARGEST_MESSAGE + 1))
        assert caught.value.rcvd is not None
        assert caught.value.rcvd.code == 1009


def send_and_listen(talk: ClientConnection, message: bytes) -> None:
    talk.send(message)
    while True:
        talk.recv(timeout=30)


def test_a_link_that_holds_worlds_is_taken(address: str) -> None:
    assert get(address, f"?page={'x' * 60_000}")[0] == 200


def test_a_file_is_named_from_where_one_stands(tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text('title = "Ours"\nextends = "workshop"\n', "utf-8")
    with served(tmp_path, "ours.toml") as address:
        assert get(address, "")[0] == 200


def test_names_that_break_the_policy_are_turned_away() -> None:
    async def nothing(*_: Any) -> None: ...

    anyone = local.Guard(nothing, None)
    assert anyone.fault("workshop.local:8765", "http://workshop.local:8765") == ""
    assert anyone.fault("workshop.local:8765", None) == ""
    assert anyone.fault("a; script-src *", None) != ""
    assert anyone.fault("[", None) != ""
    own = local.Guard(nothing, local.HERE)
    assert own.fault("[::1]:8765", "http://[::1]:8765") == ""
    assert own.fault("workshop.local:8765", None) != ""


# Ports and addresses


def test_a_port_that_is_taken_is_told_with_one_that_is_free() -> None:
    with server.listen(port=0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(
            ScenarioError, match=rf"--port: {port} is in use by another program.*try --port \d+"
        ) as caught:
            server.listen(port=port)
        with server.listen(port=int(str(caught.value).rpartition(" ")[2])):
            pass
    with server.listen(port=port):
        pass


@pytest.mark.parametrize("host", ["no such host", "192.0.2.1", "", "x" * 70])
def test_an_address_of_no_or_another_machine_is_refused(host: str) -> None:
    with pytest.raises(ScenarioError, match="--host: found"):
        server.listen(host, 0)


def test_the_usual_socket_is_of_this_machine_alone() -> None:
    with server.listen(port=0) as listener:
        assert server.is_loopback(listener)
        assert server.address(listener) == f"http://127.0.0.1:{listener.getsockname()[1]}"


@pytest.mark.parametrize(
    ("family", "bound", "loopback", "address"),
    [
        (socket.AF_INET, ("0.0.0.0", 80), False, "http://127.0.0.1:80"),
        (socket.AF_INET, ("192.0.2.1", 80), False, "http://192.0.2.1:80"),
        (socket.AF_INET6, ("::", 80, 0, 0), False, "http://[::1]:80"),
        (socket.AF_INET6, ("::1", 80, 0, 0), True, "http://[::1]:80"),
    ],
)
def test_the_address_that_is_told_can_be_opened(family: int, bound: tuple, loopback: bool, address: str) -> None:
    listener: Any = SimpleNamespace(family=family, getsockname=lambda: bound)
    assert server.is_loopback(listener) is loopback
    assert server.address(listener) == address


# What the page opens with, and what it needs


def test_the_page_opens_with_the_scenario_that_was_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(server.SCENARIO, raising=False)
    assert server.opening_scenario() == "hiec"
    monkeypatch.setenv(server.SCENARIO, "ours.toml")
    assert server.opening_scenario() == "ours.toml"


def test_the_page_finds_the_scripts_that_it_asks_for() -> None:
    import solara.server

    folder = local.assets()
    assert folder is not None
    template = (Path(solara.server.__file__).parent / "templates" / "solara.html.j2").read_text("utf-8")
    asked = {part.split("/dist")[0].split('"')[0] for part in template.split("{{cdn}}/")[1:]}
    wanted = {name for name in asked if "vuetify3" not in name and "@" in name}
    assert len(wanted) >= 2
    assert [name for name in wanted if not (folder / name.removesuffix("/require.js")).is_dir()] == []
