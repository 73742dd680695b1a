"""``salesbook check``: all findings at once; exit 1 only for what stops the work."""

import datetime as dt
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from salesbook.cli.main import lang_option, tr
from salesbook.cli.output import write_records
from salesbook.cli.run import DEMO
from salesbook.errors import ContentError, Faults, RequestError, SalesbookError
from salesbook.lessons import StaleTranslation, client_problems, lessons, personas, problems, renew
from salesbook.rerun import HOME
from salesbook.tables import Book, open, write_csv
from salesbook.tables.mapping import FILE_NAME, write_mapping
from salesbook.words import date, number, say

COLUMNS = ("level", "where", "finding")
KINDS = ("data", "exercises", "notebooks")
MARKS = {"error": "✗", "warning": "!", "info": "·"}


@click.command("check", help=tr("help.check"))
@click.argument("kind", type=click.Choice(KINDS), default="data")
@click.option("--data", default=str(DEMO), show_default="data/demo", help=tr("help.data"))
@click.option("--map", "map_file", default="", help=tr("help.map"))
@click.option("--exercises", "own", default="", help=tr("help.exercises"))
@click.option("--html", default="", help=tr("help.check_html"))
@click.option("--write", is_flag=True, help=tr("help.write"))
@click.option("--format", "form", type=click.Choice(("table", "json")), default="table", help=tr("help.format"))
@lang_option()
def command(kind, data, map_file, own, html, write, form, lang) -> int:  # type: ignore[no-untyped-def]
    if html and kind != "data":
        raise RequestError("--html", f"there is no page of {kind}.", "Write check data --html FILE.")
    if kind == "data":
        rows = _data(data, map_file, write, html, lang)
    elif kind == "notebooks":
        rows = _notebooks(write, lang)
    else:
        rows = _exercises([HOME / "exercises", *([Path(own)] if own else [])], write, lang)
    if form == "json":
        write_records(COLUMNS, rows, form, sys.stdout)
    else:
        _print(rows, lang)
    return int(any(row["level"] == "error" for row in rows))


def _print(rows: list[dict[str, Any]], lang: str) -> None:
    for row in rows:
        click.echo(f"{MARKS[row['level']]} {row['said']}")
    found = sum(row["level"] != "info" for row in rows)
    click.echo(say("check.findings", lang, found) if found else say("check.fine", lang))


def _row(level: str, where: object, finding: str, said: str = "") -> dict[str, Any]:
    return {"level": level, "where": str(where), "finding": finding, "said": said or finding}


def _error(fault: SalesbookError, lang: str) -> dict[str, Any]:
    level = "warning" if isinstance(fault, StaleTranslation) else "error"
    fault = fault.said(lang)
    return _row(level, fault.where, f"{fault.what} {fault.fix}", str(fault))


def _data(data: str, map_file: str, write: bool, html: str, lang: str) -> list[dict[str, Any]]:
    book = open(data, map=map_file or None, lang=lang)
    path = Path(book.source) / FILE_NAME if Path(book.source).is_dir() else Path(FILE_NAME)
    if write and path.exists():
        raise RequestError(path, "is there already.", "Take it away first, or edit it by hand.")
    readings, faults = book.check()
    rows = [_row("info", book.source, say("note.guessed", lang))] if book.mapping.guessed else []
    if book.unknown:
        rows.append(_row("warning", book.source, say("note.unknown", lang, files=", ".join(book.unknown))))
    for reading in readings:
        rows += _reading(book, reading, lang)
    if write:
        write_mapping(book.mapping, path)
        rows.append(_row("info", path, say("check.written", lang, path=path)))
    if html:
        rows.append(_page(book, Path(html), lang))
    return rows + [_error(fault, lang) for fault in faults]


def _page(book: Book, path: Path, lang: str) -> dict[str, Any]:
    """The check as a page, with what each finding would change; where it lies."""
    from salesbook.quality import check
    from salesbook.rerun.data_check import check_name, write_data_check

    check_name(path, book)  # before the work is done
    today = dt.date.today()
    write_data_check(path, book, check(book, today), today)
    return _row("info", path, say("check.page", lang, path=path))


def _reading(book: Book, r: Any, lang: str) -> list[dict[str, Any]]:
    """One table: rows read, used and set aside; its period; how its columns were understood; what was noticed."""
    said = {
        "table": r.table,
        "read": say("count.rows", lang, r.read),
        "used": number(r.used, lang),
        "aside": number(r.read - r.used, lang),
    }
    rows = [_row("info", r.source, say("check.table", lang, **said))]
    if r.first and r.last:
        rows.append(
            _row(
                "info",
                r.source,
                say("check.period", lang, table=r.table, first=date(r.first, lang), last=date(r.last, lang)),
            )
        )
    if r.columns:
        pairs = ", ".join(f"{ours} ← {theirs}" for ours, theirs in r.columns.items())
        rows.append(_row("info", r.source, f"{r.table}: {pairs}"))
    rows += [_row("warning", r.source, f"{r.table}: {say(key, lang, **values)}") for key, values in r.notes]
    rows += [
        _row("warning", r.source, say("check.reason", lang, table=r.table, n=n, reason=why))
        for why, n in r.set_aside.items()
    ]
    if r.read > r.used:
        path = Path("runs") / f"set-aside-{r.table}.csv"
        path.parent.mkdir(exist_ok=True)
        write_csv(book.set_aside(r.table), path)
        rows.append(_row("info", path, say("check.aside_file", lang, path=path)))
    return rows


def _notebooks(write: bool, lang: str) -> list[dict[str, Any]]:
    from salesbook.rerun import rules

    if write:
        rules.store_outputs()
    return [_error(fault, lang) for fault in rules.problems()]


def _exercises(folders: Sequence[Path], write: bool, lang: str) -> list[dict[str, Any]]:
    """How many exercises serve each row of the course plan, how many simulated clients there are, then every fault."""
    if write:
        for folder in folders:
            renew(folder)
    faults = [_error(fault, lang) for fault in (*problems(folders), *client_problems(folders))]
    try:
        served = Counter(e.serves for lesson in lessons(folders) for e in lesson.exercises)
        clients = len(personas(folders))
    except (ContentError, Faults):
        return faults  # what cannot be read is among them
    counted = [_row("info", plan, _served(plan, n, lang)) for plan, n in sorted(served.items())]
    counted += [_row("info", "clients", say("check.clients", lang, clients))]
    return counted + (faults or _calls(folders[1:], lang))


def _calls(folders: Sequence[Path], lang: str) -> list[dict[str, Any]]:
    """Calls of a trainer's own clients that do not end as meant; those of the workbook are held by its tests."""
    rows = []
    for persona in personas(folders):
        from salesbook.coach.client import rehearse

        for own in persona.languages:
            ends, where = rehearse(persona, own), persona.folder / f"{own}.yaml"
            ended = {name: say(f"outcome.{end}" if end else "check.call_open", lang) for name, end in ends.items()}
            wrong = {"call_lost": "good"} if ends["good"] != "order" else {}
            wrong |= {"call_won": "poor"} if ends["poor"] in ("order", "advance") else {}
            told = {say(f"check.{key}", lang, end=ended[name]) for key, name in wrong.items()}
            rows += [_row("warning", where, text, f"{where}: {text}") for text in sorted(told)]
    return rows


def _served(plan: str, n: int, lang: str) -> str:
    exercises = say("count.exercises", lang, n)
    return f"{plan}: {exercises}" if plan else say("check.no_plan_row", lang, exercises=exercises)
