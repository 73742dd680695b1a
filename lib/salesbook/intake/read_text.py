"""A text file → a Sheet: encoding and delimiter found, rows streamed."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from salesbook.errors import DataError
from salesbook.intake.delimiter import DECIMAL, LINES, WHITESPACE, Form, find_form, part
from salesbook.intake.encoding import Bytes, Encoding, find_encoding, survey
from salesbook.intake.sheet import Ends, Note, Row, Sheet, ends, no_rows

LONGEST = 1_000_000  # characters of a line, and of a row with its lines within quotes
EMPTY = 100_000  # empty lines in a row, of which a small archive can hold a billion
EXAMPLE = 60
END_OF_FILE = "\x1a"  # as DOS programs end a file
UNREADABLE = "\N{REPLACEMENT CHARACTER}"
CONTROLS = bytes({*range(0x20)} - {*b"\t\n\r\f\x1a\x1b\x1f"})


@dataclass
class _Met:
    """What is met on the way through a file."""

    lines: int = 0  # of the row being read
    size: int = 0  # its characters
    replaced: int = 0
    first: str = ""  # line with a character that could not be read
    across: int = 0  # rows that swallowed what looks like other rows
    where: int = 0  # number of the first of them


def read_text(path: Path, shown: str) -> Sheet:
    """The rows of a text file as they came, ragged ones too.

    Raises
    ------
    DataError
        No row is filled, the file is no text, or a line has no end.
    """
    found = survey(path)
    encoding = find_encoding(found)
    _refuse_binary(found, encoding, shown)
    form = find_form(_first_lines(path, encoding.name, shown))
    met = _Met()
    whole = ends(_rows(path, encoding.name, form, shown, met), _clean, shown)
    if not whole.filled:
        raise no_rows(shown)
    return _sheet(path, shown, encoding, form, whole, met)


def _sheet(path: Path, shown: str, encoding: Encoding, form: Form, whole: Ends, met: _Met) -> Sheet:
    return Sheet(
        shown, "", whole.head, whole.tail, whole.length,
        rows=_again(path, encoding.name, form, shown),
        notes=tuple(_notes(encoding, form, met)),
        settings={"encoding": encoding.name, "delimiter": form.delimiter},
    )  # fmt: skip


def _again(path: Path, encoding: str, form: Form, shown: str) -> Callable[[], Iterator[Row]]:
    return lambda: map(_clean, _rows(path, encoding, form, shown, _Met()))


def _clean(row: list[str]) -> Row:
    cells = tuple([cell.rstrip() or None for cell in row])  # a list inside: a third faster, over millions of rows
    return cells if any(cells) else ()


def _refuse_binary(found: Bytes, encoding: Encoding, shown: str) -> None:
    start = found.start
    if encoding.name.startswith("utf-16"):
        start = start.decode(encoding.name, errors="replace").encode("utf-8")
    if len(start) - len(start.translate(None, CONTROLS)) > len(start) // 100:
        raise DataError(shown, "not a text file, nor a kind that is read.", "Export it as .csv or .xlsx.")


def _lines(path: Path, encoding: str, shown: str) -> Iterator[str]:
    """Lines with their ends, none longer than LONGEST, and no more than EMPTY empty ones in a row."""
    empty = 0
    with path.open("rb") as raw, io.TextIOWrapper(raw, encoding, errors="replace", newline="") as text:
        while line := text.readline(LONGEST):
            if len(line) == LONGEST:
                raise DataError(shown, f"a line is longer than {LONGEST:,} characters.", "Export it again as a table.")
            if line.startswith(END_OF_FILE):
                return
            empty = 0 if line.strip("\r\n") else empty + 1
            if empty > EMPTY:
                raise DataError(shown, f"more than {EMPTY:,} lines in a row are empty.", "Export it again as a table.")
            yield line


def _first_lines(path: Path, encoding: str, shown: str) -> list[str]:
    """Enough lines to tell the form of a file, and no more than LONGEST characters of them."""
    found, size = list[str](), 0
    for line in islice(_lines(path, encoding, shown), LINES):
        size += len(line)
        if found and size > LONGEST:
            break
        found.append(line)
    return found


def _rows(path: Path, encoding: str, form: Form, shown: str, met: _Met) -> Iterator[list[str]]:
    lines = islice(_lines(path, encoding, shown), form.skip, None)
    width, number = 0, 0
    try:
        for number, row in enumerate(part(_fed(lines, met, shown), form), 1):
            if met.lines > 1 and _across(row, form, width):
                met.across, met.where = met.across + 1, met.where or number
            met.lines, met.size, width = 0, 0, len(row) or width
            yield row
    except csv.Error as error:
        what = f"row {number + 1:,} cannot be parted into cells ({error})."
        raise DataError(shown, what, "Look for a quote that is not closed.") from None


def _fed(lines: Iterator[str], met: _Met, shown: str) -> Iterator[str]:
    """``lines`` on their way to the reader of rows, counted, so that no row grows without end."""
    for line in lines:
        met.lines += 1
        met.size += len(line)
        if met.size > LONGEST:
            what = f"a row is longer than {LONGEST:,} characters."
            raise DataError(shown, what, "Look for a quote that is not closed.")
        if "\0" in line:
            line = line.replace("\0", UNREADABLE)  # noqa: PLW2901
        if UNREADABLE in line:
            met.replaced += line.count(UNREADABLE)
            met.first = met.first or line.strip()[:EXAMPLE]
        yield line


def _across(row: list[str], form: Form, width: int) -> bool:
    """Whether a cell of ``row`` swallowed what looks like other rows: a quote was not closed."""
    lines = [line for cell in row if "\n" in cell for line in cell.splitlines()]
    marks = [line.count(form.delimiter) for line in lines if form.delimiter]
    ragged = len(row) != width and any(marks)
    return ragged or (width > 2 and width - 1 in marks)


def _notes(encoding: Encoding, form: Form, met: _Met) -> Iterator[Note]:
    if not encoding.certain:
        said = {"encoding": encoding.name, "example": encoding.example}
        if encoding.rival:
            yield "import.encoding_unsure", {**said, "rival": encoding.rival}
        else:
            yield "import.encoding", said
    if form.rival == DECIMAL:
        yield "import.comma_unsure", {}
    elif form.rival:
        yield "import.delimiter_unsure", {"delimiter": _named(form.delimiter), "rival": _named(form.rival)}
    if form.delimiter == WHITESPACE:
        yield "import.whitespace", {}
    if met.replaced:
        yield "import.replaced", {"n": met.replaced, "encoding": encoding.name, "example": met.first}
    if met.across:
        yield "import.quote_open", {"n": met.across, "row": met.where}


def _named(delimiter: str) -> str:
    return "Tab" if delimiter == "\t" else delimiter
