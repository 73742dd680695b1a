"""The data check as a page: what needs attention first, each finding with what it would change in the figures."""

import datetime as dt
import os
from base64 import b64encode
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from salesbook.charts import coverage
from salesbook.errors import RequestError
from salesbook.files import write_whole
from salesbook.quality import Checked, Effect, Finding, TableCheck
from salesbook.quality.effects import POINTS
from salesbook.rerun.report import render
from salesbook.tables import Book
from salesbook.words import date, in_currency, initials, money, month, number, say, share

RULES = ("effect", "attention", "outliers", "relogged", "days", "names")
MOST = 12  # periods or columns named in a sentence
DIGITS = {"frequency_per_month": 3, "order_value": 2, "revenue": 0, "orders": 0, "clients": 0, "nps": 1}


def write_data_check(path: Path, book: Book, checked: Checked, today: dt.date) -> None:
    """Write the check of ``book`` to ``path``, one file that opens without a network, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, page(book, checked, today))


def check_name(path: Path, book: Book) -> None:
    """Raise a RequestError where ``path`` is not the name of a page, or one of the company's own files."""
    if path.suffix.lower() not in (".html", ".htm"):
        raise RequestError(path, "is not the name of a page.", "Let it end in .html.")
    if path.is_dir() or path.resolve() in [file.resolve() for file in book.source_files]:
        raise RequestError(path, "is there already, and is no data check.", "Give it another name.")


def page(book: Book, checked: Checked, today: dt.date) -> str:
    """The check of ``book`` in its language."""
    lang, currency = book.lang, book.company.currency
    company = book.company.name or Path(book.source).stem
    return render(
        "data_check.html", lang=lang, title=f"{say('quality.title', lang)} · {company}",
        made=say("quality.made", lang, source=_last(book.source), date=date(today, lang)),
        summary=say("quality.summary", lang, attention=len(checked.attention) + len(checked.faults),
                    known=len(checked.known)),
        faults=[str(fault.said(lang)) for fault in checked.faults], hints=_hints(book),
        attention=[told(finding, lang, currency) for finding in checked.attention],
        known=[told(finding, lang, currency) for finding in checked.known],
        tables=[_table(table, lang) for table in checked.tables],
        figures=[(say(f"quality.figure_{name}", lang), _figure(name, value, lang, currency))
                 for name, value in checked.figures.items()],
        rules=[say(f"quality.rule_{rule}", lang) for rule in RULES],
    )  # fmt: skip


def _last(source: str) -> str:
    """A path without the folders above it, which may bear a person's name."""
    return source if "://" in source else os.path.basename(source.rstrip("/\\")) or source  # noqa: PTH119


def _hints(book: Book) -> list[str]:
    hints = [say("note.guessed", book.lang)] if book.mapping.guessed else []
    return hints + ([say("note.unknown", book.lang, files=", ".join(book.unknown))] if book.unknown else [])


def told(finding: Finding, lang: str, currency: str = "") -> dict[str, Any]:
    """A finding in words: ``headline``, ``changes``, ``treated``, ``advice``, its effects and first rows as cells."""
    values = _said(finding, lang, currency)
    headline = say(f"quality.{finding.kind}", lang, finding.n, **values)
    return {
        "table": say(f"quality.table_{finding.table}", lang),
        "headline": headline[:1].upper() + headline[1:],
        "changes": changes(finding, lang, values),
        "treated": say(f"quality.{finding.treated}", lang) if finding.treated else "",
        "out": finding.treated == "excluded",
        "notes": _notes(finding, lang, currency),
        "advice": say(f"quality.{finding.kind}_do", lang, **values),
        "effects": [_effect(effect, lang, currency) for effect in finding.effects if effect.weight],
        "rows": cells(finding.examples, lang),
        "open": finding.kind == "outliers",  # these are few, and are named
    }


