"""A company's exports on a mapping card: what was understood, shown; what a person says, understood anew."""

import os
import re
import weakref
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from glob import glob
from pathlib import Path

from salesbook.errors import DataError, SalesbookError
from salesbook.intake import Looked, Question, Tidy, Understood
from salesbook.intake.answers import FILE, keep_answers, read_answers
from salesbook.intake.bring import answered, ask_totals, finish, judged, look, read_exports, write_sheets
from salesbook.intake.join import Joins, find_joins
from salesbook.intake.numbers import as_text
from salesbook.intake.preview import after, before, kind, told
from salesbook.intake.profiles import profiles
from salesbook.intake.told import joined, left_out, pair, sums
from salesbook.intake.told import judged as tables_told
from salesbook.tables import PRIVACY, Book, contracts
from salesbook.tables.contracts import Column
from salesbook.tables.names import blank_name
from salesbook.tables.privacy import initials
from salesbook.temporary import new_folder, remove
from salesbook.widgets import Asked, Checked, MappingCard, Pick, Refusal, Section, Wrote
from salesbook.widgets.mapping_card import Told
from salesbook.words import catalogue, say

ROWS = 5  # that are shown before and after
EXAMPLE = 24  # letters of a cell that stands for its column
PAIRS = 20  # of clients that are asked about
DEEP = re.compile(r":(columns\.|table$)")  # answers from which further questions follow
Answers = Mapping[str, str]


def bring(exports: str | Path | Sequence[str | Path], out: str | Path = "company", *, lang: str = "en") -> MappingCard:
    """A card on which ``exports`` become the tables of folder ``out``, once a person has looked and answered.

    Shown, it writes nothing; its button does. Answers are kept in ``out``, and are those of ``salesbook import``.

    Parameters
    ----------
    exports
        A file, a folder, a pattern such as ``"exports/*.xlsx"``, or several of them.

    Raises
    ------
    DataError, Faults
        There is no such file, or one cannot be read.
    """
    return _card([exports] if isinstance(exports, str | Path) else exports, out, lang)


def _card(exports: Iterable[str | Path], out: str | Path, lang: str, draft: Path | None = None) -> MappingCard:
    """The card; with ``draft``, a folder, it begins with the answers kept there and keeps each new one in it."""
    found = _files(exports)
    folder = Path(out).expanduser().resolve()
    desk = Desk(found, folder, lang, draft)
    line = " ".join(["salesbook import", *(_quoted(path.resolve()) for path in found), "--out", _quoted(folder)])
    still = f"{say('mapping.still', lang)} {line}"
    answers = read_answers(draft if draft and (draft / FILE).exists() else folder)
    return MappingCard(desk.look, desk.check, desk.write, answers, lang, still, on_paper)


def shown(exports: Sequence[str | Path], out: str | Path, lang: str, draft: str | Path) -> MappingCard | Refusal:
    """The card as a page of its own: what cannot be read is said on it, and a page opened anew knows ``draft``."""
    kept = Path(draft)
    kept.mkdir(parents=True, exist_ok=True)
    try:
        return _card(exports, out, lang, kept)
    except SalesbookError as error:
        faults = getattr(error, "faults", (error,))
        return Refusal([str(fault.said(lang)) for fault in faults], lang)


def on_paper(sections: Sequence[Section]) -> Sequence[Section]:
    """``sections`` as a report may bear them: where people are veiled, no row as it came, and of names the initials."""
    if (os.environ.get(PRIVACY) or "off") == "off":
        return sections
    return [replace(each, before=each.before[: each.heads], after=_veiled(each)) for each in sections]


def _veiled(one: Section) -> list[list[str]]:
    columns = contracts()[one.table.taken].columns if one.used else {}
    personal = [bool(name in columns and columns[name].personal) for name in (one.after or [[]])[0]]
    shown = (zip(row, personal, strict=True) for row in one.after[1:])
    rows = [[initials(cell) or "…" if hidden else cell for cell, hidden in row] for row in shown]
    return [list(row) for row in one.after[:1]] + rows


