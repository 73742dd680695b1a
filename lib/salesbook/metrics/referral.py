"""Referrals: who brought whom, each counted once, and what the reward comes to."""

import datetime as dt
from typing import Any, Unpack

import ibis

from salesbook.errors import RequestError
from salesbook.metrics.interval import wilson
from salesbook.metrics.purchases import Rules, check_columns, is_return, purchases

FOLLOWED = 4  # how far up parents are followed: a holding, its firms, their branches …
STATES = ("counted", "clawed_back", "waiting", "too_late", "own", "unknown")


def referred(
    clients: ibis.Table,
    orders: ibis.Table,
    *,
    reward_amount: float = 0.0,
    claw_back_days: int = 30,
    claw_back_share: float = 1.0,
    channel: str = "friends",
    as_of: dt.date | None = None,
    **rules: Unpack[Rules],
) -> ibis.Table:
    """What becomes of each referral, one row a client who was referred.

    A client is brought by one client at most: of several rows the earliest ``acquired_on`` holds, of several on one
    day the smallest ``referred_by``. The first state that fits:

    * ``unknown``: no client has the code of ``referred_by``;
    * ``own``: referrer and referred are one client, also by way of ``parent_id`` (legal entities of one holding);
    * ``too_late``: the referrer came after the client he is said to have brought (of two who came on one day the
      smaller code is the earlier), so that nobody can be brought in a circle;
    * ``waiting``: no order yet;
    * ``clawed_back``: of the first order at least ``claw_back_share`` came back within ``claw_back_days``;
    * ``counted``.

    Where there is no ``referred_by``, clients who came by ``channel`` are taken, without a referrer.

    Parameters
    ----------
    clients
        Reads ``client_id``; ``referred_by`` or ``channel``; ``parent_id`` and ``acquired_on`` where present.
    orders
        Order lines. Reads ``client_id``, ``ordered_at``, ``amount``; ``quantity`` and ``product`` where present: a
        return of goods that were not in the first order leaves it alone.
    reward_amount
        What a referral that counts is worth to the referrer, money; 0: no reward is paid.
    claw_back_days, claw_back_share
        How long, in days, and how much of the first order, as a share of its amount.
    channel
        The word of ``channel`` that means a referral.
    as_of
        The last day that counts; the last purchase day where not given.
    **rules
        Which lines are purchases: see :class:`~salesbook.metrics.purchases.Rules`.

    Returns
    -------
    Table
        ``client_id``, ``referrer_id`` (null where only the channel is known), ``state``, ``first_order`` (date),
        ``first_amount`` (money of that day), ``returned_amount`` (money of it that came back in time),
        ``reward_amount`` (money; 0 unless counted), ordered by client.

    Raises
    ------
    AbsentColumn
        ``clients`` has neither ``referred_by`` nor ``channel``.
    RequestError
        ``reward_amount`` is below 0, ``claw_back_days`` below 0, or ``claw_back_share`` not a share above 0.

    References
    ----------
    As published: no double attribution, no self-referral, claw-back on refund.
    """
    _check(reward_amount, claw_back_days, claw_back_share)
    brought = _brought(clients, channel)
    bought = _first_orders(orders, claw_back_days, as_of, rules)
    both = brought.left_join(bought, "client_id").drop("client_id_right")
    named = "referred_by" in clients.columns
    state = _state(_with_family(both, clients, bought) if named else both, claw_back_share, named)
    return state.select(
        "client_id", referrer_id=state.referred_by, state=state.state, first_order=state.first_order,
        first_amount=state.first_amount, returned_amount=state.returned_amount.fill_null(0.0),
        reward_amount=ibis.ifelse(state.state == "counted", float(reward_amount), 0.0),
    ).order_by("client_id")  # fmt: skip


