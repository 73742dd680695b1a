"""``salesbook progress``: how far learners have come."""

import sys
from dataclasses import asdict
from typing import Any

import click

from salesbook.cli.main import tr
from salesbook.cli.output import FORMATS, write_records
from salesbook.errors import RequestError
from salesbook.learn import folders, logs
from salesbook.lessons import Lesson, lessons
from salesbook.progress import Log, recall, states
from salesbook.words import reader_language, say

COLUMNS = ("learner", "lesson", "exercises", "answered", "right", "points", "most", "last_at")


@click.command("progress", help=tr("help.progress"))
@click.option("--learner", default="", help=tr("help.learner"))
@click.option("--exercises", "own", default="", help=tr("help.exercises"))
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", help=tr("help.format"))
def command(learner, own, form) -> int:  # type: ignore[no-untyped-def]
    known = lessons(folders(own))
    rows = []
    for file in logs():
        log = recall(file)
        rows += _rows(log, known, learner)
        if log.torn:
            click.echo(f"{file}: {say('learn.torn', reader_language(), len(log.torn))}", err=True)
    if learner and not rows:
        raise RequestError(learner, "no learner of that name has answered.", "See all with salesbook progress.")
    write_records(COLUMNS, rows, form, sys.stdout)
    return 0


def _rows(log: Log, known: list[Lesson], learner: str) -> list[dict[str, Any]]:
    """A row for each learner and each lesson begun."""
    names = dict.fromkeys(a.learner for a in log.answers if learner in ("", a.learner))
    return [
        {"learner": name, **asdict(state)}
        for name in names
        for state in states([a for a in log.answers if a.learner == name], known)
        if state.answered
    ]
