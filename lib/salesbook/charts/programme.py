"""Pictures of the loyalty programme: points over time and by age, tiers, members against clients like them."""

from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from salesbook.charts.chart import ACCENT, GRID, INK, PALE, WIDTH, Chart, canvas, make_room, nothing
from salesbook.labels import Result, column_label, group_label, title
from salesbook.words import currency_word, money, number, say, share, signed

Row = dict[str, Any]
KINDS = (("issued", PALE, ""), ("redeemed", ACCENT, ""), ("expired", "white", "////"))
MOST = 12  # periods, the last ones


def programme(result: Result) -> Chart:
    """Points issued, redeemed and expired in each period; a period in progress is starred."""
    lang, rows = result.lang, [row for row in result.rows if row["issued"] or row["redeemed"]][-MOST:]
    if not rows:
        return nothing(result)
    over = [row for row in rows if row["complete"] is not False and row["redemption_rate"] is not None]
    heading = title(say("programme.points_title", lang))
    if over:
        last = group_label(over[-1], result.by, lang)
        heading = say("programme.redeemed_title", lang, period=last, rate=share(over[-1]["redemption_rate"], lang))
    figure, axes = canvas(3.6, heading)
    for n, (kind, color, hatch) in enumerate(KINDS):
        heights = [row[kind] or 0 for row in rows]
        places = [place + 0.27 * (n - 1) for place in range(len(rows))]
        look: dict[str, Any] = {"edgecolor": INK, "linewidth": 0.6, "hatch": hatch}
        axes.bar(places, heights, width=0.27, color=color, label=column_label(kind, lang), **look)
    stars = ["" if row["complete"] is not False else " *" for row in rows]
    labels = [group_label(row, result.by, lang) + star for row, star in zip(rows, stars, strict=True)]
    axes.set_xticks(range(len(rows)), labels, fontsize=8 if len(rows) > 8 else 9)
    axes.yaxis.set_major_formatter(lambda value, _: number(value, lang))
    axes.grid(axis="y", color=GRID, lw=0.8)
    axes.set_ylabel(say("programme.points_axis", lang), fontsize=9, color=INK)
    if any(stars):
        axes.set_xlabel(say("programme.in_progress", lang), fontsize=9, color=INK)
    figure.legend(frameon=False, fontsize=9, ncols=3, loc="outside lower left")
    kinds = [k for k, *_ in KINDS]
    said = [
        f"{label}: " + ", ".join(f"{column_label(k, lang)} {number(row[k] or 0, lang)}" for k in kinds)
        for label, row in zip(labels, rows, strict=True)
    ]
    return Chart(figure, ". ".join((heading, "; ".join(said))))


def points_liability(result: Result) -> Chart:
    """Points that may still be redeemed, by how long they have lain."""
    lang, rows = result.lang, [row for row in result.rows if row["points"]]
    if not rows or result.by:
        return nothing(result)
    labels = [_age(row, lang) for row in rows]
    most = max(range(len(rows)), key=lambda i: rows[i]["points"])
    heading = say("programme.age_title", lang, age=labels[most])
    written = [
        f"{number(row['points'], lang)} = {money(row['liability_amount'], lang, result.currency)}"
        f"   n = {number(row['members'], lang)}"
        for row in rows
    ]
    figure, axes = canvas(1.3 + 0.36 * len(rows), heading)
    drawn = axes.barh(range(len(rows)), [row["points"] for row in rows], color=ACCENT, height=0.62)
    axes.set_yticks(range(len(rows)), labels)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xticks([])
    axes.set_xlabel(say("programme.age_axis", lang), fontsize=9, color=INK)
    make_room(axes, axes.bar_label(drawn, written, padding=5, fontsize=9, color=INK))
    return Chart(figure, ". ".join((heading, "; ".join(map(": ".join, zip(labels, written, strict=True))))))


def _age(row: Row, lang: str) -> str:
    start, end = (row["age_from_days"], row["age_to_days"])
    if end is None:
        return say("programme.age_open", lang, start=number(start, lang))
    return say("programme.age", lang, start=number(start, lang), end=number(end - 1, lang))


