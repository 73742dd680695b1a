"""Call lists that came back: what the reps wrote down, found by our own headings in any of the three languages."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from salesbook.errors import DataError
from salesbook.intake.workbook import open_workbook, reading
from salesbook.words import LANGUAGES, catalogue, say

NEEDED = ("client_id", "outcome", "reason")
COLUMNS = (*NEEDED, "listed_on", "called_on", "manager_id")
HEAD = 10  # rows among which the headings stand
OTHER = "other"
WRITTEN = ("%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y", "%d/%m/%Y")
Codes = Mapping[str, Sequence[str]]  # outcome and reason: the codes in their order


@dataclass(frozen=True)
class Filled:
    """What stands in the lists: a row a client and list, and what could not be taken as it stands."""

    rows: tuple[dict[str, Any], ...]
    faults: tuple[str, ...]


def read_call_lists(path: Path, codes: Codes, lang: str) -> Filled:
    """Read one filled-in list, or all in a folder. A client who is on a list twice counts once, with what was written.

    Raises
    ------
    DataError
        There is no such file or folder, or no list in it; or a file is not readable or none of our lists.
    """
    files = sorted(f for f in path.glob("*.xlsx") if not f.name.startswith("~$")) if path.is_dir() else [path]
    if not files or not path.exists():
        raise DataError(path, say("calls.no_list", lang), say("calls.no_list_do", lang))
    rows: dict[tuple[Any, ...], dict[str, Any]] = {}
    faults: list[str] = []
    for file in files:
        for row in _rows(file, codes, lang, faults):
            key = (row["client_id"], row["listed_on"])
            if key not in rows or rows[key]["outcome"] is None:
                rows[key] = row
            elif row["outcome"] is not None and row != rows[key]:
                faults.append(say("calls.twice", lang, file=row["file"], row=row["row"], client=row["client_id"]))
    return Filled(tuple(rows.values()), tuple(faults))


def _rows(file: Path, codes: Codes, lang: str, faults: list[str]) -> Iterator[dict[str, Any]]:
    """The rows of one file, each with its place in it."""
    top, places, lines = _table(file, lang)
    undated = 0
    for number, line in enumerate(lines, top + 2):
        cells = {name: line[place] for name, place in places.items() if place < len(line)}
        client = _id(cells.get("client_id"))
        written = {name: _text(cells.get(name)) for name in codes}
        if not client:
            if any(written.values()):
                faults.append(say("calls.no_client", lang, file=file.name, row=number))
            continue
        row: dict[str, Any] = {"client_id": client, "manager_id": _id(cells.get("manager_id")) or None}
        row |= {"file": file.name, "row": number}
        for name, text in written.items():
            row[name] = _code(text, name, codes[name]) if text else None
            if text and row[name] is None:
                row[name] = OTHER
                faults.append(say(f"calls.no_{name}", lang, file=file.name, row=number, text=text))
        for name in ("listed_on", "called_on"):
            row[name] = _day(cells.get(name))
            if row[name] is None and _text(cells.get(name)):
                faults.append(say("calls.no_day", lang, file=file.name, row=number, text=_text(cells.get(name))))
        if row["outcome"] is None and (row["reason"] or row["called_on"]):
            row["outcome"] = OTHER
            faults.append(say("calls.no_outcome_given", lang, file=file.name, row=number))
        undated += row["listed_on"] is None and row["called_on"] is None
        yield row
    if undated:
        faults.append(say("calls.undated", lang, undated, file=file.name))


def _table(file: Path, lang: str) -> tuple[int, dict[str, int], list[list[Any]]]:
    """The place of the headings, the columns by our names, and the lines below."""
    if not file.is_file():
        raise DataError(file, say("calls.no_list", lang), say("calls.no_list_do", lang))
    for lines in _sheets(file):
        for top, line in enumerate(lines[:HEAD]):
            places = {heads()[_text(c).casefold()]: n for n, c in enumerate(line) if _text(c).casefold() in heads()}
            if set(NEEDED) <= set(places):
                return top, places, lines[top + 1 :]
    raise DataError(file, say("calls.no_heads", lang), say("calls.no_heads_do", lang))


def _sheets(file: Path) -> list[list[list[Any]]]:
    """Every sheet as rows of cells."""
    book = open_workbook(file, str(file))
    with reading(str(file)):
        return [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names]


@cache
def heads() -> dict[str, str]:
    """Our headings in every language, and the names themselves → the column."""
    found = {name: name for name in COLUMNS}
    for lang in LANGUAGES:
        words = catalogue(lang)
        for name in COLUMNS:
            found[str(words.get(f"call_list.{name}") or words[f"column.{name}"]).casefold()] = name
    return found


def _code(text: str, name: str, codes: Sequence[str]) -> str | None:
    """The code of what stands in a cell: by its number, its name, or its words in any language."""
    number = re.match(r"\d+", text)
    if number:
        return codes[int(number.group()) - 1] if 0 < int(number.group()) <= len(codes) else None
    return _by_words(name, tuple(codes)).get(text.casefold())


@cache
def _by_words(name: str, codes: tuple[str, ...]) -> dict[str, str]:
    said = {say(f"value.{name}_{code}", lang).casefold(): code for lang in LANGUAGES for code in codes}
    return {**said, **{code: code for code in codes}}


def _text(value: Any) -> str:
    return "" if value is None else " ".join(str(value).split())


def _id(value: Any) -> str:
    """An id as text; a spreadsheet that took it for a number adds ``.0``."""
    return str(int(value)) if isinstance(value, float) and value == int(value) else _text(value)


def _day(value: Any) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    for form in WRITTEN:
        try:
            return dt.datetime.strptime(_text(value), form).date()
        except ValueError:
            continue
    return None
