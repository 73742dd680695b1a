"""Workbooks of old Excel (.xls): of 97 by xlwt, and of 95 by hand, for no library writes those any more."""

import datetime as dt
import io
import struct
from collections.abc import Mapping, Sequence
from typing import Any

import xlwt

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def excel_97(
    rows: Sequence[Sequence[Any]], name: str, merged: Sequence[tuple[int, int, int, int]] = (), day: str = "DD.MM.YYYY"
) -> bytes:
    """A workbook of Excel 97 (BIFF8); ``merged``: first row, last row, first column, last column."""
    made = xlwt.Workbook(encoding="utf-8")
    sheet = made.add_sheet(name)
    days = xlwt.easyxf(num_format_str=day)
    tops = {(area[0], area[2]): area for area in merged}
    for n, row in enumerate(rows):
        for c, cell in enumerate(row):
            if (n, c) in tops:
                sheet.write_merge(*tops[n, c], cell)
            elif cell not in ("", None):
                sheet.write(n, c, cell, *([days] if isinstance(cell, dt.date) else []))
    found = io.BytesIO()
    made.save(found)
    return found.getvalue()


def excel_95(rows: Sequence[Sequence[Any]], name: str, encoding: str) -> bytes:
    """A workbook of Excel 5 (BIFF5) whose texts are bytes of ``encoding`` and which has no CODEPAGE record."""
    cells = b"".join(
        _cell(n, c, cell, encoding)
        for n, row in enumerate(rows)
        for c, cell in enumerate(row)
        if cell not in ("", None)
    )
    size = struct.pack("<HHHHH", 0, len(rows), 0, max(map(len, rows)), 0)
    sheet = _bof(0x0010) + _record(0x0200, size) + cells + _record(0x000A)
    title = name.encode(encoding)
    start = len(_bof(0x0005)) + len(_record(0x0085, b"\0" * (7 + len(title)))) + len(_record(0x000A))
    bound = struct.pack("<IHB", start, 0, len(title)) + title
    return _compound("Book", _bof(0x0005) + _record(0x0085, bound) + _record(0x000A) + sheet)


def _cell(n: int, c: int, cell: Any, encoding: str) -> bytes:
    if isinstance(cell, int | float):
        return _record(0x0203, struct.pack("<HHHd", n, c, 0, cell))
    said = str(cell).encode(encoding)
    return _record(0x0204, struct.pack("<HHHH", n, c, 0, len(said)) + said)


def _bof(kind: int) -> bytes:
    return _record(0x0809, struct.pack("<HHHH", 0x0500, kind, 0x096C, 0x07C9))


def _record(number: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", number, len(data)) + data


def _compound(name: str, stream: bytes) -> bytes:
    """A compound file of one stream: header, table of sectors, directory, the stream."""
    data = stream.ljust(max(4096, -(-len(stream) // SECTOR) * SECTOR), b"\0")
    count = len(data) // SECTOR
    chain = [FAT, END, *range(3, count + 2), END]
    table = struct.pack(f"<{SECTOR // 4}I", *chain, *[FREE] * (SECTOR // 4 - len(chain)))
    entries = [_entry("Root Entry", 5, child=1), _entry(name, 2, start=2, size=len(data)), _entry("", 0), _entry("", 0)]
    head = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, END, 0, END, 0)
    head += struct.pack("<109I", 0, *[FREE] * 108)
    return head + table + b"".join(entries) + data


def _entry(name: str, kind: int, child: int = FREE, start: int = 0, size: int = 0) -> bytes:
    said = (name + "\0").encode("utf-16-le") if name else b""
    where: Mapping[str, int] = {"left": FREE, "right": FREE, "child": child}
    fixed = struct.pack("<HBBIII", len(said), kind, 1, *where.values())
    return said.ljust(64, b"\0") + fixed + b"\0" * 36 + struct.pack("<IQ", start if kind != 5 else END, size)
