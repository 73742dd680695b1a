"""The door: a file of whatever kind → its sheets."""

import zipfile
from pathlib import Path

from salesbook.errors import DataError, Faults, SalesbookError, raise_all
from salesbook.intake.read_book import old_book, zip_book
from salesbook.intake.read_html import read_html
from salesbook.intake.read_parquet import read_parquet
from salesbook.intake.read_text import read_text
from salesbook.intake.read_xml import read_xml
from salesbook.intake.sheet import Sheet, no_rows
from salesbook.intake.unpack import gunzip, kind_of, open_zip, unzip

PARTS = {"xl/workbook.xml": "xlsx", "xl/workbook.bin": "xlsb", "content.xml": "ods"}
OTHER = {"word/document.xml": "a text document", "ppt/presentation.xml": "a presentation", "doc.kml": "a map"}
KNOWN = (".csv", ".tsv", ".txt", ".tab", ".xls", ".xlsx", ".xlsm", ".xlsb", ".ods", ".htm", ".html", ".xml", ".parquet")
PACKED = (".zip", ".gz", ".7z", ".rar")


def sheets(path: Path, work: Path) -> list[Sheet]:
    """Every table with rows in the file ``path``; its first bytes say what it is, whatever its ending.

    ``work``: a folder for what has to be unpacked. Keep it as long as the sheets are used.

    Raises
    ------
    DataError, Faults
        No such file, a folder, no rows, broken, locked, of a kind that is not read, or larger than can be read.
    """
    if path.is_dir():
        raise DataError(path, "this is a folder.", "Name the files in it.")
    if not path.is_file():
        raise DataError(path, "no such file.", "Check the name.")
    try:
        return _sheets(path, path.name, work)
    except (PermissionError, FileNotFoundError, IsADirectoryError) as error:
        raise DataError(path, f"not readable ({error.strerror}).", "Check that you may open it.") from None


def _sheets(path: Path, shown: str, work: Path, inside: bool = False) -> list[Sheet]:
    """Tables of the file ``path``, which may lie ``inside`` an archive; then it is none itself."""
    if not path.stat().st_size:
        raise no_rows(shown)
    kind = kind_of(path, shown)
    if kind == "gzip" and not inside:
        name = shown.removesuffix(".gz").removesuffix(".GZ")
        return _sheets(gunzip(path, shown, work), name, work, inside=True)
    if kind == "zip":
        with open_zip(path, shown) as archive:
            return _zipped(archive, path, shown, work, inside)
    if kind == "gzip":
        raise _nested(shown)
    return _plain(kind, path, shown)


def _plain(kind: str, path: Path, shown: str) -> list[Sheet]:
    if kind == "ole":
        return old_book(path, shown)
    if kind == "html":
        return read_html(path, shown)
    if kind == "xml":
        return read_xml(path, shown)
    return [read_parquet(path, shown) if kind == "parquet" else read_text(path, shown)]


def _nested(shown: str) -> DataError:
    return DataError(shown, "an archive within an archive.", "Unpack the outer one, and import what is in it.")


def _zipped(archive: zipfile.ZipFile, path: Path, shown: str, work: Path, inside: bool) -> list[Sheet]:
    """A workbook, or several files packed together."""
    names = {name.lower().lstrip("/") for name in archive.namelist()}
    for part, kind in PARTS.items():
        if part in names and (kind != "ods" or "mimetype" in names):
            return zip_book(path, shown, archive, kind)
    for part, what in OTHER.items():
        if part in names:
            raise DataError(shown, f"this is {what}, which is not read.", "Export the table as .csv or .xlsx.")
    if inside:
        raise _nested(shown)
    return _members(archive, path, shown, work)


def _members(archive: zipfile.ZipFile, path: Path, shown: str, work: Path) -> list[Sheet]:
    """The tables of the files in an archive; what is no table by its name is left, and that is said."""
    found: list[Sheet] = []
    faults: list[SalesbookError] = []
    left: list[str] = []
    for file, name in unzip(archive, path, shown, work):
        if not name.lower().endswith(KNOWN + PACKED):
            left.append(name.removeprefix(f"{shown}/"))
            continue
        try:
            found += _sheets(file, name, work, inside=True)
        except Faults as several:
            faults += several.faults
        except SalesbookError as error:
            faults.append(error)
    raise_all(faults)
    if not found:
        raise DataError(shown, f"no table is in it (only {', '.join(left[:5])}).", "Pack the exports themselves.")
    if not left:
        return found
    note = ("import.left_out", {"files": ", ".join(left[:20])})
    return [Sheet(**{**vars(found[0]), "notes": (*found[0].notes, note)}), *found[1:]]
