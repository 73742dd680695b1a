"""What is shown on the terminal of an export: what it was understood to be, its sums, and what was written."""

import sys
from collections.abc import Iterable, Sequence

import click

from salesbook.cli.output import write_table
from salesbook.intake import Brought, Understood
from salesbook.intake.join import Joins
from salesbook.intake.preview import after, before, kind, told
from salesbook.intake.profiles import profiles
from salesbook.intake.spellings import Suggestion
from salesbook.intake.told import GOOD, NOTE, POOR, Line, Written, joined, judged, left_out, pair, sums
from salesbook.words import say

FIRST, WIDE, COLUMNS = 3, 22, 7  # rows, letters of a cell and columns that are shown
MARKS = {GOOD: "·", POOR: "!", NOTE: "·"}
SUGGESTED = 10  # pairs of clients that are shown


def show_sheet(what: Understood, lang: str) -> None:
    """Table, notes, columns, and the first rows before and after."""
    known = f" ({profiles()[what.match.profile].title})" if what.match.profile else ""
    click.secho(f"\n{what.where} → {what.match.table}{known}", bold=True)
    for key, values in what.notes:
        click.echo(f"· {told(key, values, lang)}")
    for ours, found in what.match.columns.items():
        reading = what.readings[found.theirs]
        how = ", ".join(filter(None, (say(f"import.why.{found.why}", lang), kind(reading, lang))))
        click.echo(f"  {ours} ← {found.theirs}  [{how}]")
    click.echo(f"  {say('import.before', lang)}")
    _rows(before(what, FIRST))
    click.echo(f"  {say('import.after', lang)}")
    _rows(after(what, FIRST))


def _rows(rows: Sequence[Sequence[str]]) -> None:
    width = min(max(map(len, rows), default=0), COLUMNS)
    cut = [[_cut(cell) for cell in (*row, *([""] * width))[:width]] for row in rows]
    if cut:
        write_table(
            [f"    {cut[0][0]}", *cut[0][1:]], [[f"    {r[0]}", *r[1:]] for r in cut[1:]], [False] * width, sys.stdout
        )


def _cut(cell: str) -> str:
    said = " ".join(cell.split())
    return said if len(said) <= WIDE else f"{said[: WIDE - 1]}…"


def show_unused(sheets: Sequence[Understood], lang: str) -> None:
    """Sheets that are no table of ours, each with why."""
    for what in sheets:
        click.echo(f"\n{what.where}: {say('import.unused', lang)}")
        for key, values in what.notes:
            click.echo(f"· {told(key, values, lang)}")


def show_totals(written: Written, lang: str) -> None:
    """What the lines add up to, beside what the report says."""
    _lines(sums(written, lang))


def show_left(brought: Brought, lang: str) -> None:
    """What of each sheet is no line, and which lines are no sales."""
    _lines(left_out(brought.sheets, lang))


def show_joins(joins: Joins, lang: str) -> None:
    """Orders of several exports, and clients that may be one."""
    _lines(joined(joins, lang))
    for one in joins.suggestions[:SUGGESTED]:
        show_suggestion(one, lang)
        click.echo(f"    --answer '{one.id}=yes'")
    if len(joins.suggestions) > SUGGESTED:
        click.echo(f"  … {say('import.more_pairs', lang, len(joins.suggestions) - SUGGESTED)}")


def show_suggestion(one: Suggestion, lang: str) -> None:
    """Two clients that may be one, and why."""
    click.echo(f"? {pair(one, lang)}")


def show_readings(brought: Brought, lang: str) -> None:
    """Each table as its contract judged it."""
    _lines(judged(brought, lang))


def _lines(told: Iterable[Line]) -> None:
    for mood, words in told:
        click.echo(f"{MARKS[mood]} {words}")
