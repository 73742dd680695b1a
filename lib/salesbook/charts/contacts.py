"""Pictures of regularity and contacts: silences that ended, who begins, who is forgotten, what hangs on one client."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from salesbook.charts.bars import bars
from salesbook.charts.chart import ACCENT, INK, PALE, Chart, canvas, make_room, nothing
from salesbook.charts.intervals import Scale, intervals
from salesbook.labels import Result, column_label, short
from salesbook.words import catalogue, date, number, say, share

TICKS = (0, 0.25, 0.5, 0.75, 1)
TOLERATED = 0.1  # share of clients for whom a rule may be broken


@dataclass(frozen=True)
class _Named:
    """A result whose rows bear a name of their own in the column ``by``."""

    rows: list[dict[str, Any]]
    by: tuple[str, ...]
    lang: str
    currency: str = ""
    absent: str = ""


def _named(result: Result, column: str, name: Callable[[dict[str, Any]], str]) -> _Named:
    rows = [{**row, column: name(row)} for row in result.rows]
    return _Named(rows, (column,), result.lang, result.currency, result.absent)


def _shares(result: Result, value: str, limits: str, base: str, heading: str = "", axis: str = "") -> Chart:
    """Shares with their intervals; ``limits`` is what the columns of the interval begin with."""
    lang = result.lang

    def says(row: dict[str, Any]) -> str:
        return f"{share(row[value], lang)} (n = {number(row[base], lang)})"

    # what nobody owns is no rep or channel to compare
    rows = [r for r in result.rows if r[f"{limits}_low"] is not None and all(r[c] is not None for c in result.by)]
    label = axis or say("chart.bar", lang, label=column_label(value, lang))
    scale = Scale(value, f"{limits}_low", f"{limits}_high", base, TICKS, label, lambda v: share(v, lang))
    return intervals(_Named(rows, result.by, lang, absent=result.absent), scale, says, heading)


def return_rate(result: Result) -> Chart:
    """The share of silences that ended, by how long they had lasted in own gaps."""
    named = _named(result, "band", lambda row: _band(row, result.lang))
    known = [row for row in result.rows if row["return_low"] is not None]
    heading = ""
    if len(known) > 1 and known[-1]["return_high"] < known[0]["return_low"]:
        lang = result.lang
        band = _band({**known[-1], "to_gaps": None}, lang).rstrip("+")
        heading = say("return_rate.title", lang, first=share(known[0]["return_rate"], lang),
                      last=share(known[-1]["return_rate"], lang), band=band)  # fmt: skip
    return _shares(named, "return_rate", "return", "silences", heading, say("return_rate.axis", result.lang))


def _band(row: dict[str, Any], lang: str) -> str:
    ends = [number(row[c], lang, int(row[c] != int(row[c]))) for c in ("from_gaps", "to_gaps") if row[c] is not None]
    return "–".join(ends) if len(ends) == 2 else f"{ends[0]}+"


def initiative(result: Result) -> Chart:
    """The share of contacts that we began, by rep or channel."""
    return _shares(_worded(result), "initiative_share", "initiative", "contacts")


def regularity(result: Result) -> Chart:
    """The share of regular clients who are late or sleeping, by rep or segment."""
    return _shares(_worded(result), "late_share", "late", "regular")


def contact_standard(result: Result) -> Chart:
    """The share of clients below the standard, by class."""
    lang = result.lang

    def name(row: dict[str, Any]) -> str:
        return f"{row['client_class']}: {say('count.days', lang, row['standard_days'])}"

    first = result.rows[0] if result.rows else None
    heading = say("contact_standard.title", lang, share=share(first["below_share"], lang)) if first else ""
    return _shares(_named(result, "client_class", name), "below_share", "below", "clients", heading)


def content_balance(result: Result) -> Chart:
    """The share of offers in what we send, by channel."""
    return _shares(_worded(result), "offer_share", "offer", "news")


def cadence(result: Result) -> Chart:
    """For how large a share of the clients each rule of contact was broken."""
    named = _named(result, "rule", lambda row: _rule(row, result.lang))
    told = [row for row in result.rows if row["clients"]]
    broken = sum(row["breaking_low"] > TOLERATED for row in told)
    heading = say("cadence.title", result.lang, broken, of=number(len(told), result.lang),
                  share=share(TOLERATED, result.lang)) if told else ""  # fmt: skip
    return _shares(named, "breaking_share", "breaking", "clients", heading)


def _rule(row: dict[str, Any], lang: str) -> str:
    words = catalogue(lang)
    known = f"rule_name.{row['rule']}"
    rule = str(words.get(known, row["rule"]))
    if known in words and not row["rule"].startswith("channels_"):
        return rule
    channel = str(words.get(f"value.channel_{row['channel']}", row["channel"]))
    return f"{rule}: {channel}"


def call_reasons(result: Result) -> Chart:
    """Why clients stopped, as the reps wrote it down."""
    lang = result.lang
    named = _named(
        result, "reason", lambda row: str(catalogue(lang).get(f"value.reason_{row['reason']}", row["reason"]))
    )
    heading = say("calls_made.title", lang, sum(row["calls"] for row in result.rows))
    return bars(named, ("reason_share", "reason_low", "reason_high"), "calls", lambda v: share(v, lang), heading)


def _worded(result: Result) -> Result:
    """Channels by their words; other groups as they are."""
    words = catalogue(result.lang)
    if result.by != ("channel",):
        return result
    return _named(result, "channel", lambda row: str(words.get(f"value.channel_{row['channel']}", row["channel"])))


def workload(result: Result) -> Chart:
    """Active clients of each rep; those of who left are pale and said."""
    lang, rows = result.lang, [row for row in result.rows if row["active"]]
    if not rows:
        return nothing(result)
    orphaned = sum(row["orphaned"] for row in rows)
    heading = say("workload.titled", lang, orphaned) if orphaned else say("workload.title", lang)
    labels = [_rep(row, lang) for row in rows]
    written = [_load(row, lang) for row in rows]
    figure, axes = canvas(1.2 + 0.34 * len(rows), heading)
    places = range(len(rows))
    colours = [PALE if row["orphaned"] else ACCENT for row in rows]
    drawn = axes.barh(places, [row["active"] for row in rows], color=colours, height=0.62, edgecolor=INK, linewidth=0.5)
    axes.set_yticks(places, [short(label) for label in labels])
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set(xticks=[], xlim=(0, max(row["active"] for row in rows)))
    axes.set_xlabel(column_label("active", lang), fontsize=9, color=INK)
    make_room(axes, axes.bar_label(drawn, written, padding=5, fontsize=9, color=INK))
    return Chart(figure, f"{heading}. " + "; ".join(f"{a}: {b}" for a, b in zip(labels, written, strict=True)))


def _rep(row: dict[str, Any], lang: str) -> str:
    if row["manager_id"] is None:
        return say("workload.nobody_label", lang)
    return say("workload.not_here", lang, rep=row["manager_id"]) if row["here"] is False else str(row["manager_id"])


def _load(row: dict[str, Any], lang: str) -> str:
    active = number(row["active"], lang)
    if row["contacted"] is None:
        return active
    return say("workload.point", lang, active=active, contacted=number(row["contacted"], lang))


def concentration(result: Result) -> Chart:
    """What the largest client brings, and with the next ones, of each 12 months."""
    lang = result.lang
    kind = "profit_share" if any(row["largest_profit_share"] is not None for row in result.rows) else "share"
    rows = [row for row in result.rows if row[f"largest_{kind}"] is not None]
    if not rows:
        return nothing(result)
    what = say(f"concentration.{'profit' if kind == 'profit_share' else 'revenue'}", lang)
    one, few = ([row[f"{who}_{kind}"] for row in rows] for who in ("largest", "top"))
    heading = say("concentration.title", lang, share=share(one[-1], lang), what=what)
    labels = [date(row["end"], lang) + ("" if row["complete"] else " *") for row in rows]
    figure, axes = canvas(3.2, heading)
    places = range(len(rows))
    rest = [max(b - a, 0) for a, b in zip(one, few, strict=True)]
    axes.bar(places, one, color=ACCENT, width=0.6, label=say("concentration.largest", lang))
    axes.bar(places, rest, bottom=one, color=PALE, width=0.6, edgecolor=INK, linewidth=0.5,
             label=say("concentration.few", lang))  # fmt: skip
    for place, value in enumerate(one):
        axes.text(place, value / 2, share(value, lang), ha="center", va="center", color="white", fontsize=9)
    for place, value in enumerate(few):
        axes.text(place, value, share(value, lang), ha="center", va="bottom", color=INK, fontsize=9)
    axes.set_xticks(places, labels)
    axes.set_ylim(0, max(few) * 1.15)
    axes.set_yticks([])  # each bar bears its figures
    short_data = "" if all(row["complete"] for row in rows) else say("concentration.incomplete", lang)
    axis = " · ".join(filter(None, (say("concentration.axis", lang, what=what), short_data)))
    axes.set_xlabel(axis, fontsize=9, color=INK)
    figure.legend(loc="outside lower center", ncols=2, frameon=False, fontsize=9)
    said = "; ".join(
        f"{label}: {share(a, lang)}, {share(b, lang)}" for label, a, b in zip(labels, one, few, strict=True)
    )
    return Chart(figure, f"{heading}. {said}")
