"""Which file is which table, and which column is which, told from names in three languages."""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from salesbook.tables.contracts import Contract, contracts


def plain(name: str) -> str:
    """A name without case, spaces, digits at its end and punctuation.

    >>> plain("Код  клиента"), plain("Orders_2024-05.csv".removesuffix(".csv"))
    ('кодклиента', 'orders')
    """
    return re.sub(r"[\W_]+", "", re.sub(r"[\W_\d]+$", "", name.casefold().replace("ё", "е")))


def guess_columns(contract: Contract, header: Sequence[str]) -> dict[str, str]:
    """Our name → theirs. A column's own name goes before its synonyms, earlier synonyms before later ones."""
    theirs = {plain(name): name for name in reversed(header)}
    found: dict[str, str] = {}
    for rank in range(1 + max(len(c.names) for c in contract.columns.values())):
        for column in contract.columns.values():
            names = (column.name, *column.names)
            match = theirs.get(plain(names[rank])) if rank < len(names) else None
            if match and column.name not in found and match not in found.values():
                found[column.name] = match
    return found


def guess_table(stem: str, header: Iterable[str]) -> str | None:
    """The table that a file is by its name, or else the one whose contract its columns fill best."""
    by_name = [c.name for c in contracts().values() if plain(stem) in map(plain, (c.name, *c.names))]
    if by_name:
        return by_name[0]
    header = list(header)
    fits = {c.name: guess_columns(c, header) for c in contracts().values()}
    whole = {
        name: len(found) for name, found in fits.items() if not contracts()[name].lacks(set(found)) and len(found) > 1
    }
    return max(whole, key=whole.__getitem__) if whole else None


def guess_files(headers: Mapping[Path, Sequence[str]]) -> dict[str, list[Path]]:
    """Table → its files, in the order of their names."""
    found: dict[str, list[Path]] = {}
    for path in sorted(headers):
        stem = path.name.split(".")[0]
        if table := guess_table(stem, headers[path]):
            found.setdefault(table, []).append(path)
    return found