def referral(
    clients: ibis.Table,
    orders: ibis.Table,
    *,
    reward_amount: float = 0.0,
    claw_back_days: int = 30,
    claw_back_share: float = 1.0,
    channel: str = "friends",
    as_of: dt.date | None = None,
    **rules: Unpack[Rules],
) -> ibis.Table:
    """Referrals by who brought them, one row a referrer, those who brought most first.

    Parameters
    ----------
    clients, orders, reward_amount, claw_back_days, claw_back_share, channel, as_of, **rules
        As in :func:`referred`.

    Returns
    -------
    Table
        ``referrer_id`` (null: only the channel is known), ``referrals`` and of these ``counted``, ``clawed_back``,
        ``waiting``, ``too_late``, ``own``, ``unknown`` (counts), ``first_amount`` (money of the counted first
        orders), ``reward_amount``, ``clawed_back_amount`` (money: rewards due, and rewards to be taken back).
    """
    each = referred(
        clients, orders, reward_amount=reward_amount, claw_back_days=claw_back_days, claw_back_share=claw_back_share,
        channel=channel, as_of=as_of, **rules,
    )  # fmt: skip
    result = each.group_by("referrer_id").agg(**_sums(each, reward_amount))
    return result.order_by([ibis.desc("counted"), ibis.desc("referrals"), "referrer_id"])


def referral_total(
    clients: ibis.Table,
    orders: ibis.Table,
    *,
    level: float = 0.95,
    reward_amount: float = 0.0,
    claw_back_days: int = 30,
    claw_back_share: float = 1.0,
    channel: str = "friends",
    as_of: dt.date | None = None,
    **rules: Unpack[Rules],
) -> ibis.Table:
    """All referrals together, one row, with the share of the buyers who were brought.

    Parameters
    ----------
    clients, orders, reward_amount, claw_back_days, claw_back_share, channel, as_of, **rules
        As in :func:`referred`.
    level
        Coverage of the interval, 0 to 1.

    Returns
    -------
    Table
        ``named`` (whether ``referred_by`` is there), ``referrers`` (count of those with a referral that counts), the
        columns of :func:`referral`, ``buyers`` (clients who ever bought), ``referral_share``,
        ``referral_share_low``, ``referral_share_high`` (shares of the buyers, null where nobody bought).

    References
    ----------
    Interval: Wilson (1927).
    """
    each = referred(
        clients, orders, reward_amount=reward_amount, claw_back_days=claw_back_days, claw_back_share=claw_back_share,
        channel=channel, as_of=as_of, **rules,
    )  # fmt: skip
    sums = each.aggregate(
        referrers=each.referrer_id.nunique(where=each.state == "counted"), **_sums(each, reward_amount)
    )
    lines = purchases(orders, as_of=as_of, **rules)
    both = sums.cross_join(lines.aggregate(buyers=lines.client_id.nunique(where=lines.bought)))
    base = both.buyers.nullif(0)
    rate = both.counted / base
    middle, error = wilson(rate, base, level)
    return both.mutate(
        named=ibis.literal("referred_by" in clients.columns), referral_share=rate,
        referral_share_low=middle - error, referral_share_high=middle + error,
    )  # fmt: skip


def _check(reward_amount: float, claw_back_days: int, claw_back_share: float) -> None:
    if reward_amount < 0:
        raise RequestError("reward_amount", f"{reward_amount} is no reward.", "Give money, 0 or more.")
    if claw_back_days < 0:
        raise RequestError("claw_back_days", f"{claw_back_days} is not a length.", "Give a whole number of days.")
    if not 0 < claw_back_share <= 1:
        raise RequestError("claw_back_share", f"{claw_back_share} is not a share.", "Give a share above 0, up to 1.")


def _sums(each: ibis.Table, reward_amount: float) -> dict[str, Any]:
    states = {state: (each.state == state).sum().fill_null(0) for state in STATES}
    return {
        "referrals": each.count(), **states,
        "first_amount": each.first_amount.sum(where=each.state == "counted").fill_null(0.0),
        "reward_amount": each.reward_amount.sum().fill_null(0.0),
        "clawed_back_amount": states["clawed_back"] * float(reward_amount),
    }  # fmt: skip


