"""How the sheets of an .xlsb are laid out, told from its records."""

import struct
import zipfile
from collections.abc import Iterator
from typing import IO

from salesbook.intake.layout import Layout, sheet_files

ROW, FIRST_CELL, LAST_CELL, SHEET, MERGED = 0, 1, 11, 156, 176
BLANK, ERROR_CELLS = 1, (3, 11)
LONGEST = 1 << 24  # bytes of a record


def records(file: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Kind and content of each record."""
    while first := file.read(1):
        kind = first[0]
        if kind & 0x80:
            kind = (kind & 0x7F) | (_byte(file) & 0x7F) << 7
        size = 0
        for shift in (0, 7, 14, 21):
            part = _byte(file)
            size |= (part & 0x7F) << shift
            if not part & 0x80:
                break
        if size > LONGEST:
            raise ValueError("a record without end")
        yield kind, file.read(size)


def _byte(file: IO[bytes]) -> int:
    read = file.read(1)
    if not read:
        raise EOFError
    return read[0]


def xlsb_layouts(archive: zipfile.ZipFile) -> dict[str, Layout]:
    """Sheet → its layout."""
    names = {name.lower().lstrip("/"): name for name in archive.namelist()}
    book = names.get("xl/workbook.bin")
    ids = _sheet_ids(archive, book) if book else {}
    targets = sheet_files(archive, names, ids)
    return {s: _sheet(archive, names[t.lower()]) for s, t in targets.items() if t.lower() in names}


def _sheet_ids(archive: zipfile.ZipFile, book: str) -> dict[str, str]:
    with archive.open(book) as file:
        found = [_strings(data[8:]) for kind, data in records(file) if kind == SHEET]
    return {strings[1]: strings[0] for strings in found if len(strings) > 1}


def _strings(data: bytes) -> list[str]:
    found = []
    while len(data) >= 4:
        (size,) = struct.unpack_from("<I", data)
        found.append(data[4 : 4 + 2 * size].decode("utf-16-le", errors="replace"))
        data = data[4 + 2 * size :]
    return found


def _sheet(archive: zipfile.ZipFile, name: str) -> Layout:
    layout, row = Layout(), 0
    with archive.open(name) as file:
        for kind, data in records(file):
            if kind == ROW and len(data) >= 12:
                row = struct.unpack_from("<I", data)[0]
                if level := data[11] & 0x07:
                    layout.levels[row] = level
            elif FIRST_CELL < kind <= LAST_CELL and len(data) >= 4:
                layout.filled(row, struct.unpack_from("<I", data)[0])
                layout.errors += kind in ERROR_CELLS
            elif kind == MERGED and len(data) >= 16:
                top, bottom, left, right = struct.unpack_from("<4I", data)
                layout.merged.append((top, left, bottom, right))
    return layout
