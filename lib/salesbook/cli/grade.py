"""``salesbook grade``: a sheet of learners' texts → what the coach says of each."""

import csv
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

import click

from salesbook.cli.main import tr
from salesbook.cli.output import text_only, write_records
from salesbook.lessons.finding import Finding, Phrase, Place, near, quoted
from salesbook.words import LANGUAGES, reader_language

AUTO = "auto"
NEEDED = ("id", "text")
DELIMITERS = ",;\t"
TOLD = ("confidence", "sure", "because", "faults", "better")
Row = dict[str, Any]


@dataclass
class Sheet:
    """Rows with ``id``, ``text``, ``lang`` and ``objection``, and all that is wrong with them."""

    rows: list[dict[str, str]] = field(default_factory=list)
    faults: list[Finding] = field(default_factory=list)


@click.command("grade", help=tr("help.grade"))
@click.argument("file")
@click.option("--task", type=click.Choice(("spin", "objection", "comments")), required=True, help=tr("help.grade_task"))
@click.option(
    "--lang", type=click.Choice((AUTO, *LANGUAGES), case_sensitive=False), default=AUTO, help=tr("help.grade_lang")
)
@click.option("--format", "form", type=click.Choice(("csv", "json")), default="csv", help=tr("help.format"))
def command(file, task, lang, form) -> int:  # type: ignore[no-untyped-def]
    sheet = read_sheet(Path(file))
    for fault in sheet.faults:
        click.echo(str(fault.said(reader_language() if lang == AUTO else lang)), err=True)
    if sheet.faults:
        return 2
    columns, grade = TASKS[task]()
    rows = [{"id": row["id"], **grade(row, _language(row, lang))} for row in sheet.rows]
    if form == "csv":
        rows = [{column: text_only(_said(cell)) for column, cell in row.items()} for row in rows]
    write_records(("id", *columns, *TOLD), rows, form, sys.stdout)
    return 0


def read_sheet(path: Path) -> Sheet:
    """The rows of a CSV file with a comma, semicolon or tab between its cells, and every fault of theirs."""
    sheet = Sheet()
    try:
        text = path.read_text("utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        return Sheet(faults=[Finding(path, "finding.no_file", "advice.check_file")])
    except IsADirectoryError:
        return Sheet(faults=[Finding(path, "finding.is_folder", "advice.check_file")])
    except UnicodeDecodeError:
        return Sheet(faults=[Finding(path, "finding.not_utf8", "advice.save_csv")])
    head = re.sub(r'"[^"]*"', "", text.lstrip().partition("\n")[0])
    try:
        lines = list(csv.reader(StringIO(text, newline=""), delimiter=max(DELIMITERS, key=head.count)))
    except csv.Error:
        return Sheet(faults=[Finding(path, "finding.not_csv", "advice.save_csv")])
    names = [name.strip().casefold() for name in (lines[0] if lines else [])]
    if absent := [name for name in NEEDED if name not in names]:
        return Sheet(faults=[Finding(path, Phrase("finding.no_columns", names=absent), "advice.name_column")])
    for n, cells in enumerate(lines[1:], 2):
        if any(map(str.strip, cells)):
            sheet.faults += _faults(Place(row=n, file=path.name), names, cells)
            sheet.rows.append({"lang": "", "objection": ""} | dict(zip(names, map(str.strip, cells), strict=False)))
    return sheet


def _faults(where: Place, names: list[str], cells: list[str]) -> Iterator[Finding]:
    if len(cells) != len(names):
        yield Finding(where, "finding.other_cells", "advice.quote_cell")
        return
    row = dict(zip(names, cells, strict=True))
    if not row["id"].strip():
        yield Finding(where, "finding.empty_id", "advice.give_id")
    lang = row.get("lang", "").strip()
    if lang.casefold() not in ("", AUTO, *LANGUAGES):
        yield Finding(where, Phrase("finding.no_language", language=quoted(lang)), near(lang, LANGUAGES))


def _language(row: Mapping[str, str], lang: str) -> str:
    """The row's own, else the one asked for, else what the text tells."""
    from salesbook.coach.tongue import tongue

    named = row["lang"].casefold()
    known = lang if named in ("", AUTO) else named
    return tongue(row["text"], reader_language()) if known == AUTO else known


def _spin() -> tuple[tuple[str, ...], Callable[[Mapping[str, str], str], Row]]:
    from salesbook.coach.spin import classify

    def grade(row: Mapping[str, str], lang: str) -> Row:
        told = classify(row["text"], lang)
        return {"label": told.label, **_told(told, ", ".join(told.because), told.faults, told.better)}

    return ("label",), grade


def _objection() -> tuple[tuple[str, ...], Callable[[Mapping[str, str], str], Row]]:
    from salesbook.coach.objections import STEPS, judge_reply

    def grade(row: Mapping[str, str], lang: str) -> Row:
        told = judge_reply(row["text"], lang, row["objection"])
        made = {step: int(step in told.made) for step in STEPS}
        return {**made, **_told(told, _by_name(told.because), told.faults, told.example)}

    return STEPS, grade


def _comments() -> tuple[tuple[str, ...], Callable[[Mapping[str, str], str], Row]]:
    from salesbook.coach.comments import themes

    def grade(row: Mapping[str, str], _: str) -> Row:
        told = themes(row["text"])
        return {"label": ";".join(told.themes), **_told(told, _by_name(told.because))}

    return ("label",), grade


TASKS = {"spin": _spin, "objection": _objection, "comments": _comments}


def _told(verdict: Any, because: str, faults: tuple[str, ...] = (), better: str = "") -> Row:
    sure, confidence = bool(verdict.sure), round(float(verdict.confidence), 4)
    return {"confidence": confidence, "sure": sure, "because": because, "faults": ";".join(faults), "better": better}


def _by_name(because: Mapping[str, tuple[str, ...]]) -> str:
    return "; ".join(f"{name}: {', '.join(words)}" for name, words in because.items())


def _said(cell: Any) -> Any:
    """Yes and no as JSON has them."""
    return str(cell).lower() if isinstance(cell, bool) else cell