def _files(exports: Iterable[str | Path]) -> list[Path]:
    """The files meant; a name that is none of them goes on as it is, to be refused with its reason."""
    found: list[Path] = []
    for each in exports:
        path = Path(each).expanduser()
        if path.is_dir():
            found += sorted(p for p in path.iterdir() if p.is_file() and not p.name.startswith("."))
        else:
            found += [path] if path.exists() else sorted(map(Path, glob(str(path)))) or [path]  # noqa: PTH207
    if not found:
        raise DataError(", ".join(map(str, exports)), "no file in it.", "Put the exports there, or name another place.")
    return found


def _quoted(path: Path) -> str:
    return f"'{path}'" if re.search(r"\s", str(path)) else str(path)


class Desk:
    """Exports read once, and what is made of them with each set of answers."""

    def __init__(self, exports: Sequence[Path], out: Path, lang: str, draft: Path | None = None) -> None:
        self._work = new_folder()
        weakref.finalize(self, remove, self._work)
        self._out, self._lang, self._draft = out, lang, draft
        self._sheets = read_exports(exports, self._work)
        self._rounds = 0
        self._checked: tuple[list[tuple[Understood, Tidy]], Book, Path] | None = None

    def look(self, answers: Answers) -> tuple[Section, ...]:
        """Every sheet as it is understood with ``answers``; also those that are no table of ours."""
        looked = look(self._sheets, answers)
        asked = self._asked(looked, answers)
        if self._draft:
            keep_answers(self._draft, answers)
        return tuple(section(each, asked.get(each.where, ()), answers, self._lang) for each in _in_order(looked))

    def _asked(self, looked: Looked, answers: Answers) -> dict[str, tuple[Question, ...]]:
        """Where → its questions, those that are answered too: an answer can be changed."""
        every = {each.where: list(each.open) for each in looked.sheets}
        deep = {id: answer for id, answer in answers.items() if DEEP.search(id)}
        if len(deep) < len(answers):
            for each in look(self._sheets, deep).sheets:
                still = {question.id for question in every.get(each.where, ())}
                mine = answered(answers, each.where)
                every.setdefault(each.where, [])
                every[each.where] += [q for q in each.open if q.id in mine and q.id not in still]
        return {where: tuple(questions) for where, questions in every.items()}

    def check(self, answers: Answers, told: Told) -> Checked:
        """Read every row: sums beside totals, what was left out, what stands twice; and what is asked of that."""
        work = self._work / f"round-{self._rounds}"
        work.mkdir()
        self._rounds += 1
        written = write_sheets(look(self._sheets, answers), work, told, self._lang)
        told("", 1, 1)
        book = judged(written, work, self._out, self._lang)
        joins = find_joins(book, [what.where for what, _ in written], answers)
        self._checked = written, book, work
        lang = self._lang
        asked = tuple(asking(q, None, lang) for q in (*ask_totals(written, answers), *joins.open))
        said = (*sums(written, lang), *left_out(written, lang), *joined(joins, lang))
        return Checked(said, (*asked, *self._pairs(joins)), max(0, len(joins.suggestions) - PAIRS))

    def _pairs(self, joins: Joins) -> Iterable[Asked]:
        options = {answer: say(f"mapping.option.{answer}", self._lang) for answer in ("yes", "no")}
        for one in joins.suggestions[:PAIRS]:
            yield Asked(one.id, pair(one, self._lang), options, needed=False)

    def write(self, answers: Answers, told: Told) -> Wrote:
        """Write the tables that were checked, and keep ``answers`` beside them."""
        if self._checked is None:
            self.check(answers, told)
        assert self._checked
        written, book, work = self._checked
        joins = find_joins(book, [what.where for what, _ in written], answers)
        brought = finish(book, written, work, self._out, joins, answers)
        keep_answers(self._out, answers)
        said = (*joined(joins, self._lang), *tables_told(brought, self._lang))
        steps = {"next": _quoted(self._out)} | ({} if self._draft else {"next_book": repr(str(self._out))})
        return Wrote(
            say("mapping.done", self._lang, folder=self._out),
            said,
            tuple(say(f"mapping.{key}", self._lang, folder=folder) for key, folder in steps.items()),
        )


