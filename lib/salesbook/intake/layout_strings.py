"""How much text a sheet of an .xlsx comes to: one long string may stand in a million cells."""

import zipfile
from collections.abc import Sequence

from salesbook.intake.layout import Attributes, Layout, parse

STRINGS = "xl/sharedstrings.xml"


def weigh_text(archive: zipfile.ZipFile, layouts: dict[str, Layout], most: int) -> None:
    """Count the characters of each sheet that could come to more than ``most``."""
    part = next((name for name in archive.namelist() if name.lower().lstrip("/") == STRINGS), "")
    size = archive.getinfo(part).file_size if part else 0
    large = [layout for layout in layouts.values() if layout.texts * size > most]
    lengths = _lengths(archive, part) if large else []
    for layout in large:
        layout.characters = _characters(archive, layout.part, lengths)


def _lengths(archive: zipfile.ZipFile, part: str) -> list[int]:
    """The length of each shared string, by its number."""
    found: list[int] = []

    def start(tag: str, _: Attributes) -> None:
        if tag == "si":
            found.append(0)

    def text(piece: str) -> None:
        if found:
            found[-1] += len(piece)

    parse(archive, part, start, text=text)
    return found


def _characters(archive: zipfile.ZipFile, part: str, lengths: Sequence[int]) -> int:
    kind, pieces, total = "", list[str](), 0

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal kind
        if tag == "c":
            kind = attributes.get("t", "")
        pieces.clear()

    def end(tag: str) -> None:
        nonlocal total
        number = "".join(pieces) if tag == "v" and kind == "s" else ""
        if number.isdecimal() and len(number) < 10 and int(number) < len(lengths):
            total += lengths[int(number)]

    parse(archive, part, start, end, pieces.append)
    return total
