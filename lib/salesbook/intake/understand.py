"""One sheet of an export: what it was understood to be, what is still open, and what becomes of it with the answers."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from salesbook.errors import DataError, raise_all
from salesbook.intake.field import Field, Found, Match, Question
from salesbook.intake.flat import Table, flatten, with_empty
from salesbook.intake.kinds import fields
from salesbook.intake.marks import low
from salesbook.intake.match import match
from salesbook.intake.readings import Reading, ask_readings, find_readings, said
from salesbook.intake.scales import ask_scales, money_notes
from salesbook.intake.shape import Shape, find_shape
from salesbook.intake.sheet import Note, Sheet
from salesbook.intake.vat import ANSWERS
from salesbook.tables.contracts import contracts
from salesbook.tables.names import blank_name

FIRST, WHOLE = "first", "whole"  # of two tables one under another
SEVERAL = ";"  # between the values of one answer


@dataclass(frozen=True)
class Understood:
    """A sheet with its shape, its flat table, and which column is which.

    readings
        Name of theirs → how its cells are read.
    constants
        Our column → the one value that every line has.
    money
        Their column → the currency whose lines are taken.
    open
        What only a person can say; nothing is written while there is any.
    """

    sheet: Sheet
    shape: Shape
    table: Table
    match: Match
    readings: Mapping[str, Reading]
    open: tuple[Question, ...]
    constants: Mapping[str, str]
    money: Mapping[str, str]
    notes: tuple[Note, ...]

    @property
    def where(self) -> str:
        """The file, and the sheet where it has several."""
        return place(self.sheet)

    @property
    def columns(self) -> dict[str, str]:
        """Ours → theirs."""
        return {ours: found.theirs for ours, found in self.match.columns.items()}


def place(sheet: Sheet) -> str:
    """How a sheet is called in questions and notes."""
    return f"{sheet.file}/{sheet.name}" if sheet.name else sheet.file


def understand(sheet: Sheet, answers: Mapping[str, str], want: str = "") -> Understood:
    """What ``sheet`` is, with what a person has said already.

    Raises
    ------
    DataError, Faults
        No line in it, or an answer that is none of those that can be given.
    """
    year = answers.get(f"{place(sheet)}:year", "")
    shape = find_shape(sheet, _year(place(sheet), year) if year else None)
    below = _ask_below(sheet, shape)
    _check(below, answers)
    if answers.get(f"{place(sheet)}:below") == WHOLE:
        shape = replace(shape, below=None)
    table = flatten(sheet, shape)
    if not table.sample and sheet.length > shape.header.body:
        fix = "Check its delimiter, and whether numbers hold commas that no quotes enclose."
        raise DataError(place(sheet), "no row of it fits its header.", fix)
    if not table.sample:
        raise DataError(place(sheet), "it has a header and no rows.", "Export it again with its lines.")
    known = fields(table)
    where = place(sheet)
    table, found = _matched(table, known, sheet, want or answers.get(f"{where}:table", ""), answers)
    found = _in_names(found, table)
    return _settled(sheet, shape, table, replace(found, questions=(*below, *found.questions)), answers)


CLIENT = "client_id"


def _matched(
    table: Table, known: Sequence[Field], sheet: Sheet, want: str, answers: Mapping[str, str]
) -> tuple[Table, Match]:
    """What the table is; sales that tell no client are sales all the same, of clients unknown."""
    asked_of = f"{place(sheet)}:columns."
    unnamed = {blank_name(n): str(n) for n, name in enumerate(table.names, 1) if name == blank_name(n)}
    said_so = {q.removeprefix(asked_of): unnamed.get(a, a) for q, a in answers.items() if q.startswith(asked_of)}
    found = match(known, sheet.file, sheet.name, want, said_so)
    asked = any(question.id.endswith(f".{CLIENT}") for question in found.questions)
    if found.table != "orders" or CLIENT in found.columns or asked:
        return table, found
    columns = {CLIENT: Found(CLIENT, 1.0, "name"), **found.columns}
    return with_empty(table, CLIENT), replace(found, columns=columns)


def _in_names(found: Match, table: Table) -> Match:
    """``found`` with columns that have no name called as the flat table calls them."""
    names = {str(n): blank_name(n) for n in range(1, len(table.names) + 1) if table.names[n - 1] == blank_name(n)}

    def ours(question: Question) -> Question:
        told = {k: names.get(v, v) if k in ("found", "column") else v for k, v in question.values.items()}
        kind, _, last = question.id.rpartition(".")  # a question of a column of theirs ends in its name
        asked = f"{kind}.{names.get(last, last)}" if kind.endswith((":keep", ":currency")) else question.id
        options = tuple(names.get(option, option) for option in question.options)
        suggested = names.get(question.suggested, question.suggested)
        return replace(question, id=asked, options=options, suggested=suggested, values=told)

    columns = {name: replace(one, theirs=names.get(one.theirs, one.theirs)) for name, one in found.columns.items()}
    keep = {names.get(name, name): values for name, values in found.keep.items()}
    return replace(found, columns=columns, keep=keep, questions=tuple(map(ours, found.questions)))


def _settled(sheet: Sheet, shape: Shape, table: Table, found: Match, answers: Mapping[str, str]) -> Understood:
    """The questions of ``found`` answered as far as they are, then those of numbers and days."""
    where = place(sheet)
    asked = [*found.questions, *_ask_year(shape, where)]
    _check(asked, answers)
    match_, constants = _with_answers(found, asked, answers, where)
    columns = match_.columns
    if "currency" in columns:
        match_ = replace(match_, keep={**_one_currency(table, columns["currency"].theirs), **match_.keep})
    contract = contracts().get(found.table)
    wanted = {ours: one.theirs for ours, one in columns.items()}
    readings = find_readings(table, wanted, contract)
    open_ = ask_readings(readings, list(dict.fromkeys(wanted.values())), where)
    open_ += ask_scales(table, wanted, contract, shape.titles, where)
    _check(open_, answers)
    money = {q.values["column"]: answers[q.id] for q in open_ if ":money." in q.id and q.id in answers}
    readings = _as_told(readings, open_, answers)
    left = tuple(q for q in (*asked, *open_) if q.id not in answers)
    if money and "currency" not in columns:
        constants["currency"] = [*money.values()][-1]
    notes = (*sheet.notes, *_shape_notes(shape, table), *found.notes, *money_notes(table, wanted, readings))
    return Understood(sheet, shape, table, match_, readings, left, constants, money, notes)


def _with_answers(
    found: Match, asked: Sequence[Question], answers: Mapping[str, str], where: str
) -> tuple[Match, dict[str, str]]:
    """``found`` as far as it was asked about and answered; and our columns that have one value for every line."""
    columns, keep = dict(found.columns), dict(found.keep)
    constants = {ours: words[""] for ours, words in found.words.items() if ours not in columns and "" in words}
    for question in asked:
        answer = answers.get(question.id)
        kind, _, name = question.id.removeprefix(f"{where}:").partition(".")
        if answer is None:
            continue
        if kind == "columns":
            columns[name] = Found(answer, 1.0, "said")
        elif kind == "keep":
            keep[name] = tuple(part.strip() for part in answer.split(SEVERAL))
        elif kind == "currency":
            keep[name] = (answer,)
        elif kind == "value":
            constants[name] = ANSWERS.get(answer, answer)
    return replace(found, columns=columns, keep=keep), constants


def _as_told(
    readings: Mapping[str, Reading], asked: Sequence[Question], answers: Mapping[str, str]
) -> dict[str, Reading]:
    """``readings`` of numbers and days as a person has decided them."""
    decided = dict(readings)
    for question in asked:
        if question.id not in answers or ":money." in question.id:
            continue
        name, answer = question.values["column"], answers[question.id]
        one = decided[name]
        decided[name] = replace(one, factor=answer) if ":scale." in question.id else said(one, answer)
    return decided


def _one_currency(table: Table, name: str) -> dict[str, tuple[str, ...]]:
    """The only currency that the first lines name, and none at all where some name none: other ones are set aside."""
    place = table.names.index(name)
    told = {text for _, row in table.sample if (text := str(row[place] or "").strip())}
    bare = any(row[place] is None for _, row in table.sample)
    return {name: (*told, *([""] if bare else []))} if len(set(map(low, told))) == 1 else {}


def _check(asked: Sequence[Question], answers: Mapping[str, str]) -> None:
    """Every answer that is none of the options, at once."""
    faults = []
    for question in asked:
        answer = answers.get(question.id)
        if answer is None or not question.options:
            continue
        parts = [part.strip() for part in answer.split(SEVERAL)] if ":keep." in question.id else [answer]
        wrong = [part for part in parts if part not in question.options]
        if wrong:
            fix = f"It can be: {', '.join(question.options)}."
            faults.append(DataError(question.id, f"no such answer as {', '.join(wrong)}.", fix))
    raise_all(faults)


def _year(where: str, said: str) -> int:
    if not re.fullmatch(r"(19|20)\d\d", said):
        raise DataError(f"{where}:year", f"{said} is no year.", "Answer with four digits, e.g. 2024.")
    return int(said)


def _ask_below(sheet: Sheet, shape: Shape) -> list[Question]:
    """Whether what stands under the first table belongs to it."""
    if shape.below is None:
        return []
    words = " | ".join(str(cell).strip() for cell in sheet.head[shape.below] if cell is not None)
    values = {"row": shape.below + 1, "words": words[:80]}
    return [Question(f"{place(sheet)}:below", "import.ask.below", values, (FIRST, WHOLE), FIRST)]


def _ask_year(shape: Shape, where: str) -> list[Question]:
    return [Question(f"{where}:year", "import.ask.year", {})] if shape.cross and shape.cross.year_unknown else []


def _is_twin(table: Table, n: int) -> bool:
    """Whether column ``n``, from 1, bears the name of one before it."""
    name, tail = table.names[n - 1], f"_{n}"
    return name.endswith(tail) and name.removesuffix(tail) in table.names[: n - 1]


def _shape_notes(shape: Shape, table: Table) -> list[Note]:
    """What was understood of the sheet's build."""
    notes: list[Note] = []
    if shape.titles:
        notes.append(("import.titles", {"n": len(shape.titles), "first": shape.titles[0][:80]}))
    if shape.header.rows > 1:
        notes.append(("import.levels", {"n": shape.header.rows}))
    if not shape.header.rows:
        notes.append(("import.no_header", {}))
    if shape.groups:
        notes.append(("import.groups", {"columns": ", ".join(table.added) or "–"}))
    if shape.cross:
        notes.append(("import.cross", {"n": len(shape.cross.cells)}))
    if twins := [f"{name} = {name[: -len(str(n)) - 1]}" for n, name in enumerate(table.names, 1) if _is_twin(table, n)]:
        notes.append(("import.twins", {"columns": ", ".join(twins[:5])}))
    if shape.period and "period" in table.added and not shape.cross:
        notes.append(("import.period", {"first": shape.period.first, "last": shape.period.last}))
    return notes
