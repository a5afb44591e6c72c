"""The archive itself: which file goes where, and a ZIP that is the same whenever it is made."""

from __future__ import annotations

import fnmatch
import hashlib
import io
import json
import os
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from outlast.report.archive.checkout import Checkout, Kept, find_checkout
from outlast.report.archive.citation import codemeta
from outlast.report.archive.contents import CODEMETA, CONTENTS, SUMS, contents, sums
from outlast.report.document.folder import open_folder
from outlast.report.document.kinds import CONTENT
from outlast.runs.folder import MANIFEST
from outlast.runs.parts import put
from outlast.scenario import ScenarioError

RESULTS = "results"
# What stands at the top of the archive as of the checkout.
TOP = ("LICENSE", "CITATION.cff")
# Documents, and what goes in; as patterns of paths in the checkout.
DOCUMENTS = ("README.md", "CHANGELOG.md", "model/*.md", "docs/*.md", "experiments/*.md", "benchmarks/*.md")
PICTURES = ("docs/*.png", "docs/*.svg")
INPUTS = ("scenarios/*", "scenarios/*/*", "model/outlast/references.bib", "model/outlast/parameters/*.toml")
# The first moment that a ZIP can tell: a file has no other time here.
EPOCH = (1980, 1, 1, 0, 0, 0)


class Entry(NamedTuple):
    """A file of the archive."""

    name: str
    data: bytes
    is_program: bool = False


class Archived(NamedTuple):
    """An archive that was written: where, its bytes, its files, and what of the checkout is not in it."""

    path: Path
    size: int
    files: int
    changed: tuple[str, ...]
    untracked: tuple[str, ...]


def archive(out: Path | str | None = None, results: Sequence[Path | str] = ()) -> Path:
    """Write the checkout that outlast runs from as one ZIP in the form of the CoMSES model library; where it is.

    It holds what git keeps: code/, docs/, data/, results/ (manifests, tables and figures that the checkout has), with
    LICENSE, CITATION.cff, codemeta.json, CONTENTS.md and SHA256SUMS of every file. The same checkout gives the same
    bytes.

    Parameters:
        out: the file; outlast-VERSION.zip in the working directory if None. An earlier archive is replaced.
        results: folders of results to be added whole, tables of single runs included.

    Raises ScenarioError where outlast does not run from a checkout, a folder holds no results, or another file is in
    the way.
    """
    return archived(out, results).path


def archived(
    out: Path | str | None = None, results: Sequence[Path | str] = (), checkout: Checkout | None = None
) -> Archived:
    """The same of any checkout, with the size of the archive and what is not in it."""
    checkout = find_checkout() if checkout is None else checkout
    meta = codemeta(checkout.root)
    top = f"{meta['identifier']}-{meta['version']}"
    file = Path(f"{top}.zip") if out is None else Path(out)
    _check(file, top)
    whole = [(_place(Path(one), checkout), Path(one)) for one in results]
    names = [name for name, _ in whole]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ScenarioError(f"--results: two folders would both be {RESULTS}/{twice[0]}; rename one of them")
    held = {entry.name: entry for entry in _entries(checkout)}
    held |= {entry.name: entry for name, folder in whole for entry in _results(name, folder)}
    sizes: dict[str, list[int]] = {}
    for name, entry in held.items():
        sizes.setdefault(name.partition("/")[0], []).append(len(entry.data))
    beside = {
        CODEMETA: json.dumps(meta, indent=2, ensure_ascii=False) + "\n",
        CONTENTS: contents(checkout, meta, sizes, sorted(names)),
    }
    held |= {name: Entry(name, text.encode("utf-8")) for name, text in beside.items()}
    digests = {name: hashlib.sha256(entry.data).hexdigest() for name, entry in held.items()}
    held[SUMS] = Entry(SUMS, sums(digests).encode("utf-8"))
    data = _zipped(top, [held[name] for name in sorted(held)])
    file.parent.mkdir(parents=True, exist_ok=True)
    put(file, data)
    return Archived(file, len(data), len(held), checkout.changed, checkout.untracked)


def _entries(checkout: Checkout) -> Iterator[Entry]:
    """Every file of the checkout under the folders that it belongs in."""
    for kept in checkout.files:
        data = (checkout.root / kept.path).read_bytes()
        for name in _names(kept):
            yield Entry(name, data, kept.is_program)


def _names(kept: Kept) -> list[str]:
    """Where a file stands in the archive: in one place, or as a copy in a second."""
    path = kept.path
    if path.parts[0] == RESULTS:
        return [str(path)]
    places = [f"code/{path}"]
    for folder, patterns in (("docs", DOCUMENTS), ("media", PICTURES), ("data", INPUTS)):
        if any(_is_like(path, pattern) for pattern in patterns):
            places.append(f"{folder}/{path}")
    return [*places, *([str(path)] if str(path) in TOP else [])]


def _is_like(path: PurePosixPath, pattern: str) -> bool:
    """Whether a path has the parts of a pattern, one by one."""
    parts = pattern.split("/")
    return len(parts) == len(path.parts) and all(map(fnmatch.fnmatchcase, path.parts, parts))


def _place(folder: Path, checkout: Checkout) -> str:
    """Where a folder of results stands below results/: where it does in the checkout, or by its name."""
    inside = checkout.root / RESULTS
    found = folder.resolve()
    return found.relative_to(inside.resolve()).as_posix() if found.is_relative_to(inside.resolve()) else found.name


def _results(name: str, folder: Path) -> Iterator[Entry]:
    """The signed files of a folder of results, and its manifest; parts, locks and files of others stay out."""
    opened = open_folder(folder, list(CONTENT))
    for file in (MANIFEST, *opened.present):
        yield Entry(str(PurePosixPath(RESULTS, name, file)), (folder / file).read_bytes())


def _check(file: Path, top: str) -> None:
    """Refuse to write over anything but an earlier archive of ours; raises ScenarioError."""
    if file.is_dir():
        raise ScenarioError(f"--out: {file} is a folder; name a file in it, such as {file / f'{top}.zip'}")
    if file.exists():
        try:
            with zipfile.ZipFile(file) as earlier:
                is_ours = any(name.endswith(f"/{CONTENTS}") for name in earlier.namelist())
        except (zipfile.BadZipFile, OSError):
            is_ours = False
        if not is_ours:
            raise ScenarioError(f"--out: {file} is there already and is no archive of outlast; name another file")
    place = next(above for above in file.absolute().parents if above.exists())
    if not place.is_dir() or not os.access(place, os.W_OK):
        raise ScenarioError(f"--out: nothing can be written in {place}; name another file")


def _zipped(top: str, entries: Sequence[Entry]) -> bytes:
    """A ZIP with all below one folder, in the order of names and without times, so that the same gives the same."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as made:
        for entry in entries:
            info = zipfile.ZipInfo(f"{top}/{entry.name}", EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            info.external_attr = (0o100755 if entry.is_program else 0o100644) << 16
            made.writestr(info, entry.data)
    return sink.getvalue()
