"""Regular clients to whom we have not spoken for long."""

import datetime as dt
from typing import Unpack

import ibis

from salesbook.metrics.contacted import end_of, last_contacts, regulars
from salesbook.metrics.purchases import Rules
from salesbook.metrics.rhythm import check_days


def uncontacted(
    orders: ibis.Table,
    contacts: ibis.Table,
    *,
    quiet_days: int = 90,
    min_orders: int = 3,
    factor: float = 2.0,
    min_days: int = 14,
    sleep_days: int = 90,
    lost_days: int = 365,
    initiated_by: str = "us",
    as_of: dt.date | None = None,
    **rules: Unpack[Rules],
) -> ibis.Table:
    """Regular clients without a contact by us for ``quiet_days``, one row a client, the largest first.

    Parameters
    ----------
    orders
        Order lines. Reads ``client_id``, ``ordered_at``, ``amount``; ``order_id`` and ``quantity`` where present.
    contacts
        Reads ``client_id``, ``contacted_at``, ``initiated_by``; ``channel`` where present.
    quiet_days
        Days without a contact by us; a client to whom we never spoke is listed too.
    min_orders, factor, min_days, sleep_days, lost_days
        Who is regular, and the states, as in :func:`~salesbook.metrics.sleeping.sleeping`; the lost are left out.
    initiated_by
        ``us``, or ``any``: contacts that the client began count as well.
    as_of
        The day both silences are measured to; the last purchase day where not given.
    **rules
        Which lines count: see :class:`~salesbook.metrics.purchases.Rules`.

    Returns
    -------
    Table
        ``client_id``, ``state`` (on_time, late, sleeping), ``last_order`` (date), ``silent_days``, ``monthly_amount``
        (money a month), ``last_contact`` (date, null: never), ``contact_days`` (days since), ``last_call`` (date of
        the last call or meeting).

    Raises
    ------
    AbsentColumn
        ``contacts`` does not say who began.
    RequestError
        ``quiet_days`` is not a length.

    References
    ----------
    Taught as: control of the client base, no contact for 3 months.
    """
    check_days(quiet_days=quiet_days)
    clients = regulars(
        orders, min_orders=min_orders, factor=factor, min_days=min_days, sleep_days=sleep_days, lost_days=lost_days,
        as_of=as_of, **rules,
    )  # fmt: skip
    spoken = last_contacts(contacts, end_of(orders, as_of, **rules), initiated_by)
    both = clients.filter(clients.state != "lost").left_join(spoken, "client_id")
    both = both.mutate(contact_days=both.as_of.delta(both.last_contact, unit="day"))
    both = both.filter(both.contact_days.isnull() | (both.contact_days >= quiet_days))
    return both.select(
        "client_id", "state", "last_order", "silent_days", "monthly_amount", "last_contact", "contact_days", "last_call"
    ).order_by([ibis.desc("monthly_amount"), "client_id"])
