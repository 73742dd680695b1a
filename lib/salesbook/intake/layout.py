"""How the sheets of an .xlsx, .xlsm or .ods are laid out: true extent, levels of rows, what its cells do not tell.

Read from the XML as a stream, before any cell is loaded: a sheet that claims a billion cells is refused here. openpyxl
would need all cells in memory, and does not open the workbooks of 1C, whose strings have a name of another case.
"""

import posixpath
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

CHUNK = 1 << 18
CELLS = 30_000_000  # rows × columns of a sheet: about 1 GB
REF = re.compile(r"([A-Za-z]{1,3})(\d{1,7})$")
Attributes = Mapping[str, str]


@dataclass
class Layout:
    """What the formatting of one sheet tells. ``rows`` and ``columns``: from A1 to the last filled cell."""

    rows: int = 0
    columns: int = 0
    levels: dict[int, int] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden: int = 0  # rows with something in them that the screen does not show
    errors: int = 0  # cells that show #N/A and the like
    unknown: int = 0  # formulas without a value
    texts: int = 0  # cells that hold shared text
    characters: int = 0  # of text, counted where it may be large
    part: str = ""  # the file of the sheet within an .xlsx

    def filled(self, row: int, column: int) -> None:
        """Count a cell with something in it."""
        self.rows, self.columns = max(self.rows, row + 1), max(self.columns, column + 1)


Start = Callable[[str, Attributes], None]


def parse(
    archive: zipfile.ZipFile,
    name: str,
    start: Start,
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Feed the XML file ``name`` to ``start``, ``end`` and ``text``, names without their prefixes."""
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda tag, attributes: start(tag.rpartition(":")[2], attributes)
    if end:
        parser.EndElementHandler = lambda tag: end(tag.rpartition(":")[2])
    if text:
        parser.CharacterDataHandler = text
    with archive.open(name) as file:
        while chunk := file.read(CHUNK):
            parser.Parse(chunk)
        parser.Parse(b"", True)


def xlsx_layouts(archive: zipfile.ZipFile) -> dict[str, Layout]:
    """Sheet → its layout."""
    names = {name.lower().lstrip("/"): name for name in archive.namelist()}
    indents = _indents(archive, names.get("xl/styles.xml"))
    found = {}
    for sheet, target in sheet_files(archive, names).items():
        if part := names.get(target.lower()):
            found[sheet] = _xlsx_sheet(archive, part, indents)
    return found


def sheet_files(
    archive: zipfile.ZipFile, names: Mapping[str, str], ids: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Sheet → the file in the archive that holds its cells; ``ids`` of relations, where they are known."""
    named: dict[str, str] = dict(ids or {})
    targets: dict[str, str] = {}

    def sheet(tag: str, attributes: Attributes) -> None:
        if tag == "sheet":
            named[attributes.get("name", "")] = next((v for k, v in attributes.items() if k.endswith(":id")), "")

    def relation(tag: str, attributes: Attributes) -> None:
        if tag == "Relationship":
            path = attributes.get("Target", "")
            targets[attributes.get("Id", "")] = posixpath.normpath(posixpath.join("/xl", path)).lstrip("/")

    if "xl/workbook.xml" in names:
        parse(archive, names["xl/workbook.xml"], sheet)
    for kind in ("xml", "bin"):
        if relations := names.get(f"xl/_rels/workbook.{kind}.rels"):
            parse(archive, relations, relation)
    return {name: targets[known] for name, known in named.items() if known in targets}


def _indents(archive: zipfile.ZipFile, styles: str | None) -> list[int]:
    """The indent of each cell format, by its number."""
    found: list[int] = []
    inside = [False]

    def start(tag: str, attributes: Attributes) -> None:
        if tag == "cellXfs":
            inside[0] = True
        elif inside[0] and tag == "xf":
            found.append(0)
        elif inside[0] and tag == "alignment" and found:
            found[-1] = _whole(attributes.get("indent"))

    def end(tag: str) -> None:
        if tag == "cellXfs":
            inside[0] = False

    if styles:
        parse(archive, styles, start, end)
    return found


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0


def place(ref: str) -> tuple[int, int] | None:
    """Row and column, from 0, of a cell.

    >>> place("C2"), place("XFD1048576")
    ((1, 2), (1048575, 16383))
    """
    if not (found := REF.match(ref)):
        return None
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1


class _XlsxSheet:
    """Follows the XML of one sheet."""

    def __init__(self, indents: list[int]) -> None:
        self.layout, self.indents = Layout(), indents
        self.row, self.column, self.style, self.kind = -1, -1, 0, ""
        self.formula, self.first = (
            False,
            True,
        )  # within a formula not yet seen to have a value; before a row's first cell
        self.value = False

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag in {"v", "is"}:
            self.value = True
            self._filled()
        elif tag == "c":
            self._cell(attributes)
        elif tag == "row":
            self._row(attributes)
        elif tag == "f":
            self.formula = True
        elif tag == "mergeCell":
            corners = [place(ref) for ref in attributes.get("ref", "").split(":")]
            if len(corners) == 2 and corners[0] and corners[1]:
                self.layout.merged.append((*corners[0], *corners[1]))

    def end(self, tag: str) -> None:
        self.value = False
        if tag == "c" and self.formula:
            self.layout.unknown += 1
            self.formula = False

    def text(self, _: str) -> None:
        if self.value:
            self.formula = False

    def _row(self, attributes: Attributes) -> None:
        self.row = _whole(attributes["r"]) - 1 if "r" in attributes else self.row + 1
        if self.row < 0:
            raise ValueError(attributes["r"])
        self.column, self.first = -1, True
        if level := _whole(attributes.get("outlineLevel")):
            self.layout.levels[self.row] = level
        elif attributes.get("hidden") in {"1", "true"}:  # by a filter; closed groups are hidden too
            self.layout.hidden += 1

    def _cell(self, attributes: Attributes) -> None:
        at = place(attributes.get("r", ""))
        if not at and "r" in attributes:  # the reader of cells would take it for a place billions of cells away
            raise ValueError(attributes["r"])
        self.row, self.column = at or (self.row, self.column + 1)
        self.style, self.kind = _whole(attributes.get("s")), attributes.get("t", "")
        self.formula = False

    def _filled(self) -> None:
        self.layout.filled(self.row, self.column)
        self.layout.errors += self.kind == "e"
        self.layout.texts += self.kind == "s"
        if self.first and self.style < len(self.indents) and (indent := self.indents[self.style]):
            self.layout.levels[self.row] = max(indent, self.layout.levels.get(self.row, 0))
        self.first = False


def _xlsx_sheet(archive: zipfile.ZipFile, name: str, indents: list[int]) -> Layout:
    sheet = _XlsxSheet(indents)
    parse(archive, name, sheet.start, sheet.end, sheet.text)
    sheet.layout.part = name
    return sheet.layout
