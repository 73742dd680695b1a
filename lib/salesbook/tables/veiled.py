"""A company's table → the same table in which nobody can be told."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import ibis
import pyarrow as pa

from salesbook.errors import RequestError
from salesbook.tables.contracts import Contract
from salesbook.tables.names import FILE, REASON, ROW
from salesbook.tables.personal import looks_personal
from salesbook.tables.privacy import LEVELS, Veil, initials

SAMPLE = 200  # values of a column without a contract, to see what it holds
BATCH = 50_000
OWN = (FILE, ROW, REASON)
KEY, SAID = "_salesbook_value", "_salesbook_said"
Way = Callable[[Iterable[str]], Mapping[str, str]]


def veiled(table: ibis.Table, contract: Contract, veil: Veil, level: str) -> ibis.Table:
    """``table`` with what its contract calls personal, and what else looks so, replaced; rows and columns stay.

    ``full``: pseudonyms (training material); ``shifted``: and every date moved by the same number of weeks.
    ``initials``: names by initials, ids stay, all else that is personal replaced (reports). ``off``: as it is (call
    lists).

    Raises
    ------
    RequestError
        There is no such level.
    """
    if level not in LEVELS:
        raise RequestError("privacy", f"no level {level!r}.", f"Choose one of {', '.join(LEVELS)}.")
    if level == "off":
        return table
    if level == "shifted":
        return shifted(veiled(table, contract, veil, "full"), contract, veil)
    kinds = {column: personal_kind(table, column, contract) for column in table.columns}
    result = _birthdays(table, [column for column, kind in kinds.items() if kind == "birthday"])
    ways = _ways(veil, level)
    for column, kind in kinds.items():
        if kind in ways:
            result = _joined(result, column, _pairs(table, column, ways[kind]))
    return result.select(list(table.columns))


def personal_kind(table: ibis.Table, column: str, contract: Contract) -> str:
    """What ``column`` tells of somebody: as the contract says; of a column without contract, by its values."""
    if column in contract.columns:
        return contract.columns[column].personal
    if column in OWN or not table[column].type().is_string():
        return ""
    cells = table.filter(table[column].notnull()).select(column).distinct().limit(SAMPLE)
    found = looks_personal(cells.to_pyarrow()[column].to_pylist())
    return "paper" if found == "id" else found


def shifted(table: ibis.Table, contract: Contract, veil: Veil) -> ibis.Table:
    """``table`` with every date of its contract moved as :meth:`Veil.shifted` moves a day."""
    dates = [column for column in contract.dates if column in table.columns]
    return table.mutate(**{column: table[column] - ibis.interval(days=7 * veil.weeks) for column in dates})


def _ways(veil: Veil, level: str) -> dict[str, Way]:
    """How the values of each kind of column are replaced; a kind that is not there stays as it is."""
    full = level == "full"
    return {
        "client_id": _ids(veil, "C") if full else _each(veil.marked),
        "manager_id": _ids(veil, "M") if full else _each(veil.marked),
        "client": _each(veil.client if full else initials),
        "name": _each(veil.person if full else initials),
        "company": _each(veil.company if full else initials),
        "phone": _each(veil.phone),
        "email": _each(veil.email),
        "card": _each(veil.card),
        "address": _each(veil.address),
        "paper": _each(veil.paper),
        "text": _each(veil.text if full else veil.brief),
    }


def _each(way: Callable[[str], str]) -> Way:
    return lambda values: {value: way(value) for value in values}


def _ids(veil: Veil, letter: str) -> Way:
    return lambda values: veil.ids(values, letter)


def _birthdays(table: ibis.Table, columns: list[str]) -> ibis.Table:
    """The first of January of the year of birth."""

    def year(cell: Any) -> Any:
        return cell.truncate("Y") if cell.type().is_temporal() else cell.cast("string").re_extract(r"(\d{4})", 1)

    return table.mutate(**{column: year(table[column]) for column in columns}) if columns else table


def _pairs(table: ibis.Table, column: str, way: Way) -> ibis.Table:
    """What each value of ``column`` is replaced by: it is seen once in Python, the rows stay in the engine."""
    cell = table[column].cast("string")
    values = table.filter(cell.notnull()).select(cell.name(KEY)).distinct()
    batches = [batch[KEY].to_pylist() for batch in values.to_pyarrow_batches(chunk_size=BATCH)]
    said = way(value for batch in batches for value in batch)
    return ibis.memtable(
        pa.table({KEY: pa.array(list(said), pa.string()), SAID: pa.array(list(said.values()), pa.string())})
    )


def _joined(table: ibis.Table, column: str, pairs: ibis.Table) -> ibis.Table:
    joined = table.left_join(pairs, table[column].cast("string") == pairs[KEY])
    return joined.mutate(**{column: joined[SAID]}).drop(KEY, SAID)
