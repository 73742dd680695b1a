"""``salesbook lesson``: a trainer's spreadsheet → a lesson; where there is no such file, a blank form."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from salesbook.cli.main import lang_option, tr
from salesbook.lessons.finding import Finding, Phrase
from salesbook.words import reader_language, say

if TYPE_CHECKING:
    from salesbook.lessons.sheet_read import Draft

SUFFIXES = (".xlsx", ".xlsm")


@click.command("lesson", help=tr("help.lesson"))
@click.argument("file")
@click.option("--out", default="", help=tr("help.lesson_out"))
@lang_option(default=None)
def command(file, out, lang) -> int:  # type: ignore[no-untyped-def]
    path = Path(file)
    if path.is_dir():
        raise Finding(path, "finding.is_folder", Phrase("advice.name_file", file=path / "lesson.xlsx"))
    if path.suffix.lower() not in SUFFIXES:
        raise Finding(path, "finding.not_xlsx", "advice.save_as" if path.exists() else "advice.name_xlsx")
    if path.exists():
        return _convert(path, Path(out) if out else path.parent / "lessons", lang)
    return _blank(path, lang or reader_language())


def _blank(path: Path, lang: str) -> int:
    from salesbook.lessons.sheet_template import write_form

    if not path.parent.is_dir():
        raise Finding(path.parent, "finding.no_folder", "advice.make_folder")
    write_form(path, lang)
    click.echo(say("sheet.blank", lang, path=path, command=f"salesbook lesson {_typed(path)} --lang {lang}"))
    return 0


def _convert(path: Path, out: Path, asked: str | None) -> int:
    """Every finding with its row, or the lesson; in the language asked for, or else in that of the sheet."""
    from salesbook.lessons.sheet import draft, findings

    made = draft(path, asked or reader_language())
    lang = asked or made.lang
    faults = findings(made, path.name)
    for fault in faults:
        click.echo(str(fault.said(lang)), err=True)
    if faults:
        click.echo(say("sheet.unmade", lang, len(faults)), err=True)
        return 2
    return _write(made, path.name, out, lang)


def _write(made: "Draft", name: str, out: Path, lang: str) -> int:
    """The lesson in its folder, and how to open it."""
    from salesbook.learn import HOME
    from salesbook.lessons.sheet import earlier, write_lesson

    own = HOME / "exercises"
    taken = [] if out.resolve() == own else [lesson.parent.name for lesson in own.glob("*/lesson.yaml")]
    try:
        folder = write_lesson(made, out, name, taken)
    except Finding as fault:
        click.echo(str(fault.said(lang)), err=True)
        return 2
    click.echo(say("sheet.made", lang, len(made.key["exercises"]), folder=folder))
    for old in earlier(made, out, name):
        click.echo(say("sheet.earlier", lang, folder=old, id=old.name))
    click.echo(say("sheet.open", lang, command=f"salesbook learn --exercises {_typed(out)} --lang {lang}"))
    return 0


def _typed(path: Path) -> str:
    """A path as it is typed in a terminal."""
    return f'"{path}"' if " " in str(path) else str(path)
