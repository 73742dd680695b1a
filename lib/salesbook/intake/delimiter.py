"""What parts the cells of a text file: the delimiter that gives rows of one width and leaves no other behind."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

DELIMITERS = ",;\t|"
WHITESPACE = "whitespace"
SEP = re.compile(r'^"?sep=(.)"?[\r\n]*$', re.IGNORECASE)  # the first line by which Excel tells itself
LINES = 300
CLOSE = 0.8  # of the best score: told, but not for certain
DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")
DECIMAL = "decimal"  # the rival of a comma that stands between digits only
NUMBER = re.compile(r"^-?[\d.,]+$")


@dataclass(frozen=True)
class Form:
    """How rows are written. ``rival``: the next likely delimiter, where two are close; "" for one column."""

    delimiter: str
    quoted: bool = True
    escaped: bool = False
    rival: str = ""
    skip: int = 0  # lines that are not rows: sep=;

    @property
    def csv(self) -> dict[str, Any]:
        """The same for ``csv.reader``."""
        mark = self.delimiter if len(self.delimiter) == 1 else "\x1f"  # a character that no line holds: one column
        quoting = csv.QUOTE_MINIMAL if self.quoted else csv.QUOTE_NONE
        return {"delimiter": mark, "quoting": quoting, "escapechar": "\\" if self.escaped else None}


def find_form(lines: list[str]) -> Form:
    """The form of a text file that begins with ``lines``."""
    if lines and (told := SEP.match(lines[0])):
        return Form(told[1], *_quotes("".join(lines[1:]), told[1]), skip=1)
    text = "".join(lines)
    scores = {mark: _score(lines, mark) for mark in DELIMITERS}
    best, *others = sorted(DELIMITERS, key=lambda mark: -scores[mark])
    if scores[best] <= 0 and not text.strip(DELIMITERS + ' "\r\n'):
        return Form(max(DELIMITERS, key=text.count))
    if scores[best] <= 0:
        return Form(WHITESPACE if _by_spaces(lines) else "", *_quotes(text, "\x1f"))
    rival = others[0] if scores[others[0]] > CLOSE * scores[best] else ""
    if best == "," and not rival and text.count(",") == len(DECIMAL_COMMA.findall(text)):
        rival = DECIMAL
    return Form(best, *_quotes(text, best), rival)


def _score(lines: list[str], mark: str) -> float:
    """How well ``mark`` parts ``lines``: rows of one width, the wider the better, with no other delimiter left over."""
    if mark == "," and _is_punctuation(lines):
        return 0.0
    rows = [row for row in _parted(lines, mark) if any(cell.strip() for cell in row)]
    widths = Counter(len(row) for row in rows)
    wide = {width: n for width, n in widths.items() if width > 1}
    if 2 * sum(wide.values()) < len(rows) or not wide:
        return 0.0
    width = max(wide, key=lambda w: (wide[w] * w, w))
    share = wide[width] / len(rows)
    left = sum(any(_holds_other(cell, mark) for cell in row) for row in rows) / len(rows)
    return share**2 * (1 - 1 / width) * (1 - 0.6 * left)


def _parted(lines: list[str], mark: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(lines, delimiter=mark, quoting=_csv_quoting("".join(lines), mark))
    except csv.Error:
        return


def _csv_quoting(text: str, mark: str) -> Any:
    return csv.QUOTE_MINIMAL if _quotes(text, mark)[0] else csv.QUOTE_NONE


def _holds_other(cell: str, mark: str) -> bool:
    """Whether ``cell`` holds another delimiter that is no comma of a number or of a sentence."""
    bare = DECIMAL_COMMA.sub("", cell).replace(", ", " ")
    return any(other in bare for other in DELIMITERS if other != mark)


def _is_punctuation(lines: list[str]) -> bool:
    """Whether commas stand as in sentences, a space behind each, or within numbers, and none in the first line."""
    text = re.sub(r'"[^"]*"', "", "".join(lines))
    first = next((line for line in lines if line.strip()), "")
    most = 0.9 * text.count(",")
    return "," not in first and (text.count(", ") >= most or len(DECIMAL_COMMA.findall(text)) >= most)


def _quotes(text: str, mark: str) -> tuple[bool, bool]:
    """Whether ``"`` encloses cells here, and whether ``\\"`` stands for a quote within them."""
    edge = re.escape(mark)
    opened = len(re.findall(rf'(?:^|{edge})"(?!")', text, re.MULTILINE))
    closed = len(re.findall(rf'"(?:{edge}|\r?$)', text, re.MULTILINE))
    escaped = bool(re.search(rf'\\"(?!{edge}|\r?$)', text, re.MULTILINE)) and not re.search(rf'[^{edge}\n]""', text)
    return not opened or closed >= 0.6 * opened, escaped


def _by_spaces(lines: list[str]) -> bool:
    """Whether runs of spaces part ``lines`` into rows of one width with numbers in them."""
    rows = [line.split() for line in lines if line.strip()]
    if len(rows) < 2 or not any("  " in line.strip() for line in lines):
        return False
    width, n = Counter(map(len, rows)).most_common(1)[0]
    numbers = sum(bool(NUMBER.match(cell)) for row in rows for cell in row)
    return width > 1 and n >= 0.95 * len(rows) and 2 * numbers > sum(map(len, rows))


def part(lines: Iterable[str], form: Form) -> Iterator[list[str]]:
    """``lines`` as rows of cells."""
    if form.delimiter == WHITESPACE:
        return (line.split() for line in lines)
    return csv.reader(lines, **form.csv)
