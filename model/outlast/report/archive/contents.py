"""What an archive says of itself: its contents, how to verify it, how to run it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from outlast.report.archive.checkout import Checkout

CONTENTS, SUMS, CODEMETA = "CONTENTS.md", "SHA256SUMS", "codemeta.json"
# The folders that the CoMSES Computational Model Library knows, and what is in them here.
FOLDERS = {
    "code": "the checkout: package, scenarios with their evidence and the calibrated ensemble, tests, experiments, "
    "locked dependencies, documents; it runs as it stands",
    "data": "what goes in: scenarios, the evidence and the ensemble that they were calibrated with, the bibliography "
    "(copies of files in code/)",
    "docs": "what describes it, in Markdown: ODD, TRACE, decisions, guides (copies of files in code/, at the same "
    "places, so that they find each other)",
    "media": "pictures of the documents",
    "results": "what came out: manifests, findings, tables and figures of the studies; tables of single runs are made "
    "again by the command in each manifest",
}
VERIFY = """\
import hashlib, pathlib
for line in pathlib.Path("SHA256SUMS").read_text(encoding="utf-8").splitlines():
    digest, name = line.split("  ", 1)
    assert hashlib.sha256(pathlib.Path(name).read_bytes()).hexdigest() == digest, name
print("every file is as it was archived")
"""


def contents(
    checkout: Checkout, meta: Mapping[str, Any], sizes: Mapping[str, Sequence[int]], added: Sequence[str]
) -> str:
    """CONTENTS.md: `sizes` are the bytes of the files in each folder, `added` names results that were added whole."""
    rows = [
        f"| `{name}/` | {FOLDERS[name]} | {len(found):,} | {sum(found) / 1e6:.1f} MB |"
        for name in FOLDERS
        if (found := sizes.get(name))
    ]
    state = f"commit `{checkout.commit}` ({checkout.date})"
    if checkout.changed:
        names = ", ".join(f"`{name}`" for name in sorted(checkout.changed))
        state += f", **with changes that were not committed**: {names}"
    more = "".join(f"\nAdded whole, tables of single runs included: `results/{name}/`.\n" for name in added)
    return f"""\
# {meta["name"]}

{meta["description"]}

Version {meta["version"]}, {state}. Licence: see `LICENSE`. To cite: `CITATION.cff`; for machines: `{CODEMETA}`.

| folder | holds | files | size |
|---|---|---|---|
{chr(10).join(rows)}
{more}
The folders are those of the CoMSES Computational Model Library; metadata stand at the top, as there.

## Verify it

`sha256sum -c {SUMS}` (on macOS `shasum -a 256 -c {SUMS}`), or anywhere:

```python
{VERIFY.rstrip()}
```

## Run it

Python {meta["programmingLanguage"]["version"]} and, once, a network for the locked dependencies; nothing else.

```
cd code
python3 start.py          # sets up, and runs the main case: a table, a figure, a folder of results
python3 start.py test     # the tests
```

The figures that `code/README.md` shows, and what some tests read, are in `results/`: copy it into `code/` for them.
`docs/model/ODD.md` describes the model; `docs/model/TRACE.md` says how it was tested, and what it cannot tell.
"""


def sums(digests: Mapping[str, str]) -> str:
    """SHA256SUMS: a line for each file, as sha256sum reads it."""
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(digests.items()))
