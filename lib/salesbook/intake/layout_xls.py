"""How the sheets of an old .xls are laid out, and the code page it names or does not name.

The file is a small file system of its own (OLE): the records of the workbook lie in sectors chained by a table.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from salesbook.intake.layout import Layout

SECTOR_END = 0xFFFFFFFA  # this and above: no sector
BOF, CODEPAGE, LOCKED, ROW, XF = 0x809, 0x42, 0x2F, 0x208, 0xE0
BIFF8 = 0x0600
BOOLERR, FORMULA, MULRK = 0x205, 0x6, 0xBD
CELLS = {0x203, 0x204, 0x27E, 0xFD, BOOLERR, FORMULA, MULRK, 0xD6}


@dataclass
class Xls:
    """Its sheets in order; ``codepage`` is 0 where it names none; ``unicode`` files (BIFF8) need none."""

    sheets: list[Layout] = field(default_factory=list)
    codepage: int = 0
    unicode: bool = True
    locked: bool = False


def workbook_stream(data: bytes) -> bytes:
    """The records of the workbook within an OLE file.

    Raises
    ------
    ValueError
        No workbook is in it, or its sectors run in a circle.
    """
    size = 1 << min(struct.unpack_from("<H", data, 30)[0], 16)
    table = _table(data, size)
    first, cutoff = struct.unpack_from("<I", data, 48)[0], struct.unpack_from("<I", data, 56)[0]
    entries = _entries(_chain(data, table, first, size))
    root = next((e for e in entries.values() if e[0] == 5), None)
    entry = entries.get("workbook") or entries.get("book")
    if not entry:
        raise ValueError("encrypted" if "encryptedpackage" in entries else "no workbook")
    _, start, length = entry
    if length >= cutoff or not root:
        return _chain(data, table, start, size)[:length]
    small = _chain(data, table, root[1], size)
    mini = struct.unpack_from("<I", data, 60)[0]
    chain = _chain(data, table, mini, size) if mini < SECTOR_END else b""
    short = list(struct.unpack(f"<{len(chain) // 4}I", chain[: len(chain) // 4 * 4]))
    return _chain(small, short, start, 64, -1)[:length]


def _table(data: bytes, size: int) -> list[int]:
    """The chain of sectors: each points to the next."""
    heads = [s for s in struct.unpack_from("<109I", data, 76) if s < SECTOR_END]
    more, seen = struct.unpack_from("<I", data, 68)[0], 0
    while more < SECTOR_END and seen < len(data) // size:
        block = struct.unpack_from(f"<{size // 4}I", data, (more + 1) * size)
        heads += [s for s in block[:-1] if s < SECTOR_END]
        more, seen = block[-1], seen + 1
    table: list[int] = []
    for sector in heads[: len(data) // size + 1]:
        piece = data[(sector + 1) * size : (sector + 2) * size]
        table += struct.unpack(f"<{len(piece) // 4}I", piece[: len(piece) // 4 * 4])
    return table


def _chain(data: bytes, table: list[int], sector: int, size: int, shift: int = 0) -> bytes:
    pieces: list[bytes] = []
    while sector < len(table):
        if len(pieces) > len(table):
            raise ValueError("sectors in a circle")
        at = (sector + 1 + shift) * size
        pieces.append(data[at : at + size])
        sector = table[sector]
    return b"".join(pieces)


def _entries(directory: bytes) -> dict[str, tuple[int, int, int]]:
    """Name → kind, first sector, length."""
    found: dict[str, tuple[int, int, int]] = {}
    for at in range(0, len(directory) - 127, 128):
        size, kind = struct.unpack_from("<HB", directory, at + 64)
        name = directory[at : at + max(0, min(size, 64) - 2)].decode("utf-16-le", errors="replace").lower()
        start, length = struct.unpack_from("<II", directory, at + 116)
        found.setdefault(name, (kind, start, length))
    return found


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size


def xls_layout(path: Path) -> Xls:
    """Extent, levels and errors of each sheet of an .xls, and its code page."""
    book, indents = Xls(), list[int]()
    for kind, data in _records(workbook_stream(path.read_bytes())):
        if kind == BOF and len(data) >= 4:
            version, sort = struct.unpack_from("<HH", data)
            if sort == 5:
                book.unicode = version == BIFF8
            elif sort == 0x10:
                book.sheets.append(Layout())
        elif kind == CODEPAGE and len(data) >= 2:
            book.codepage = struct.unpack_from("<H", data)[0]
        elif kind == LOCKED:
            book.locked = True
        elif kind == XF and book.unicode:
            indents.append(data[8] & 0x0F if len(data) > 8 else 0)
        elif book.sheets:
            _note(book.sheets[-1], kind, data, indents)
    return book


def _note(layout: Layout, kind: int, data: bytes, indents: list[int]) -> None:
    """Count one record of a sheet."""
    if kind == ROW and len(data) >= 13 and (level := data[12] & 0x07):
        layout.levels[struct.unpack_from("<H", data)[0]] = level
    elif kind in CELLS and len(data) >= 6:
        row, column, style = struct.unpack_from("<3H", data)
        last = struct.unpack_from("<H", data, len(data) - 2)[0] if kind == MULRK else column
        new = row >= layout.rows
        layout.filled(row, max(column, last))
        layout.errors += kind == BOOLERR and data[7:8] == b"\x01"
        layout.errors += kind == FORMULA and data[6:7] == b"\x02" and data[12:14] == b"\xff\xff"
        if new and style < len(indents) and indents[style]:
            layout.levels[row] = max(indents[style], layout.levels.get(row, 0))
