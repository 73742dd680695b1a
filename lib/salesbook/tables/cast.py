"""A table of text → typed columns and, for each row, the reasons it cannot be used."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

import ibis

from salesbook.errors import DataError, raise_all
from salesbook.tables.columns import find_cells, find_texts, other_columns
from salesbook.tables.contracts import Column, Contract
from salesbook.tables.dates import ISO, TYPED, all_iso, find_formats, is_moment, other_form, parse
from salesbook.tables.mapping import Company, TableMap
from salesbook.tables.names import FILE, REASON, ROW

DESTROYED = r"^\d([.,]\d+)?[eE]\+\d+$"
FLOAT_ID = r"^(\d+)\.0+$"
COMMA = r"^[+-]?[\d \x{a0}\x{202f}]+,\d+$"
EXACT = 2**53  # beyond, a float is no whole number
YES, NO = ("1", "true", "yes", "y", "t", "да", "так", "+"), ("0", "false", "no", "n", "f", "нет", "ні", "-")
SPACES = " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"

Say = Callable[..., str]  # (key, **values) → the phrase in the reader's language


@dataclass(frozen=True)
class Judged:
    """``table``: typed columns, ``REASON`` (null: used), ``FILE``, ``ROW``. ``notes``: (key, values) to be said."""

    table: ibis.Table
    notes: tuple[tuple[str, dict[str, Any]], ...]


def judge(raw: ibis.Table, contract: Contract, spec: TableMap, company: Company, where: str, say: Say) -> Judged:
    """Cast every mapped column of ``raw`` and hold it against ``contract``.

    Raises
    ------
    DataError, Faults
        Columns are missing, ids were destroyed by a spreadsheet, or dates cannot be read: all at once.
    """
    texts = find_texts(raw, contract, spec, where)
    notes: list[tuple[str, dict[str, Any]]] = []
    faults: list[DataError] = []
    _check_ids(raw, contract, texts, where, notes, faults)
    typed = {name for name, cell in find_cells(raw, contract, spec, where).items() if is_moment(cell.type())}
    formats, settled = _formats(raw, contract, texts, typed, spec, company, where, faults)
    raise_all(faults)
    rows, texts, cells = _in_steps(raw, texts, spec)
    values, reasons = {}, []
    for name in texts:
        column = contract.columns[name]
        value, wrong = _cast(column, texts[name], cells[name], spec, formats.get(name, ()), company, say)
        values[name] = value
        reasons += wrong
    for column in contract.columns.values():
        reasons += missing(column, values, cells, say)
    _count_emptied(rows, contract, texts, values, notes)
    notes += _other_dates(rows, cells, {n: form for n, form in formats.items() if n not in settled}, company)
    notes += _commas(rows, contract, texts, spec)
    own = {REASON: join(reasons), FILE: raw[FILE], ROW: raw[ROW]}
    columns = {**values, **other_columns(raw, texts, values, spec), **own}
    typed = rows.select([value.name(name) for name, value in columns.items()])
    return Judged(typed, tuple(notes))


def _in_steps(raw: ibis.Table, texts: Mapping[str, Any], spec: TableMap) -> tuple[Any, dict[str, Any], dict[str, Any]]:
    """``raw`` with each text, and each as it counts, in a column of its own: said in one, a plan takes long to make."""
    named = {name: f"_salesbook_text_{i}" for i, name in enumerate(texts)}
    rows = raw.mutate(**{named[name]: text for name, text in texts.items()})
    rows = rows.mutate(**{f"{own}_cell": _present(rows[own], spec) for own in named.values()})
    return rows, {n: rows[own] for n, own in named.items()}, {n: rows[f"{own}_cell"] for n, own in named.items()}


def _check_ids(
    raw: Any,
    contract: Contract,
    texts: Mapping[str, Any],
    where: str,
    notes: list[Any],
    faults: list[DataError],
) -> None:
    ids = [name for name in texts if contract.columns[name].type == "id"]
    if not ids:
        return
    cells = raw.select(**{n: texts[n] for n in ids})
    counts = cells.aggregate(
        **{f"d{i}": _like(cells[n], DESTROYED, "+").sum() for i, n in enumerate(ids)},
        **{f"f{i}": _like(cells[n], FLOAT_ID, ".0").sum() for i, n in enumerate(ids)},
    )
    row = counts.to_pyarrow().to_pylist()[0]
    for i, name in enumerate(ids):
        if row[f"d{i}"]:
            fix = "Export again with that column as text, or open the export in a text editor, not in a spreadsheet."
            faults.append(
                DataError(
                    where,
                    f"{row[f'd{i}']} cells of {name} were destroyed by a spreadsheet (like 1.03E+19).",
                    fix,
                )
            )
        if row[f"f{i}"]:
            notes.append(("note.float_ids", {"column": name, "n": row[f"f{i}"]}))


def _like(text: Any, pattern: str, mark: str) -> Any:
    """Whether ``text`` fits ``pattern``, which nothing without ``mark`` does: to look for that takes far less."""
    return ibis.ifelse(text.contains(mark), text.re_search(pattern), False)


def _formats(
    raw: Any,
    contract: Contract,
    texts: Mapping[str, Any],
    typed: Collection[str],
    spec: TableMap,
    company: Company,
    where: str,
    faults: list[DataError],
) -> tuple[dict[str, tuple[str, ...]], set[str]]:
    """How the dates of each column are written: as the mapping says, as the file's type does, or as they look.

    And the columns in which every cell is written so: nothing else is to be looked for there.
    """
    dates = [name for name in texts if contract.columns[name].type == "date"]
    cells = {name: _present(texts[name], spec) for name in dates}
    formats = {name: form for name in dates if (form := spec.date_formats(name))}
    settled = dict.fromkeys((name for name in dates if name in typed and name not in formats), TYPED)
    unknown = {name: cells[name] for name in dates if name not in formats and name not in settled}
    settled |= dict.fromkeys(all_iso(raw, unknown, company.timezone), ISO)
    formats |= settled
    for name in (name for name in dates if name not in formats):
        try:
            formats[name] = find_formats(raw, cells[name], where, name, company.timezone)
        except DataError as error:
            faults.append(error)
    return formats, set(settled)


def _present(text: Any, spec: TableMap) -> Any:
    """``text`` without the words that stand for an empty cell."""
    return ibis.ifelse(text.isin(spec.missing), ibis.null("string"), text)


def _cast(
    column: Column, text: Any, cell: Any, spec: TableMap, formats: tuple[str, ...], company: Company, say: Say
) -> tuple[Any, list[tuple[Any, str]]]:
    """The typed value of a cell, and (condition, reason) for what may be wrong with it; ``cell`` may be empty."""
    if column.type == "id":
        return ibis.ifelse(text.contains(".0"), text.re_replace(FLOAT_ID, r"\1"), text), []
    if column.type == "text":
        return one_of(column, text, say)
    if column.type == "date":
        value = parse(cell, formats, company.timezone)
        return value, [(cell.notnull() & value.isnull(), say("reason.not_a_date", column=column.name))]
    if column.type == "yes_no":
        return yes_no(column, cell, say)
    return _number(column, cell, spec, say)


def yes_no(column: Column, cell: Any, say: Say) -> tuple[Any, list[tuple[Any, str]]]:
    """Whether a word says yes, and (condition, reason) where it says neither."""
    low = cell.lower()
    value = ibis.cases((low.isin(YES), True), (low.isin(NO), False), else_=ibis.null("boolean"))
    return value, [(cell.notnull() & value.isnull(), say("reason.not_yes_no", column=column.name))]


def _number(column: Column, cell: Any, spec: TableMap, say: Say) -> tuple[Any, list[tuple[Any, str]]]:
    clean = cell
    for space in (*SPACES, *spec.thousands):
        clean = clean.replace(space, "")
    value = clean.replace(spec.decimal, ".").try_cast("float64") if spec.decimal != "." else clean.try_cast("float64")
    number = value.notnull() & ~value.isnan() & ~value.isinf()
    faults = [(cell.notnull() & ~number, say("reason.not_a_number", column=column.name))]
    if column.min is not None:
        faults.append((number & (value < column.min), say("reason.below", column=column.name, limit=column.min)))
    if column.max is not None:
        faults.append((number & (value > column.max), say("reason.above", column=column.name, limit=column.max)))
    if column.type == "whole":
        value = ibis.ifelse(number & (value.abs() <= EXACT), value, ibis.null("float64"))
        faults.append((value != value.round(), say("reason.not_whole", column=column.name)))
        value = value.round().cast("int64")
    return value, faults


def _is_lenient(column: Column) -> bool:
    """Whether another word than those listed empties the cell and does not set the row aside."""
    return bool(column.one_of) and not (column.required or column.strict)


def one_of(column: Column, text: Any, say: Say) -> tuple[Any, list[tuple[Any, str]]]:
    """A word of the contract's list in its own case, and (condition, reason) where it is another."""
    if not column.one_of:
        return text, []
    low = text.lower()
    value = ibis.cases(*((low == word.lower(), word) for word in column.one_of), else_=ibis.null("string"))
    wrong = text.notnull() & value.isnull()
    if _is_lenient(column):
        return value, []
    return value, [(wrong, say("reason.not_one_of", column=column.name, words=", ".join(column.one_of)))]


