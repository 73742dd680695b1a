"""``salesbook progress``: how far learners have come."""

import datetime as dt
import sys
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import click

from salesbook.classroom import workbook_roster
from salesbook.cli.main import lang_option, tr
from salesbook.cli.output import FORMATS, write_records, write_table
from salesbook.learn import folders, logs
from salesbook.lessons import Lesson, lessons, read_words
from salesbook.lessons.finding import Finding, Phrase
from salesbook.progress import Log, recall, states
from salesbook.words import date, number, say

COLUMNS = ("learner", "lesson", "exercises", "answered", "right", "points", "most", "last_at")
NUMBERS = ("exercises", "answered", "right", "points", "most")
NOTHING = {"lesson": "", "exercises": 0, "answered": 0, "right": 0, "points": 0.0, "most": 0.0, "last_at": ""}


@click.command("progress", help=tr("help.progress"))
@click.option("--learner", default="", help=tr("help.learner"))
@click.option("--exercises", "own", default="", help=tr("help.exercises"))
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", help=tr("help.format"))
@lang_option()
def command(learner, own, form, lang) -> int:  # type: ignore[no-untyped-def]
    known = lessons(folders(own))
    rows: list[dict[str, Any]] = []
    for file in logs():
        log = recall(file)
        rows += _rows(log, known)
        if log.torn:
            click.echo(f"{file}: {say('learn.torn', lang, len(log.torn))}", err=True)
    rows += _waiting(workbook_roster().names(), rows)
    chosen = [row for row in rows if learner in ("", row["learner"])]
    if learner and not chosen:
        names = list(dict.fromkeys(row["learner"] for row in rows))
        fix = Phrase("advice.there_are", known=names) if names else "advice.nobody_came"
        raise Finding(learner, "finding.no_such_name", fix)
    if form == "table":
        titles = {lesson.id: str(read_words(lesson, lang)["title"]) for lesson in known}
        cells = [_shown(row, titles, lang) for row in chosen]
        heads = [say(f"progress.{column}", lang) for column in COLUMNS]
        write_table(heads, cells, [column in NUMBERS for column in COLUMNS], sys.stdout)
    else:
        write_records(COLUMNS, chosen, form, sys.stdout)
    return 0


def _rows(log: Log, known: list[Lesson]) -> list[dict[str, Any]]:
    """A row for each learner and each lesson begun."""
    return [
        {"learner": name, **asdict(state)}
        for name in dict.fromkeys(a.learner for a in log.answers)
        for state in states([a for a in log.answers if a.learner == name], known)
        if state.answered
    ]


def _waiting(names: list[str], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A row of nothing for each who came into a room and has not answered yet."""
    begun = {row["learner"].casefold() for row in rows}
    return [{"learner": name, **NOTHING} for name in names if name.casefold() not in begun]


def _shown(row: Mapping[str, Any], titles: Mapping[str, str], lang: str) -> list[str]:
    """The cells of a row as people read them: the lesson's title, the numbers and the time as they write them."""
    told = {column: number(row[column], lang, int(row[column] % 1 != 0)) for column in NUMBERS}
    told |= {"learner": row["learner"], "lesson": titles.get(row["lesson"], ""), "last_at": _at(row["last_at"], lang)}
    return [told[column] for column in COLUMNS]


def _at(iso: str, lang: str) -> str:
    """A moment by the clock of this computer, to the minute."""
    if not iso:
        return ""
    here = dt.datetime.fromisoformat(iso).astimezone()
    return f"{date(here, lang)}, {here:%H:%M}"
