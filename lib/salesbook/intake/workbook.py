"""The library that reads workbooks (calamine), opened by a file's bytes; whatever goes wrong in it is one DataError."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any

import python_calamine as calamine

from salesbook.errors import DataError

ERROR_OUTPUT = 2
ONE_AT_A_TIME = RLock()  # or one thread would give back the silence of another
LOCKED = "Save it without a password, and import that."


def open_workbook(path: Path, shown: str) -> Any:
    """A workbook of any kind, by its bytes: an ending may lie."""
    with reading(shown), path.open("rb") as file:
        return calamine.CalamineWorkbook.from_filelike(file)


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
        fix = "Open it in Excel or LibreOffice and save it as .xlsx."
        raise DataError(shown, f"not readable as a workbook ({said}).", fix) from None


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
