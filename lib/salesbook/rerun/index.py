"""``index.html``: the first screen for the head of sales, and the way to the rest."""

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from salesbook.errors import SalesbookError
from salesbook.files import write_whole
from salesbook.findings import overview
from salesbook.rerun.board import EMPTY
from salesbook.rerun.job import Outcome
from salesbook.rerun.report import render
from salesbook.rerun.summary import call_lines
from salesbook.tables import Book
from salesbook.words import date, say, signed

CHANGES = {"nps_change": (1, "unit.points"), "retention_change": (100, "unit.percentage_points")}


def write_index(
    folder: Path, book: Book, outcomes: Sequence[Outcome], *, part: str = "", skipped: Sequence[str] = (),
    aside: Mapping[str, str] | None = None, call_file: str = "", interrupted: bool = False, more: Sequence[Any] = (),
    handouts: bool = False, summary: str = "", known: Mapping[str, Any] | None = None,
    board: Mapping[str, Any] = EMPTY,
) -> str:  # fmt: skip
    """Write ``index.html`` into ``folder``; the sentence of what changed, if a notebook asked that.

    What no notebook asked is not spoken of, but for the change and the calls that are ``known``; ``handouts``: there
    are lessons only, which are no reports.
    """
    lang = book.lang
    figures = {name: body for outcome in outcomes for name, body in outcome.figures.items()}
    all_ = {**(known or {}), **figures}
    change, asked = _change(all_, lang), bool(all_.keys() & CHANGES.keys())
    done, broken = ([o for o in outcomes if o.status == status] for status in ("done", "failed"))
    page = render(
        "index.html", lang=lang, title=" · ".join(filter(None, (book.company.name or Path(book.source).stem, part))),
        made=date(dt.date.today(), lang), interrupted=interrupted,
        failed=[say("report.failed", lang, name=o.title or o.name, error=o.error) for o in broken],
        summary=quote(summary), parts=more, board=board, change=change, asked=asked,
        calls=call_lines([all_.get("sleeping", {})], book), call_file=call_file, called="sleeping" in all_,
        contents=say("report.handouts" if handouts else "report.contents", lang),
        reports=[{"href": f"{quote(o.stem)}.html", "title": o.title} for o in done], skipped=skipped,
        findings=[body["says"] for name, body in figures.items() if name not in CHANGES],
        readings=_readings(book),
        aside=[{"href": quote(path), "says": path} for path in (aside or {}).values()],
    )  # fmt: skip
    write_whole(folder / "index.html", page)
    return change["says"] if change else say("report.no_change", lang) if asked else ""


def _change(figures: Mapping[str, Any], lang: str) -> dict[str, str] | None:
    """The one number that changed: the NPS, or else the share of clients kept."""
    for name, (scale, unit) in CHANGES.items():
        body = figures.get(name, {})
        if body.get("change") is not None:
            size = scale * body["change"]
            big = say(unit, lang, abs(round(size)), size=signed(size, lang))
            return {"big": big, "says": body["says"]}
    return None


def _readings(book: Book) -> Any:
    try:
        return overview(book, *book.tables)
    except SalesbookError:
        return overview(book)
