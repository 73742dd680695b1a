"""How the sheets of an .ods are laid out: cells and rows there may be said to repeat a million times."""

import zipfile

from salesbook.intake.layout import Attributes, Layout, parse


class _OdsSheets:
    """Follows the XML of all sheets."""

    def __init__(self) -> None:
        self.found: dict[str, Layout] = {}
        self.layout = Layout()
        self.row = self.column = self.depth = self.length = 0
        self.times = 1  # that the row repeats
        self.cell: tuple[int, bool] = (1, False)  # how often the cell repeats, whether it is filled

    def start(self, tag: str, attributes: Attributes) -> None:
        known = {name.rpartition(":")[2]: value for name, value in attributes.items()}
        if tag == "table":
            self.layout = self.found[known.get("name", "")] = Layout()
            self.row = self.depth = 0
        elif tag == "table-row-group":
            self.depth += 1
        elif tag == "table-row":
            self.times, self.column = _times(known.get("number-rows-repeated")), 0
        elif tag in ("table-cell", "covered-table-cell"):
            self._cell(known)
        elif tag == "p":
            self.cell = (self.cell[0], True)

    def end(self, tag: str) -> None:
        if tag in ("table-cell", "covered-table-cell"):
            repeated, filled = self.cell
            self.column += repeated
            if filled:
                self.layout.filled(self.row + self.times - 1, self.column - 1)
            self.layout.characters += self.length * repeated * self.times
        elif tag == "table-row":
            if self.depth and self.times < 1000:
                self.layout.levels.update(dict.fromkeys(range(self.row, self.row + self.times), self.depth))
            self.row += self.times
        elif tag == "table-row-group":
            self.depth -= 1

    def text(self, text: str) -> None:
        self.length += len(text)

    def _cell(self, known: dict[str, str]) -> None:
        self.length = 0
        self.cell = (_times(known.get("number-columns-repeated")), "value-type" in known)
        down, right = _times(known.get("number-rows-spanned")), _times(known.get("number-columns-spanned"))
        if down > 1 or right > 1:
            self.layout.merged.append((self.row, self.column, self.row + down - 1, self.column + right - 1))
        self.layout.errors += "error" in known.values()


def _times(text: str | None) -> int:
    return max(1, int(text)) if text and text.isdecimal() and len(text) < 10 else 1


def ods_layouts(archive: zipfile.ZipFile) -> dict[str, Layout]:
    """Sheet → its layout."""
    sheets = _OdsSheets()
    if "content.xml" in archive.namelist():
        parse(archive, "content.xml", sheets.start, sheets.end, sheets.text)
    return sheets.found
