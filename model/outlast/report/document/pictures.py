"""Figures of a folder as pictures for a page: small enough to travel, sharp enough to print."""

from __future__ import annotations

import io

from outlast.report.document.folder import ResultsFolder
from outlast.report.document.parts import Picture

# Lines, text and flat colours need no more; the file has a third of the bytes.
COLOURS = 256
# What a figure of ours may say of itself inside its PNG; see `report.figures.said`.
TITLE, DESCRIPTION = "Title", "Description"


def picture(name: str, data: bytes, alt: str, caption: str) -> Picture:
    """A picture from the bytes of a PNG, with no more than 256 colours; the same bytes give the same."""
    from PIL import Image

    with Image.open(io.BytesIO(data)) as image:
        flat = Image.new("RGB", image.size, "white")
        whole = image.convert("RGBA")
        flat.paste(whole, mask=whole.getchannel("A"))
    few = flat.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    sink = io.BytesIO()
    few.save(sink, "PNG", compress_level=6)
    smaller = min(sink.getvalue(), data, key=len)
    return Picture(name, smaller, *flat.size, alt, caption)


def says(data: bytes) -> tuple[str, str]:
    """Title and description that a PNG has inside; empty where it has none."""
    from PIL import Image

    with Image.open(io.BytesIO(data)) as image:
        return str(image.info.get(TITLE, "")), str(image.info.get(DESCRIPTION, ""))


def names_of(folder: ResultsFolder) -> list[str]:
    """The figures that are there, by the name of their file without its ending."""
    return [name.removesuffix(".png") for name in folder.present if name.endswith(".png")]