def _brought(clients: ibis.Table, channel: str) -> ibis.Table:
    """``client_id``, ``referred_by``, one row a client who was referred."""
    if "referred_by" not in clients.columns:
        check_columns(clients, "clients", ["client_id", "channel"])
        came = clients.filter(clients.channel == channel).select("client_id").distinct()
        return came.mutate(referred_by=ibis.null("string"))
    rows = clients.filter(clients.referred_by.notnull())
    if "acquired_on" not in rows.columns:
        return rows.group_by("client_id").agg(referred_by=rows.referred_by.min())
    firsts = rows.group_by("client_id").agg(_first=rows.acquired_on.min())
    rows = rows.inner_join(firsts, "client_id")
    rows = rows.filter(rows.acquired_on.identical_to(rows["_first"]))
    return rows.group_by("client_id").agg(referred_by=rows.referred_by.min())


def _first_orders(orders: ibis.Table, days: int, as_of: dt.date | None, rules: Any) -> ibis.Table:
    """A client's ``first_order``, ``first_amount``, ``returned_amount``: what of the first day came back in time."""
    lines = purchases(orders, as_of=as_of, **{**rules, "returns": "net"})
    lines = lines.filter(lines.client_id.notnull())
    bought = lines.filter(lines.bought)
    firsts = bought.group_by("client_id").agg(first_order=bought.day.min())
    whose = lines.inner_join(firsts, "client_id")
    opening = whose.filter(whose.bought & (whose.day == whose.first_order))
    paid = opening.group_by(["client_id", "first_order"]).agg(first_amount=opening.amount.sum())
    until = whose.first_order + ibis.interval(days=days)
    back = whose.filter(is_return(whose) & (whose.day >= whose.first_order) & (whose.day <= until))
    if "product" in orders.columns:
        back = back.semi_join(opening.select("client_id", "product").distinct(), ["client_id", "product"])
    gone = back.group_by("client_id").agg(returned_amount=back.amount.abs().sum())
    return paid.left_join(gone, "client_id").drop("client_id_right")


def _with_family(both: ibis.Table, clients: ibis.Table, bought: ibis.Table) -> ibis.Table:
    """``both`` with ``own``, ``theirs`` (the heads of both families), ``came`` and ``they_came`` (dates)."""
    people = _people(clients, bought)
    own = people.select("client_id", own=people.top, came=people.came)
    theirs = people.select(they=people.client_id, theirs=people.top, they_came=people.came).view()
    both = both.left_join(own, "client_id").drop("client_id_right")
    return both.left_join(theirs, [("referred_by", "they")])


def _people(clients: ibis.Table, bought: ibis.Table) -> ibis.Table:
    """``client_id``, ``top`` (of the family: itself or its topmost parent), ``came`` (date)."""
    day = clients.acquired_on.min().date() if "acquired_on" in clients.columns else ibis.null("date")
    above = clients.parent_id.min() if "parent_id" in clients.columns else ibis.null("string")
    each = clients.filter(clients.client_id.notnull()).group_by("client_id").agg(acquired=day, parent=above)
    people = each.select("client_id", "acquired", top=each.parent.coalesce(each.client_id))
    for _ in range(FOLLOWED - 1):
        up = each.select(below=each.client_id, above=each.parent)
        people = people.left_join(up, [("top", "below")]).drop("below")
        people = people.select("client_id", "acquired", top=people.above.coalesce(people.top))
    people = people.left_join(bought.select("client_id", "first_order"), "client_id")
    return people.select("client_id", "top", came=people.acquired.coalesce(people.first_order))


def _state(both: ibis.Table, share: float, named: bool) -> ibis.Table:
    back = both.returned_amount.fill_null(0.0) >= share * both.first_amount
    bought = [(both.first_order.isnull(), "waiting"), (back, "clawed_back")]
    return both.mutate(state=ibis.cases(*(_wrong(both) if named else []), *bought, else_="counted"))


def _wrong(both: ibis.Table) -> list[tuple[Any, str]]:
    """What a referral may be refused for."""
    earlier = (both.they_came < both.came) | ((both.they_came == both.came) & (both.referred_by < both.client_id))
    return [
        (both.they.isnull(), "unknown"),
        ((both.referred_by == both.client_id) | (both.theirs == both.own), "own"),
        (~earlier.fill_null(both.came.isnull()), "too_late"),
    ]
