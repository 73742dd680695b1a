"""A workbook (.xls, .xlsx, .xlsm, .xlsb, .ods) → its sheets, numbers and dates typed as the workbook types them."""

import struct
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any
from xml.parsers import expat

import python_calamine as calamine

from salesbook.errors import DataError
from salesbook.intake.cells import cell_of
from salesbook.intake.encoding import SAMPLE, Encoding, code_page
from salesbook.intake.layout import CELLS, Layout, xlsx_layouts
from salesbook.intake.layout_ods import ods_layouts
from salesbook.intake.layout_strings import weigh_text
from salesbook.intake.layout_xls import Xls, xls_layout
from salesbook.intake.layout_xlsb import xlsb_layouts
from salesbook.intake.sheet import WIDEST, Note, Row, Sheet, ends, no_rows, row_of
from salesbook.intake.unpack import BOOK, broken, check_zip
from salesbook.intake.workbook import LOCKED, open_workbook, reading, try_first

LAYOUTS: dict[str, Callable[[zipfile.ZipFile], dict[str, Layout]]] = {
    "xlsx": xlsx_layouts,
    "xlsb": xlsb_layouts,
    "ods": ods_layouts,
}
BAD = (struct.error, ValueError, KeyError, IndexError, EOFError, expat.ExpatError, zipfile.BadZipFile)
ROWS = 1 << 20  # of a sheet, in Excel and LibreOffice
TEXT = 1 << 30  # characters of a sheet, repeated text counted each time
BYTES = {chr(b): b for b in range(256)} | {bytes([b]).decode("cp1252", errors="ignore"): b for b in range(256)}
Same = Callable[[str], str]


@dataclass(frozen=True)
class _Book:
    """A workbook whose layout was found to be safe. ``text`` repairs what an old file left without a code page."""

    path: Path
    shown: str
    layouts: dict[str, Layout]
    text: Same = str
    notes: tuple[Note, ...] = ()
    settings: tuple[tuple[str, str], ...] = ()


def zip_book(path: Path, shown: str, archive: zipfile.ZipFile, kind: str) -> list[Sheet]:
    """The sheets with rows of a workbook that is a zip: ``xlsx``, ``xlsb`` or ``ods``.

    Raises
    ------
    DataError
        It is broken, locked, or claims more than a sheet can be.
    """
    check_zip(archive, path, shown, BOOK)
    try:
        with broken(shown):
            layouts = LAYOUTS[kind](archive)
            if kind == "xlsx":
                weigh_text(archive, layouts, TEXT)
    except BAD:
        raise DataError(shown, "the workbook is broken.", "Open and save it in Excel or LibreOffice.") from None
    _refuse_huge(layouts, shown, every=kind == "ods")
    return _sheets(_Book(path, shown, layouts))


def old_book(path: Path, shown: str) -> list[Sheet]:
    """The sheets with rows of an .xls; text of before Excel 97 that names no code page is told by its letters.

    Raises
    ------
    DataError
        It is broken or locked, no workbook at all, or claims more than a sheet can be.
    """
    if path.stat().st_size > BOOK // 2:
        raise DataError(shown, "an .xls larger than 512 MB.", "Save it as .xlsx.")
    try:
        xls = xls_layout(path)
    except (*BAD, OverflowError, MemoryError) as error:
        if "encrypted" in str(error):
            raise DataError(shown, "it is locked with a password.", LOCKED) from None
        raise DataError(shown, "not a workbook that can be read.", "Save it as .xlsx.") from None
    if xls.locked:
        raise DataError(shown, "it is locked with a password.", LOCKED)
    layouts = {str(n): layout for n, layout in enumerate(xls.sheets)}
    _refuse_huge(layouts, shown, every=True)
    try_first(path, shown)
    with open_workbook(path, shown) as opened:
        sheets = [m.name for m in opened.sheets_metadata if m.typ == calamine.SheetTypeEnum.WorkSheet]
        named = dict(zip(sheets, xls.sheets, strict=False))
        page = None if xls.unicode else _old_page(opened, sheets, xls, shown)
    return _sheets(_repaired(_Book(path, shown, named), page))


