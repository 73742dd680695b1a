"""What may stand under a table's name in ``tables.yaml``: every setting held against its kind."""

import codecs
import re
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from salesbook.errors import DataError
from salesbook.tables.contracts import contracts

DIRECTIVE = re.compile(r"%-?(.)")
DIRECTIVES = "aAbBdHIjmMpSfgnyYzZ%"
KINDS: dict[str, tuple[Any, str]] = {  # setting → what it may be, and how to write it
    "delimiter": (str, 'Write one character, e.g. ";" or "\\t", or whitespace.'),
    "decimal": (str, 'Write "," or ".".'),
    "thousands": (str, 'Write one character, e.g. " ".'),
    "sheet": ((str, int), "Write a sheet's name, or its place from 0."),
    "table": (str, "Write the name of a table in the database."),
    "encoding": (str, "Usual ones are utf-8, cp1251, cp1252, cp866, koi8-u, utf-16."),
}


def check_settings(path: Path, name: str, given: dict[str, Any], faults: list[DataError]) -> None:
    """Add what is wrong with the settings of table ``name`` to ``faults``."""
    for key, (kind, fix) in KINDS.items():
        if key in given and (isinstance(given[key], bool) or not isinstance(given[key], kind)):
            faults.append(DataError(path, f"{name}.{key} cannot be {given[key]!r}.", fix))
            del given[key]
    _check_characters(path, name, given, faults)
    _check_columns(path, name, given, faults)
    _check_formats(path, name, given, faults)
    skip = given.get("skip_rows", 0)
    if isinstance(skip, bool) or not isinstance(skip, int) or skip < 0:
        faults.append(DataError(path, f"{name}.skip_rows is not a number of lines.", "Write skip_rows: 3."))
    if "encoding" in given and not is_text_encoding(given["encoding"]):
        faults.append(DataError(path, f"{name}: no encoding {given['encoding']}.", KINDS["encoding"][1]))


def is_text_encoding(name: str) -> bool:
    """Whether ``name`` is a known way to write characters as bytes.

    >>> is_text_encoding("cp1251"), is_text_encoding("base64"), is_text_encoding("cp99")
    (True, False, False)
    """
    try:
        return bool(codecs.lookup(name or "utf-8")._is_text_encoding)
    except (LookupError, ValueError):
        return False


def _check_characters(path: Path, name: str, given: dict[str, Any], faults: list[DataError]) -> None:
    """Marks are one character each, and not the same one."""
    for key in ("delimiter", "decimal", "thousands"):
        mark = given.get(key, "")
        if (len(mark) > 1 and mark != "whitespace") or mark in ('"', "\n"):
            faults.append(DataError(path, f"{name}.{key} cannot be {mark!r}.", KINDS[key][1]))
    if given.get("decimal", ".") == given.get("thousands"):
        faults.append(DataError(path, f"{name}.decimal and .thousands are the same.", "Write the one that is meant."))


def _check_columns(path: Path, name: str, given: dict[str, Any], faults: list[DataError]) -> None:
    columns = given.get("columns")
    if columns is None:
        given["columns"] = {}
        return
    if not isinstance(columns, dict):
        faults.append(DataError(path, f"{name}.columns is not a list of names.", "Write our name: theirs."))
        given["columns"] = {}
        return
    for ours, theirs in columns.items():
        parts = theirs if isinstance(theirs, list) and theirs else [theirs]
        if not all(isinstance(part, str | int) and not isinstance(part, bool) for part in parts):
            fix = "Write the column's name in quotes, its place from 1, or a list of them."
            faults.append(DataError(path, f"{name}.columns.{ours} names no column.", fix))
    given["columns"] = {str(ours): theirs for ours, theirs in columns.items()}


def _check_formats(path: Path, name: str, given: dict[str, Any], faults: list[DataError]) -> None:
    """Formats are ``iso``, ``excel`` or made of directives; given by column, the columns are dates of the contract."""
    formats = given.get("date_format", ())
    by_column = formats if isinstance(formats, dict) else {"": formats}
    dates = contracts()[name].dates
    for column, several in by_column.items():
        if column and column not in dates:
            close = get_close_matches(str(column), dates, n=1)
            fix = f"Did you mean {close[0]}?" if close else f"It may be {', '.join(dates) or 'none'}."
            faults.append(DataError(path, f"{name}.date_format: no date column {column}.", fix))
        for form in several if isinstance(several, list | tuple) else [several]:
            directives = DIRECTIVE.findall(str(form))
            if form in ("iso", "excel") or (directives and set(directives) <= set(DIRECTIVES)):
                continue
            fix = 'Write it like "%d.%m.%Y %H:%M", or iso, or excel.'
            faults.append(DataError(path, f"{name}.date_format {form!r} is no form of a date.", fix))
