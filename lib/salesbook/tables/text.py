"""A text file as it came → a UTF-8 file with a known delimiter and header, ready for DuckDB."""

import codecs
import csv
import gzip
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from salesbook.errors import DataError
from salesbook.tables.mapping import TableMap

CHUNK = 1 << 20
DELIMITERS = ",;\t|"
BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


@dataclass(frozen=True)
class Text:
    """A file ready to be read: UTF-8 at ``path``; ``replaced`` bytes were not of the encoding."""

    path: Path
    encoding: str
    replaced: int
    delimiter: str
    header: tuple[str, ...]


def prepare(path: Path, spec: TableMap, work: Path) -> Text:
    """Find encoding, delimiter and header of ``path``; write a UTF-8 copy into ``work`` where one is needed.

    Raises
    ------
    DataError
        The file is empty, or not text at all.
    """
    encoding = spec.encoding or _encoding(path)
    ready, replaced = path, 0
    if not _is_plain(path, encoding, spec):
        ready = work / f"{abs(hash(path))}.csv"
        replaced = _copy(path, ready, encoding, spec)
    head = _head(ready, spec.skip_rows)
    if not head.strip():
        raise DataError(path, "the file is empty.", "Export it again, or take it out of the folder.")
    if "\0" in head:
        raise DataError(path, "not a text file.", "Give it its true ending (.xlsx, .parquet), or export as CSV.")
    delimiter = "\t" if spec.delimiter == "whitespace" else spec.delimiter or _delimiter(head)
    first = next(csv.reader(io.StringIO(head), delimiter=delimiter), [])
    return Text(ready, encoding, replaced, delimiter, _names(first, spec.header))


def _encoding(path: Path) -> str:
    with _open(path) as file:
        start = file.read(4)
    return next((name for bom, name in BOMS.items() if start.startswith(bom)), "utf-8")


@contextmanager
def _open(path: Path) -> Iterator[io.BufferedIOBase]:
    """The bytes of ``path``, unpacked."""
    with gzip.open(path) if path.suffix.lower() == ".gz" else path.open("rb") as file:
        try:
            yield file  # type: ignore[misc]
        except (gzip.BadGzipFile, EOFError):
            raise DataError(path, "the archive is broken.", "Copy or export the file again.") from None


def _is_plain(path: Path, encoding: str, spec: TableMap) -> bool:
    """Whether DuckDB can read ``path`` as it is."""
    if path.suffix.lower() == ".gz" or spec.delimiter == "whitespace":
        return False
    if codecs.lookup(encoding).name not in ("utf-8", "utf-8-sig"):
        return False
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _copy(path: Path, ready: Path, encoding: str, spec: TableMap) -> int:
    """Write ``path`` as UTF-8 to ``ready``; the number of characters that could not be read."""
    replaced = 0
    with _open(path) as source, ready.open("w", encoding="utf-8", newline="") as target:
        text = io.TextIOWrapper(source, encoding=encoding, errors="replace", newline="")  # type: ignore[type-var]
        if spec.delimiter == "whitespace":
            for line in text:
                target.write("\t".join(line.split()) + "\n")
        else:
            while chunk := text.read(CHUNK):
                replaced += chunk.count("\N{REPLACEMENT CHARACTER}")
                target.write(chunk)
    return replaced


def _head(ready: Path, skip: int) -> str:
    """The beginning of the file after ``skip`` lines: enough to see its header."""
    with ready.open(encoding="utf-8-sig", newline="") as file:
        for _ in range(skip):
            file.readline()
        return file.read(64 * 1024)


def _delimiter(head: str) -> str:
    """The delimiter that stands most often in the header, outside quotes."""
    line = re.sub(r'"[^"]*"', "", head.lstrip().splitlines()[0])
    return max(DELIMITERS, key=line.count)


def _names(first: list[str], header: bool) -> tuple[str, ...]:
    """Names of columns, each one once whatever its case; an empty one is told by its place."""
    names: list[str] = []
    for place, cell in enumerate(first, start=1):
        name = cell.strip().lstrip("\ufeff") if header else ""
        name = name or f"column_{place}"
        taken = {n.casefold() for n in names}
        names.append(name if name.casefold() not in taken else f"{name}_{place}")
    return tuple(names)