def _refuse_huge(layouts: dict[str, Layout], shown: str, every: bool) -> None:
    """Refuse sheets too large to be held: each, or all together where they are read at once."""
    sizes = {name: layout.rows * layout.columns for name, layout in layouts.items()}
    most = sum(sizes.values()) if every else max(sizes.values(), default=0)
    if most > CELLS:
        what = f"a sheet reaches over {most:,} cells; {CELLS:,} are read."
        raise DataError(shown, what, "Delete what stands far below and to the right, or export as .csv.")
    if (longest := max((layout.rows for layout in layouts.values()), default=0)) > ROWS:
        what = f"a sheet reaches to row {longest:,}; {ROWS:,} are the most of any program."
        raise DataError(shown, what, "Delete what stands far below, or export as .csv.")
    if any(layout.characters > TEXT for layout in layouts.values()):
        raise DataError(shown, "its text, repeated over and over, would fill the memory.", "Export it as .csv.")
    if (widest := max((layout.columns for layout in layouts.values()), default=0)) > WIDEST:
        raise DataError(shown, f"a sheet has {widest:,} columns; {WIDEST:,} are read.", "Delete the empty ones.")


def _sheets(book: _Book) -> list[Sheet]:
    with open_workbook(book.path, book.shown) as opened:
        known = [m for m in opened.sheets_metadata if m.typ == calamine.SheetTypeEnum.WorkSheet]
        shown = [m.name for m in known if m.visible == calamine.SheetVisibleEnum.Visible]
        hidden = [book.text(m.name) for m in known if m.name not in shown]
        found = [sheet for name in shown if (sheet := _sheet(book, opened, name))]
    if not found and hidden:
        raise DataError(book.shown, f"all its sheets are hidden ({', '.join(hidden)}).", "Unhide those to be read.")
    if not found:
        raise no_rows(book.shown)
    if not hidden:
        return found
    note: Note = ("import.hidden", {"sheets": ", ".join(hidden)})
    return [Sheet(**{**vars(found[0]), "notes": (*found[0].notes, note)}), *found[1:]]


def _sheet(book: _Book, opened: Any, name: str) -> Sheet | None:
    layout = book.layouts.get(name, Layout())
    with reading(book.shown):
        loaded = opened.get_sheet_by_name(name)
        kept = ends(_cells(loaded), lambda row: _clean(row, book.text), book.shown)
        merged = layout.merged or [(*a, *b) for a, b in loaded.merged_cell_ranges or ()]
    if not kept.filled:
        return None
    levels = {row: level for row, level in layout.levels.items() if row < kept.length}
    return Sheet(
        book.shown, book.text(name), kept.head, kept.tail, kept.length, rows=lambda: _rows(book, name), levels=levels,
        merged=tuple(merged), notes=(*book.notes, *_notes(layout)), settings=dict(book.settings),
    )  # fmt: skip


def _cells(sheet: Any) -> Iterator[list[Any]]:
    """Rows from A1 on: the reader leaves out empty columns before the first filled one."""
    if sheet.start is None:
        return
    before = [None] * sheet.start[1]
    for row in sheet.iter_rows():
        yield [*before, *row]


def _clean(row: list[Any], text: Same) -> Row:
    return row_of(cell_of(text(value) if isinstance(value, str) else value) for value in row)


def _rows(book: _Book, name: str) -> Iterator[Row]:
    with open_workbook(book.path, book.shown) as opened:
        with reading(book.shown):
            sheet = opened.get_sheet_by_name(name)
        for row in _cells(sheet):
            yield _clean(row, book.text)


def _notes(layout: Layout) -> Iterator[Note]:
    if layout.errors:
        yield "import.errors", {"n": layout.errors}
    if layout.hidden:
        yield "import.hidden_rows", {"n": layout.hidden}
    if layout.unknown:
        yield "import.uncalculated", {"n": layout.unknown}


def _old_page(opened: Any, sheets: list[str], xls: Xls, shown: str) -> Encoding | None:
    """The code page of an old file's text, where its letters tell of another one than the file names."""
    texts = [*sheets]
    with reading(shown):
        for name in sheets:
            rows = islice(opened.get_sheet_by_name(name).iter_rows(), 2_000)
            texts += [cell for row in rows for cell in row if isinstance(cell, str)]
    data = _bytes("\n".join(texts))[:SAMPLE]
    if data.isascii() or xls.codepage not in (0, 1252):
        return None
    return code_page(data)


def _bytes(text: str) -> bytes:
    """The bytes of an old file, from which calamine made ``text`` by Latin-1 or, where it is named, by cp1252."""
    return bytes(BYTES.get(c, 0x3F) for c in text)


def _repaired(book: _Book, page: Encoding | None) -> _Book:
    if page is None:
        return book
    said = {"encoding": page.name, "example": page.example}
    note: Note = ("import.encoding_unsure", {**said, "rival": page.rival}) if page.rival else ("import.encoding", said)
    return _Book(
        book.path, book.shown, book.layouts,
        text=lambda text: _bytes(text).decode(page.name, errors="replace"),
        notes=(note,), settings=(("encoding", page.name),),
    )  # fmt: skip
