"""The cells of a lesson's spreadsheet → its key and words. Pure: no file is opened here."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from salesbook.lessons.finding import Phrase, Place, near, quoted
from salesbook.lessons.sheet_cells import Grid
from salesbook.lessons.sheet_ids import make_ids
from salesbook.lessons.sheet_kinds import KINDS, key_and_words
from salesbook.lessons.sheet_lesson import MINUTES, About, about
from salesbook.lessons.sheet_part import Part, brief
from salesbook.lessons.sheet_rows import Notes, Row, Table, read_number, table
from salesbook.lessons.sheet_terms import named, nearest, plain
from salesbook.words import say

NEEDED = ("kind", "ask", "piece")


@dataclass(frozen=True)
class Draft:
    """A lesson as a sheet tells it; ``notes`` say where each place stands in the sheet, and what is wrong."""

    key: dict[str, Any]
    words: dict[str, Any]
    notes: Notes
    about: str  # the title of the sheet that tells of the lesson as a whole

    @property
    def id(self) -> str:
        """The lesson's id."""
        return str(self.key["id"])

    @property
    def lang(self) -> str:
        """The one language of the lesson."""
        return str(self.key["languages"][0])


def read_sheet(grids: Mapping[str, Grid], lang: str) -> Draft:
    """The lesson that the sheets hold; ``lang`` is its language where the sheet names none."""
    notes = Notes()
    names = {named("sheet", title): title for title in reversed(list(grids))}
    found = _exercises(grids, names, lang, notes)
    page = names.get("lesson", "")
    told = about(grids[page] if page else [], page or say("sheet.sheet_lesson", found.lang), found.lang, lang, notes)
    if not page:
        notes.fault(Place(told.sheet), "finding.absent", "advice.blank_form")
    groups = list(_grouped(found, notes))
    told = _with_blocks(told, groups)
    key: dict[str, Any] = {"id": told.id, "languages": [told.lang]}
    key["blocks"] = [{"id": name, "minutes": minutes} for name, (_, minutes, _) in told.blocks.items()]
    words: dict[str, Any] = {"title": told.title, "aim": told.aim}
    words["blocks"] = {
        name: {"title": title} | ({"reading": reading} if reading else {})
        for name, (title, _, reading) in told.blocks.items()
    }
    made = list(_made(groups, found, told, notes))
    key["exercises"] = [exercise for exercise, _ in made]
    words["exercises"] = {exercise["id"]: said for exercise, said in made}
    return Draft(key, words, notes, told.sheet)


def _exercises(grids: Mapping[str, Grid], names: Mapping[str, str], lang: str, notes: Notes) -> Table:
    """The rows of the exercises' sheet: the one of that name, or the first other with such a header."""
    title = names.get("exercises", "")
    others = [grid for name, grid in grids.items() if named("sheet", name) not in ("guide", "lesson")]
    for grid in [grids[title]] if title else others:
        found = table(grid, "col", notes)
        if found:
            for column in (column for column in NEEDED if column not in found.heads):
                notes.fault(Place(head=found.head(column)), "finding.absent", "advice.write_header")
            return found
    where = Place(title or say("sheet.sheet_exercises", lang))
    notes.fault(where, "finding.no_headers" if title else "finding.absent", "advice.blank_form")
    return Table([], {}, lang)


def _grouped(found: Table, notes: Notes) -> Iterator[list[Row]]:
    """The rows of each exercise: it begins where there is a new question, kind or code."""
    group: list[Row] = []
    for row in found.rows:
        begins = any(_differs(row, group, column) for column in ("ask", "kind", "id"))
        if group and begins:
            yield group
        if begins:
            group = [row]
        elif group:
            group.append(row)
        else:
            notes.fault(found.where(row.n), "finding.loose_row", "advice.first_row")
    if group:
        yield group
    elif found.heads and not found.rows:
        notes.fault(Place(), "finding.none_yet", "advice.write_first")


