"""Exports → tidy tables in a folder: understood, asked about, written whole or not at all."""

import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from salesbook.errors import SalesbookError, raise_all
from salesbook.files import safe_name
from salesbook.intake.field import Question
from salesbook.intake.join import Joins, joined_table
from salesbook.intake.keys import agree
from salesbook.intake.kinds import fields
from salesbook.intake.read import sheets
from salesbook.intake.readings import Reading as CellReading
from salesbook.intake.sheet import Sheet
from salesbook.intake.tidy import Tidy, write_tidy
from salesbook.intake.understand import Understood, place, understand
from salesbook.tables import Book, Reading, contracts, open, write_csv
from salesbook.tables.mapping import FILE_NAME, TableMap, read_mapping, write_mapping
from salesbook.tables.mapping import Mapping as Tables

LINES = "lines"  # the answer that takes the lines where a total says otherwise
Told = Callable[[str, int, int], object]  # file, rows read, rows in all


@dataclass(frozen=True)
class Looked:
    """Exports as they were understood; ``unused``: sheets that are no table of ours, with why."""

    sheets: tuple[Understood, ...]
    unused: tuple[Understood, ...]

    @property
    def open(self) -> tuple[Question, ...]:
        """What has to be said before anything is written."""
        return tuple(question for each in self.sheets for question in each.open)


@dataclass(frozen=True)
class Brought:
    """What was written: each sheet with its sums, and each table as its contract judged it."""

    sheets: tuple[tuple[Understood, Tidy], ...]
    readings: tuple[Reading, ...]
    folder: Path
    aside: tuple[Path, ...] = ()


def read_exports(paths: Sequence[Path], work: Path) -> list[Sheet]:
    """The sheets of all ``paths``; the faults of all files at once."""
    found: list[Sheet] = []
    faults: list[SalesbookError] = []
    for n, path in enumerate(paths):
        inside = work / str(n)
        inside.mkdir(exist_ok=True)
        try:
            found += sheets(path, inside)
        except SalesbookError as error:
            faults += getattr(error, "faults", (error,))
    raise_all(faults)
    return found


def look(found: Sequence[Sheet], answers: Mapping[str, str], want: str = "") -> Looked:
    """What the sheets are, with what was said before; ``want``: the table, where a person has named it."""
    known, unused, faults = list[Understood](), list[Understood](), list[SalesbookError]()
    for sheet in found:
        try:
            each = understand(sheet, answered(answers, place(sheet)), want)
        except SalesbookError as error:
            faults += getattr(error, "faults", (error,))
            continue
        (known if each.match.table else unused).append(each)
    raise_all(faults)
    return Looked(tuple(_with_one_key(known)), tuple(unused))


def _with_one_key(known: Sequence[Understood]) -> Iterator[Understood]:
    """The sheets with clients called alike in all of them, where their layouts allow it."""
    chosen = agree({each.where: (fields(each.table), each.match) for each in known})
    for each in known:
        found = chosen[each.where]
        key = found.columns.get("client_id")
        if found is each.match or key is None:
            yield each
        else:
            more = tuple(note for note in found.notes if note not in each.match.notes)
            readings = {**each.readings, key.theirs: CellReading()}
            yield replace(each, match=found, readings=readings, notes=(*each.notes, *more))


def answered(answers: Mapping[str, str], where: str) -> dict[str, str]:
    """``answers`` with those that were given for an earlier export of the same name but for its digits."""
    mine = _undated(where)
    old = {
        f"{where}:{key.partition(':')[2]}": a for key, a in answers.items() if _undated(key.partition(":")[0]) == mine
    }
    return {**old, **answers}


def _undated(where: str) -> str:
    return re.sub(r"\d+", "#", where)


def ask_totals(written: Sequence[tuple[Understood, Tidy]], answers: Mapping[str, str]) -> list[Question]:
    """A question where the lines of a sheet do not add up to what its total says of the amount."""
    asked = []
    for what, tidy in written:
        id = f"{what.where}:totals"
        for total in tidy.totals:
            if total.column == "amount" and not total.agrees and id not in answered(answers, what.where):
                values = {"column": total.column, "lines": f"{total.lines:.2f}", "said": f"{total.said:.2f}"}
                asked.append(Question(id, "import.ask.totals", values, (LINES,), LINES))
    return asked