def _in_order(looked: Looked) -> list[Understood]:
    return [*looked.sheets, *looked.unused]


def section(what: Understood, asked: Sequence[Question], answers: Answers, lang: str) -> Section:
    """A sheet as the card shows it; ``asked``: all its questions."""
    mine = answered(answers, what.where)
    by_id = {question.id: question for question in asked}
    contract = contracts().get(what.match.table)
    columns = tuple(
        column_pick(what, column, by_id, mine, lang) for column in (contract.columns.values() if contract else ())
    )
    rest = [question for id, question in by_id.items() if not DEEP.search(id)]
    notes = tuple(told(key, values, lang) for key, values in what.notes)
    return Section(
        what.where,
        table_pick(what, by_id, mine, lang),
        notes,
        columns,
        tuple(asking(question, mine.get(question.id), lang) for question in rest),
        before(what, ROWS) if what.shape.header.rows else [list(what.table.names), *before(what, ROWS)],
        what.shape.header.rows or 1,
        after(what, ROWS) if contract else (),
        bool(contract),
    )


def table_pick(what: Understood, by_id: Mapping[str, Question], answers: Answers, lang: str) -> Pick:
    """Which of our tables a sheet holds."""
    id, table = f"{what.where}:table", what.match.table
    options = {name: f"{say(f'quality.table_{name}', lang)} ({name})" for name in contracts()}
    how = profiles()[what.match.profile].title if what.match.profile else ""
    question = by_id.get(id)
    text = told(question.key, question.values, lang) if question else ""
    suggested = question.suggested if question else ""
    is_open = question is not None and id not in answers
    label = say("mapping.table", lang)
    how = how if table else say("mapping.no_table", lang)
    return Pick(id, label, label, options, table, how, text, suggested, is_open, id in answers, True)


def column_pick(what: Understood, column: Column, by_id: Mapping[str, Question], answers: Answers, lang: str) -> Pick:
    """Which of their columns stands for ``column``."""
    id, ours = f"{what.where}:columns.{column.name}", column.name
    question = by_id.get(id)
    is_open = question is not None and id not in answers
    unknown = any(key == "import.no_client" for key, _ in what.notes) and ours == "client_id"
    theirs = "" if unknown or is_open else what.columns.get(ours, "")
    likely = question.options if question else ()
    names = dict.fromkeys((*likely, *(name for name in what.table.names if name != ours or not unknown)))
    stands_in = column.or_else and all(other in what.columns for other in column.or_else)
    needed = (column.required or column.key) and not stands_in
    none = {} if needed and not unknown else {"": say("mapping.none", lang)}
    how = ""
    if theirs:
        why = say(f"import.why.{what.match.columns[ours].why}", lang)
        how = ", ".join(filter(None, (why, kind(what.readings[theirs], lang))))
    elif ours in what.constants:
        how = say("mapping.constant", lang, value=what.constants[ours])
    text = told(question.key, question.values, lang) if question else ""
    options = {**none, **{name: _with_example(what, name) for name in names}}
    suggested = question.suggested if question else ""
    label = say(f"mapping.ours.{ours}", lang)
    return Pick(id, ours, label, options, theirs, how, text, suggested, is_open, id in answers, needed)


def _with_example(what: Understood, name: str) -> str:
    """A column as it is chosen from; one that is called by its place alone shows what it holds."""
    place = what.table.names.index(name) if name in what.table.names else -1
    if place < 0 or name != blank_name(place + 1):
        return name
    example = next((text for _, row in what.table.sample if (text := as_text(row[place]))), "")
    return f"{name}: {example[:EXAMPLE]}" if example else name


def asking(question: Question, answer: str | None, lang: str) -> Asked:
    """A question as the card asks it; options that are words of ours in the reader's language."""
    options = {option: _option(option, lang) for option in question.options}
    several = ":keep." in question.id
    text = told(question.key, question.values, lang)
    return Asked(question.id, text, options, question.suggested, answer, several)


def _option(option: str, lang: str) -> str:
    return str(catalogue(lang).get(f"mapping.option.{option.replace(' ', '_')}", option))
