"""Setting up from a bare checkout: the locks, start.py and the import contracts."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from types import SimpleNamespace

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
KINDS = ("run", "app", "calibration", "notebooks", "dev")
RUN, APP, CALIBRATION, NOTEBOOKS, DEV = LOCKS = [f"requirements/{kind}.txt" for kind in KINDS]

PIN = re.compile(r"^([a-z0-9-]+)==([0-9][\w.!+]*)(?: ; (.+?))? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")
ADDRESS = re.compile(r"://|--(extra-)?index|--find-links|\b[\w-]+\.(com|dev|io|net|org)\b|^\s*[/\\]", re.MULTILINE)


@pytest.fixture
def start():
    """A fresh start.py, so that a test may put other things in it."""
    spec = importlib.util.spec_from_file_location("start", ROOT / "start.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def locked(name: str) -> dict[str, tuple[str, int]]:
    """Version and number of hashes of each package that a lock names."""
    found: dict[str, tuple[str, int]] = {}
    package = ""
    for line in (ROOT / name).read_text("utf-8").splitlines():
        if pin := PIN.match(line):
            package = pin[1]
            found[package] = (pin[2], 0)
        elif HASH.match(line):
            version, hashes = found[package]
            found[package] = (version, hashes + 1)
        else:
            assert line.lstrip().startswith("# "), f"{name}: neither pin, hash nor comment: {line!r}"
    return found


def requirements(group: str) -> list[Requirement]:
    project = PROJECT["project"]
    known = {"run": project["dependencies"], **project["optional-dependencies"], **PROJECT["dependency-groups"]}
    entries = known[group]
    return [Requirement(entry) for entry in entries if isinstance(entry, str)]


# The locks


@pytest.mark.parametrize("lock", LOCKS)
def test_the_locks_name_no_address(lock):
    assert ADDRESS.search((ROOT / lock).read_text("utf-8")) is None


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_a_hash(lock):
    packages = locked(lock)
    assert len(packages) > 20
    assert [name for name, (_, hashes) in packages.items() if hashes == 0] == []


@pytest.mark.parametrize(
    ("lock", "group"),
    [(lock, group) for lock in LOCKS for group in ("run", "build")]
    + [(APP, "app"), (CALIBRATION, "calibration"), (NOTEBOOKS, "notebooks")]
    + [(DEV, group) for group in ("dev", "app", "calibration", "notebooks")],
)
def test_every_dependency_is_locked_at_a_version_that_it_allows(lock, group):
    packages = locked(lock)
    for requirement in requirements(group):
        name = canonicalize_name(requirement.name)
        assert name in packages, f"{lock} lacks {name}: run python3 start.py lock"
        assert requirement.specifier.contains(packages[name][0]), f"{lock} has {name} {packages[name][0]}"


def test_the_tests_run_on_the_versions_that_users_run():
    for lock in (APP, CALIBRATION, NOTEBOOKS):
        assert locked(RUN).items() <= locked(lock).items() <= locked(DEV).items()


def test_only_the_scripts_of_the_page_come_as_source():
    """What is built from source runs code of its own, so there is one exception, and its build tools are locked."""
    assert PROJECT["tool"]["uv"]["pip"]["no-binary"] == ["solara-assets"]
    assert [locked(lock).get("solara-assets", ("", 0))[1] for lock in LOCKS] == [0, 1, 0, 0, 1]
    assert "hatchling" in locked(RUN)


# Finding a Python


def test_the_first_suitable_interpreter_is_taken(start):
    faults = {"old": "is Python 3.11", "good": "", "better": ""}
    found = start.find_python([["old"], ["good"], ["better"]], lambda command: faults[command[0]])
    assert found == ["good"]


def test_no_interpreter_is_probed_past_the_first_suitable_one(start):
    probed: list[str] = []
    start.find_python([["good"], ["other"]], lambda command: probed.append(command[0]) or "")
    assert probed == ["good"]


def test_one_message_says_what_is_wrong_and_how_to_get_a_python(start):
    faults = {"/usr/bin/python3": "is Python 3.11", "py": "does not start"}
    with pytest.raises(SystemExit) as caught:
        start.find_python([["/usr/bin/python3"], ["py", "-3.13"]], lambda command: faults[command[0]])
    message = str(caught.value)
    for part in ("3.12, 3.13 or 3.14", "/usr/bin/python3 is Python 3.11", "py -3.13 does not start"):
        assert part in message
    for system in ("Windows", "macOS", "Linux"):
        assert system in message


def test_a_bare_machine_fails_with_that_message_and_no_traceback(start, monkeypatch):
    monkeypatch.setattr(start, "STAMP", ROOT / "no such stamp")
    monkeypatch.setattr(start, "candidates", lambda: [[str(ROOT / "no such python")]])
    with pytest.raises(SystemExit, match="does not start"):
        start.main(["setup"])


def test_the_interpreter_of_the_tests_is_suitable(start):
    assert start.fault([sys.executable]) == ""


def test_an_interpreter_is_judged_by_what_it_says_of_itself(start, tmp_path):
    stand_in = tmp_path / "stand_in.py"
    stand_in.write_text("print('is Python 3.11')")
    assert start.fault([sys.executable, str(stand_in)]) == "is Python 3.11"
    stand_in.write_text("raise SystemExit(127)")
    assert start.fault([sys.executable, str(stand_in)]) == "does not start"
    assert start.fault([str(tmp_path / "missing")]) == "does not start"


def test_the_probe_turns_down_versions_that_the_locks_do_not_serve(start, monkeypatch, capsys):
    for version, said in [
        ((3, 11, 7), "is Python 3.11\n"),
        ((3, 15, 0), "is Python 3.15\n"),
        ((3, 13, 0), ""),
    ]:
        monkeypatch.setattr(sys, "version_info", version)
        exec(start.PROBE, {})
        assert capsys.readouterr().out == said


def test_installed_versions_are_looked_for_beyond_the_path(start, tmp_path, monkeypatch):
    for version in ("2.7.18", "3.11.7", "3.12.1", "3.13.0"):
        folder = tmp_path / "versions" / version / "bin"
        folder.mkdir(parents=True)
        (folder / "python").touch()
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    monkeypatch.setattr(start.shutil, "which", {"python3.12": "/on/path/python3.12"}.get)
    _itself, *others = start.candidates()
    pyenv = [[str(tmp_path / "versions" / version / "bin" / "python")] for version in ("3.13.0", "3.12.1")]
    assert others == [["/on/path/python3.12"], *pyenv]


def test_the_versions_offered_are_those_the_project_allows(start):
    allowed = Requirement(f"outlast{PROJECT['project']['requires-python']}").specifier
    assert [minor for minor in start.MINORS if not allowed.contains(f"3.{minor}")] == []


# Setting up once, twice and after a fall


@pytest.fixture
def checkout(start, tmp_path, monkeypatch):
    """A checkout whose set-up is only written down: its commands stand in .calls, .fail stops one."""
    (tmp_path / "requirements").mkdir()
    for name in (*LOCKS, "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    seen = SimpleNamespace(start=start, root=tmp_path, calls=[], fail="")

    def call(command):
        seen.calls.append("venv" if "venv" in command else Path(command[-1]).stem if "-r" in command else "project")
        if seen.calls[-1] == "venv":
            python = Path(start.program("python"))
            python.parent.mkdir(parents=True, exist_ok=True)
            python.touch()
            start.STAMP.unlink(missing_ok=True)
        return int(seen.calls[-1] == seen.fail)

    monkeypatch.setattr(start, "ROOT", tmp_path)
    monkeypatch.setattr(start, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(start, "STAMP", tmp_path / ".venv" / "stamp")
    monkeypatch.setattr(start, "call", call)
    monkeypatch.setattr(start, "find_python", lambda _commands: ["python"])
    return seen


def set_up_again(checkout, kind="run"):
    checkout.calls.clear()
    checkout.start.set_up(kind)
    return checkout.calls


def test_a_second_set_up_does_nothing(checkout):
    assert set_up_again(checkout) == ["venv", "run", "project"]
    assert set_up_again(checkout) == []


def test_what_serves_the_tests_serves_everything(checkout):
    assert set_up_again(checkout, "dev") == ["venv", "run", "dev", "project"]
    for kind in KINDS:
        assert set_up_again(checkout, kind) == []


@pytest.mark.parametrize(
    ("had", "asked", "made"),
    [
        ("run", "app", "app"),
        ("run", "notebooks", "notebooks"),
        ("app", "dev", "dev"),
        ("notebooks", "dev", "dev"),
        ("app", "notebooks", "dev"),
        ("run", "calibration", "calibration"),
        ("calibration", "app", "dev"),
        ("notebooks", "app", "dev"),
    ],
)
def test_a_set_up_that_serves_more_is_added_to_what_was_there(checkout, had, asked, made):
    set_up_again(checkout, had)
    assert set_up_again(checkout, asked) == ["run", made, "project"]
    assert set_up_again(checkout, had) == set_up_again(checkout, "run") == []


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (["outlast", "run", "hiec"], "run"),
        (["outlast", "app"], "app"),
        (["app", "hiec"], "app"),
        (["calibrate", "--value-of-data"], "calibration"),
        (["outlast", "calibrate"], "calibration"),
        (["notebooks"], "notebooks"),
    ],
)
def test_a_verb_sets_up_what_it_needs(start, monkeypatch, tmp_path, words, kind):
    done = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(start, "set_up", lambda asked="run": done.append(asked))
    monkeypatch.setattr(start, "become", lambda command: done.append(command[1:]) or 0)
    assert start.main(words) == 0
    assert done[0] == kind
    if words[-1] != "notebooks":
        # A scenario is named from where the user stands, not from the checkout.
        assert done[1] == (words[1:] if words[0] == "outlast" else words)
        assert Path.cwd() == tmp_path


@pytest.mark.parametrize("step", ["venv", "run", "project"])
def test_an_interrupted_set_up_is_begun_anew(checkout, step):
    checkout.fail = step
    with pytest.raises(SystemExit, match="Run this again"):
        set_up_again(checkout)
    checkout.fail = ""
    assert set_up_again(checkout) == ["venv", "run", "project"]


@pytest.mark.parametrize("name", ["requirements/run.txt", "pyproject.toml"])
def test_a_changed_lock_or_project_is_installed_without_beginning_anew(checkout, name):
    set_up_again(checkout)
    with (checkout.root / name).open("a") as file:
        file.write("# changed\n")
    assert set_up_again(checkout) == ["run", "project"]


def test_a_checkout_that_has_moved_is_set_up_anew(checkout):
    set_up_again(checkout)
    stamp = checkout.start.STAMP
    stamp.write_text(stamp.read_text().replace(repr(str(checkout.root)), repr("/elsewhere")))
    assert set_up_again(checkout) == ["venv", "run", "project"]


# Running the tests and the checks


@pytest.mark.parametrize(
    ("pytest_status", "failing_check", "status"),
    [(0, None, 0), (1, None, 1), (5, None, 5), (0, "pyright", 1), (0, "lint-imports", 1), (2, "ruff", 2)],
)
def test_every_failure_fails_the_tests(start, monkeypatch, pytest_status, failing_check, status):
    def run(command, **_options):
        return SimpleNamespace(returncode=int(Path(command[0]).stem == failing_check), stdout=b"", stderr=b"")

    monkeypatch.setattr(start, "set_up", lambda _kind: 0)
    monkeypatch.setattr(start, "call", lambda _command: pytest_status)
    monkeypatch.setattr(start.subprocess, "run", run)
    assert start.test([]) == status


@pytest.mark.parametrize(("arguments", "status"), [(["--help"], 0), (["tset"], 2), (["setup", "--no"], 2)])
def test_an_unknown_word_is_answered_with_the_usage(start, monkeypatch, tmp_path, capsys, arguments, status):
    monkeypatch.chdir(tmp_path)
    assert start.main(arguments) == status
    assert "python3 start.py" in "".join(capsys.readouterr())


# The import contracts


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    assert command is not None
    search = {"PYTHONPATH": str(folder / "model"), "NO_COLOR": "1", "COLUMNS": "200", "PYTHONUTF8": "1"}
    options = ["--no-cache", "--no-logo", "--config", str(ROOT / "pyproject.toml")]
    return subprocess.run(
        [command, *options], cwd=folder, env=os.environ | search, capture_output=True, encoding="utf-8"
    )


def test_the_import_contracts_hold():
    answer = lint_imports(ROOT)
    assert answer.returncode == 0, answer.stdout + answer.stderr


@pytest.mark.parametrize(
    ("module", "text"),
    [
        ("rules/trust.py", "import numpy.random"),
        ("rules/trust.py", "from pathlib import Path"),
        ("rules/trust.py", "from outlast import randomness"),
        ("parameters.py", "from outlast import rules"),
        ("population.py", "import outlast.simulation.model"),
        ("runs.py", "from outlast.cli import main"),
        ("simulation/model.py", "from outlast.simulation import compiled"),
        ("simulation/compiled.py", "from outlast.simulation import agents"),
    ],
)
def test_the_import_contracts_bite(tmp_path, module, text):
    package = tmp_path / "model" / "outlast"
    layers = ["cli", "runs", "population", "randomness", "parameters"]
    inner = ["rules/__init__", "rules/trust", "simulation/__init__"]
    engines = ["simulation/model", "simulation/agents", "simulation/compiled"]
    for name in ["__init__", *layers, *inner, *engines]:
        file = package / f"{name}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    assert lint_imports(tmp_path).returncode == 0
    (package / module).write_text(text + "\n")
    answer = lint_imports(tmp_path)
    assert (answer.returncode, "BROKEN" in answer.stdout) == (1, True)
