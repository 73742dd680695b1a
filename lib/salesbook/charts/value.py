"""Pictures of what clients are worth: LTV, what is expected, who holds it, the forecast on trial, and how many stay."""

from itertools import accumulate
from typing import Any

from salesbook.charts.bars import bars
from salesbook.charts.chart import ACCENT, GRID, INK, PALE, Chart, at_most, canvas, make_room, nothing
from salesbook.labels import Result, column_label, group_label, short, title
from salesbook.words import currency_word, money, number, say, share

Row = dict[str, Any]
LTV = ("client_value", "client_value_low", "client_value_high")
FEWEST = 30  # clients followed as far as a point that is drawn
FULL = (0, 0.25, 0.5, 0.75, 1)


def client_value(result: Result) -> Chart:
    """Client value by the LTV formula with its interval, by group or period."""
    return bars(result, LTV, "clients", lambda v: money(v, result.lang, result.currency))


def lifetime_total(result: Result) -> Chart:
    """What each group is expected to buy for, with the interval of prediction; purchases where money is unknown."""
    lang = result.lang
    of_money = any(row["expected_amount"] is not None for row in result.rows)
    column, what = ("expected_amount", "amount") if of_money else ("expected_purchases", "purchases")
    rows = sorted((r for r in result.rows if r[column] is not None), key=lambda r: -r[column])
    if not rows:
        return nothing(result)
    rows, left_out = at_most(rows, result, "clients")
    horizon = say("count.days", lang, rows[0]["horizon_days"])
    labels = [group_label(row, result.by, lang) for row in rows]
    groups = " · ".join(column_label(c, lang) for c in result.by)
    heading = say("lifetime.title" if groups else "lifetime.title_plain", lang, horizon=horizon, column=groups)
    write = (lambda v: money(v, lang)) if of_money else (lambda v: number(v, lang))
    ends = [f"({write(r[f'{what}_low'])} – {write(r[f'{what}_high'])})" for r in rows]
    counts = [number(row["clients"], lang) for row in rows]
    written = [f"{write(r[column])} {span}   n = {n}" for r, span, n in zip(rows, ends, counts, strict=True)]
    figure, axes = canvas(1.2 + 0.42 * len(rows), heading)
    places = range(len(rows))
    lows, highs = ([row[f"{what}_{end}"] for row in rows] for end in ("low", "high"))
    axes.hlines(places, lows, highs, color=ACCENT, lw=3, alpha=0.45)
    axes.plot([row[column] for row in rows], places, "o", color=ACCENT, ms=7)
    texts = [
        axes.text(1.06 * max(highs), y, text, va="center", fontsize=9, color=INK) for y, text in enumerate(written)
    ]
    axes.set_yticks(places, [short(label) for label in labels])
    axes.set(xlim=(-0.03 * max(highs), 1.05 * max(highs)), ylim=(len(rows) - 0.4, -0.6), xticks=[])
    unit = ", ".join(filter(None, (column_label(column, lang), currency_word(result.currency, lang) * of_money)))
    axes.set_xlabel(" · ".join(filter(None, (unit, left_out))), fontsize=9, color=INK)
    make_room(axes, texts)
    said = "; ".join(f"{label}: {text}" for label, text in zip(labels, written, strict=True))
    return Chart(figure, f"{heading}. {said}")


def lifetime(result: Result) -> Chart:
    """What share of the expected amount the largest clients hold."""
    lang = result.lang
    shares = [row["amount_share"] for row in result.rows if row["amount_share"] is not None]
    if not shares:
        return nothing(result)
    held = [0.0, *accumulate(shares)]
    places = [n / len(shares) for n in range(len(held))]
    tenth = max(1, round(len(shares) / 10))
    heading = say("lifetime.holders_title", lang, share=share(held[tenth], lang))
    figure, axes = canvas(3.4, heading)
    axes.plot([0, 1], [0, 1], color=GRID, lw=1.2)
    axes.plot(places, held, color=ACCENT, lw=2.2)
    axes.plot(places[tenth], held[tenth], "o", color=INK, ms=6)
    label = f"{share(places[tenth], lang)} → {share(held[tenth], lang)}   n = {number(len(shares), lang)}"
    axes.annotate(label, (places[tenth], held[tenth]), (12, -10), textcoords="offset points", fontsize=9, color=INK)
    axes.set_xticks(FULL, [share(v, lang) for v in FULL])
    axes.set_yticks(FULL, [share(v, lang) for v in FULL])
    axes.set(xlim=(0, 1), ylim=(0, 1.03))
    axes.grid(color=GRID, lw=0.6)
    axes.set_xlabel(say("lifetime.clients_axis", lang), fontsize=9, color=INK)
    axes.set_ylabel(say("lifetime.amount_axis", lang), fontsize=9, color=INK)
    return Chart(figure, f"{heading} (n = {number(len(shares), lang)})")


