"""The parts of a company that get reports of their own (``--by``), and folders to put them in."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from salesbook.errors import RequestError, SalesbookError
from salesbook.files import safe_name
from salesbook.tables import Book
from salesbook.tables.grouping import means_another

OURS = ("index.html", "manifest.json")


@dataclass(frozen=True)
class Part:
    """One set of reports: the whole company (no label), or one value of ``--by``."""

    label: str
    folder: Path
    only: str


def parts(book: Book, by: str, out: Path) -> list[Part]:
    """The whole company, or a part for each value of the column ``by``.

    Raises
    ------
    RequestError
        No table has the column.
    """
    if not by:
        return [Part("", out, "")]
    labels = values_of(book, by)
    return [Part(label, out / name, f"{by}={label}") for label, name in zip(labels, folders(labels), strict=True)]


def values_of(book: Book, column: str) -> list[str]:
    """What stands in ``column``, in whichever tables have it; a table that cannot be read has nothing to say.

    Where clients have it, tables in which it is another thing (a kind of survey, a way of contact) are passed over.
    """
    having = {}
    for name in book.tables:
        with suppress(SalesbookError):  # said where the notebooks need it
            if column in (own := book.table(name)).columns:
                having[name] = own[column].cast("string")
    if not having:
        raise RequestError("--by", f"no table has a column {column}.", f"The company has {', '.join(book.tables)}.")
    told = [v for name, v in having.items() if not ("clients" in having and means_another(name, column))]
    return sorted({v for each in told for v in each.name("v").as_table().distinct().to_pyarrow()["v"].to_pylist() if v})


def folders(labels: Iterable[str]) -> list[str]:
    """A folder's name for each label, no two alike even where large and small letters are one.

    >>> folders(["Київ", "київ", "a/b"])
    ['Київ', 'київ (2)', 'a-b']
    """
    taken, names = {name.casefold() for name in OURS}, []
    for label in labels:
        stem = name = safe_name(label)
        number = 2
        while name.casefold() in taken:
            name, number = f"{stem} ({number})", number + 1
        taken.add(name.casefold())
        names.append(name)
    return names