def changes(finding: Finding, lang: str, values: Mapping[str, Any]) -> list[str]:
    """What the finding would change, the largest change first, in a sentence or two."""
    if finding.kind in ("cut_first", "cut_last"):
        unit = say(f"quality.unit_{finding.values['unit']}", lang)
        return [say("quality.way_cut", lang, unit=unit, share=share(finding.values["share"], lang))]
    if finding.kind in ("gap", "no_sales", "thin"):
        return [say("quality.way_absent", lang)]
    if finding.kind == "aside":
        return [say("quality.way_aside", lang)]
    if not finding.effects:
        return [say("quality.way_unmeasured", lang)] if not finding.treated else []
    if not (listed := _listed(finding.effects, lang)):
        return [say("quality.way_none", lang)]
    if finding.way == "without":
        single = finding.n == 1
        lead = say("quality.way_without_one", lang, changes=listed) if single else ""
        said = [lead or say("quality.way_without", lang, finding.n, changes=listed)]
    elif finding.way == "only":
        said = [say("quality.way_only", lang, main=values["main"], changes=listed)]
    else:
        said = [say(f"quality.way_{finding.way}", lang, changes=listed)]
    alone = _listed(finding.alone, lang)
    return [*said, *([say("quality.way_alone", lang, changes=alone)] if alone else [])]


def _listed(effects: Sequence[Effect], lang: str) -> str:
    """``revenue is 0.3% lower, …``: changes that can be seen, the largest first."""
    seen = sorted((e for e in effects if e.weight), key=lambda e: -e.weight)
    return ", ".join(_change(effect, lang) for effect in seen)


def _change(effect: Effect, lang: str) -> str:
    change = effect.change or 0.0
    way = "up" if change > 0 else "down"
    return say(f"quality.{effect.figure}_{way}", lang, by=_by(effect, lang))


def _by(effect: Effect, lang: str) -> str:
    size = abs(effect.change or 0.0)
    if effect.figure in POINTS:
        key = "quality.nps_points" if effect.figure == "nps" else "quality.points"
        return say(key, lang, by=number(size, lang, 1))
    return share(size, lang, 1 if size < 0.1 else 0)


def _effect(effect: Effect, lang: str, currency: str) -> tuple[str, str, str, str]:
    sign = "+" if (effect.change or 0.0) > 0 else "\N{MINUS SIGN}"
    now, then = (_figure(effect.figure, value, lang, currency) for value in (effect.now, effect.then))
    size = number(abs(effect.change or 0.0), lang, 1) if effect.figure in POINTS else _by(effect, lang)
    return say(f"quality.figure_{effect.figure}", lang), now, then, sign + size


def _figure(name: str, value: float | None, lang: str, currency: str) -> str:
    if value is None:
        return "–"
    if name == "retention_rate":
        return share(value, lang, 1)
    said = number(value, lang, DIGITS[name])
    return in_currency(said, lang, currency) if name in ("revenue", "order_value") else said


def _said(finding: Finding, lang: str, currency: str) -> dict[str, Any]:
    """The values that the finding's phrase has places for, written out."""
    said: dict[str, Any] = {"of": number(finding.of, lang), "share": share(finding.n / max(finding.of, 1), lang, 1)}
    unit = finding.values.get("unit", "")
    for key, value in finding.values.items():
        if key == "runs":
            said[key] = _runs(value, finding.n, lang)
        elif key == "periods":
            said[key] = _some([_period(start, unit, lang) for start in value], lang)
        elif key == "period":
            name = _period(value, unit, lang)
            said[key] = name[:1].upper() + name[1:]
        elif key == "amount":
            said[key] = money(abs(value), lang, currency)
        elif key == "clients":
            said[key] = say("count.clients", lang, value)
        elif isinstance(value, dt.date):
            said[key] = date(value, lang)
        else:
            said[key] = number(value, lang) if isinstance(value, int | float) else value
    return said


def _period(start: dt.date, unit: str, lang: str) -> str:
    return month(start, lang) if unit == "month" else f"{say('quality.unit_week', lang)} {date(start, lang)}"


