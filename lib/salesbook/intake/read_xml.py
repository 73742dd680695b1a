"""An XML spreadsheet of Excel 2003, which web shops still write under the name .xls."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from xml.parsers import expat

from salesbook.errors import DataError
from salesbook.intake.cells import cell_of
from salesbook.intake.sheet import WIDEST, Cell, Row, Sheet, ends, no_rows, row_of

CHUNK = 1 << 18
LARGEST = 128 << 20  # bytes
LONGEST, CELLS = 2_000_000, 5_000_000  # rows; cells and rows of all sheets


class _Reader:
    """Follows the XML; keeps the rows of each worksheet."""

    def __init__(self) -> None:
        self.found: dict[str, list[list[Cell]]] = {}
        self.rows: list[list[Cell]] = []
        self.text: list[str] | None = None
        self.kind, self.errors, self.size, self.book = "", 0, 0, False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        known = {name.rpartition(":")[2]: value for name, value in attributes.items()}
        name = tag.rpartition(":")[2]
        if name == "Workbook":
            self.book = True
        elif name == "Worksheet":
            self.rows = self.found.setdefault(known.get("Name", ""), [])
        elif name == "Row":
            self._grow(1 + _skipped(known, len(self.rows), LONGEST))
            self.rows += [[] for _ in range(_skipped(known, len(self.rows), LONGEST))] + [[]]
        elif name == "Cell" and self.rows:
            self._grow(1 + _skipped(known, len(self.rows[-1]), WIDEST))
            self.rows[-1] += [None] * _skipped(known, len(self.rows[-1]), WIDEST) + [None]
        elif name == "Data" and self.rows and self.rows[-1]:
            self.text, self.kind = [], known.get("Type", "String")

    def _grow(self, cells: int) -> None:
        self.size += cells
        if self.size > CELLS:
            raise OverflowError

    def end(self, tag: str) -> None:
        if tag.rpartition(":")[2] == "Data" and self.text is not None:
            self.rows[-1][-1] = _value("".join(self.text), self.kind)
            self.errors += self.kind == "Error"
            self.text = None

    def characters(self, text: str) -> None:
        if self.text is not None:
            self.text.append(text)


def _skipped(known: Mapping[str, str], at: int, most: int) -> int:
    """How many rows or cells an Index leaves out."""
    index = known.get("Index", "")
    if at > most or len(index) > 7:
        raise ValueError("too far")
    skipped = int(index) - at - 1 if index.isdecimal() else 0
    if skipped > most:
        raise ValueError("too far")
    return max(0, skipped)


def _value(text: str, kind: str) -> Cell:
    if kind == "Error":
        return None
    try:
        if kind == "Number":
            return cell_of(float(text))
        if kind == "DateTime":
            return dt.datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        pass
    return cell_of(text if kind != "Boolean" else text == "1")


def read_xml(path: Path, shown: str) -> list[Sheet]:
    """The worksheets with rows of an XML spreadsheet.

    Raises
    ------
    DataError
        It is another kind of XML, broken or too large.
    """
    if path.stat().st_size > LARGEST:
        raise DataError(shown, f"XML larger than {LARGEST >> 20} MB.", "Export it as .csv or .xlsx.")
    reader = _Reader()
    try:
        _parse(path, reader)
    except (expat.ExpatError, ValueError, LookupError):
        raise DataError(shown, "the XML is broken.", "Open it in Excel and save it as .xlsx.") from None
    except OverflowError:
        raise DataError(shown, f"more than {CELLS:,} cells.", "Export it as .csv or .xlsx.") from None
    if not reader.book:
        raise DataError(shown, "this is XML, but no spreadsheet.", "Export the table as .csv or .xlsx.")
    found = {name: rows for name, rows in reader.found.items() if any(map(row_of, rows))}
    if not found:
        raise no_rows(shown)
    return [_sheet(rows, shown, name, reader.errors) for name, rows in found.items()]


def _parse(path: Path, reader: _Reader) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.characters
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            parser.Parse(chunk)
        parser.Parse(b"", True)


def _sheet(rows: list[list[Cell]], shown: str, name: str, errors: int) -> Sheet:
    whole: list[Row] = [row_of(row) for row in rows]
    kept = ends(iter(rows), row_of, shown)
    notes = (("import.errors", {"n": errors}),) if errors else ()
    return Sheet(shown, name, kept.head, kept.tail, kept.length, rows=lambda: iter(whole), notes=notes)
