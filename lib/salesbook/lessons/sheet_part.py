"""The rows of one exercise, and what all kinds have in common."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from salesbook.lessons.finding import Phrase
from salesbook.lessons.sheet_ids import make_ids
from salesbook.lessons.sheet_rows import Notes, Row, Table, read_number
from salesbook.lessons.sheet_terms import form, named
from salesbook.words import say


@dataclass(frozen=True)
class Part:
    """The rows of one exercise."""

    id: str
    kind: str
    rows: Sequence[Row]
    table: Table
    lang: str
    notes: Notes

    def fault(self, row: Row, column: str, what: Phrase | str, fix: Phrase | str) -> None:
        """Note what is wrong in a cell."""
        self.notes.fault(self.table.where(row.n, column), what, fix)
        if column.startswith("piece"):
            self.notes.short.add(self.table.where(self.rows[0].n))

    def place(self, place: str, row: Row, column: str = "", of: str = "") -> None:
        """Note in which cell a place of the lesson stands; ``of`` is ``key`` where the words' place is another."""
        name = f"{self.id}.{place}" if place else self.id
        self.notes.places[f"{of} {name}".lstrip()] = self.table.where(row.n, column)

    def head(self, column: str) -> str:
        """A column's header as advice names it."""
        return self.table.head(column)

    def word(self, term: str) -> str:
        """A word of the form, in the form's language."""
        return say(f"sheet.{term}", self.table.lang)

    def speaking(self, column: str) -> Row:
        """The first row with something in ``column``; the first of all where none has."""
        return next((row for row in self.rows if row.text(column)), self.rows[0])

    def whole(self, column: str) -> str:
        """What is said of the whole exercise; several cells become paragraphs."""
        return "\n\n".join(dict.fromkeys(row.text(column) for row in self.rows if row.text(column)))


def refuse_unused(part: Part) -> None:
    """Nothing is dropped in silence: what stands in a column that the kind does not use was meant for another."""
    uses = form()["uses"]
    for column in dict.fromkeys(c for columns in uses.values() for c in columns if c not in uses[part.kind]):
        for row in part.rows:
            if row.text(column) and not (column == "right" and named("mark", row.text(column)) == "no"):
                what = Phrase("finding.unused_column", kind=part.word(f"kind_{part.kind}"))
                part.fault(row, column, what, "advice.clear_cell")


def pieces(part: Part, places: str, lost: Sequence[str] = ("why",)) -> dict[str, Row]:
    """The rows that hold a piece, by its id; what stands in the columns ``lost`` without one is a fault."""
    rows = [row for row in part.rows if row.text("piece")]
    if not rows:
        what = Phrase("finding.no_pieces", column=part.head("piece"))
        part.fault(part.rows[0], "", what, "advice.row_each")
    for row, column in ((row, column) for row in part.rows if row not in rows for column in lost if row.text(column)):
        part.fault(row, "piece", Phrase("finding.beside", text=brief(row.text(column))), "advice.add_text")
    found = dict(_alone(part, rows))
    for name, row in found.items():
        part.place(f"{places}.{name}", row)
        part.place(f"{places}.{name}.say", row, "piece")
        part.place(f"{places}.{name}.why", row, "why")
    return found


def _alone(part: Part, rows: Sequence[Row]) -> Iterator[tuple[str, Row]]:
    """Each piece with its id; of two that are the same, the first."""
    ids = make_ids([row.text("piece_id") for row in rows], [row.text("piece") for row in rows], part.lang)
    seen: dict[str, int] = {}
    for name, row in zip(ids, rows, strict=True):
        if name in seen:
            column = "piece_id" if row.text("piece_id") else "piece"
            part.fault(row, column, Phrase("finding.same_row", row=seen[name]), "advice.say_otherwise")
        else:
            seen[name] = row.n
            yield name, row


def marked(part: Part, row: Row) -> bool:
    """Whether the row is marked right."""
    text = row.text("right")
    mark = named("mark", text) if text else "no"
    if not mark:
        fix = Phrase("advice.mark_right", yes=part.word("mark_yes"))
        part.fault(row, "right", Phrase("finding.not_mark", text=brief(text)), fix)
    return mark == "yes"


def mark(part: Part, advice: str) -> Phrase:
    """Advice where what is right is not marked, or too much is."""
    return Phrase(advice, yes=part.word("mark_yes"), column=part.head("right"))


def figure(part: Part, row: Row, column: str, unit: str) -> float | None:
    """The number in a cell; None where it is none, which is said."""
    value = read_number(row, column, unit)
    if value is None and row.text(column):
        part.fault(row, column, Phrase("finding.not_one_number", text=brief(row.text(column))), "advice.digits")
    return value


def brief(text: str) -> str:
    """The beginning of a text, as a message may quote it."""
    text = re.sub(r"\s+", " ", text).strip()
    return text if len(text) <= 40 else text[:39].rstrip() + "…"
