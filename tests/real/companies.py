"""The real companies of ../shared/data, and ``salesbook`` asked about them as from a terminal, but in this process."""

import contextlib
import datetime as dt
import io
import json
from functools import cache
from pathlib import Path

import salesbook.cli.check
import salesbook.cli.measure
from salesbook.cli.main import main
from salesbook.intake.bring import finish, judged, look, read_exports, write_sheets
from salesbook.intake.join import find_joins
from salesbook.tables import open as open_book
from salesbook.temporary import temporary
from salesbook.words import date

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"
MAPS = Path(__file__).parent / "maps"


def expected(company):
    """Reference figures, worked out by others with pandas."""
    return json.loads((DATA / company / "expected.json").read_text("utf-8"))


def months(figures, column):
    return {month: row[column] for month, row in figures["by_month"].items()}


def period(table, first, last):
    """How the check says which days a table covers."""
    return f"{table}: from {' to '.join(date(dt.date.fromisoformat(day), 'en') for day in (first, last))}"


class Company:
    """One set of files read with one map; each file is read once, however many commands ask."""

    def __init__(self, source, mapping):
        self.source, self.mapping = str(DATA / source), str(MAPS / f"{mapping}.yaml")

    def ask(self, *arguments):
        """Exit code and standard output of a command."""
        out, command = io.StringIO(), [*arguments, "--data", self.source, "--map", self.mapping, "--lang", "en"]
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
            try:
                main(command)
            except SystemExit as end:
                return end.code, out.getvalue()
        raise AssertionError("main always exits")

    def book(self):
        """The company as notebooks open it."""
        return _book(self.source, self.mapping, "en")

    def check(self):
        """Findings of ``check data``, with the exit code."""
        code, out = self.ask("check", "data", "--format", "json")
        return code, json.loads(out)

    def measure(self, name, *options, **parameters):
        """Rows of ``measure``."""
        given = [word for key, value in parameters.items() for word in ("-p", key, str(value))]
        code, out = self.ask("measure", name, *options, *given, "--format", "json")
        assert code == 0
        return json.loads(out)

    def by(self, name, column, **parameters):
        """Rows of ``measure --by column``, by that column."""
        return {row[column]: row for row in self.measure(name, "--by", column, **parameters)}

    def run(self, *notebooks, out):
        """The exit code of ``run``, and its manifest with the figures that the reports rest on."""
        code, _ = self.ask("run", *notebooks, "--jobs", "2", "--out", str(out))
        return code, json.loads((out / "manifest.json").read_text("utf-8"))


def bring(folder, *names, **answers):
    """Import files of the sets into ``folder``, questions answered; the tidy sheets that were written."""
    with temporary() as work:
        sheets = read_exports([DATA / name for name in names], work)
        said = {
            question.id: answers[question.id.split(":")[-1].replace(".", "_")] for question in look(sheets, {}).open
        }
        looked = look(sheets, said)
        assert looked.open == ()
        written = write_sheets(looked, work)
        book = judged(written, work, folder, "en")
        finish(book, written, work, folder, find_joins(book, [what.where for what, _ in written], said), said)
    return [tidy for _, tidy in written]


@cache
def _book(source, mapping, lang):
    return open_book(source, map=mapping, lang=lang)


def read_each_file_once(monkeypatch):
    for command in (salesbook.cli.check, salesbook.cli.measure):
        monkeypatch.setattr(command, "open", lambda source, *, map=None, lang="en": _book(source, map, lang))


def forget():
    _book.cache_clear()
