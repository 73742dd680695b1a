"""``salesbook check``: all findings at once; exit 1 only for what stops the work."""

import sys
from pathlib import Path
from typing import Any

import click

from salesbook.cli.main import tr
from salesbook.cli.output import write_records
from salesbook.cli.run import DEMO
from salesbook.errors import RequestError, SalesbookError
from salesbook.tables import Book, open, write_csv
from salesbook.tables.mapping import FILE_NAME, write_mapping
from salesbook.words import LANGUAGES, date, reader_language, say

COLUMNS = ("level", "where", "finding")
KINDS = ("data", "exercises", "notebooks")


@click.command("check", help=tr("help.check"))
@click.argument("kind", type=click.Choice(KINDS), default="data")
@click.option("--data", default=str(DEMO), show_default="data/demo", help=tr("help.data"))
@click.option("--map", "map_file", default="", help=tr("help.map"))
@click.option("--write", is_flag=True, help=tr("help.write"))
@click.option("--format", "form", type=click.Choice(("table", "json")), default="table", help=tr("help.format"))
@click.option("--lang", type=click.Choice(LANGUAGES), default=reader_language, help=tr("help.lang"))
def command(kind, data, map_file, write, form, lang) -> int:  # type: ignore[no-untyped-def]
    rows = (
        _data(data, map_file, write, lang) if kind == "data" else _notebooks(write, lang) if kind == "notebooks" else []
    )
    if form == "json":
        write_records(COLUMNS, rows, form, sys.stdout)
    else:
        for row in rows:
            mark = {"error": "✗", "warning": "!", "info": "·"}[row["level"]]
            click.echo(
                f"{mark} {row['finding']}" if row["level"] != "error" else f"{mark} {row['where']}: {row['finding']}"
            )
        stops = sum(row["level"] != "info" for row in rows)
        click.echo(say("check.findings", lang, stops) if stops else say("check.fine", lang))
    return int(any(row["level"] == "error" for row in rows))


def _row(level: str, where: object, finding: str) -> dict[str, Any]:
    return {"level": level, "where": str(where), "finding": finding}


def _error(fault: SalesbookError) -> dict[str, Any]:
    return _row("error", fault.where, f"{fault.what} {fault.fix}")


def _data(data: str, map_file: str, write: bool, lang: str) -> list[dict[str, Any]]:
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
    return rows + [_error(fault) for fault in faults]


def _reading(book: Book, r: Any, lang: str) -> list[dict[str, Any]]:
    """One table: rows read, used and set aside; its period; how its columns were understood; what was noticed."""
    said = {
        "table": r.table,
        "read": say("count.rows", lang, r.read),
        "used": r.used,
        "aside": r.read - r.used,
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
    from salesbook.rerun.rules import problems, store_outputs  # only this kind of check needs nbformat

    if write:
        store_outputs()
    return [_error(fault) for fault in problems()]
