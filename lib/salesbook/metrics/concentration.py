"""How much hangs on one client."""

import datetime as dt
from typing import Any, Unpack

import ibis

from salesbook.errors import RequestError
from salesbook.metrics.purchases import Rules, purchases
from salesbook.metrics.rhythm import check_days


def concentration(
    orders: ibis.Table,
    *,
    top: int = 5,
    window_days: int = 365,
    windows: int = 5,
    step_days: int = 91,
    as_of: dt.date | None = None,
    **rules: Unpack[Rules],
) -> ibis.Table:
    r"""The share of revenue and of profit that the largest client and the ``top`` largest bring, window by window.

    .. math:: share = \frac{\sum_{client} amount}{\sum amount}

    Windows of ``window_days`` end ``step_days`` apart, the last at ``as_of``. The shares are those of the accounts, no
    estimates, and have no interval. Returned goods make a client's sum smaller only with ``returns net``.

    Parameters
    ----------
    orders
        Order lines. Reads ``client_id``, ``ordered_at``, ``amount``; ``profit``, or ``cost``, and ``quantity`` where
        present.
    top
        How many of the largest are taken together.
    window_days, windows, step_days
        Length of a window, their number, and the days from the end of one to the end of the next.
    as_of
        The last day; the last purchase day where not given.
    **rules
        Which lines count: see :class:`~salesbook.metrics.purchases.Rules`.

    Returns
    -------
    Table
        One row a window, the oldest first: ``start``, ``end`` (dates), ``complete`` (whether the data reaches back to
        its start), ``clients`` (count), ``revenue`` (money), ``largest_client`` (a client_id), ``largest_share``,
        ``top_share`` (0 to 1), and the same of profit: ``profit`` (money), ``largest_profit_client``,
        ``largest_profit_share``, ``top_profit_share``; null where the company gives neither ``profit`` nor ``cost``,
        or made none.

    Raises
    ------
    RequestError
        A number that is no length or no count.

    References
    ----------
    Taught as: control of the client base; the source's case of 25 % of the profit lost with one client.
    """
    check_days(window_days=window_days, step_days=step_days)
    if top < 1 or windows < 1:
        raise RequestError("concentration", "top and windows are counts.", "Give whole numbers above 0.")
    lines = _profits(purchases(orders, as_of=as_of, **rules))
    lines = lines.filter(lines.client_id.notnull())
    age = lines.as_of.delta(lines.day, unit="day")
    places = ibis.memtable({"place": range(windows)}, schema={"place": "int64"})
    seen = lines.mutate(age=age, oldest=age.max().over(ibis.window())).cross_join(places)
    since = seen.age - seen.place * step_days
    seen = seen.filter((since >= 0) & (since < window_days))
    clients = seen.group_by(["place", "as_of", "oldest", "client_id"]).agg(
        revenue=seen.amount.sum(), profit=seen.profit_made.sum()
    )
    return _shares(_ranked(clients), top, window_days, step_days, windows)


def _profits(lines: ibis.Table) -> ibis.Table:
    """``lines`` with ``profit_made``: given, or amount less cost; null where neither is."""
    columns = lines.columns
    made = lines.profit if "profit" in columns else ibis.null("float64")
    if "cost" in columns:
        made = made.fill_null(lines.amount - lines.cost) if "profit" in columns else lines.amount - lines.cost
    return lines.mutate(profit_made=made)


def _ranked(clients: ibis.Table) -> ibis.Table:
    """Each client's place in its window, by revenue and by profit, from 0."""
    by = {
        name: ibis.window(group_by="place", order_by=[ibis.desc(name, nulls_first=False), "client_id"])
        for name in ("revenue", "profit")
    }
    return clients.mutate(**{f"{name}_rank": ibis.row_number().over(window) for name, window in by.items()})


def _shares(ranked: ibis.Table, top: int, window_days: int, step_days: int, windows: int) -> ibis.Table:
    sums = ranked.group_by(["place", "as_of", "oldest"]).agg(
        clients=ranked.count(), revenue=ranked.revenue.sum(), profit=ranked.profit.sum(),
        **{f"{kind}_{what}": total for kind in ("revenue", "profit") for what, total in _of(ranked, kind, top).items()},
    )  # fmt: skip
    ends = [(sums.place == i, sums.as_of - ibis.interval(days=i * step_days)) for i in range(windows)]
    starts = [
        (sums.place == i, sums.as_of - ibis.interval(days=i * step_days + window_days - 1)) for i in range(windows)
    ]
    revenue, profit = (ibis.ifelse(sums[k] > 0, sums[k], ibis.null("float64")) for k in ("revenue", "profit"))
    return sums.select(
        start=ibis.cases(*starts), end=ibis.cases(*ends),
        complete=sums.oldest >= sums.place * step_days + window_days - 1,
        clients=sums.clients, revenue=sums.revenue, largest_client=sums.revenue_who,
        largest_share=sums.revenue_first / revenue, top_share=sums.revenue_few / revenue, profit=sums.profit,
        largest_profit_client=ibis.ifelse(profit.isnull(), ibis.null("string"), sums.profit_who),
        largest_profit_share=sums.profit_first / profit, top_profit_share=sums.profit_few / profit,
    ).order_by("end")  # fmt: skip


def _of(ranked: ibis.Table, kind: str, top: int) -> dict[str, Any]:
    """The largest client by ``kind``, what it brings, and what the first ``top`` bring."""
    amount, rank = ranked[kind], ranked[f"{kind}_rank"]
    return {
        "who": ranked.client_id.max(where=rank == 0), "first": amount.sum(where=rank == 0),
        "few": amount.sum(where=rank < top),
    }  # fmt: skip
