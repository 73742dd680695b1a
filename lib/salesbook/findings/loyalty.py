"""What clients think of the company: the score, its change, and what they write about."""

from collections.abc import Sequence
from typing import Any, Protocol

from salesbook.findings.finding import BAD, GOOD, PLAIN, Finding, finding, plain
from salesbook.labels import Result
from salesbook.words import number, say, share, signed

MOVED = {BAD: "fell", GOOD: "rose", PLAIN: "chance"}  # the phrase that tells of a change
VAGUE = ("other", "none")  # themes that tell nobody what to do


@finding
def nps(result: Result, row: dict[str, Any]) -> str:
    """The score, its interval, and who answered what."""
    lang = result.lang
    if not row["answered"]:
        return say("nps.nobody", lang)
    points: dict[str, Any] = {k: signed(row[k], lang) for k in ("nps", "nps_low", "nps_high")}
    counts: dict[str, Any] = {k: number(row[k], lang) for k in ("promoters", "passives", "detractors")}
    return say("nps.finding", lang, **points, **counts, answers=say("count.answers", lang, row["answered"]))


@finding
def nps_change(result: Result, row: dict[str, Any]) -> Finding:
    """The change from one period to the next, and whether it is more than chance."""
    lang = result.lang
    tone = BAD if row["change_high"] < 0 else GOOD if row["change_low"] > 0 else PLAIN
    names = ("nps_before", "nps_after", "change", "change_low", "change_high")
    points: dict[str, Any] = {k: signed(row[k], lang, 1) for k in names}
    counts: dict[str, Any] = {k: number(row[k], lang) for k in ("answered_before", "answered_after")}
    if tone:  # "fell by 17.2", without a sign
        points["change"] = number(abs(row["change"]), lang, 1)
    said = say(f"nps.{MOVED[tone]}", lang, **points, **counts, before=row["before"], after=row["after"])
    if row.get("complete") is False:
        said += " " + say("nps.in_progress", lang, None, period=row["after"])
    actions = {BAD: ("ask_for_ten", "one_change"), GOOD: ("tell_what_worked",)}.get(tone, ())
    return Finding("nps_change", said, plain(row), tone, True, actions)


class Read(Result, Protocol):
    """What :func:`salesbook.themes` gives."""

    @property
    def read(self) -> int: ...
    @property
    def unsure(self) -> int: ...
    @property
    def detractors(self) -> int: ...


def themes(result: Read) -> Finding:
    """What detractors and promoters write about most, and on how many comments that rests."""
    lang, rows = result.lang, result.rows
    if not rows:
        return Finding("themes", result.absent or say("chart.nothing", lang), {"read": 0, "unsure": 0, "themes": []})
    base = say("themes.base", lang, read=number(result.read, lang), unsure=number(result.unsure, lang))
    counted = result.read - result.unsure
    overall = share(result.detractors / counted, lang) if counted else ""
    said = [base, *(_most(rows, side, overall, lang) for side in ("detractors", "promoters"))]
    figures = {key: getattr(result, key) for key in ("read", "unsure", "detractors")}
    return Finding("themes", " ".join(said), {**figures, "themes": rows})


def _most(rows: Sequence[dict[str, Any]], side: str, overall: str, lang: str) -> str:
    """The theme of which ``side`` write most; of two alike the one with fewer others."""
    named = [row for row in rows if row[side] and row["theme"] not in VAGUE]
    if not named:
        return say(f"themes.no_{side}", lang)
    row = max(named, key=lambda row: (row[side], -row["comments"]))
    keys = {"share": "detractor_share", "low": "detractor_low", "high": "detractor_high"}
    shares: dict[str, Any] = {key: share(row[column], lang) for key, column in keys.items()}
    counts: dict[str, Any] = {"count": number(row["comments"], lang), side: number(row[side], lang)}
    theme = say(f"theme.{row['theme']}", lang)
    values = {**counts, **shares, "overall": overall} if side == "detractors" else counts
    return say(f"themes.of_{side}", lang, None, theme=theme, **values)
