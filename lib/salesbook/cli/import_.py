"""``salesbook import``: any company's export → tidy tables, after it was shown what they were understood to be."""

import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

import click
from tqdm import tqdm

from salesbook.cli.import_page import PORT, on_a_page, refuse
from salesbook.cli.main import lang_option, tr
from salesbook.cli.understood import (
    show_joins,
    show_left,
    show_readings,
    show_sheet,
    show_suggestion,
    show_totals,
    show_unused,
)
from salesbook.errors import DataError, RequestError
from salesbook.intake import Question
from salesbook.intake.answers import keep_answers, read_answers
from salesbook.intake.bring import ask_totals, finish, judged, look, read_exports, write_sheets
from salesbook.intake.join import NO, YES, Joins, find_joins
from salesbook.lessons.finding import Finding
from salesbook.tables import contracts
from salesbook.temporary import temporary
from salesbook.words import say

ASKED = 20  # pairs of clients that a person is asked about in one sitting


@click.command("import", help=tr("help.import"))
@click.argument("exports", nargs=-1, type=click.Path(path_type=Path))
@click.option("--as", "want", type=click.Choice(list(contracts())), default=None, help=tr("help.as_table"))
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("company"),
    show_default=True,
    help=tr("help.import_out"),
)
@click.option("--answer", "given", multiple=True, metavar="QUESTION=ANSWER", help=tr("help.answer"))
@click.option("--yes", is_flag=True, help=tr("help.only_certain"))
@click.option("--page", is_flag=True, help=tr("help.import_page"))
@click.option("--port", type=click.IntRange(1024, 65535), default=None, show_default=str(PORT), help=tr("help.port"))
@click.option("--no-browser", is_flag=True, help=tr("help.no_browser"))
@lang_option()
def command(exports, want, out, given, yes, page, port, no_browser, lang) -> int:  # type: ignore[no-untyped-def]
    at_the_terminal = {"--as": want, "--answer": given, "--yes": yes}
    refuse(at_the_terminal if page else {"--port": port, "--no-browser": no_browser}, on_page=page)
    if page:
        return on_a_page(exports, out, lang, port, not no_browser)
    if not exports:
        raise Finding("EXPORT", "finding.no_export", "advice.no_export")
    return _at_the_terminal(exports, want, out, given, yes, lang)


def _at_the_terminal(  # type: ignore[no-untyped-def]
    exports, want, out, given, yes, lang
) -> int:
    said = {**read_answers(out), **_given(given)}
    asks = not yes and sys.stdin.isatty()
    with temporary() as work:
        found = read_exports(exports, work)
        looked = look(found, said, want or "")
        for each in looked.sheets:
            show_sheet(each, lang)
        show_unused(looked.unused, lang)
        if not looked.sheets:
            raise DataError(", ".join(map(str, exports)), tr("import.nothing"), tr("import.nothing_fix"))
        while looked.open:
            said |= _answers(looked.open, asks, lang)
            looked = look(found, said, want or "")
        with tqdm(total=sum(each.sheet.length for each in looked.sheets), unit="", disable=None, leave=False) as bar:
            written = write_sheets(looked, work, lambda _, rows, __: bar.update(max(rows - bar.n, 0)), lang)
        show_totals(written, lang)
        if open_ := ask_totals(written, said):
            said |= _answers(open_, asks, lang)
        book = judged(written, work, out, lang)
        joins = find_joins(book, [each.where for each in looked.sheets], said)
        told = _answers(joins.open, asks, lang) if joins.open else {}
        told |= _same_clients(joins, lang) if asks and joins.suggestions else {}
        if told:
            said |= told
            joins = find_joins(book, [each.where for each in looked.sheets], said)
        if asks and not click.confirm(say("import.write", lang, folder=out), default=True):
            return 1
        brought = finish(book, written, work, out, joins, said)
        show_left(brought, lang)
        show_joins(joins, lang)
        show_readings(brought, lang)
        keep_answers(out, said)
    click.echo(say("import.done", lang, folder=out))
    return 0


def _given(given: Sequence[str]) -> dict[str, str]:
    """``QUESTION=ANSWER`` as a pair; a name of a column may hold ``=``, an answer may not."""
    wrong = [each for each in given if "=" not in each]
    if wrong:
        raise RequestError("--answer", f"no answer in {', '.join(wrong)}.", "Write --answer 'QUESTION=ANSWER'.")
    return {question: answer for question, _, answer in (each.rpartition("=") for each in given)}


def _answers(asked: Sequence[Question], asks: bool, lang: str) -> dict[str, str]:
    """What the person at the terminal says; where there is none, the list of what is open, and the end."""
    if asks:
        return {question.id: _prompted(question, lang) for question in asked}
    click.echo(say("import.open", lang, len(asked)), err=True)
    for question in asked:
        click.echo(f"? {_asked(question, lang)}", err=True)
        answer = f"{question.id}={question.suggested or '…'}"
        click.echo(f"    --answer {shlex.quote(answer)}", err=True)
        if question.options:
            click.echo(f"    {say('import.options', lang, options=' | '.join(question.options))}", err=True)
    raise click.exceptions.Exit(1)


def _same_clients(joins: Joins, lang: str) -> dict[str, str]:
    """What the person says of clients that may be one; enter leaves a pair open."""
    click.echo(say("import.same_clients", lang, len(joins.suggestions)))
    said = {}
    for pair in joins.suggestions[:ASKED]:
        show_suggestion(pair, lang)
        typed = click.prompt(f"  {YES}/{NO}/–", default="", show_default=False).strip().lower()
        if typed in (YES, NO):
            said[pair.id] = typed
    return said


def _asked(question: Question, lang: str) -> str:
    return say(question.key, lang, **question.values)


def _prompted(question: Question, lang: str) -> str:
    click.echo(f"? {_asked(question, lang)}")
    several = ":keep." in question.id
    for n, option in enumerate(question.options, 1):
        click.echo(f"  {n}. {option}")
    while True:
        typed = click.prompt("  ", default=question.suggested or None, show_default=bool(question.suggested)).strip()
        parts = [part.strip() for part in typed.split(";" if several else "\n")]
        chosen = [
            question.options[int(p) - 1] if p.isdecimal() and 0 < int(p) <= len(question.options) else p for p in parts
        ]
        if not question.options or all(each in question.options for each in chosen):
            return "; ".join(chosen)
        click.echo(say("import.options", lang, options=" | ".join(question.options)))
