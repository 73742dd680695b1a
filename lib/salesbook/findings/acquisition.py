"""How clients come and what they cost: by channel, against what they earn, and against those whom one keeps."""

from typing import Any

from salesbook.findings.finding import BAD, GOOD, PLAIN, Finding, absent, finding, plain
from salesbook.labels import Result, group_label
from salesbook.words import money, month, number, say, share

Row = dict[str, Any]


@finding
def acquisition_cost(result: Result, row: Row) -> str | Finding:
    """What a new client costs, and on how many that rests."""
    lang = result.lang
    if row["first_month"] is None or not row["spent_amount"]:
        return say("acquisition.no_spend", lang)
    if not row["new_clients"]:
        return say("acquisition.nobody", lang, spent=money(row["spent_amount"], lang, result.currency))
    said = say(
        "acquisition.total", lang, clients=say("count.new_clients", lang, row["new_clients"]),
        spent=money(row["spent_amount"], lang, result.currency), first=month(row["first_month"], lang),
        last=month(row["last_month"], lang), **_interval(result, row, "acquisition_cost"),
    )  # fmt: skip
    if row["unassigned_amount"]:
        amount = money(row["unassigned_amount"], lang, result.currency)
        said = f"{said} {say('acquisition.unassigned', lang, amount=amount)}"
    return said


def acquisition_channels(result: Result) -> list[Finding]:
    """Which channel brings clients for least and for most, and which is on one side of the books only."""
    if not result.rows:
        return [absent("acquisition_channels", result)]
    rows = [row for row in result.rows if row["acquisition_cost"] is not None]
    found = [_cheapest(result, rows)] if len(rows) > 1 else []
    return [*found, *_one_sided(result, "spend_only"), *_one_sided(result, "clients_only")]


def _cheapest(result: Result, rows: list[Row]) -> Finding:
    lang, cost = result.lang, "acquisition_cost"
    low, high = (pick(rows, key=lambda row: row[cost]) for pick in (min, max))
    apart = low[f"{cost}_high"] < high[f"{cost}_low"]
    values: Row = {
        f"{side}_{name}": value
        for side, row in (("low", low), ("high", high))
        for name, value in {**_interval(result, row, cost), "channel": group_label(row, result.by, lang)}.items()
    }
    said = say(f"acquisition.{'differ' if apart else 'alike'}", lang, times=number(high[cost] / low[cost], lang, 1),
               **values)  # fmt: skip
    figures = {"cheapest": low[result.by[0]], "dearest": high[result.by[0]], "times": high[cost] / low[cost]}
    actions = ("bring_friend", "gifts_for_reviews", "right_audience") if apart else ()
    return Finding("acquisition_channels", said, figures, actions=actions)


def _one_sided(result: Result, side: str) -> list[Finding]:
    """Channels with spend and no client, or the reverse."""
    lang, rows = result.lang, [row for row in result.rows if row["matched"] == side]
    if not rows:
        return []
    said = say(
        f"acquisition.{side}", lang, channels=", ".join(group_label(row, result.by, lang) for row in rows),
        amount=money(sum(row["spent_amount"] for row in rows), lang, result.currency),
        clients=say("count.new_clients", lang, sum(row["new_clients"] for row in rows)),
    )  # fmt: skip
    figures = {"channels": [row[result.by[0]] for row in rows], "spent_amount": sum(r["spent_amount"] for r in rows)}
    spent = side == "spend_only"
    return [Finding(f"acquisition_{side}", said, figures, BAD if spent else PLAIN, None, ("one_name",))]


@finding
def payback(result: Result, row: Row) -> str | Finding:
    """How soon a new client earns what it cost, and what it has earned by the horizon."""
    lang = result.lang
    if row["acquisition_cost"] is None:
        return say("payback.no_cost", lang)
    cost = money(row["acquisition_cost"], lang, result.currency)
    base = say("payback.later", lang, cost=cost, seen=say("payback.within", lang, row["seen_months"]))
    if row["payback_months"] is not None:
        base = say(
            "payback.soon",
            lang,
            cost=cost,
            within=say("payback.within", lang, row["payback_months"]),
            span=_span(row, lang),
        )
    if row["margin_amount"] is None:
        return base
    amounts: Row = {k: money(row[f"margin_{k}"], lang, result.currency) for k in ("amount", "low", "high")}
    clients, times = say("count.clients", lang, row["clients"]), number(row["value_ratio"], lang, 1)
    horizon = say("count.months", lang, row["horizon_months"])
    value = say("payback.value", lang, horizon=horizon, clients=clients, times=times, **amounts)
    tone, sure = _worth(row)
    return Finding("payback", f"{base} {value}", plain(row), tone, sure, ("right_audience",) if tone == BAD else ())


def payback_channels(result: Result) -> list[Finding]:
    """The channels whose clients had not earned what they cost by the horizon."""
    lang, found = result.lang, []
    for row in result.rows:
        tone, sure = _worth(row) if row["margin_amount"] is not None else (PLAIN, True)
        if tone == BAD:
            said = say(
                "payback.loses", lang, channel=group_label(row, result.by, lang),
                cost=money(row["acquisition_cost"], lang, result.currency),
                amount=money(row["margin_amount"], lang, result.currency),
                low=money(row["margin_low"], lang, result.currency),
                high=money(row["margin_high"], lang, result.currency),
                horizon=say("count.months", lang, row["horizon_months"]),
                clients=say("count.clients", lang, row["clients"]),
            )  # fmt: skip
            found.append(
                Finding("payback_channels", said, plain(row), tone, sure, ("right_audience", "loyalty_system"))
            )
    return found


