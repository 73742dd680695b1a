"""A minimum of contacts by class of client, and who is below it."""

import datetime as dt
from typing import Any, Unpack

import ibis

from salesbook.metrics.contacted import active_clients, classes, end_of, last_contacts
from salesbook.metrics.interval import wilson
from salesbook.metrics.purchases import Rules
from salesbook.metrics.rhythm import check_days


def contact_standard(
    orders: ibis.Table,
    contacts: ibis.Table,
    *,
    a_days: int = 30,
    b_days: int = 60,
    c_days: int = 90,
    a_share: float = 0.8,
    b_share: float = 0.95,
    class_days: int = 365,
    level: float = 0.95,
    initiated_by: str = "us",
    as_of: dt.date | None = None,
    **rules: Unpack[Rules],
) -> ibis.Table:
    r"""How many clients of each class we spoke to as often as the standard asks, one row a class.

    .. math:: below = \frac{clients\ with\ no\ contact\ by\ us\ for\ the\ days\ of\ their\ class}{clients}

    Class A brings the first ``a_share`` of the revenue of ``class_days``, B what comes up to ``b_share``, C the rest.
    The sources ask for a standard and name no figures: those here are a proposal, and parameters.

    Parameters
    ----------
    orders
        Order lines. Reads ``client_id``, ``ordered_at``, ``amount``; ``quantity`` where present.
    contacts
        Reads ``client_id``, ``contacted_at``, ``initiated_by``.
    a_days, b_days, c_days
        The standard: at least one contact by us within so many days.
    a_share, b_share
        Where class A and class B end, shares of the revenue.
    class_days
        Who bought within so many days has a class, by what was bought in them.
    level
        Coverage of the interval, 0 to 1.
    initiated_by
        ``us``, or ``any``: contacts that the client began count as well.
    as_of
        The day that is looked at; the last purchase day where not given.
    **rules
        Which lines count: see :class:`~salesbook.metrics.purchases.Rules`.

    Returns
    -------
    Table
        ``client_class`` (A, B, C), ``standard_days``, ``clients``, ``kept``, ``below`` (counts), ``below_share``,
        ``below_low``, ``below_high`` (0 to 1), ``revenue`` (money of ``class_days``), ``revenue_share``.

    Raises
    ------
    AbsentColumn
        ``contacts`` does not say who began.
    RequestError
        A number of days is not a length, or the limits of the classes are none.

    References
    ----------
    Taught as: control of the client base, contact standard. Interval: Wilson (1927).
    """
    held = _held(orders, contacts, (a_days, b_days, c_days), (a_share, b_share), class_days, initiated_by,
                 as_of=as_of, **rules)  # fmt: skip
    sums = held.group_by(["client_class", "standard_days"]).agg(
        clients=held.count(), below=held.below.sum().fill_null(0), revenue=held.revenue.sum()
    )
    rate = sums.below / sums.clients.nullif(0)
    middle, error = wilson(rate, sums.clients.nullif(0), level)
    total = sums.revenue.sum().over(ibis.window())
    return sums.select(
        "client_class", "standard_days", "clients", kept=sums.clients - sums.below, below=sums.below, below_share=rate,
        below_low=(middle - error).clip(lower=0), below_high=(middle + error).clip(upper=1), revenue=sums.revenue,
        revenue_share=sums.revenue / total.nullif(0),
    ).order_by("client_class")  # fmt: skip


def below_standard(
    orders: ibis.Table,
    contacts: ibis.Table,
    *,
    a_days: int = 30,
    b_days: int = 60,
    c_days: int = 90,
    a_share: float = 0.8,
    b_share: float = 0.95,
    class_days: int = 365,
    initiated_by: str = "us",
    as_of: dt.date | None = None,
    **rules: Unpack[Rules],
) -> ibis.Table:
    """The clients to whom we spoke less than the standard asks, one row a client, the largest first.

    Parameters
    ----------
    orders, contacts, a_days, b_days, c_days, a_share, b_share, class_days, initiated_by, as_of, **rules
        As in :func:`contact_standard`.

    Returns
    -------
    Table
        ``client_id``, ``client_class``, ``revenue`` (money of ``class_days``), ``last_contact`` (date, null: never),
        ``contact_days`` (days since), ``standard_days``.

    References
    ----------
    Taught as: control of the client base, contact standard.
    """
    held = _held(orders, contacts, (a_days, b_days, c_days), (a_share, b_share), class_days, initiated_by,
                 as_of=as_of, **rules)  # fmt: skip
    return held.filter(held.below).select(
        "client_id", "client_class", "revenue", "last_contact", "contact_days", "standard_days"
    ).order_by([ibis.desc("revenue"), "client_id"])  # fmt: skip


def _held(
    orders: ibis.Table, contacts: ibis.Table, days: tuple[int, int, int], shares: tuple[float, float],
    class_days: int, initiated_by: str, **how: Any,
) -> ibis.Table:  # fmt: skip
    """Active clients held against the standard of their class."""
    a_days, b_days, c_days = days
    check_days(a_days=a_days, b_days=b_days, c_days=c_days, class_days=class_days)
    clients = classes(active_clients(orders, class_days, **how), *shares)
    spoken = last_contacts(contacts, end_of(orders, **how), initiated_by)
    both = clients.left_join(spoken, "client_id")
    grade = both.client_class
    asked = ibis.cases((grade == "A", a_days), (grade == "B", b_days), else_=c_days)
    both = both.mutate(contact_days=both.as_of.delta(both.last_contact, unit="day"), standard_days=asked)
    return both.mutate(below=both.contact_days.isnull() | (both.contact_days > both.standard_days))
