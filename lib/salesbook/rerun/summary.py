"""The one page of a run: what changed and whether by chance, whom to call, what to do next."""

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from salesbook.files import write_whole
from salesbook.findings import Attention, Finding, said_sure
from salesbook.rerun.report import render
from salesbook.tables import Book
from salesbook.topics import TOPICS
from salesbook.words import date, money, say

NAME, PICTURE = "summary.html", "summary.png"
SAID, STEPS, NAMES = 5, 5, 5
WEIGHTS = {("bad", True): 4.0, ("good", True): 2.0, ("bad", False): 1.0, ("good", False): 0.5}


def most_to_say(found: Mapping[str, Attention], most: int) -> list[str]:
    """The ``most`` topics whose findings weigh most: what is bad and sure first; then in the order of the topics.

    A topic without tables of its own (what changed since the last runs) is among them only where it claims something.
    """
    weight = {
        topic: sum(WEIGHTS.get((f.tone, f.sure is not False), 0.0) for f in each.findings)
        for topic, each in found.items()
    }
    speaking = [topic for topic in found if TOPICS.get(topic, ("",)) or weight[topic]]
    return sorted(speaking, key=lambda topic: -weight[topic])[:most]


def write_summary(
    folder: Path, book: Book, found: Mapping[str, Attention], reports: Sequence[Mapping[str, str]], part: str = "",
    call_file: str = "",
) -> str:  # fmt: skip
    """Write ``summary.html`` and its picture into ``folder``; the name of the page."""
    lang = book.lang
    findings = _urgent(found)
    title = " · ".join(filter(None, (book.company.name or Path(book.source).stem, part)))
    made = say("report.made", lang, date=date(dt.date.today(), lang))
    changed = [f for each in found.values() for f in each.findings if f.name.endswith("_change") and f.figures]
    parts = {
        "summary.changed": [{**_said(finding, lang), "certainty": "", "tag": ""} for finding in changed],  # they say it
        "summary.attention": [_said(finding, lang) for finding in findings if finding not in changed],
    }
    calls = call_lines([finding.figures for each in found.values() for finding in each.findings], book)
    steps = [say(f"action.{name}", lang) for name in _steps(findings)]
    page = render(
        "summary.html", lang=lang, title=title, made=made, parts=parts, calls=calls, steps=steps, reports=reports,
        call_file=quote(call_file), picture=quote(PICTURE),
    )  # fmt: skip
    write_whole(folder / NAME, page)
    told = {key: [" ".join(filter(None, (each["says"], each["tag"]))) for each in said] for key, said in parts.items()}
    written = {**told, "report.calls": calls, "summary.steps": steps}
    from salesbook.charts.page import page_picture  # matplotlib: the notebooks are executed meanwhile

    picture = folder / f"{PICTURE}.part"
    picture.write_bytes(page_picture(title, made, [(say(key, lang), lines) for key, lines in written.items()]))
    picture.replace(folder / PICTURE)
    return NAME


def call_lines(figures: Sequence[Mapping[str, Any]], book: Book) -> list[str]:
    """The first clients to call, a line each, as the figures of the finding ``sleeping`` name them."""
    lang, lines = book.lang, []
    for call in [c for each in figures for c in each.get("calls", [])][:NAMES]:
        silent, gap = (say("count.days", lang, round(call[key])) for key in ("silent_days", "mean_gap_days"))
        amount = money(call["monthly_amount"] or 0, lang, book.company.currency)
        lines.append(say("report.call_line", lang, who=call["who"], silent=silent, gap=gap, money=amount))
    return lines


def _urgent(found: Mapping[str, Attention]) -> list[Finding]:
    """The findings that claim something, the heaviest first, one of each topic before a second of any."""
    ranked = [
        (n, -WEIGHTS[finding.tone, finding.sure is not False], finding)
        for each in found.values()
        for n, finding in enumerate(f for f in each.findings if f.tone)
    ]
    return [finding for _, _, finding in sorted(ranked, key=lambda r: (r[0], r[1]))][:SAID]


def _steps(findings: Sequence[Finding]) -> list[str]:
    """What to do about ``findings``."""
    named = [name for finding in findings for name in finding.actions]
    return list(dict.fromkeys(named))[:STEPS]


def _said(finding: Finding, lang: str) -> dict[str, str]:
    certainty = said_sure(finding, lang)
    kind = " ".join(filter(None, (finding.tone or "plain", "chance" if finding.sure is False else "")))
    tag = f"[{certainty}]" if certainty else ""
    return {"mark": say(f"attention.{finding.tone or 'plain'}", lang), "says": finding.says, "kind": kind,
            "certainty": certainty, "tag": tag}  # fmt: skip