def lifetime_calibration(result: Result) -> Chart:
    """Predicted purchases a client with their interval, and what came: by group, or by purchases before."""
    lang = result.lang
    rows = [r for r in result.rows if r["within"] is not None and (r["repeats"] is None) == bool(result.by)]
    if not rows:
        return nothing(result)
    rows, left_out = at_most(rows, result, "clients")
    labels = [group_label(r, result.by, lang) if result.by else _repeats(r, rows, lang) for r in rows]
    held, many = sum(row["within"] for row in rows), number(len(rows), lang)
    heading = say("lifetime.tried_held", lang, held=number(held, lang), tried=many)
    each = [{k: row[k] / row["clients"] for k in _TRIED} for row in rows]
    figure, axes = canvas(1.5 + 0.36 * len(rows), heading)
    places = range(len(rows))
    axes.hlines(places, [e["predicted_low"] for e in each], [e["predicted_high"] for e in each],
                color=ACCENT, lw=4, alpha=0.45)  # fmt: skip
    predicted = axes.plot([e["predicted_purchases"] for e in each], places, "o", color=ACCENT, ms=7)
    actual = axes.plot([e["actual_purchases"] for e in each], places, "D", color=INK, ms=6, mfc="white", mew=1.6)
    most = max(max(e.values()) for e in each)
    texts = [axes.text(1.05 * most, y, f"n = {number(row['clients'], lang)}", va="center", fontsize=9, color=INK)
             for y, row in enumerate(rows)]  # fmt: skip
    axes.set_yticks(places, [short(label) for label in labels])
    if not result.by:
        axes.set_ylabel(say("lifetime.repeats_axis", lang), fontsize=9, color=INK)
    axes.set(xlim=(0, 1.05 * most), ylim=(len(rows) - 0.4, -0.6))
    axes.locator_params(axis="x", integer=most > 3)
    axes.set_xticks([tick for tick in axes.get_xticks() if 0 <= tick <= most])
    axes.xaxis.set_major_formatter(lambda value, _: number(value, lang, 0 if most > 3 else 1))
    axes.grid(axis="x", color=GRID, lw=0.8)
    axes.set_xlabel(" · ".join(filter(None, (say("lifetime.tried_axis", lang), left_out))), fontsize=9, color=INK)
    legend = [say(f"lifetime.{key}", lang) for key in ("predicted", "actual")]
    figure.legend([*predicted, *actual], legend, loc="outside lower left", frameon=False, fontsize=9, ncols=2)
    make_room(axes, texts)
    said = "; ".join(_said(label, row, lang) for label, row in zip(labels, rows, strict=True))
    return Chart(figure, f"{heading}: {said}")


_TRIED = ("predicted_purchases", "predicted_low", "predicted_high", "actual_purchases")


def _repeats(row: Row, rows: list[Row], lang: str) -> str:
    repeats = number(row["repeats"], lang)
    return say("lifetime.repeats_more", lang, repeats=repeats) if row is rows[-1] else repeats


def _said(label: str, row: Row, lang: str) -> str:
    low, high, predicted, actual = (
        number(row[k], lang) for k in ("predicted_low", "predicted_high", "predicted_purchases", "actual_purchases")
    )
    return f"{label}: {predicted} ({low}–{high}) → {actual} (n = {number(row['clients'], lang)})"


def retention_curve(result: Result) -> Chart:
    """The share of new clients seen to stay, as points, and the model's curve with its interval."""
    lang = result.lang
    rows = [row for row in result.rows if not result.by or row[result.by[0]] == result.rows[0][result.by[0]]]
    modelled = [row for row in rows if row["expected_rate"] is not None]
    if not modelled:
        return nothing(result)
    seen = [row for row in rows if row["kept_rate"] is not None and row["clients"] >= FEWEST] or rows[:1]
    last = seen[-1]
    heading = title(
        say("retention_curve.title", lang, age=say("count.months", lang, last["age_months"]),
            share=share(last["kept_rate"], lang))
    )  # fmt: skip
    figure, axes = canvas(3.6, heading)
    ages = [row["age_months"] for row in modelled]
    axes.fill_between(ages, [r["expected_low"] for r in modelled], [r["expected_high"] for r in modelled],
                      color=PALE, alpha=0.8, lw=0)  # fmt: skip
    model = axes.plot(ages, [row["expected_rate"] for row in modelled], color=ACCENT, lw=2)
    points = axes.plot([r["age_months"] for r in seen], [r["kept_rate"] for r in seen], "o", color=INK, ms=5)
    axes.set_yticks(FULL, [share(v, lang) for v in FULL])
    axes.set(xlim=(0, ages[-1]), ylim=(0, 1.04))
    axes.set_xticks(range(0, ages[-1] + 1, 3 if ages[-1] > 12 else 1))
    axes.grid(axis="y", color=GRID, lw=0.8)
    axes.set_xlabel(say("retention_curve.axis", lang), fontsize=9, color=INK)
    axes.set_ylabel(say("retention_curve.share_axis", lang), fontsize=9, color=INK)
    legend = [f"{say('retention_curve.seen', lang)} (n = {number(rows[0]['clients'], lang)})",
              say("retention_curve.model", lang)]  # fmt: skip
    figure.legend([*points, *model], legend, loc="outside lower left", frameon=False, fontsize=9, ncols=2)
    said = "; ".join(f"{row['age_months']}: {share(row['kept_rate'], lang)}" for row in seen)
    return Chart(figure, f"{heading}. {said}")
