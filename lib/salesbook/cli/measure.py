"""``salesbook measure``: one measure, printed."""

import datetime as dt
import math
import sys
from typing import Any

import click

from salesbook import findings
from salesbook.cli.main import lang_option, tr
from salesbook.cli.output import FORMATS, write_rows
from salesbook.errors import RequestError, SalesbookError, raise_all
from salesbook.measured import lines_behind, measure_strictly, nearest, parameters_of
from salesbook.tables import Book, open
from salesbook.words import say

KINDS = {int: ("a whole number", "90"), float: ("a number", "2.5"), dt.date: ("a date", "2026-06-30")}


@click.command("measure", help=tr("help.measure"))
@click.argument("name")
@click.option("--data", required=True, help=tr("help.data"))
@click.option("--map", "map_file", default="", help=tr("help.map"))
@click.option("--by", multiple=True, help=tr("help.by"))
@click.option("--as-of", default="", help=tr("help.as_of"))
@click.option(
    "-p",
    "--parameter",
    "parameters",
    type=(str, str),
    multiple=True,
    metavar="NAME VALUE",
    help=tr("help.parameter"),
)
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", help=tr("help.format"))
@lang_option()
def command(name, data, map_file, by, as_of, parameters, form, lang) -> int:  # type: ignore[no-untyped-def]
    given = dict(parameters) | ({"as_of": as_of} if as_of else {})
    values = _typed(name, given)
    book = open(data, map=map_file or None, lang=lang)
    result = measure_strictly(book, name, by=by, **values)
    write_rows(result.table, form, sys.stdout)
    for line in _notes(book, name):
        click.echo(line, err=True)
    return 0


def _typed(name: str, given: dict[str, str]) -> dict[str, Any]:
    """Parameters as their types; every fault at once."""
    known = parameters_of(name)
    values: dict[str, Any] = {}
    faults: list[SalesbookError] = []
    for key, text in given.items():
        if key not in known:
            faults.append(RequestError(name, f"no parameter {key}.", nearest(key, known)))
            continue
        try:
            values[key] = _value(known[key], text)
        except ValueError:
            kind, example = KINDS[known[key]]
            faults.append(RequestError(name, f"{key} {text!r} is not {kind}.", f"Write it like {example}."))
    raise_all(faults)
    return values


def _value(kind: type, text: str) -> Any:
    value = dt.date.fromisoformat(text) if kind is dt.date else kind(text)
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(text)
    return value


def _notes(book: Book, name: str) -> list[str]:
    """What was read and which lines count: said beside the figures, not among them."""
    lines = [
        say("check.reason", book.lang, table=r.table, n=n, reason=reason)
        for r in map(book.reading, book.loaded)
        for reason, n in r.set_aside.items()
    ]
    behind = lines_behind(book, name)
    return lines + ([findings.order_lines(behind).says] if behind else [])
