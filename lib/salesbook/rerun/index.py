"""``index.html``: the first screen for the head of sales, and the way to the rest."""

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from salesbook.errors import SalesbookError
from salesbook.files import write_whole
from salesbook.findings import overview
from salesbook.rerun.execute import Outcome
from salesbook.rerun.report import render
from salesbook.tables import Book
from salesbook.words import date, money, say, signed

CHANGES = {"nps_change": (1, "unit.points"), "retention_change": (100, "unit.percentage_points")}


def write_index(
    folder: Path, book: Book, outcomes: Sequence[Outcome], *, part: str = "", skipped: Sequence[str] = (),
    aside: Mapping[str, str] | None = None, call_file: str = "", interrupted: bool = False, more: Sequence[Any] = (),
    handouts: bool = False,
) -> str:  # fmt: skip
    """Write ``index.html`` into ``folder``; the sentence of what changed, if a notebook asked that.

    What no notebook asked is not spoken of; ``handouts``: there are lessons only, which are no reports.
    """
    lang = book.lang
    figures = {name: body for outcome in outcomes for name, body in outcome.figures.items()}
    change, asked = _change(figures, lang), bool(figures.keys() & CHANGES.keys())
    done, broken = ([o for o in outcomes if o.status == status] for status in ("done", "failed"))
    page = render(
        "index.html", lang=lang, title=" · ".join(filter(None, (book.company.name or Path(book.source).stem, part))),
        made=date(dt.date.today(), lang), interrupted=interrupted,
        failed=[say("report.failed", lang, name=o.title or o.name, error=o.error) for o in broken],
        parts=more, change=change, asked=asked, calls=_calls(figures, book), call_file=call_file,
        called="sleeping" in figures, contents=say("report.handouts" if handouts else "report.contents", lang),
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
            return {"big": f"{signed(scale * body['change'], lang)} {say(unit, lang)}", "says": body["says"]}
    return None


def _calls(figures: Mapping[str, Any], book: Book) -> list[str]:
    lang, lines = book.lang, []
    for call in figures.get("sleeping", {}).get("calls", []):
        silent, gap = (say("count.days", lang, round(call[key])) for key in ("silent_days", "mean_gap_days"))
        amount = money(call["monthly_amount"] or 0, lang, book.company.currency)
        lines.append(say("report.call_line", lang, who=call["who"], silent=silent, gap=gap, money=amount))
    return lines


def _readings(book: Book) -> Any:
    try:
        return overview(book, *book.tables)
    except SalesbookError:
        return overview(book)