def missing(column: Column, values: dict[str, Any], cells: Mapping[str, Any], say: Say) -> list[tuple[Any, str]]:
    """Fill a column from those that stand in for it; the reason where it is empty though it may not be."""
    if column.or_else and set(column.or_else) <= set(values):
        product = values[column.or_else[0]]
        for name in column.or_else[1:]:
            product = product * values[name]
        values[column.name] = values[column.name].fill_null(product) if column.name in values else product
    if not column.required or column.name not in values:
        return []
    cell = cells.get(column.name, ibis.null("string"))
    return [(values[column.name].isnull() & cell.isnull(), say("reason.missing", column=column.name))]


def _count_emptied(
    raw: Any, contract: Contract, texts: Mapping[str, Any], values: Mapping[str, Any], notes: list[Any]
) -> None:
    listed = [n for n in texts if _is_lenient(contract.columns[n])]
    if not listed:
        return
    row = (
        raw.aggregate(**{n: (texts[n].notnull() & values[n].isnull()).sum() for n in listed})
        .to_pyarrow()
        .to_pylist()[0]
    )
    for name, n in row.items():
        if n:
            notes.append(("note.emptied", {"column": name, "n": n, "words": ", ".join(contract.columns[name].one_of)}))


def _other_dates(
    raw: Any, cells: Mapping[str, Any], formats: Mapping[str, tuple[str, ...]], company: Company
) -> list[tuple[str, dict[str, Any]]]:
    """Where a column has dates of a further form: which, and how to have them read too."""
    notes = []
    for name, known in formats.items():
        form, n = other_form(raw, cells[name], known, company.timezone)
        if n:
            both = ", ".join(f'"{f}"' for f in (*known, form))
            notes.append(("note.other_dates", {"column": name, "n": n, "form": form, "both": f"[{both}]"}))
    return notes


def _commas(raw: Any, contract: Contract, texts: Mapping[str, Any], spec: TableMap) -> list[tuple[str, dict[str, Any]]]:
    """Where numbers have a comma that nobody has explained."""
    numbers = [n for n in texts if contract.columns[n].type in ("number", "whole")]
    if not numbers or "," in (spec.decimal, spec.thousands):
        return []
    counts = raw.aggregate(**{n: _like(texts[n], COMMA, ",").sum() for n in numbers}).to_pyarrow().to_pylist()[0]
    return [("note.comma", {"column": name, "n": n}) for name, n in counts.items() if n]


def join(reasons: list[tuple[Any, str]]) -> Any:
    """Every reason that holds for a row, in one cell; null where none does."""
    if not reasons:
        return ibis.null("string")
    said = [ibis.ifelse(condition.fill_null(False), f"{reason}; ", "") for condition, reason in reasons]
    text = said[0]
    for more in said[1:]:
        text = text + more
    return text.nullif("").re_replace("; $", "")  # most rows have none, and nothing to be replaced
