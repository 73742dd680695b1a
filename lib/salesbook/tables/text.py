"""A text file as it came → a UTF-8 file with a known delimiter and header, ready for DuckDB."""

import codecs
import csv
import gzip
import io
import re
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from salesbook.errors import DataError
from salesbook.tables.mapping import TableMap
from salesbook.tables.names import unique

CHUNK = 1 << 20
UNREADABLE = "\N{REPLACEMENT CHARACTER}"
DELIMITERS = ",;\t|"
HEAD = 64 * 1024
GLOB = "*?["
BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
KINDS = {  # first bytes → what it is, and the ending that says so
    b"PK\x03\x04": ("a workbook or another archive", ".xlsx"),
    b"\xd0\xcf\x11\xe0": ("an old workbook", ".xls"),
    b"PAR1": ("a Parquet file", ".parquet"),
    b"\x1f\x8b": ("a gzip archive", ".csv.gz"),
}


@dataclass(frozen=True)
class Text:
    """A file ready to be read: UTF-8 at ``path``, after ``skip`` lines; ``replaced`` bytes were not of the encoding."""

    path: Path
    encoding: str
    replaced: int
    skip: int
    delimiter: str
    header: tuple[str, ...]


def prepare(path: Path, spec: TableMap, work: Path) -> Text:
    """Find encoding, delimiter and header of ``path``; write a UTF-8 copy into ``work`` where one is needed.

    Raises
    ------
    DataError
        The file is empty, or not text at all.
    """
    with _open(path) as file:
        start = file.read(HEAD)
    encoding = spec.encoding or next((name for bom, name in BOMS.items() if start.startswith(bom)), "utf-8")
    _refuse_binary(path, start, encoding)
    ready, replaced = path, 0
    if not _is_plain(path, encoding, spec):
        ready = work / f"{abs(hash(path))}.csv"
        replaced = _copy(path, ready, encoding, spec)
    skip, head = _head(ready, spec.skip_rows)
    if not head.strip():
        raise DataError(path, "the file is empty.", "Export it again, or take it out of the folder.")
    delimiter = "\t" if spec.delimiter == "whitespace" else spec.delimiter or _delimiter(head)
    first = next(csv.reader(io.StringIO(head, newline=None), delimiter=delimiter), [])
    return Text(ready, encoding, replaced, skip, delimiter, unique(first if spec.header else [""] * len(first)))


def _refuse_binary(path: Path, start: bytes, encoding: str) -> None:
    """A workbook named .csv and the like is no table of characters."""
    for magic, (kind, ending) in KINDS.items():
        if start.startswith(magic):
            raise DataError(path, f"not a text file but {kind}.", f"Give it the ending {ending}, or export as CSV.")
    wide = codecs.lookup(encoding).name.startswith(("utf-16", "utf-32"))
    if not wide and start.count(b"\0") * 20 > len(start):
        fix = "Give it its true ending, or write encoding: utf-16 in tables.yaml."
        raise DataError(path, "not a text file, or one in UTF-16 without its mark.", fix)


@contextmanager
def _open(path: Path) -> Iterator[io.BufferedIOBase]:
    """The bytes of ``path``, unpacked."""
    with gzip.open(path) if path.suffix.lower() == ".gz" else path.open("rb") as file:
        try:
            yield file
        except (gzip.BadGzipFile, EOFError, zlib.error):
            raise DataError(path, "the archive is broken.", "Copy or export the file again.") from None


def _is_plain(path: Path, encoding: str, spec: TableMap) -> bool:
    """Whether DuckDB can read ``path`` as it is, and would not take it for a pattern."""
    if path.suffix.lower() == ".gz" or spec.delimiter == "whitespace" or any(c in str(path) for c in GLOB):
        return False
    if codecs.lookup(encoding).name not in ("utf-8", "utf-8-sig"):
        return False
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                decoder.decode(chunk)
                if b"\0" in chunk:
                    return False
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _copy(path: Path, ready: Path, encoding: str, spec: TableMap) -> int:
    """Write ``path`` as UTF-8 to ``ready``; the number of characters that could not be read."""
    replaced = 0
    with _open(path) as source, ready.open("w", encoding="utf-8", newline="") as target:
        text = io.TextIOWrapper(source, encoding=encoding, errors="replace", newline="")  # type: ignore[type-var]
        pieces = _columns_apart(text) if spec.delimiter == "whitespace" else iter(lambda: text.read(CHUNK), "")
        for piece in pieces:
            clean = piece.replace("\0", UNREADABLE)
            replaced += clean.count(UNREADABLE)
            target.write(clean)
    return replaced


def _columns_apart(lines: Iterable[str]) -> Iterator[str]:
    """Lines whose cells stand apart by runs of spaces, with a tab between them."""
    for line in lines:
        yield "\t".join(line.split()) + "\n"


def _head(ready: Path, skip: int) -> tuple[int, str]:
    """How many lines stand before the header, blank ones too; and enough of what follows to see it."""
    with ready.open(encoding="utf-8-sig", newline="") as file:
        for _ in range(skip):
            file.readline(HEAD)
        first = file.readline(HEAD)
        while first and not first.strip():
            skip += 1
            first = file.readline(HEAD)
        return skip, first + file.read(HEAD)


def _delimiter(head: str) -> str:
    """The delimiter that stands most often in the header, outside quotes."""
    line = re.sub(r'"[^"]*"', "", head.lstrip().splitlines()[0])
    return max(DELIMITERS, key=line.count)
