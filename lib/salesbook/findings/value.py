"""What a client is worth: LTV by the formula and over time, what is expected, and whether to trust the forecast."""

from collections.abc import Sequence
from typing import Any

from salesbook.findings.finding import BAD, GOOD, PLAIN, Finding, absent, finding, plain, who
from salesbook.labels import Result, group_label
from salesbook.words import date, money, number, say, share

Row = dict[str, Any]
A_YEAR_AGO = {"year": 1, "quarter": 4, "month": 12, "week": 52}
RAISE = (
    "ltv_audience", "ltv_loyalty", "ltv_seminars", "ltv_routes", "gifts_for_reviews", "ltv_reposts", "ltv_email",
    "ltv_reps", "ltv_promotions",
)  # fmt: skip
FEWEST = 30  # clients followed as far as an age that is spoken of
YEAR_DAYS = 360  # from here on a hold-out has every season in it


@finding
def client_value(result: Result, row: Row) -> str | Finding:
    """The formula's value in its two readings, beside what the average client is worth and has really brought."""
    lang = result.lang
    if not row["clients"]:
        return say("client_value.nobody", lang)
    keys = {
        "value": "client_value", "low": "client_value_low", "high": "client_value_high", "spent": "spent_value",
        "mean": "mean_client_value", "mean_low": "mean_client_value_low", "mean_high": "mean_client_value_high",
        "actual": "actual_profit",
    }  # fmt: skip
    amounts: Row = {k: "—" if row[c] is None else money(row[c], lang, result.currency) for k, c in keys.items()}
    said = say(
        "client_value.finding", lang, clients=number(row["clients"], lang), ratio=number(row["clients_ratio"], lang, 1),
        mean_clients=number(row["mean_clients"], lang), **amounts,
    )  # fmt: skip
    return Finding("client_value", said, plain(row), actions=RAISE)


def client_value_change(result: Result) -> Finding:
    """The last period that has ended against the same one a year before, or the one before where there is none."""
    lang, name = result.lang, "client_value_change"
    if not result.rows:
        return absent(name, result)
    ended = [row for row in result.rows if row["complete"] and row["client_value_low"] is not None]
    if len(ended) < 2:
        return Finding(name, say("client_value.no_change", lang))
    column = result.by[0]
    back = A_YEAR_AGO.get(column, 1)
    after, before = ended[-1], ended[-1 - back] if len(ended) > back else ended[-2]
    change = after["client_value"] - before["client_value"]
    error = sum((row["client_value_high"] - row["client_value"]) ** 2 for row in (after, before)) ** 0.5
    low, high = change - error, change + error
    amounts: Row = {"value": after["client_value"], "before_value": before["client_value"], "low": low, "high": high}
    written: Row = {key: money(value, lang, result.currency) for key, value in amounts.items()}
    key, tone = ("rose", GOOD) if low > 0 else ("fell", BAD) if high < 0 else ("same", PLAIN)
    said = say(f"client_value.{key}", lang, before=before[column], after=after[column], **written)
    figures = {**amounts, "change": change, "before": before[column], "after": after[column]}
    return Finding(name, said, figures, tone, actions=("ask_what_changed", *RAISE[:2]) if tone == BAD else ())


def lifetime_total(result: Result) -> list[Finding]:
    """What all clients are expected to buy, and for which groups it cannot be told, with the reason."""
    lang, name = result.lang, "lifetime_total"
    if not result.rows:
        return [absent(name, result)]
    row = result.rows[0]
    refused = [_refused(result, reason) for reason in ("too_few", "correlated", "not_positive")]
    found = [one for one in refused if one is not None]
    if not row["all_clients"]:
        return found
    money_too = row["all_amount_clients"] == row["all_clients"]
    key, what = ("total", "amount") if money_too else ("purchases", "purchases")
    own = [r for r in result.rows if not r["refused"]]
    active = sum(r["active_clients"] for r in own)
    low, high = row[f"all_{what}_low"], row[f"all_{what}_high"]
    write = (lambda v: money(v, lang, result.currency)) if money_too else (lambda v: number(v, lang))
    said = say(
        f"lifetime.{key}", lang, horizon=say("count.days", lang, row["horizon_days"]), low=write(low), high=write(high),
        amount=write(row["all_expected_amount"]) if money_too else "", active=number(active, lang),
        purchases=number(row["all_expected_purchases"], lang), clients=number(row["all_clients"], lang),
    )  # fmt: skip
    once = say("lifetime.once", lang) if row["model"] == "bg_nbd" else ""
    netted = say("lifetime.netted", lang) if money_too else ""
    figures = {k: v for k, v in plain(row).items() if k.startswith("all_")} | {"active_clients": active}
    return [Finding(name, " ".join(filter(None, (said, netted, once))), figures), *found]


