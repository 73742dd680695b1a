"""Names of columns as the reader keeps them: each one once, none of them the reader's own."""

from collections.abc import Iterable

FILE, ROW, REASON = "_salesbook_file", "_salesbook_row", "_salesbook_reason"


def unique(names: Iterable[str]) -> tuple[str, ...]:
    """``names``, each one once whatever its case; an empty one is told by its place.

    >>> unique(["amount", "Amount", ""])
    ('amount', 'Amount_2', 'column_3')
    """
    taken = {FILE, ROW, REASON}
    found = []
    for place, name in enumerate(names, start=1):
        free = name.strip().lstrip("\ufeff") or blank_name(place)
        while free.casefold() in taken:
            free = f"{free}_{place}"
        taken.add(free.casefold())
        found.append(free)
    return tuple(found)


def blank_name(place: int) -> str:
    """What a column without a name is called, from 1."""
    return f"column_{place}"


def listed(names: Iterable[str], most: int = 40) -> str:
    """``names`` for a message: long ones cut, and no more than ``most`` of them."""
    shown = [" ".join(name.split()) for name in names]
    cut = [name if len(name) <= 60 else f"{name[:57]}…" for name in shown[:most]]
    return ", ".join([*cut, "…"] if len(shown) > most else cut)