def write_sheets(
    looked: Looked, work: Path, told: Told = lambda *_: None, lang: str = "en"
) -> list[tuple[Understood, Tidy]]:
    """Every sheet as a file of text in ``work``; reasons of lines left out are in ``lang``."""
    done = []
    (work / "aside").mkdir(exist_ok=True)
    for n, what in enumerate(looked.sheets):
        aside = work / "aside" / f"{safe_name(what.where)}.csv"

        def seen(rows: int, what: Understood = what) -> None:
            told(what.where, rows, what.sheet.length)

        path = work / f"{safe_name(what.where)}.parquet"  # faults of its lines are told by this name
        path = path.with_name(f"{n}-{path.name}") if path.exists() else path
        done.append((what, write_tidy(what, path, aside, seen, lang)))
    return done


def tidy_tables(written: Sequence[tuple[Understood, Tidy]], work: Path, out: Path) -> Tables:
    """The mapping by which the tidy files in ``work`` are read; the company is that of ``out``, where it is known."""
    own = out / FILE_NAME
    company = read_mapping(own).company if own.exists() else Tables({}).company
    tables: dict[str, TableMap] = {}
    for what, tidy in written:
        name = what.match.table
        before = tables.get(name, TableMap(date_format={}))
        columns = {ours: ours for ours in (*what.columns, *what.constants)}
        days = dict.fromkeys(contracts()[name].dates, "iso")
        known = {**before.columns, **columns}  # named, so that no other column is taken for one of ours
        tables[name] = replace(before, file=(*before.file, tidy.path.name), columns=known, date_format=days)
    return Tables(tables, company, str(work))


def judged(written: Sequence[tuple[Understood, Tidy]], work: Path, out: Path, lang: str) -> Book:
    """The tidy tables held against their contracts."""
    mapping = tidy_tables(written, work, out)
    write_mapping(mapping, work / FILE_NAME)
    return open(work, map=work / FILE_NAME, lang=lang)


def finish(
    book: Book,
    written: Sequence[tuple[Understood, Tidy]],
    work: Path,
    out: Path,
    joins: Joins | None = None,
    answers: Mapping[str, str] | None = None,
) -> Brought:
    """Write the tables of ``book`` and ``tables.yaml`` to ``out``; what stood there under those names gives way."""
    readings, faults = book.check()
    raise_all(faults)
    out.mkdir(parents=True, exist_ok=True)
    made = []
    for reading in readings:
        part = out / f"{reading.table}.parquet.part"
        joined_table(book, reading.table, joins or Joins(), answers or {}).to_parquet(part)
        made.append(part)
    for part in made:
        part.replace(part.with_suffix(""))
    aside = tuple(_set_aside(book, readings, work, out / "set-aside"))
    mapping = tidy_tables(written, work, out)
    own = {name: TableMap(file=(f"{name}.parquet",), columns=t.columns) for name, t in mapping.tables.items()}
    write_mapping(Tables(own, mapping.company, str(out)), out / FILE_NAME)
    return Brought(tuple(written), tuple(readings), out, aside)


def _set_aside(book: Book, readings: Sequence[Reading], work: Path, folder: Path) -> Iterator[Path]:
    """Rows that broke their contract, and lines that are no sales; those of an earlier import give way."""
    shutil.rmtree(folder, ignore_errors=True)
    for reading in readings:
        if reading.read > reading.used:
            folder.mkdir(exist_ok=True)
            write_csv(book.set_aside(reading.table), folder / f"{reading.table}.csv")
            yield folder / f"{reading.table}.csv"
    for path in sorted((work / "aside").iterdir()):
        folder.mkdir(exist_ok=True)
        shutil.copyfile(path, folder / path.name)
        yield folder / path.name
