"""The library that reads workbooks (calamine), opened by a file's bytes; whatever goes wrong in it is one DataError."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any

import python_calamine as calamine

from salesbook.errors import DataError

ERROR_OUTPUT = 2
ONE_AT_A_TIME = RLock()  # or one thread would give back the silence of another
READ_WHOLE = """
import sys, python_calamine
with open(sys.argv[1], "rb") as file:
    book = python_calamine.CalamineWorkbook.from_filelike(file)
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python(skip_empty_area=True)
"""
MENDED = "Open it in Excel or LibreOffice and save it as .xlsx."
PATIENCE = 120  # seconds for an .xls, of 65,536 rows at most
RAISED = 1  # how Python ends after an exception: the reader will say it again, and then we do
LOCKED = "Save it without a password, and import that."


def open_workbook(path: Path, shown: str) -> Any:
    """A workbook of any kind, by its bytes: an ending may lie."""
    with reading(shown), path.open("rb") as file:
        return calamine.CalamineWorkbook.from_filelike(file)


def try_first(path: Path, shown: str) -> None:
    """Read the whole .xls in a process of its own: a broken one can end the process that reads it.

    Its sizes are taken at their word by the reader, which ends where there is not so much memory (1.2 TB, once).

    Raises
    ------
    DataError
        The reader did not survive it, or did not come to an end.
    """
    try:
        tried = subprocess.run(
            [sys.executable, "-I", "-c", READ_WHOLE, str(path)], capture_output=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        raise DataError(shown, "not readable as a workbook (no end was found).", MENDED) from None
    if tried.returncode not in (0, RAISED):
        raise DataError(shown, "not readable as a workbook (broken).", MENDED)


@contextmanager
def reading(shown: str) -> Iterator[None]:
    """Turn whatever the reader of workbooks raises, its panics too, into one DataError."""
    try:
        with ONE_AT_A_TIME, _quiet():
            yield
    except DataError:
        raise
    except calamine.PasswordError:
        raise DataError(shown, "it is locked with a password.", LOCKED) from None
    except BaseException as error:  # a panic of the reader is no Exception
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        said = (str(error).splitlines() or ["broken"])[0][:120].rstrip(".")
        raise DataError(shown, f"not readable as a workbook ({said}).", MENDED) from None


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the reader's own words about a broken file, a page of them, from the terminal."""
    try:
        kept = os.dup(ERROR_OUTPUT)
    except OSError:  # a window without a terminal
        yield
        return
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), ERROR_OUTPUT)
    try:
        yield
    finally:
        os.dup2(kept, ERROR_OUTPUT)
        os.close(kept)