def _differs(row: Row, group: Sequence[Row], column: str) -> bool:
    """Whether ``row`` says something else in ``column`` than the exercise above; repeating it is no new exercise."""
    before = next((earlier.text(column) for earlier in group if earlier.text(column)), "")
    return bool(row.text(column)) and plain(row.text(column)) != plain(before)


def _with_blocks(told: About, groups: Sequence[Sequence[Row]]) -> About:
    """Where no parts are listed, those that the exercises name; where these name none, the lesson is one part."""
    if told.blocks:
        return told
    titles = dict.fromkeys(row.text("block") for group in groups for row in group if row.text("block"))
    listed = list(titles) or [told.title or "1"]
    ids = make_ids(["" for _ in listed], listed, told.lang)
    blocks = {name: (title, MINUTES, "") for name, title in zip(ids, listed, strict=True)}
    return About(told.id, told.title, told.aim, told.lang, blocks, {}, told.sheet)


def _made(
    groups: Sequence[Sequence[Row]], found: Table, told: About, notes: Notes
) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """The key and the words of each exercise of a kind that a sheet can hold."""
    asks = [next((row.text("ask") for row in group if row.text("ask")), "") for group in groups]
    bodies = ["\n".join(sorted(row.text("piece") for row in group)) for group in groups]
    ids = make_ids([group[0].text("id") for group in groups], asks, told.lang, bodies)
    block, used = next(iter(told.blocks)), set()
    seen: dict[str, int] = {}
    for name, group in zip(ids, groups, strict=True):
        block = _block(group, block, found, told, notes)
        used.add(block)
        if name in seen:
            where = found.where(group[0].n, "id" if group[0].text("id") else "ask")
            notes.fault(where, Phrase("finding.same_exercise", row=seen[name]), "advice.ask_else")
            continue
        seen[name] = group[0].n
        kind = _kind(group, found, notes)
        if kind:
            key, words = key_and_words(Part(name, kind, group, found, told.lang, notes))
            yield {"id": name, "block": block, "kind": kind} | _extras(group, found, notes) | key, words
    for name in (name for name in told.rows if name not in used):
        what = Phrase("finding.unused_part", part=told.blocks[name][0])
        notes.fault(Place(told.sheet, told.rows[name]), what, Phrase("advice.name_part", column=found.head("block")))


def _block(group: Sequence[Row], before: str, found: Table, told: About, notes: Notes) -> str:
    row = next((row for row in group if row.text("block")), None)
    if row is None or told.block(row.text("block")):
        return told.block(row.text("block")) if row else before
    titles = [title for title, _, _ in told.blocks.values()]
    what = Phrase("finding.no_part", sheet=told.sheet, part=brief(row.text("block")))
    notes.fault(found.where(row.n, "block"), what, near(row.text("block"), titles, quoted))
    return before


def _kind(group: Sequence[Row], found: Table, notes: Notes) -> str:
    row = next((row for row in group if row.text("kind")), group[0])
    text, where = row.text("kind"), found.where(row.n, "kind")
    kind = named("kind", text)
    if not text:
        words = [say(f"sheet.kind_{kind}", found.lang) for kind in KINDS]
        notes.fault(where, "finding.no_kind_given", Phrase("advice.choose", known=words))
    elif kind == "dialogue":
        notes.fault(where, "finding.no_talk", "advice.talk_file")
    elif not kind:
        what = Phrase("finding.no_kind", kind=quoted(brief(text)))
        notes.fault(where, what, nearest("kind", text, found.lang))
    return kind if kind in KINDS else ""


def _extras(group: Sequence[Row], found: Table, notes: Notes) -> dict[str, Any]:
    """Points, and the row of the course plan, where they are given."""
    extras: dict[str, Any] = {}
    for row in group:
        if row.text("serves"):
            extras.setdefault("serves", row.text("serves"))
        if row.text("points"):
            points = read_number(row, "points")
            if points is None or points < 0:
                what = Phrase("finding.not_points", text=brief(row.text("points")))
                notes.fault(found.where(row.n, "points"), what, "advice.points")
            extras.setdefault("points", points or 0)
    return {name: value for name, value in extras.items() if (name, value) != ("points", 1)}