def tier_sizes(result: Result) -> Chart:
    """The share of clients in each tier beside the share of revenue that they bring."""
    lang, rows = result.lang, list(result.rows)
    if not rows:
        return nothing(result)
    top = rows[-1]
    shares: dict[str, Any] = {k: share(top[f"{k}_share"], lang, 1) for k in ("clients", "revenue")}
    basis = say(f"value.basis_{top['basis']}", lang)
    heading = say("programme.tier_title", lang, tier=top["tier"], basis=basis, **shares)
    figure, axes = canvas(1.4 + 0.6 * len(rows), heading)
    texts = []
    for n, (column, color) in enumerate((("clients_share", PALE), ("revenue_share", ACCENT))):
        places = [place + 0.36 * (n - 0.5) for place in range(len(rows))]
        values = [row[column] for row in rows]
        look: dict[str, Any] = {"edgecolor": INK, "linewidth": 0.6}
        drawn = axes.barh(places, values, height=0.36, color=color, label=column_label(column, lang), **look)
        base = "clients" if column == "clients_share" else "revenue"
        of = [number(r[base], lang) if base == "clients" else money(r[base], lang, result.currency) for r in rows]
        written = [
            f"{share(v, lang, 1)}   {'n = ' if base == 'clients' else ''}{o}" for v, o in zip(values, of, strict=True)
        ]
        texts += axes.bar_label(drawn, written, padding=5, fontsize=9, color=INK)
    axes.set_yticks(range(len(rows)), [row["tier"] for row in rows])
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xticks([])
    axes.legend(frameon=False, fontsize=9, ncols=2, loc="upper left", bbox_to_anchor=(0, 0), borderaxespad=0)
    make_room(axes, texts)
    said = "; ".join(
        f"{r['tier']}: {share(r['clients_share'], lang, 1)}, {share(r['revenue_share'], lang, 1)}" for r in rows
    )
    return Chart(figure, f"{heading}. {said}")


def programme_uplift(result: Result) -> Chart:
    """How much more members buy: against clients like them, and against all others, which misleads."""
    lang, rows = (
        result.lang,
        [row for row in result.rows if row["uplift"] is not None and row["uplift_low"] is not None],
    )
    if not rows:
        return nothing(result)
    heading = say(f"programme.uplift_title_{_side(rows[0])}", lang)
    figure = Figure(figsize=(WIDTH, 2.9), layout="constrained")
    panels = list(figure.subplots(1, len(rows), sharey=True, squeeze=False)[0])
    figure.suptitle(heading, x=0.01, ha="left", fontsize=11, color=INK, fontweight="bold", wrap=True)
    said = [_against(axes, row, result, n) for n, (axes, row) in enumerate(zip(panels, rows, strict=True))]
    return Chart(figure, ". ".join((heading, *said)))


def _side(row: Row) -> str:
    return "more" if row["uplift_low"] > 0 else "less" if row["uplift_high"] < 0 else "alike"


def _against(axes: Axes, row: Row, result: Result, n: int) -> str:
    """One outcome: the matched difference above the naive one, with their intervals and the line of no difference."""
    lang = result.lang
    lines = (
        ("programme.matched", "uplift", "uplift_low", "uplift_high", ACCENT, "o"),
        ("programme.naive", "naive_difference", "naive_low", "naive_high", INK, "s"),
    )

    def write(value: float) -> str:
        return money_signed(value, result) if row["outcome"] == "revenue_per_month" else signed(value, lang, 2)

    axes.axvline(0, color=INK, lw=1)
    for place, (_, value, low, high, color, marker) in enumerate(lines):
        axes.hlines(place, row[low], row[high], color=color, lw=3, alpha=0.45)
        axes.plot(row[value], place, marker, color=color, ms=7)
        note: dict[str, Any] = {"textcoords": "offset points", "ha": "center", "fontsize": 9, "color": INK}
        plate = {"facecolor": "white", "edgecolor": "none", "pad": 1}  # the line of no difference runs behind it
        axes.annotate(write(row[value]), (row[value], place), (0, 10), bbox=plate, **note)
    numbers: dict[str, Any] = {"matched": number(row["matched"], lang), "others": number(row["others"], lang)}
    names = [say(lines[0][0], lang, **numbers), say(lines[1][0], lang)]
    axes.set_yticks((0, 1), names, fontsize=9)  # shared: set alike on each, shown on the first
    axes.set_ylim(1.5, -0.6)
    axes.margins(x=0.12)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(GRID)
    axes.tick_params(colors=INK, length=0, labelsize=8, labelleft=n == 0)
    axes.locator_params(axis="x", nbins=4)
    axes.xaxis.set_major_formatter(lambda value, _: write(value) if value else "0")
    money_of = currency_word(result.currency, lang) if row["outcome"] == "revenue_per_month" else ""
    unit = ", ".join(filter(None, (say(f"value.outcome_{row['outcome']}", lang), money_of)))
    axes.set_xlabel(unit, fontsize=9, color=INK)
    parts = (
        f"{name}: {write(row[line[1]])} ({write(row[line[2]])} … {write(row[line[3]])})"
        for name, line in zip(names, lines, strict=True)
    )
    return f"{unit}: " + "; ".join(part.replace("\n", " ") for part in parts)


def money_signed(value: float, result: Result) -> str:
    """A difference of money, its direction always written."""
    return ("+" if round(value) > 0 else "") + money(value, result.lang, "")
