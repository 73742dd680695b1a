"""``salesbook progress``: how far learners have come, and where they disagree with the coach."""

import datetime as dt
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import click

from salesbook.classroom import workbook_roster
from salesbook.cli.main import lang_option, tr
from salesbook.cli.output import FORMATS, text_only, write_records, write_table
from salesbook.learn import folders, logs
from salesbook.lessons import Lesson, lessons, read_words
from salesbook.lessons.finding import Finding, Phrase
from salesbook.progress import Log, View, recall, states, views
from salesbook.words import catalogue, date, number, say, share

COLUMNS: tuple[str, ...] = ("learner", "lesson", "exercises", "answered", "right", "points", "most", "last_at")
NUMBERS = ("exercises", "answered", "right", "points", "most")
NOTHING = {"lesson": "", "exercises": 0, "answered": 0, "right": 0, "points": 0.0, "most": 0.0, "last_at": ""}
VIEWS = ("learner", "lesson", "exercise", "at", "written", "share", "label", "faults", "view")
SEEN = ("learner", "lesson", "exercise", "at", "written", "coach", "view")  # the columns of views for people
WIDEST = 60  # letters of what was written, in a table
Row = dict[str, Any]


@click.command("progress", help=tr("help.progress"))
@click.option("--learner", default="", help=tr("help.learner"))
@click.option("--exercises", "own", default="", help=tr("help.exercises"))
@click.option("--views", "about_views", is_flag=True, help=tr("help.views"))
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", help=tr("help.format"))
@lang_option()
def command(learner, own, about_views, form, lang) -> int:  # type: ignore[no-untyped-def]
    known, files = lessons(folders(own)), logs()
    rows: list[Row] = []
    for file in files:
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
    columns, heads, shown = COLUMNS, COLUMNS, _shown
    if about_views:
        columns, heads, shown = VIEWS, SEEN, _seen
        chosen = [_view(view) for file in files for view in views(file) if learner in ("", view.learner)]
    if form == "table":
        titles = {lesson.id: str(read_words(lesson, lang)["title"]) for lesson in known}
        cells = [shown(row, titles, lang) for row in chosen]
        write_table([say(f"progress.{c}", lang) for c in heads], cells, [c in NUMBERS for c in heads], sys.stdout)
    else:
        safe = [{c: text_only(row[c]) for c in columns} for row in chosen] if form == "csv" else chosen
        write_records(columns, safe, form, sys.stdout)
    return 0


def _rows(log: Log, known: list[Lesson]) -> list[Row]:
    """A row for each learner and each lesson begun."""
    return [
        {"learner": name, **asdict(state)}
        for name in dict.fromkeys(a.learner for a in log.answers)
        for state in states([a for a in log.answers if a.learner == name], known)
        if state.answered
    ]


def _waiting(names: list[str], rows: list[Row]) -> list[Row]:
    """A row of nothing for each who came into a room and has not answered yet."""
    begun = {row["learner"].casefold() for row in rows}
    return [{"learner": name, **NOTHING} for name in names if name.casefold() not in begun]


def _shown(row: Mapping[str, Any], titles: Mapping[str, str], lang: str) -> list[str]:
    """The cells of a row as people read them: the lesson's title, the numbers and the time as they write them."""
    told = {column: number(row[column], lang, int(row[column] % 1 != 0)) for column in NUMBERS}
    told |= {"learner": row["learner"], "lesson": titles.get(row["lesson"], ""), "last_at": _at(row["last_at"], lang)}
    return [told[column] for column in COLUMNS]


def _view(view: View) -> Row:
    """A row for a verdict that a learner disagrees with; a call has a line for each sentence."""
    written = [view.response] if isinstance(view.response, str) else view.response
    told = {"written": "\n".join(filter(None, map(str, written))), "faults": ";".join(view.faults), "view": "disagrees"}
    return {**{column: getattr(view, column, "") for column in VIEWS}, **told}


def _seen(row: Mapping[str, Any], titles: Mapping[str, str], lang: str) -> list[str]:
    """The cells of a view as people read them: what is written in one line and cut, the verdict in words."""
    line = " / ".join(row["written"].splitlines())
    line = "".join(letter if letter.isprintable() else " " for letter in line)
    label = _worded(row["label"], ("coached", "outcome"), lang)
    faults = [_worded(fault, ("fault",), lang).rstrip(".") for fault in row["faults"].split(";")]
    return [
        row["learner"],
        titles.get(row["lesson"], row["lesson"]),
        row["exercise"],
        _at(row["at"], lang),
        line if len(line) <= WIDEST else f"{line[: WIDEST - 1]}…",
        " · ".join(filter(None, [share(row["share"], lang), label, *faults])),
        say(f"progress.{row['view']}", lang),
    ]


def _worded(name: str, families: Sequence[str], lang: str) -> str:
    """What the coach calls ``name``; an id that it knows no more stays an id."""
    known = (f"{family}.{name}" for family in families)
    return next((say(key, lang) for key in known if key in catalogue(lang)), name)


def _at(iso: str, lang: str) -> str:
    """A moment by the clock of this computer, to the minute."""
    if not iso:
        return ""
    here = dt.datetime.fromisoformat(iso).astimezone()
    return f"{date(here, lang)}, {here:%H:%M}"
