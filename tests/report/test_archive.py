"""An archive holds what git keeps, in the folders of the model library, and can be verified and run."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml

from documents import ROOT, TINY, made
from outlast.bibliography import references
from outlast.cli import main
from outlast.report.archive import bundle
from outlast.report.archive.bundle import archived
from outlast.report.archive.checkout import Checkout, find_checkout
from outlast.report.archive.citation import codemeta, read_citation
from outlast.scenario import ScenarioError

TEXTS = {
    "LICENSE": "MIT\n",
    "README.md": "# small\n",
    "model/outlast/__init__.py": "",
    "model/outlast/references.bib": "",
    "model/ODD.md": "# ODD\n",
    "docs/workshop.md": "![a](workshop.png)\n",
    "docs/workshop.png": "not really\n",
    "scenarios/hiec.toml": "",
    "scenarios/evidence/targets.toml": "",
    "results/README.md": "",
    "results/01/manifest.json": "{}",
    "start.py": "print(1)\n",
    ".gitignore": "ignored/\n__pycache__/\n",
}


def git(where: Path, *words: str) -> None:
    identity = ["-c", "user.name=Somebody", "-c", "user.email=nobody@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *words], cwd=where, check=True, capture_output=True)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A small checkout with a commit; its top."""
    top = tmp_path / "checkout"
    for name, text in TEXTS.items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text(text, encoding="utf-8")
    for name in ("pyproject.toml", "CITATION.cff"):
        shutil.copy2(ROOT / name, top)
    git(top, "init", "-q")
    git(top, "add", "-A")
    git(top, "update-index", "--chmod=+x", "start.py")
    (top / "start.py").chmod(0o755)
    git(top, "commit", "-q", "-m", "All of it")
    return top


def found_in(top: Path) -> Checkout:
    return find_checkout(top / "model" / "outlast")


def names_of(file: Path) -> set[str]:
    with zipfile.ZipFile(file) as held:
        assert held.testzip() is None
        return {name.partition("/")[2] for name in held.namelist()}


