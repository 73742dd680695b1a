"""``tables.yaml``: how a company's files and columns are called, and what they mean here."""

from collections.abc import Mapping as AbstractMapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from salesbook.errors import DataError, raise_all
from salesbook.tables.contracts import contracts
from salesbook.tables.settings import check_settings

MISSING = ("", "NA", "N/A", "NULL")
FILE_NAME = "tables.yaml"


@dataclass(frozen=True)
class Company:
    """What is known of the company as a whole; every part may be absent."""

    name: str = ""
    currency: str = ""
    timezone: str = "UTC"
    margin_rate: float | None = None


@dataclass(frozen=True)
class TableMap:
    """How to read one table. ``columns``: our name → theirs, a position from 1, or a list joined into one id."""

    file: tuple[str, ...] = ()
    table: str = ""
    sheet: str | int = 0
    columns: AbstractMapping[str, Any] = field(default_factory=dict)
    date_format: tuple[str, ...] | AbstractMapping[str, Any] = ()
    encoding: str = ""
    delimiter: str = ""
    decimal: str = "."
    thousands: str = ""
    header: bool = True
    skip_rows: int = 0
    missing: tuple[str, ...] = MISSING

    def date_formats(self, column: str) -> tuple[str, ...]:
        """The formats declared for ``column``; empty where the reader is to find out."""
        if isinstance(self.date_format, AbstractMapping):
            return _several(self.date_format.get(column, ()))
        return self.date_format


@dataclass(frozen=True)
class Mapping:
    """A whole ``tables.yaml``; ``where`` is the file, or the source where it was guessed."""

    tables: AbstractMapping[str, TableMap]
    company: Company = Company()
    where: str = ""
    guessed: bool = False


def read_mapping(path: Path) -> Mapping:
    """Read ``path``; every fault of it at once.

    Raises
    ------
    DataError, Faults
        Not YAML, or a table, a setting or a column that is not known, each with the nearest name.
    """
    body = _load(path)
    faults: list[DataError] = []
    company = _company(path, body.pop("company", None) or {}, faults)
    tables = {}
    for name, spec in body.items():
        if name not in contracts():
            faults.append(DataError(path, f"no table {name}.", _nearest(name, contracts())))
        elif not isinstance(spec, dict):
            faults.append(DataError(path, f"{name} is not a list of settings.", "Give it file: and columns:."))
        else:
            tables[name] = _table(path, name, spec, faults)
    raise_all(faults)
    return Mapping(tables, company, str(path))


def _load(path: Path) -> dict[str, Any]:
    try:
        body = yaml.safe_load(path.read_text("utf-8-sig")) or {}
    except FileNotFoundError:
        raise DataError(path, "no such file.", "Check the path given to --map.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(path, f"cannot be read ({error}).", "Save it as a UTF-8 text file.") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" at line {mark.line + 1}" if mark else ""
        raise DataError(path, f"not YAML{line}.", "Check quotes, colons and indentation there.") from None
    except ValueError as error:  # a day like 2024-13-45
        raise DataError(path, f"not YAML ({error}).", "Put that value in quotes.") from None
    if not isinstance(body, dict):
        raise DataError(path, "holds no tables.", "Begin with a table's name, e.g. orders:.")
    return body


def _company(path: Path, body: dict[str, Any], faults: list[DataError]) -> Company:
    known = {f.name for f in fields(Company)}
    if not isinstance(body, dict):
        faults.append(DataError(path, "company is not a list of settings.", "Write e.g. company: {currency: UAH}."))
        return Company()
    for key in (k for k in body if k not in known):
        faults.append(DataError(path, f"company has no setting {key}.", _nearest(key, known)))
    text = {key: str(body[key]) for key in ("name", "currency", "timezone") if body.get(key) is not None}
    company = Company(**text, margin_rate=body.get("margin_rate"))
    try:
        ZoneInfo(company.timezone)
    except (KeyError, ValueError, OSError):
        faults.append(DataError(path, f"no time zone {company.timezone}.", "Write it like Europe/Kyiv."))
    rate = company.margin_rate
    if rate is not None and not (isinstance(rate, int | float) and not isinstance(rate, bool) and 0 <= rate <= 1):
        faults.append(DataError(path, f"margin_rate {rate} is not a share.", "Write 0.25 for 25 % of revenue."))
    return company


def _table(path: Path, name: str, spec: dict[str, Any], faults: list[DataError]) -> TableMap:
    known = {f.name for f in fields(TableMap)}
    for key in (k for k in spec if k not in known):
        faults.append(DataError(path, f"{name} has no setting {key}.", _nearest(key, known)))
    given = {key: value for key, value in spec.items() if key in known}
    for key in ("file", "missing"):
        if key in given:
            given[key] = _several(given[key])
    if not isinstance(given.get("date_format", ()), dict):
        given["date_format"] = _several(given.get("date_format", ()))
    if given.get("header", True) not in ("none", None, False, True):
        faults.append(DataError(path, f"{name}.header cannot be {given['header']!r}.", "Write none, or leave it out."))
    if "header" in given:
        given["header"] = given["header"] not in ("none", None, False)
    check_settings(path, name, given, faults)
    return TableMap(**given)


def _several(value: Any) -> tuple[str, ...]:
    """One value or a list of them, as a tuple."""
    return tuple("" if v is None else str(v) for v in value) if isinstance(value, list | tuple) else (str(value),)


def _nearest(name: str, known: Any) -> str:
    close = get_close_matches(str(name), list(known), n=1)
    return f"Did you mean {close[0]}?" if close else f"It may be {', '.join(sorted(known))}."


def write_mapping(mapping: Mapping, path: Path) -> None:
    """Write ``mapping`` as ``tables.yaml``, whole or not at all; only what differs from the defaults."""
    company = _plain(mapping.company)
    body: dict[str, Any] = {"company": company} if company else {}
    body |= {name: _plain(table) for name, table in mapping.tables.items()}
    partial = path.with_name(path.name + ".part")
    try:
        partial.write_text(yaml.safe_dump(body, allow_unicode=True, sort_keys=False), encoding="utf-8")
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def _plain(settings: Company | TableMap) -> dict[str, Any]:
    default = type(settings)()
    body = {f.name: getattr(settings, f.name) for f in fields(settings)}
    body = {key: value for key, value in body.items() if value != getattr(default, key)}
    return {key: list(value) if isinstance(value, tuple) else value for key, value in body.items()}
