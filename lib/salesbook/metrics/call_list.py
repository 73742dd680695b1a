"""The sleeping clients with what a rep needs to know before the call."""

import datetime as dt
from typing import Any, Unpack

import ibis

from salesbook.metrics.purchases import Rules, purchases
from salesbook.metrics.sleeping import call_order, sleeping

PRODUCTS = 3
TOLD = {
    "last_contact": "date", "last_contact_channel": "string", "last_contact_manager_id": "string",
    "last_contact_started": "string", "last_contact_outcome": "string", "open_complaints": "int64",
    "open_since": "date",
}  # fmt: skip


def call_list(
    orders: ibis.Table,
    *,
    contacts: ibis.Table | None = None,
    complaints: ibis.Table | None = None,
    min_orders: int = 3,
    factor: float = 2.0,
    min_days: int = 14,
    sleep_days: int = 90,
    lost_days: int = 365,
    return_days: int = 180,
    horizon_months: float = 12.0,
    as_of: dt.date | None = None,
    **rules: Unpack[Rules],
) -> ibis.Table:
    """Regular clients who have stopped, with their last purchase, last contact and open complaints.

    Parameters
    ----------
    orders
        Order lines, as :func:`~salesbook.metrics.sleeping.sleeping` reads them; ``product`` where present.
    contacts
        Letters, calls and meetings, by either side. Reads ``client_id``, ``contacted_at``, ``channel``;
        ``manager_id``, ``initiated_by``, ``outcome`` where present.
    complaints
        Reads ``client_id``, ``opened_at``, ``resolved_at``; a complaint is open until it is resolved.
    min_orders, factor, min_days, sleep_days, lost_days, return_days, horizon_months, as_of, **rules
        As in :func:`~salesbook.metrics.sleeping.sleeping`.

    Returns
    -------
    Table
        The columns of :func:`~salesbook.metrics.sleeping.sleeping`, and ``last_amount`` (money, of the last purchase
        day), ``last_products`` (text: its three largest by amount), ``last_contact`` (date), ``last_contact_channel``,
        ``last_contact_manager_id``, ``last_contact_started`` (us, client), ``last_contact_outcome``,
        ``open_complaints`` (count), ``open_since`` (date of the oldest). What the company does not have is null.

    References
    ----------
    Taught as: sleeping clients, call list.
    """
    thresholds: dict[str, Any] = {
        "min_orders": min_orders, "factor": factor, "min_days": min_days, "sleep_days": sleep_days,
        "lost_days": lost_days, "return_days": return_days, "horizon_months": horizon_months,
    }  # fmt: skip
    quiet = sleeping(orders, as_of=as_of, **thresholds, **rules)
    end = purchases(orders, as_of=as_of, **rules).aggregate(end=ibis._.as_of.max())
    last = _last_purchase(purchases(orders, as_of=as_of, **rules), quiet.select("client_id", "last_order"))
    result = quiet.left_join(last, "client_id").drop("client_id_right")
    for told in (_last_contact(contacts, end), _open_complaints(complaints, end)):
        result = result.left_join(told, "client_id").drop("client_id_right") if told is not None else result
    lacking = {name: ibis.null(kind) for name, kind in TOLD.items() if name not in result.columns}
    result = result.mutate(**lacking)
    if complaints is not None and "open_complaints" not in lacking:
        result = result.mutate(open_complaints=result.open_complaints.fill_null(0))
    return result.select(*quiet.columns, "last_amount", "last_products", *TOLD).order_by(call_order())


def _last_purchase(lines: ibis.Table, days: ibis.Table) -> ibis.Table:
    """``client_id``, ``last_amount``, ``last_products`` of the purchase day that ``days`` names for a client."""
    bought = lines.filter(lines.bought)
    lines = bought.inner_join(days, ["client_id", bought.day == days.last_order])
    amounts = lines.group_by("client_id").agg(last_amount=lines.amount.sum())
    if "product" not in lines.columns:
        return amounts.mutate(last_products=ibis.null("string"))
    sold = lines.filter(lines["product"].notnull())
    each = sold.group_by(["client_id", "product"]).agg(amount=sold.amount.sum())
    own = ibis.window(group_by="client_id", order_by=[ibis.desc("amount"), "product"])
    each = each.mutate(place=ibis.row_number().over(own))
    named = each.group_by("client_id").agg(
        **{f"p{i}": each["product"].max(where=each.place == i) for i in range(PRODUCTS)}
    )
    text = named.p0
    for i in range(1, PRODUCTS):
        text = text + ibis.ifelse(named[f"p{i}"].isnull(), "", ibis.literal(", ") + named[f"p{i}"])
    both = amounts.left_join(named.select("client_id", last_products=text), "client_id")
    return both.select("client_id", "last_amount", "last_products")


def _last_contact(contacts: ibis.Table | None, end: ibis.Table) -> ibis.Table | None:
    """The last contact of each client, whoever began it; a day's later moment is later."""
    if contacts is None:
        return None
    rows = contacts.filter(contacts.client_id.notnull()).cross_join(end)
    rows = rows.filter(rows.contacted_at.date() <= rows.end)
    theirs = {"channel": "channel", "manager_id": "manager_id", "started": "initiated_by", "outcome": "outcome"}
    found = {
        # the engines differ on whether a null takes part in argmax
        f"last_contact_{ours}": rows[theirs].fill_null("").argmax(rows.contacted_at).nullif("")
        for ours, theirs in theirs.items()
        if theirs in rows.columns
    }
    return rows.group_by("client_id").agg(last_contact=rows.contacted_at.max().date(), **found)


def _open_complaints(complaints: ibis.Table | None, end: ibis.Table) -> ibis.Table | None:
    """How many complaints of each client are not settled, and since when."""
    if complaints is None or not {"client_id", "resolved_at"} <= set(complaints.columns):
        return None
    rows = complaints.filter(complaints.client_id.notnull()).cross_join(end)
    settled = rows.resolved_at.notnull() & (rows.resolved_at.date() <= rows.end)
    rows = rows.filter((rows.opened_at.date() <= rows.end) & ~settled)
    return rows.group_by("client_id").agg(open_complaints=rows.count(), open_since=rows.opened_at.min().date())
