"""Tables of an HTML page, as 1C, Bitrix24 and shops write them under the name .xls."""

import codecs
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from salesbook.errors import DataError
from salesbook.intake.encoding import Encoding, find_encoding, survey
from salesbook.intake.sheet import WIDEST, Note, Row, Sheet, ends, no_rows, row_of, text_cell

LARGEST = 32 << 20  # bytes
CELLS, TABLES, DEEPEST = 5_000_000, 200, 50  # cells of a table, tables of a page, tables within one another
TAG = re.compile(r"<(/?)(table|tr|td|th|br)\b([^<>]{0,4000})>", re.IGNORECASE)
OTHER = re.compile(r"<[^<>]{0,4000}>")
SPAN = re.compile(r"""\b(colspan|rowspan)\s*=\s*["']?(\d{1,6})""", re.IGNORECASE)
CHARSET = re.compile(rb"""(?i)charset\s*=\s*["']?(windows-125\d|koi8-[ru]|iso-8859-\d{1,2}|ibm866|cp866)\b""")
MARKS = re.compile("[\t\r\n ]+")
BREAK = "\x0b"  # stands for <br> while the other ends of lines, which mean nothing in HTML, become spaces


@dataclass
class _Table:
    rows: list[list[str | None]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    held: dict[int, int] = field(default_factory=dict)  # column → row down to which a cell above reaches
    cell: int = -1  # where the text of the open cell begins
    spans: dict[str, int] = field(default_factory=dict)
    frame: bool = False
    size: int = 0

    def open_row(self) -> None:
        self.rows.append([])
        self._grow(1)

    def _grow(self, cells: int) -> None:
        self.size += cells
        if self.size > CELLS:
            raise ValueError("too large")

    def close_cell(self, page: str, end: int) -> None:
        """Take the text of the open cell, if any, up to ``end``."""
        if self.cell >= 0 and not self.frame:
            self._add(_text(page[self.cell : end]), self.spans)
        self.cell = -1

    def _add(self, text: str, spans: dict[str, int]) -> None:
        """Put a cell into the last row, to the right of what reaches into it from above."""
        at, row = len(self.rows) - 1, self.rows[-1]
        before = len(row)
        while self.held.get(len(row), -1) >= at:
            row.append(None)
        column = len(row)
        right, down = min(spans.get("colspan", 1), WIDEST + 1), spans.get("rowspan", 1)
        row += [text, *[None] * (right - 1)]
        self._grow(len(row) - before if len(row) <= WIDEST else CELLS)
        if right > 1 or down > 1:
            self.merged.append((at, column, at + max(down, 1) - 1, column + right - 1))
        if down > 1:
            self.held |= dict.fromkeys(range(column, column + right), at + down - 1)


def read_html(path: Path, shown: str) -> list[Sheet]:
    """Each table of a page that has rows, as a sheet of text.

    Raises
    ------
    DataError
        No table is in it, or it is too large.
    """
    if path.stat().st_size > LARGEST:
        raise DataError(shown, f"an HTML page larger than {LARGEST >> 20} MB.", "Export it as .csv or .xlsx.")
    data = path.read_bytes()
    encoding = _encoding(path, data)
    try:
        tables = _tables(data.decode(encoding.name, errors="replace"))
        found = list(islice((t for t in tables if not t.frame and any(map(any, t.rows))), TABLES + 1))
    except ValueError:
        what = f"a table of more than {WIDEST:,} columns or {CELLS:,} cells, or tables within tables."
        raise DataError(shown, what, "Export it as .csv or .xlsx.") from None
    if not found:
        raise no_rows(shown)
    if len(found) > TABLES:
        raise DataError(shown, f"more than {TABLES:,} tables.", "Export it as .csv or .xlsx.")
    notes: tuple[Note, ...] = (("import.html", {"encoding": encoding.name}),)
    return [_sheet(table, shown, str(n) if len(found) > 1 else "", notes) for n, table in enumerate(found, 1)]


def _sheet(table: _Table, shown: str, name: str, notes: tuple[Note, ...]) -> Sheet:
    whole = [_clean(row) for row in table.rows]
    kept = ends(iter(table.rows), _clean, shown)
    return Sheet(
        shown, name, kept.head, kept.tail, kept.length,
        rows=lambda: iter(whole), merged=tuple(table.merged), notes=notes,
    )  # fmt: skip


def _clean(row: list[str | None]) -> Row:
    return row_of(None if cell is None else text_cell(cell) for cell in row)


def _encoding(path: Path, data: bytes) -> Encoding:
    """What the bytes say, or else the page itself, or else its letters."""
    found = find_encoding(survey(path))
    named = CHARSET.search(data[:4096])
    if found.certain or not named:
        return found
    try:
        return Encoding(codecs.lookup(named[1].decode()).name)
    except LookupError:
        return found


def _tables(page: str) -> Iterator[_Table]:
    """Tables as they end; one that only holds another table is a frame, and left out."""
    open_ones: list[_Table] = []
    for tag in TAG.finditer(page):
        closing, name = bool(tag[1]), tag[2].lower()
        if name == "table" and not closing:
            if open_ones:
                open_ones[-1].frame = True
            open_ones.append(_Table())
            if len(open_ones) > DEEPEST:
                raise ValueError("too deep")
            continue
        if name == "br" or not open_ones:
            continue
        table = open_ones[-1]
        table.close_cell(page, tag.start())
        if name == "table":
            yield open_ones.pop()
        elif name == "tr" and not closing:
            table.open_row()
        elif name in ("td", "th") and not closing and table.rows:
            table.cell, table.spans = tag.end(), {k.lower(): int(n) for k, n in SPAN.findall(tag[3])}
    for table in reversed(open_ones):  # the page breaks off
        table.close_cell(page, len(page))
        yield table


def _text(inner: str) -> str:
    """The text of a cell, its ``<br>`` as ends of lines."""
    broken = re.sub(r"(?i)<br\b[^<>]{0,100}>|</p>\s*<p\b[^<>]{0,4000}>", BREAK, MARKS.sub(" ", inner))
    return html.unescape(OTHER.sub("", broken)).replace(BREAK, "\n").rstrip().removeprefix(" ")