def _runs(runs: Sequence[tuple[dt.date, dt.date, int]], n: int, lang: str) -> str:
    """Days without sales in the order of time: ``24 Dec 2010 – 3 Jan 2011; 29 Apr 2011``."""
    said = [date(a, lang) if a == b else f"{date(a, lang)} – {date(b, lang)}" for a, b, _ in sorted(runs)]
    left = n - sum(run[2] for run in runs)
    return "; ".join([*said, *([_more(left, lang)] if left else [])])


def _some(names: Sequence[str], lang: str) -> str:
    left = len(names) - MOST
    return ", ".join([*names[:MOST], *([_more(left, lang)] if left > 0 else [])])


def _more(n: int, lang: str) -> str:
    return say("quality.more", lang, n)


def _notes(finding: Finding, lang: str, currency: str) -> list[str]:
    """What the limits were, and which of the rows shown were taken back."""
    if finding.kind != "outliers":
        return []
    notes = []
    for column in ("amount", "quantity"):
        if column in finding.values:
            limits = {"usual": finding.values[f"usual_{column}"], "limit": finding.values[column]}
            unit = currency if column == "amount" else ""
            written = {key: in_currency(number(value, lang), lang, unit) for key, value in limits.items()}
            notes.append(say(f"quality.outliers_{column}", lang, None, **written))
    back = finding.values["taken_back"]
    return [*notes, *([say("quality.outliers_back", lang, back)] if back else [])]


def cells(rows: Sequence[Mapping[str, Any]], lang: str) -> dict[str, Any]:
    """Rows as text: ``head`` and ``body``; columns that none of them fills are left out."""
    columns = [c for c in (rows[0] if rows else ()) if any(row[c] is not None for row in rows)]
    return {
        "head": [say(f"quality.cell_{c}", lang) for c in columns],
        "numbers": [all(_is_number(row[c]) for row in rows) for c in columns],
        "body": [[_cell(c, row[c], lang) for c in columns] for row in rows],
    }


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | None) and not isinstance(value, bool)


def _cell(column: str, value: Any, lang: str) -> str:
    if isinstance(value, bool):
        return say("quality.yes" if value else "quality.no", lang)
    if isinstance(value, dt.date):
        clock = value.strftime(" %H:%M") if isinstance(value, dt.datetime) and value.time() != dt.time() else ""
        return date(value, lang) + clock
    if isinstance(value, int | float):
        return number(value, lang, 0 if float(value).is_integer() else 2)
    text = "" if value is None else str(value)
    if column == "client_id" and not any(c.isdigit() for c in text):
        return initials(text) or text[:1]  # a company without numbers knows its clients by their names
    return text


def _table(table: TableCheck, lang: str) -> dict[str, Any]:
    """One table: counts, period, picture, rows set aside by reason, columns, notes."""
    r, drawn = table.reading, table.coverage
    aside = r.read - r.used
    counts = {"read": say("count.rows", lang, r.read), "used": number(r.used, lang), "aside": number(aside, lang)}
    return {
        "name": say(f"quality.table_{r.table}", lang),
        "source": _last(r.source),
        "read": say("quality.read", lang, None, **counts),
        "period": say("quality.period", lang, first=date(r.first, lang), last=date(r.last, lang))
        if r.first and r.last
        else "",
        "picture": _picture(coverage(drawn.periods, drawn.unit, lang)) if drawn else None,
        "notes": [say(key, lang, **values) for key, values in r.notes],
        "aside": [
            {"says": say("quality.reason", lang, reason=a.reason, n=a.n), **cells(a.examples, lang)}
            for a in table.aside
        ],
        "columns": [(ours, _theirs(theirs, lang)) for ours, theirs in r.columns.items()],
    }


def _theirs(theirs: Any, lang: str) -> str:
    """A column of the file by its name, or by its place where the file has no header."""
    if isinstance(theirs, list | tuple):
        return " + ".join(_theirs(each, lang) for each in theirs)
    return say("quality.position", lang, theirs) if isinstance(theirs, int) else str(theirs)


def _picture(chart: Any) -> dict[str, str]:
    data, _ = chart._repr_mimebundle_()
    return {"png": b64encode(data["image/png"]).decode(), "says": chart.says}
