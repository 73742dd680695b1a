"""``salesbook lesson``: a trainer's spreadsheet → a lesson; where there is no such file, a blank form."""

from pathlib import Path

import click

from salesbook.cli.main import tr
from salesbook.lessons.finding import Finding
from salesbook.words import LANGUAGES, reader_language, say

SUFFIXES = (".xlsx", ".xlsm")


@click.command("lesson", help=tr("help.lesson"))
@click.argument("file")
@click.option("--out", default="", help=tr("help.lesson_out"))
@click.option("--lang", type=click.Choice(LANGUAGES), default=reader_language, help=tr("help.lang"))
def command(file, out, lang) -> int:  # type: ignore[no-untyped-def]
    path = Path(file)
    if path.suffix.lower() not in SUFFIXES:
        raise Finding(path, "finding.not_xlsx", "advice.save_as" if path.exists() else "advice.name_xlsx")
    if path.exists():
        return _convert(path, Path(out) if out else path.parent / "lessons", lang)
    return _blank(path, lang)


def _blank(path: Path, lang: str) -> int:
    from salesbook.lessons.sheet_template import write_form

    if not path.parent.is_dir():
        raise Finding(path.parent, "finding.no_folder", "advice.make_folder")
    write_form(path, lang)
    click.echo(say("sheet.blank", lang, path=path, command=f"salesbook lesson {_typed(path)}"))
    return 0


def _convert(path: Path, out: Path, lang: str) -> int:
    """Every finding with its row, or the lesson."""
    from salesbook.learn import HOME
    from salesbook.lessons.sheet import draft, earlier, findings, write_lesson

    made = draft(path, lang)
    faults = findings(made, path.name)
    for fault in faults:
        click.echo(str(fault.said(lang)), err=True)
    if faults:
        click.echo(say("sheet.unmade", lang, len(faults)), err=True)
        return 2
    own = HOME / "exercises"
    taken = [] if out.resolve() == own else [lesson.parent.name for lesson in own.glob("*/lesson.yaml")]
    folder = write_lesson(made, out, path.name, taken)
    click.echo(say("sheet.made", lang, len(made.key["exercises"]), folder=folder))
    for old in earlier(made, out, path.name):
        click.echo(say("sheet.earlier", lang, folder=old, id=old.name))
    click.echo(say("sheet.open", lang, command=f"salesbook learn --exercises {_typed(out)}"))
    return 0


def _typed(path: Path) -> str:
    """A path as it is typed in a terminal."""
    return f'"{path}"' if " " in str(path) else str(path)
