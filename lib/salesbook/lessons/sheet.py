"""A lesson's spreadsheet → a folder of a lesson, linted, each finding told by its row."""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from salesbook.files import write_whole
from salesbook.lessons.finding import Finding, Phrase, Place
from salesbook.lessons.lint import problems
from salesbook.lessons.lint_words import words_faults
from salesbook.lessons.read import KEY, read_lesson
from salesbook.lessons.sheet_cells import read_cells
from salesbook.lessons.sheet_read import Draft, read_sheet

MADE = "# Made from {name} by salesbook lesson: change the sheet and run it again, not this file."


def draft(path: Path, lang: str) -> Draft:
    """The lesson in the workbook ``path``; ``lang`` is its language where the sheet names none.

    Raises
    ------
    ContentError
        The file cannot be read at all; what is wrong in it is said by :func:`findings`.
    """
    return read_sheet(read_cells(path), lang)


def findings(made: Draft, file: str) -> list[Finding]:
    """Every fault of the sheet and every one that the linter finds in the lesson made from it, by row."""
    own = made.notes.faults
    follows = own.keys() | made.notes.short | ({Place()} if own else set())
    found = [*own.items(), *((where, fault) for where, fault in _linted(made) if where not in follows)]
    found.sort(key=lambda one: (bool(one[0].row) and not one[0].sheet, one[0].sheet, one[0].row))
    told = [fault.at(replace(where, file=file)) for where, fault in found]
    return list({str(fault): fault for fault in told}.values())


def _linted(made: Draft) -> Iterator[tuple[Place, Finding]]:
    """What the linter says of the lesson, with the place in the sheet."""
    with TemporaryDirectory() as folder:
        lesson = Path(folder) / made.id
        lesson.mkdir()
        for name, text in _texts(made, "").items():
            (lesson / name).write_text(text, encoding="utf-8")
        faults = [*problems([Path(folder)]), *words_faults(read_lesson(lesson))]  # words though the key be unsound
    for fault in faults:
        file, _, place = str(fault.where).removeprefix(str(lesson)).lstrip("/\\").partition(": ")
        if place != "blocks":  # the sheet's own faults say it with the row
            yield _place(place, "key " if file == KEY else "", made), fault


def _place(place: str, of: str, made: Draft) -> Place:
    """Where ``place``, or else what holds it, stands in the sheet."""
    parts = place.split(".")
    while parts:
        name = ".".join(parts)
        if found := made.notes.places.get(of + name) or made.notes.places.get(name):
            return found
        parts.pop()
    return Place()


class Lines(yaml.SafeDumper):
    """YAML in which a text of several lines stays readable."""


Lines.add_representer(
    str, lambda to, text: to.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)
)


def _texts(made: Draft, name: str) -> dict[str, str]:
    first = MADE.format(name=name)
    return {
        file: f"{first}\n{yaml.dump(body, Dumper=Lines, allow_unicode=True, sort_keys=False, width=120)}"
        for file, body in ((f"{made.lang}.yaml", made.words), (KEY, made.key))
    }


def _made_from(folder: Path, name: str) -> bool:
    key = folder / KEY
    return key.exists() and key.read_text("utf-8", errors="replace").partition("\n")[0] == MADE.format(name=name)


def earlier(made: Draft, out: Path, name: str) -> list[Path]:
    """Lessons made from the same sheet while it gave them another id."""
    return [
        key.parent
        for key in sorted(out.glob(f"*/{KEY}"))
        if key.parent.name != made.id and _made_from(key.parent, name)
    ]


def write_lesson(made: Draft, out: Path, name: str, taken: Sequence[str] = ()) -> Path:
    """Write the lesson, sound by now, into a folder of ``out``; ``name`` is the sheet's, ``taken`` are ids of others.

    Raises
    ------
    ContentError
        There is a lesson of that id already, and it was not made from this sheet.
    """
    folder = out / made.id
    if made.id in taken:
        raise Finding(made.id, "finding.taken", Phrase("advice.other_code", sheet=made.about))
    if folder.exists() and not _made_from(folder, name):
        what = Phrase("finding.occupied", name=name)
        raise Finding(folder, what, Phrase("advice.other_code_or_move", sheet=made.about))
    new = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        for file, text in _texts(made, name).items():
            write_whole(folder / file, text)
    except OSError:
        if new:
            shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder
