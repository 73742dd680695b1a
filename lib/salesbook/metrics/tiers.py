"""Tiers of the loyalty programme: who is where, by what, and what it earns."""

import datetime as dt
from typing import Any, Unpack

import ibis

from salesbook.errors import RequestError
from salesbook.metrics.purchases import Rules, check_columns, purchases
from salesbook.tables.grouping import PERIODS, period
from salesbook.tables.schemes import Tier, terms

BASES, AMOUNTS = ("period", "lifetime", "invoice"), ("recorded", "net", "gross")


def tiers(
    orders: ibis.Table,
    *,
    basis: str = "period",
    tier_period: str = "year",
    amounts: str = "recorded",
    vat_rate: float = 0.2,
    scheme: str = "programme",
    as_of: dt.date | None = None,
    **rules: Unpack[Rules],
) -> ibis.Table:
    r"""The tier of each client by the terms of the programme, and the points that its orders earned.

    .. math:: points = \sum_{orders} \left\lfloor \frac{amount}{money\ per\ point(tier)} \right\rfloor

    where the tier of an order is set by ``basis``: what the client spent in the order's own calendar period up to and
    with the order, or in its whole time, or by this invoice alone. The three give different points for one invoice, so
    the result says which it is.

    Parameters
    ----------
    orders
        Order lines. Reads ``client_id``, ``ordered_at``, ``amount``; ``order_id``, ``quantity``, ``vat_included`` where
        present.
    basis
        ``period``, ``lifetime`` or ``invoice``.
    tier_period
        The calendar period of ``basis="period"``: year, quarter, month or week.
    amounts
        ``recorded`` as the table has them, or all without VAT (``net``) or with it (``gross``), by ``vat_included``.
    vat_rate
        The rate of VAT, a share of the net amount; used for ``net`` and ``gross`` only.
    scheme
        Terms of the programme: an example or the path of a file, see :mod:`salesbook.tables.schemes`.
    as_of
        The last day that counts; the last purchase day where not given.
    **rules
        Which lines count: see :class:`~salesbook.metrics.purchases.Rules`.

    Returns
    -------
    Table
        One row a client: ``client_id``, ``basis``, ``tier``, ``tier_rank`` (from 0), ``spent_amount`` (money that sets
        the tier: of the period that ``as_of`` lies in, of all time, or of the last order), ``next_tier``,
        ``to_next_amount`` (money; both null in the highest), ``orders`` (count), ``revenue`` (money),
        ``earned_points``, the highest first.

    Raises
    ------
    DataError
        ``amounts`` is net or gross and there is no column ``vat_included``; the terms are none.
    RequestError
        A basis, period or kind of amounts that is none; no such terms.

    References
    ----------
    Taught as: loyalty strategy (tiers by spending). Published: a dispute (an invoice of 196,000 gives 196 or 217
    points).
    """
    _check("basis", basis, BASES)
    _check("tier_period", tier_period, PERIODS)
    _check("amounts", amounts, AMOUNTS)
    levels = terms(scheme).tiers
    sold = _orders(orders, amounts, vat_rate, as_of, rules)
    sold = sold.mutate(own_period=period(sold.day, tier_period), end_period=period(sold.as_of, tier_period))
    sold = sold.mutate(sets=_sets(sold, basis))
    sold = sold.mutate(points=(sold.came_to / _of(levels, sold.sets, "money_per_point")).floor())
    last = sold.group_by("client_id").agg(last=sold.day.max())
    sold = sold.inner_join(last, "client_id")
    now = sold.own_period == sold.end_period if basis == "period" else ibis.literal(True)
    spent = sold.came_to.max(where=sold.day == sold["last"]) if basis == "invoice" else sold.came_to.sum(where=now)
    clients = sold.group_by("client_id").agg(
        spent_amount=spent.fill_null(0.0),
        orders=sold.count(),
        revenue=sold.came_to.sum(),
        earned_points=sold.points.sum().cast("float64"),
    )
    rank = _of(levels, clients.spent_amount, "rank")
    following = [*levels[1:], None]
    next_start = _each(levels, clients.spent_amount, [tier and tier.start_amount for tier in following], "float64")
    return clients.select(
        "client_id", basis=ibis.literal(basis), tier=_of(levels, clients.spent_amount, "name"), tier_rank=rank,
        spent_amount=clients.spent_amount,
        next_tier=_each(levels, clients.spent_amount, [tier and tier.name for tier in following], "string"),
        to_next_amount=next_start - clients.spent_amount, orders=clients.orders, revenue=clients.revenue,
        earned_points=clients.earned_points,
    ).order_by([ibis.desc("tier_rank"), ibis.desc("spent_amount"), "client_id"])  # fmt: skip


def tier_sizes(
    orders: ibis.Table,
    *,
    basis: str = "period",
    tier_period: str = "year",
    amounts: str = "recorded",
    vat_rate: float = 0.2,
    scheme: str = "programme",
    as_of: dt.date | None = None,
    **rules: Unpack[Rules],
) -> ibis.Table:
    """How many clients each tier has and what they bring.

    Parameters
    ----------
    orders, basis, tier_period, amounts, vat_rate, scheme, as_of, **rules
        As in :func:`tiers`.

    Returns
    -------
    Table
        One row a tier that has clients: ``basis``, ``tier``, ``tier_rank``, ``clients`` (count), ``clients_share``,
        ``revenue`` (money), ``revenue_share``, ``earned_points``, the lowest first.
    """
    footing: Any = {"amounts": amounts, "vat_rate": vat_rate, "scheme": scheme, "as_of": as_of, **rules}
    each = tiers(orders, basis=basis, tier_period=tier_period, **footing)
    groups = each.group_by(["basis", "tier", "tier_rank"]).agg(
        clients=each.count(), revenue=each.revenue.sum(), earned_points=each.earned_points.sum()
    )
    whole = groups.aggregate(all_clients=groups.clients.sum(), all_revenue=groups.revenue.sum())
    both = groups.cross_join(whole)
    return both.select(
        "basis", "tier", "tier_rank", "clients", clients_share=both.clients / both.all_clients.nullif(0),
        revenue=both.revenue, revenue_share=both.revenue / both.all_revenue.nullif(0.0),
        earned_points=both.earned_points,
    ).order_by("tier_rank")  # fmt: skip


def _orders(orders: ibis.Table, amounts: str, vat_rate: float, as_of: dt.date | None, rules: Any) -> ibis.Table:
    """One row an order: ``client_id``, ``order_id``, ``day``, ``as_of``, ``came_to`` (money, with or without VAT)."""
    if amounts != "recorded":
        check_columns(orders, "orders", ["vat_included"])
    lines = purchases(orders, as_of=as_of, **rules)
    lines = lines.filter(lines.client_id.notnull())
    factor: Any = ibis.literal(1.0)
    if amounts == "net":
        factor = ibis.cases((lines.vat_included, 1 / (1 + vat_rate)), else_=1.0)
    elif amounts == "gross":
        factor = ibis.cases((lines.vat_included, 1.0), else_=1 + vat_rate)
    lines = lines.mutate(came_to=lines.amount * factor)
    columns = ["client_id", "order_id", "day", "as_of"]
    if "order_id" not in lines.columns:
        return lines.select(
            "client_id", order_id=ibis.null("string"), day=lines.day, as_of=lines.as_of, came_to="came_to"
        )
    named = lines.filter(lines.order_id.notnull())
    named = named.group_by(["client_id", "order_id", "as_of"]).agg(day=named.day.min(), came_to=named.came_to.sum())
    single = lines.filter(lines.order_id.isnull())
    return named.select(*columns, "came_to").union(single.select(*columns, "came_to"))


def _sets(sold: ibis.Table, basis: str) -> Any:
    """The money that sets the tier of an order: its own, or what the client came to with it."""
    if basis == "invoice":
        return sold.came_to
    own = ["client_id", "own_period"] if basis == "period" else ["client_id"]
    order = [sold.day, sold.order_id, sold.came_to]
    return sold.came_to.sum().over(ibis.window(group_by=own, order_by=order, preceding=None, following=0))


def _of(levels: tuple[Tier, ...], spent: Any, what: str) -> Any:
    values = range(len(levels)) if what == "rank" else [getattr(tier, what) for tier in levels]
    return _each(levels, spent, list(values), {"rank": "int64", "name": "string"}.get(what, "float64"))


def _each(levels: tuple[Tier, ...], spent: Any, values: list[Any], kind: str) -> Any:
    """The value of the highest tier whose start ``spent`` reaches; of the first where returns leave less than 0."""
    typed = [ibis.null(kind) if value is None else ibis.literal(value, kind) for value in values]
    steps = list(zip(levels, typed, strict=True))
    if len(steps) == 1:
        return typed[0]
    return ibis.cases(*((spent >= tier.start_amount, value) for tier, value in steps[:0:-1]), else_=typed[0])


def _check(name: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise RequestError(name, f"no choice {value}.", f"It may be {', '.join(choices)}.")
