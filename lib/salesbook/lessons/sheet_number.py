"""An exercise with a number: the right one, those of usual mistakes, and what is said of any other."""

from typing import Any

from salesbook.lessons.finding import Phrase, quoted
from salesbook.lessons.sheet_ids import make_ids
from salesbook.lessons.sheet_part import Part, brief, figure, mark, marked
from salesbook.lessons.sheet_rows import Row
from salesbook.lessons.sheet_terms import named, nearest

Made = tuple[dict[str, Any], dict[str, Any]]  # fields of the key, words


def number(part: Part) -> Made:
    """The key and words of a number."""
    rest = [row for row in part.rows if named("rest", row.text("piece")) or (row.text("why") and not row.text("piece"))]
    given = [row for row in part.rows if row.text("piece") and row not in rest]
    right = [row for row in given if marked(part, row)]
    wrong = [row for row in given if row not in right]
    _faults(part, right, rest)
    unit = _unit(part)
    names = make_ids([row.text("piece_id") for row in wrong], [row.text("piece") for row in wrong], part.lang)
    likely = dict(zip(names, wrong, strict=True))
    for name, row in likely.items():
        part.place(f"likely.{name}", row, "why")
        part.place(f"likely.{name}", row, "piece", of="key")
    answer = (right or part.rows)[0]
    part.place("answer", answer, "piece" if right else "")
    part.place("right", answer, "why")
    part.place("wrong", (rest or part.rows)[0], "why")
    key: dict[str, Any] = {"answer": figure(part, answer, "piece", unit) if right else None, **_measure(part, unit)}
    words: dict[str, Any] = {
        "right": answer.text("why"),
        "wrong": "\n\n".join(row.text("why") for row in rest),
    }
    if likely:
        key["likely"] = {name: figure(part, row, "piece", unit) for name, row in likely.items()}
        words["likely"] = {name: row.text("why") for name, row in likely.items()}
    return key, words


def _measure(part: Part, unit: str) -> dict[str, Any]:
    """The unit and the tolerance, 0 where none is given."""
    row = part.speaking("within")
    part.place("within", row, "within")
    return {"unit": unit, "within": figure(part, row, "within", unit) if row.text("within") else 0}


def _faults(part: Part, right: list[Row], rest: list[Row]) -> None:
    if len(right) != 1:
        what = Phrase("finding.several_right", n=len(right)) if right else "finding.none_right"
        part.fault(part.rows[0], "", what, mark(part, "advice.leave_one" if right else "advice.mark_one"))
    if not rest:
        part.fault(part.rows[0], "why", "finding.no_rest", Phrase("advice.add_rest", rest=part.word("rest_rest")))


def _unit(part: Part) -> str:
    row = part.speaking("unit")
    part.place("unit", row, "unit")
    text = row.text("unit")
    if not text:
        part.fault(row, "unit", "finding.no_unit_given", "sheet.note_list")
    elif not named("unit", text):
        what = Phrase("finding.no_unit", unit=quoted(brief(text)))
        part.fault(row, "unit", what, nearest("unit", text, part.table.lang))
    return named("unit", text)
