"""Which column of theirs is which of ours, and what becomes of the rest."""

from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

import ibis

from salesbook.errors import DataError, raise_all
from salesbook.tables.contracts import Contract
from salesbook.tables.mapping import TableMap
from salesbook.tables.names import FILE, REASON, ROW, listed
from salesbook.tables.text import UNREADABLE


def find_texts(raw: ibis.Table, contract: Contract, spec: TableMap, where: str) -> dict[str, Any]:
    """Our name → the trimmed text of their column, for the columns of the contract that are there."""
    return _find(raw, contract, spec, where, _text)


def find_cells(raw: ibis.Table, contract: Contract, spec: TableMap, where: str) -> dict[str, Any]:
    """As ``find_texts``, but each column as it is; several that make one id are text."""
    return _find(
        raw, contract, spec, where, lambda table, c: _text(table, c) if isinstance(c, list) else _cell(table, c)
    )


def _find(
    raw: ibis.Table, contract: Contract, spec: TableMap, where: str, cell: Callable[[ibis.Table, Any], Any]
) -> dict[str, Any]:
    faults = []
    found = {}
    for ours, theirs in _wanted(raw, contract, spec).items():
        try:
            found[ours] = cell(raw, theirs)
        except KeyError as error:
            faults.append(DataError(where, f"no column {error.args[0]} for {ours}.", _have(raw)))
    lacking = contract.lacks(set(found)) if not faults else []
    if (faults or lacking) and any(UNREADABLE in c for c in raw.columns):
        fix = "Write the right one in tables.yaml, e.g. encoding: cp1251."
        raise DataError(where, "its header is in another encoding.", fix)
    for what in lacking:
        fix = f"{_have(raw)} Say which it is in tables.yaml, under {contract.name}: columns:."
        faults.append(DataError(where, f"{contract.name} needs a column {what}.", fix))
    raise_all(faults)
    return {name: text for name, text in found.items() if name in contract.columns}


def _have(raw: ibis.Table) -> str:
    return f"The file has: {listed(c for c in raw.columns if c not in (FILE, ROW))}."


def _wanted(raw: ibis.Table, contract: Contract, spec: TableMap) -> dict[str, Any]:
    """The mapping's columns, and those that bear the contract's own name already."""
    same = {name: name for name in contract.columns if name in raw.columns and name not in spec.columns}
    return {**spec.columns, **same}


def _text(raw: ibis.Table, theirs: Any) -> Any:
    if isinstance(theirs, list):
        first, *more = (_text(raw, part) for part in theirs)
        return reduce(lambda whole, part: whole + "|" + part, more, first)  # null where a part is
    return _cell(raw, theirs).cast("string").strip().nullif("")


def _cell(raw: ibis.Table, theirs: Any) -> Any:
    return raw[_column(raw, theirs)]


def _column(raw: ibis.Table, theirs: Any) -> str:
    """The column that ``theirs`` names: by its place, as written, or in another case."""
    columns = [c for c in raw.columns if c not in (FILE, ROW)]
    if isinstance(theirs, int):
        if not 1 <= theirs <= len(columns):
            raise KeyError(theirs)
        return columns[theirs - 1]
    if theirs in columns:
        return str(theirs)
    close = [c for c in columns if c.strip().casefold() == str(theirs).strip().casefold()]
    if not close:
        raise KeyError(theirs)
    return close[0]


def other_columns(
    raw: ibis.Table, texts: Mapping[str, Any], values: Mapping[str, Any], spec: TableMap
) -> dict[str, Any]:
    """Columns outside the contract, as text: mapped ones by their new name, the rest by their own."""
    mapped = {_column(raw, theirs) for theirs in spec.columns.values() if not isinstance(theirs, list)}
    new = {ours: theirs for ours, theirs in spec.columns.items() if ours not in texts}
    own = [
        name
        for name in raw.columns
        if name not in (FILE, ROW) and name not in mapped and (name not in texts or name in spec.columns)
    ]
    taken = {name.casefold() for name in (*values, FILE, ROW, REASON)}
    others = {}
    for name, theirs in (*new.items(), *((name, name) for name in own)):
        free = name
        while free.casefold() in taken:
            free += "_source"
        others[free] = _text(raw, theirs)
        taken.add(free.casefold())
    return others
