"""Input files read as text, with every way in which that can fail put into words."""

from __future__ import annotations

import os
from pathlib import Path

from outlast.scenario.errors import ScenarioError

# Far above any scenario or roster; it stops a data file, or an endless device, from being read by mistake.
LARGEST = 4_000_000


def read_text(path: Path, where: str, kind: type[ScenarioError] = ScenarioError, *, largest: int = LARGEST) -> str:
    """The text of a UTF-8 file, with or without a byte order mark; raises `kind` naming `where`."""
    if os.path.isdir(path):
        raise kind(f"{where}: this is a directory, but a file is needed.")
    try:
        with path.open("rb") as file:
            data = file.read(largest + 1)
    except FileNotFoundError:
        raise kind(f"{where}: there is no such file.") from None
    except OSError as error:
        raise kind(f"{where}: the file cannot be read: {error.strerror or error}.") from None
    except ValueError as error:
        raise kind(f"{where}: this is no name of a file: {error}.") from None
    return decoded(data, where, kind, largest=largest)


def decoded(data: bytes, where: str, kind: type[ScenarioError] = ScenarioError, *, largest: int = LARGEST) -> str:
    """The text of UTF-8 bytes, with or without a byte order mark; raises `kind` naming `where`."""
    if len(data) > largest:
        size = f"{largest // 1_000_000} MB" if largest >= 1_000_000 else f"{largest // 1000} kB"
        raise kind(f"{where}: the file is larger than {size}, so it is not what is needed here.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        looks_wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
        guess = "it seems to be UTF-16" if looks_wide else "it may have been saved in another encoding"
        raise kind(
            f"{where}: the file is not UTF-8: byte {error.start} (line {line}) is 0x{data[error.start]:02x};"
            f" {guess}. Save it as UTF-8."
        ) from None
