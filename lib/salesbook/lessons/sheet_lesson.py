"""The sheet of a lesson: its title, aim, language, and its parts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from salesbook.lessons.finding import Phrase, Place, quoted
from salesbook.lessons.sheet_cells import Grid, Merged, Spoilt, Value
from salesbook.lessons.sheet_ids import make_ids, slug
from salesbook.lessons.sheet_part import brief
from salesbook.lessons.sheet_rows import Notes, Row, Table, read_number, shown_number, table
from salesbook.lessons.sheet_terms import named, nearest, plain
from salesbook.words import say

MINUTES = 5


@dataclass(frozen=True)
class About:
    """What is said of the lesson as a whole: its blocks (title, minutes, reading), their rows, the sheet's name."""

    id: str
    title: str
    aim: str
    lang: str
    blocks: Mapping[str, tuple[str, int, str]]
    rows: Mapping[str, int]
    sheet: str

    def block(self, text: str) -> str:
        """The id of the part that a cell names; nothing where there is none such."""
        by_title = {plain(title): name for name, (title, _, _) in self.blocks.items()}
        return by_title.get(plain(text)) or (text if text in self.blocks else "")


def about(grid: Grid, sheet: str, form_lang: str, lang: str, notes: Notes) -> About:
    """Read the sheet; ``lang`` is the lesson's language where it names none."""
    fields, rows = _fields(grid, sheet, form_lang, notes)
    for place in ("title", "aim") if grid else ():
        notes.places[place] = Place(sheet, rows.get(place, 0), say(f"sheet.field_{place}", form_lang))
    written = fields.get("language", "")
    language = named("language", written)
    if written and not language:
        what = Phrase("finding.no_language", language=quoted(brief(written)))
        notes.fault(Place(sheet, rows["language"]), what, nearest("language", written, form_lang))
    language = language or lang
    title = fields.get("title", "")
    own = slug(fields.get("id", ""), language) or (make_ids([""], [title], language)[0] if title else "lesson")
    blocks, block_rows = _blocks(grid, sheet, language, notes)
    return About(own, title, fields.get("aim", ""), language, blocks, block_rows, sheet)


def _fields(grid: Grid, sheet: str, lang: str, notes: Notes) -> tuple[dict[str, str], dict[str, int]]:
    """What stands right of each label, and in which row."""
    fields: dict[str, str] = {}
    rows: dict[str, int] = {}
    for n, cells in enumerate(grid, 1):
        label, value = [*cells, None, None][(first := _first(cells)) : first + 2]
        field = named("field", label) if isinstance(label, str) else ""
        if not field or field in rows:
            continue
        rows[field] = n
        value = value.value if isinstance(value, Merged) else value
        if isinstance(value, Spoilt):
            notes.fault(Place(sheet, n), value.what, value.fix)
        else:
            fields[field] = shown_number(value, lang) if isinstance(value, float) else value or ""
    return fields, rows


def _first(cells: Sequence[Value | None]) -> int:
    return next((place for place, cell in enumerate(cells) if cell is not None), 0)


def _blocks(grid: Grid, sheet: str, lang: str, notes: Notes) -> tuple[dict[str, tuple[str, int, str]], dict[str, int]]:
    """The parts of the lesson, and in which row each stands."""
    found = table(grid, "part", notes, sheet, least=2) or Table([], {}, lang, "part", sheet)
    rows = [row for row in found.rows if row.text("title")]
    for row in (row for row in found.rows if row not in rows):
        notes.fault(found.where(row.n, "title"), "finding.part_untitled", "advice.title_or_clear")
    blocks: dict[str, tuple[str, int, str]] = {}
    where: dict[str, int] = {}
    ids = make_ids([row.text("id") for row in rows], [plain(row.text("title")) for row in rows], lang)
    for key, row in zip(ids, rows, strict=True):
        if key in blocks:
            notes.fault(found.where(row.n), Phrase("finding.same_part", row=where[key]), "advice.other_title")
            continue
        for part in ("title", "reading"):
            notes.places[f"blocks.{key}.{part}"] = found.where(row.n, part)
        blocks[key], where[key] = (row.text("title"), _minutes(found, row, notes), row.text("reading")), row.n
    return blocks, where


def _minutes(found: Table, row: Row, notes: Notes) -> int:
    minutes = read_number(row, "minutes") if row.text("minutes") else MINUTES
    if not isinstance(minutes, int) or minutes < 1:
        what = Phrase("finding.not_minutes", text=brief(row.text("minutes")))
        notes.fault(found.where(row.n, "minutes"), what, "advice.whole_number")
        return MINUTES
    return minutes