def _refused(result: Result, reason: str) -> Finding | None:
    """The groups that a reason keeps from being predicted."""
    column = "refused" if reason == "too_few" else "amount_refused"
    rows = [row for row in result.rows if row[column] == reason]
    if not rows:
        return None
    groups = ", ".join(group_label(r, result.by, result.lang) if result.by else _everyone(result) for r in rows)
    said = say(f"lifetime.{reason}", result.lang, groups=groups)
    return Finding(f"lifetime_{reason}", said, {"groups": [row[c] for row in rows for c in result.by]})


def _everyone(result: Result) -> str:
    return say("lifetime.all_groups", result.lang)


def lifetime_calibration(result: Result, holdout_days: int = 0) -> Finding:
    """Whether the forecast would have held over the last days; ``holdout_days`` where there is no row to tell them."""
    lang, name = result.lang, "lifetime_calibration"
    row = result.rows[0] if result.rows else None
    if row is None or not row["all_clients"]:
        if result.absent or row is not None:
            return absent(name, result) if row is None else Finding(name, _few(result))
        return Finding(name, say("lifetime.short", lang, horizon=say("count.days", lang, holdout_days)))
    actual, low, high = (row[f"all_{k}"] for k in ("actual_purchases", "predicted_low", "predicted_high"))
    key, tone = ("held", PLAIN) if row["all_within"] else ("below", BAD) if actual < low else ("above", GOOD)
    counts: Row = {
        "actual": actual, "low": low, "high": high, "predicted": row["all_predicted_purchases"],
    }  # fmt: skip
    written: Row = {k: number(v, lang) for k, v in counts.items()}
    said = say(
        f"lifetime.{key}", lang, horizon=say("count.days", lang, row["holdout_days"]),
        first=date(row["holdout_from"], lang), gap=share(abs(actual / row["all_predicted_purchases"] - 1), lang),
        **written,
    )  # fmt: skip
    if tone and row["holdout_days"] < YEAR_DAYS:
        said = f"{said} {say('lifetime.season', lang)}"
    return Finding(name, said, counts, tone, actions=("ask_what_changed",) if tone == BAD else ())


def _few(result: Result) -> str:
    groups = [group_label(r, result.by, result.lang) for r in result.rows if r["repeats"] is None and result.by]
    return say("lifetime.too_few", result.lang, groups=", ".join(groups) or _everyone(result))


def lifetime_holders(result: Result) -> Finding:
    """How much of what is expected lies with a tenth of the clients, and with the largest."""
    lang, name = result.lang, "lifetime_holders"
    rows = [row for row in result.rows if row["amount_share"] is not None]
    if not rows:
        return absent(name, result)
    tenth = tenth_of(rows)
    held = sum(row["amount_share"] for row in tenth)
    said = say(
        "lifetime.holders", lang, tenth=number(len(tenth), lang), share=share(held, lang), who=who(rows[0]),
        largest=share(rows[0]["amount_share"], lang), horizon=say("count.days", lang, rows[0]["horizon_days"]),
    )  # fmt: skip
    return Finding(name, said, {"clients": len(tenth), "share": held, "largest_share": rows[0]["amount_share"]})


def tenth_of(rows: Sequence[Row]) -> Sequence[Row]:
    """The first tenth of the clients, one at least."""
    return rows[: max(1, round(len(rows) / 10))]


def retention_curve(result: Result) -> Finding:
    """What share of new clients was seen to stay, and what the model expects at the end."""
    lang, name = result.lang, "retention_curve"
    if not result.rows:
        return absent(name, result)
    followed = number(result.rows[0]["clients"], lang)
    if result.rows[0]["refused"]:
        return Finding(name, say(f"retention_curve.{result.rows[0]['refused']}", lang, clients=followed))
    enough = [row for row in result.rows if row["kept_rate"] is not None and row["clients"] >= FEWEST]
    seen, far = (enough or result.rows)[-1 if enough else 0], result.rows[-1]
    shares: Row = {"seen": seen["kept_rate"], "far": far["expected_rate"]}
    shares |= {"low": far["expected_low"], "high": far["expected_high"]}
    months: Row = {"age": seen["age_months"], "horizon": far["age_months"]}
    written: Row = {k: share(v, lang) for k, v in shares.items()}
    written |= {k: say("count.months", lang, v) for k, v in months.items()}
    said = say("retention_curve.finding", lang, clients=followed, **written)
    if far["expected_rate"] > seen["kept_rate"]:
        said = f"{said} {say('retention_curve.above', lang)}"
    return Finding(name, said, shares | months)
