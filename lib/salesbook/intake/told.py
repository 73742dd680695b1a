"""What people are told of an import, in their language: sums, what was left out, what stands twice, what was judged."""

from collections.abc import Iterator, Sequence
from typing import Any

from salesbook.intake.bring import Brought
from salesbook.intake.join import Joins
from salesbook.intake.overlap import said
from salesbook.intake.spellings import Suggestion
from salesbook.intake.tidy import Tidy
from salesbook.intake.understand import Understood
from salesbook.words import date, number, say

Written = Sequence[tuple[Understood, Tidy]]
GOOD, POOR, NOTE = "good", "poor", "note"
Line = tuple[str, str]  # one of these, and the words


def sums(written: Written, lang: str) -> Iterator[Line]:
    """What the lines add up to, beside what the report says."""
    for what, tidy in written:
        for total in tidy.totals:
            values: dict[str, Any] = {"column": total.column, "lines": number(total.lines, lang, 2)}
            key, mood = "import.no_total", NOTE
            if total.said is not None:
                key = "import.total_agrees" if total.agrees else "import.total_differs"
                mood = GOOD if total.agrees else POOR
                values |= {"said": number(total.said, lang, 2), "by": number(total.lines - total.said, lang, 2)}
            yield mood, f"{what.where}: {say(key, lang, **values)}"


def left_out(written: Written, lang: str) -> Iterator[Line]:
    """What of each sheet is no line, and which lines are no sales."""
    for what, tidy in written:
        left = tidy.left
        counts = {"totals": len(left.totals), "groups": left.groups, "headers": left.headers, "remarks": left.remarked}
        for sort, n in counts.items():
            if n:
                yield NOTE, f"{what.where}: {say(f'import.left_{sort}', lang, n)}"
        if left.tears:
            yield POOR, f"{what.where}: {say('import.left_torn', lang, left.tears)}"
        for (column, value), n in tidy.kept_out.items():
            yield NOTE, f"{what.where}: {say('import.kept_out', lang, n, column=column, value=value or '–')}"


def joined(joins: Joins, lang: str) -> Iterator[Line]:
    """Orders that stand in several exports, and how many clients were put together."""
    for key, values in said(joins.overlaps) if joins.overlaps else ():
        shown: dict[str, Any] = {
            name: number(v, lang, 2 * isinstance(v, float)) if isinstance(v, int | float) else v
            for name, v in values.items()
        }
        yield POOR, say(key, lang, **shown)
    if joins.kept:
        yield NOTE, say("import.merged", lang, len(joins.kept))


def pair(one: Suggestion, lang: str) -> str:
    """Two clients that may be one, and why."""
    why = "; ".join(say(key, lang, **values) for key, values in one.evidence)
    ids = "" if one.ids == one.names else f" ({one.ids[0]}, {one.ids[1]})"
    return f"{say('import.same_pair', lang, one=one.names[0], other=one.names[1])}{ids}: {why}"


def judged(brought: Brought, lang: str) -> Iterator[Line]:
    """Each table as its contract judged it."""
    for r in brought.readings:
        values: dict[str, Any] = {
            "table": r.table,
            "read": say("count.rows", lang, r.read),
            "used": r.used,
            "aside": r.read - r.used,
        }
        yield NOTE, say("check.table", lang, **values)
        if r.first and r.last:
            first, last = date(r.first, lang), date(r.last, lang)
            yield NOTE, say("check.period", lang, table=r.table, first=first, last=last)
        for why, n in r.set_aside.items():
            yield POOR, say("check.reason", lang, table=r.table, n=n, reason=why)
        for key, more in r.notes:
            yield POOR, f"{r.table}: {say(key, lang, **more)}"
    for path in brought.aside:
        yield NOTE, say("check.aside_file", lang, path=path)