@pytest.fixture(scope="module")
def unzipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive of this very checkout, unzipped."""
    into = tmp_path_factory.mktemp("unzipped")
    try:
        file = archived(into / "all.zip").path
    except ScenarioError as error:
        pytest.skip(f"only in a checkout: {error}")
    with zipfile.ZipFile(file) as held:
        held.extractall(into)
    (top,) = [path for path in into.iterdir() if path.is_dir()]
    return top


def test_every_file_has_the_hash_that_is_listed(unzipped: Path) -> None:
    lines = [line.split("  ", 1) for line in (unzipped / "SHA256SUMS").read_text("utf-8").splitlines()]
    listed = {name: digest for digest, name in lines}
    there = {path.relative_to(unzipped).as_posix() for path in unzipped.rglob("*") if path.is_file()}
    assert there == {*listed, "SHA256SUMS"}
    for name, digest in listed.items():
        assert hashlib.sha256((unzipped / name).read_bytes()).hexdigest() == digest, name


def test_what_the_contents_say_verifies_it(unzipped: Path) -> None:
    said = (unzipped / "CONTENTS.md").read_text("utf-8")
    script = said.partition("```python\n")[2].partition("```")[0]
    done = subprocess.run([sys.executable, "-c", script], cwd=unzipped, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "every file is as it was archived")
    (unzipped / "LICENSE").write_text("mine\n", "utf-8")
    done = subprocess.run([sys.executable, "-c", script], cwd=unzipped, capture_output=True, text=True, check=False)
    (unzipped / "LICENSE").write_bytes((ROOT / "LICENSE").read_bytes())
    assert done.returncode == 1
    assert "LICENSE" in done.stderr


def test_the_folders_are_those_of_the_library(unzipped: Path) -> None:
    # Categories of the CoMSES model library; metadata stand at the top.
    assert {path.name for path in unzipped.iterdir() if path.is_dir()} == {"code", "data", "docs", "media", "results"}
    files = {path.name for path in unzipped.iterdir() if path.is_file()}
    assert files == {"LICENSE", "CITATION.cff", "codemeta.json", "CONTENTS.md", "SHA256SUMS"}
    # In docs/ the library takes Markdown, PDF and plain text, and in media/ pictures.
    assert {path.suffix for path in (unzipped / "docs").rglob("*") if path.is_file()} == {".md"}
    assert {path.suffix for path in (unzipped / "media").rglob("*") if path.is_file()} == {".png"}
    for name in ("docs/model/ODD.md", "docs/model/TRACE.md", "docs/model/DECISIONS.md", "code/requirements/run.txt",
                 "code/experiments/01_hiec.py", "data/scenarios/evidence/ensemble.parquet", "data/scenarios/hiec.toml",
                 "data/model/outlast/references.bib", "results/01_hiec/run/manifest.json",
                 "results/calibration/targets.csv"):  # fmt: skip
        assert (unzipped / name).is_file(), name
    assert not (unzipped / "code" / "results").exists()


def test_the_unzipped_code_runs_and_knows_that_it_is_no_checkout(unzipped: Path, tmp_path: Path) -> None:
    script = (
        "import outlast, pathlib; print(pathlib.Path(outlast.__file__).resolve());"
        "print(outlast.load_scenario('hiec').title);"
        "from outlast.cli import main; print(main(['archive']))"
    )
    environment = {"PYTHONPATH": str(unzipped / "code" / "model"), "PATH": "", "SYSTEMROOT": "C:\\Windows"}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    where, *said = done.stdout.splitlines()
    assert Path(where).is_relative_to(unzipped.resolve())
    assert said == ["Health Innovation and Education Clusters, England 2010-13", "2"]
    assert "is no checkout of its sources" in done.stderr
    assert list(tmp_path.iterdir()) == []


# What goes in ---------------------------------------------------------------------------------------------------------


def test_only_what_git_keeps_goes_in(checkout: Path, tmp_path: Path) -> None:
    for name in ("ignored/a.txt", "model/outlast/__pycache__/b.pyc", "mine.txt"):
        (checkout / name).parent.mkdir(exist_ok=True)
        (checkout / name).write_text("x", "utf-8")
    (checkout / ".env").write_text("TOKEN=1", "utf-8")
    (checkout / "server.key").write_text("1", "utf-8")
    git(checkout, "add", "-f", ".env", "server.key")
    git(checkout, "commit", "-q", "-m", "By mistake")
    found = archived(tmp_path / "a.zip", checkout=found_in(checkout))
    kept = {name for name in TEXTS if not name.startswith("results/")} | {"pyproject.toml", "CITATION.cff"}
    names = names_of(tmp_path / "a.zip")
    assert {name.removeprefix("code/") for name in names if name.startswith("code/")} == kept
    assert {"docs/docs/workshop.md", "media/docs/workshop.png", "data/scenarios/evidence/targets.toml",
            "results/01/manifest.json", "LICENSE"} <= names  # fmt: skip
    assert found.untracked == ("mine.txt",)
    assert found.files == len(names)


def test_the_same_checkout_gives_the_same_bytes(checkout: Path, tmp_path: Path) -> None:
    first = archived(tmp_path / "a.zip", checkout=found_in(checkout)).path.read_bytes()
    for path in checkout.rglob("*.md"):
        path.touch()
    assert archived(tmp_path / "b.zip", checkout=found_in(checkout)).path.read_bytes() == first
    with zipfile.ZipFile(tmp_path / "a.zip") as held:
        infos = held.infolist()
    assert [one.filename for one in infos] == sorted(one.filename for one in infos)
    assert {one.date_time for one in infos} == {(1980, 1, 1, 0, 0, 0)}
    modes = {one.filename.partition("/")[2]: oct(one.external_attr >> 16) for one in infos}
    assert (modes["code/start.py"], modes["code/README.md"]) == ("0o100755", "0o100644")


def test_what_changed_since_the_commit_is_said(checkout: Path, tmp_path: Path) -> None:
    def contents() -> str:
        with zipfile.ZipFile(archived(tmp_path / "a.zip", checkout=found_in(checkout)).path) as held:
            return held.read("outlast-0.1.0/CONTENTS.md").decode()

    assert "not committed" not in contents()
    assert found_in(checkout).commit in contents()
    (checkout / "README.md").write_text("# changed\n", "utf-8")
    (checkout / "docs" / "workshop.md").unlink()
    assert "**with changes that were not committed**: `README.md`, `docs/workshop.md`" in contents()


def test_results_are_added_whole_where_they_belong(checkout: Path, tmp_path: Path) -> None:
    folder = made("run", "hiec", *TINY, "--replicates", "2")
    (tmp_path / "elsewhere").mkdir()
    mine = shutil.copytree(folder, tmp_path / "elsewhere" / "ours")
    (mine / "notes.txt").write_text("private", "utf-8")
    shutil.copytree(folder, checkout / "results" / "02" / "levers")
    whole = [mine, checkout / "results" / "02" / "levers"]
    names = names_of(archived(tmp_path / "a.zip", whole, found_in(checkout)).path)
    for place in ("results/ours", "results/02/levers"):
        assert {f"{place}/runs.parquet", f"{place}/summary.csv", f"{place}/manifest.json"} <= names
    assert "results/ours/notes.txt" not in names
    with pytest.raises(ScenarioError, match="two folders would both be results/ours"):
        archived(tmp_path / "a.zip", [mine, shutil.copytree(mine, tmp_path / "ours")], found_in(checkout))
    (mine / "summary.csv").write_text("x", "utf-8")
    with pytest.raises(ScenarioError, match=r"is damaged: summary\.csv has changed"):
        archived(tmp_path / "b.zip", [mine], found_in(checkout))
    assert not (tmp_path / "b.zip").exists()


def test_nothing_else_is_written_over(checkout: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.zip"
    archived(file, checkout=found_in(checkout))
    archived(file, checkout=found_in(checkout))
    file.write_bytes(b"precious")
    with pytest.raises(ScenarioError, match="is there already and is no archive of outlast"):
        archived(file, checkout=found_in(checkout))
    assert file.read_bytes() == b"precious"
    with pytest.raises(ScenarioError, match="is a folder; name a file in it"):
        archived(tmp_path, checkout=found_in(checkout))


def test_an_installed_copy_is_refused_with_the_way_out(tmp_path: Path) -> None:
    package = tmp_path / "site-packages" / "outlast"
    package.mkdir(parents=True)
    with pytest.raises(ScenarioError, match=r"no checkout of its sources.*Clone the repository"):
        find_checkout(package)


def test_the_command_says_what_it_wrote(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bundle, "find_checkout", lambda: found_in(checkout))
    monkeypatch.chdir(tmp_path)
    assert main(["archive", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["path"] == "outlast-0.1.0.zip"
    assert said["bytes"] == Path(said["path"]).stat().st_size
    (checkout / "mine.txt").write_text("x", "utf-8")
    assert main(["archive", "--out", "deep/b.zip"]) == 0
    out, err = capsys.readouterr()
    assert "Written to deep/b.zip: " in out
    assert "1 file not kept by git (left out): mine.txt" in err
    assert main(["archive", "--results", "nowhere"]) == 2


# Metadata -------------------------------------------------------------------------------------------------------------


def test_the_citation_reads_as_yaml_does() -> None:
    text = (ROOT / "CITATION.cff").read_text("utf-8")

    def as_text(found: Any) -> Any:
        if isinstance(found, dict):
            return {key: as_text(one) for key, one in found.items()}
        return [as_text(one) for one in found] if isinstance(found, list) else str(found)

    assert read_citation(text) == as_text(yaml.safe_load(text))


@pytest.mark.parametrize(
    "line", ["key: [a, b]", "key: 'x'", 'key: "a \\"b"', "Key: x", "  key: x", "key: a: b", "a: 1\na: 2"]
)
def test_a_line_that_would_be_read_otherwise_is_refused(line: str) -> None:
    with pytest.raises(ScenarioError, match=r"CITATION\.cff, line \d: not in the plain form"):
        read_citation(line)


def test_the_citation_is_complete_and_agrees_with_the_project_and_the_bibliography() -> None:
    found = read_citation((ROOT / "CITATION.cff").read_text("utf-8"))
    # What the Citation File Format 1.2.0 allows, of what is used here; the first four it demands.
    assert found["cff-version"] == "1.2.0"
    assert set(found) == {"cff-version", "message", "title", "authors", "type", "abstract", "version", "date-released",
                          "license", "keywords", "references"}  # fmt: skip
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert (found["version"], found["license"]) == (project["version"], project["license"])
    assert [one["name"] for one in found["authors"]] == [one["name"] for one in project["authors"]]
    known = {one.title: one for one in references().values()}
    for one in found["references"]:
        assert {"type", "title", "authors"} <= one.keys() <= {"type", "title", "authors", "journal", "volume", "year",
                                                              "doi", "url", "notes"}  # fmt: skip
        source = known[one["title"]]
        assert (int(one["year"]), one.get("doi", ""), one.get("journal", source.journal)) == (
            source.year, source.doi, source.journal,
        )  # fmt: skip
        for person in one["authors"]:
            assert person.get("family-names", "others") in source.author


def test_codemeta_says_what_project_and_citation_say() -> None:
    found = codemeta(ROOT)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert found["@context"] == "https://w3id.org/codemeta/3.0"
    assert found["softwareRequirements"] == project["dependencies"]
    assert found["author"] == [{"@type": "Organization", "name": "The outlast developers"}]
    assert found["license"] == "https://spdx.org/licenses/MIT"
    assert found["developmentStatus"] == "https://www.repostatus.org/#wip"
    assert {one["name"] for one in found["citation"]} <= {one.title for one in references().values()}
    assert "others" not in json.dumps(found["citation"])


def test_a_citation_of_another_version_is_found_out(tmp_path: Path) -> None:
    for name in ("pyproject.toml", "CITATION.cff"):
        (tmp_path / name).write_text(
            (ROOT / name).read_text("utf-8").replace("0.1.0", "0.2.0" if name[0] == "p" else "0.1.0"), "utf-8"
        )
    with pytest.raises(ScenarioError, match="disagree on version or licence"):
        codemeta(tmp_path)