def _worth(row: Row) -> tuple[str, bool]:
    """Whether clients have earned what they cost, and whether both intervals bear it."""
    if row["margin_amount"] < row["acquisition_cost"]:
        return BAD, row["margin_high"] < row["acquisition_cost_low"]
    high = row["acquisition_cost_high"]
    sure = high is not None and row["margin_low"] > high
    return (GOOD, True) if sure else (PLAIN, True)


def _span(row: Row, lang: str) -> str:
    if row["payback_high"] is None:
        return say("payback.open", lang, low=number(row["payback_low"], lang))
    low, high = row["payback_low"], row["payback_high"]
    return say("payback.span", lang, low=number(low, lang), high=number(high, lang))


def _interval(result: Result, row: Row, column: str) -> dict[str, Any]:
    """``cost``, ``low``, ``high`` in words."""
    names = {"cost": column, "low": f"{column}_low", "high": f"{column}_high"}
    return {k: "—" if row[c] is None else money(row[c], result.lang, result.currency) for k, c in names.items()}


@finding
def cost_ratio(result: Result, row: Row) -> str | Finding:
    """Winning a client against keeping one, the source's figure beside it."""
    return _ratio(result, row, "cost_ratio", ("new_client_amount", "retained_client_amount"))


@finding
def sale_ratio(result: Result, row: Row) -> str | Finding:
    """A sale to a new client against one to a regular client, the source's figure beside it."""
    return _ratio(result, row, "sale_ratio", ("first_order_amount", "repeat_order_amount"))


def _ratio(result: Result, row: Row, name: str, amounts: tuple[str, str]) -> str | Finding:
    lang, ratio, source = result.lang, row[name], row[f"source_{name}"]
    if ratio is None:
        return say("new_against_existing.absent", lang)
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    verdict = "higher" if low > source else "lower" if high < source else "same"
    said = say(
        f"new_against_existing.{name}", lang, ratio=number(ratio, lang, 1), low=number(low, lang, 1),
        high=number(high, lang, 1), source=number(source, lang),
        new=money(row[amounts[0]], lang, result.currency), old=money(row[amounts[1]], lang, result.currency),
        months=say("count.months", lang, row["months"]), verdict=say(f"new_against_existing.{verdict}", lang),
    )  # fmt: skip
    return Finding(name, said, plain(row), actions=("keep_first",) if low > 1 else ())


@finding
def word_bounds(result: Result, row: Row) -> str | Finding:
    """What promoters and detractors could do at most, by the source's multipliers."""
    lang = result.lang
    if not row["answered"]:
        return say("nps.nobody", lang)
    names = ("promoters", "detractors", "brought_most", "impressions_from", "impressions_most", "turned_away_most")
    counts: Row = {name: number(row[name], lang) for name in names}
    said = say("word_of_mouth.bounds", lang, answers=say("count.answers", lang, row["answered"]), **counts)
    if row["review_balance"] < 0:
        said = f"{said} {say('word_of_mouth.reviews', lang)}"
    return Finding("word_bounds", said, plain(row), actions=("answer_critics",) if row["detractors"] else ())


@finding
def word_share(result: Result, row: Row) -> str | Finding:
    """Who did come by word of mouth, as the company's own data shows."""
    lang = result.lang
    if row["by_word"] is None:
        return say("word_of_mouth.no_channel", lang)
    if not row["new_clients"]:
        return say("word_of_mouth.nobody", lang)
    shares: Row = {
        k: share(row[f"word_share{end}"], lang) for k, end in (("share", ""), ("low", "_low"), ("high", "_high"))
    }
    said = say("word_of_mouth.own", lang, by_word=number(row["by_word"], lang),
               clients=say("count.of_new_clients", lang, row["new_clients"]), **shares)  # fmt: skip
    if row["by_word"] and row["promoters"]:
        said = f"{said} {say('word_of_mouth.each', lang, promoters=number(row['promoters_per_new'], lang, 1))}"
    return Finding("word_share", said, plain(row), actions=("bring_friend", "gifts_for_reviews"))


@finding
def referral_total(result: Result, row: Row) -> str | Finding:
    """How many referrals count, what they are worth, and why the others do not."""
    lang = result.lang
    if not row["referrals"]:
        return say("referral.none", lang)
    counts: Row = {name: number(row[name], lang) for name in ("referrals", "counted", "clawed_back", "waiting")}
    if not row["named"]:
        said = say("referral.unnamed", lang, **counts)
        return Finding("referral_total", said, plain(row), actions=("note_who_brought", "bring_friend"))
    shares: Row = {
        k: share(row[f"referral_share{end}"], lang) if row["buyers"] else "—"
        for k, end in (("share", ""), ("low", "_low"), ("high", "_high"))
    }
    said = say("referral.named", lang, referrers=say("count.clients", lang, row["referrers"]),
               reward=money(row["reward_amount"], lang, result.currency), **counts, **shares)  # fmt: skip
    refused = {name: row[name] for name in ("clawed_back", "too_late", "own", "unknown") if row[name]}
    if not refused:
        return Finding("referral_total", said, plain(row), actions=("bring_friend",))
    why = ", ".join(f"{say(f'value.state_{name}', lang)}: {number(n, lang)}" for name, n in refused.items())
    said = f"{said} {say('referral.refused', lang, why=why)}"
    return Finding("referral_total", said, plain(row), BAD, None, ("check_referrals", "bring_friend"))
