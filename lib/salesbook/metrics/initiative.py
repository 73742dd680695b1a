"""Who begins: the share of contacts that were ours."""

from collections.abc import Sequence

import ibis

from salesbook.metrics.contacted import shared
from salesbook.metrics.purchases import check_columns


def initiative(contacts: ibis.Table, *, by: Sequence[str] = (), level: float = 0.95) -> ibis.Table:
    r"""The share of contacts started by us with its interval, one row per group.

    .. math:: initiative = \frac{ours}{contacts}

    Parameters
    ----------
    contacts
        One row a contact. Reads ``client_id``, ``initiated_by`` (us, client; null = not known, not counted).
    by
        Columns to group by; empty for one row in all.
    level
        Coverage of the interval, 0 to 1.

    Returns
    -------
    Table
        ``*by``, ``clients``, ``contacts``, ``ours`` (counts), ``initiative_share``, ``initiative_low``,
        ``initiative_high`` (0 to 1; the limits are null with fewer than two clients), ordered by ``by``.

    Raises
    ------
    AbsentColumn
        ``contacts`` does not say who began, or a column of ``by`` is missing.
    RequestError
        ``level`` is not between 0 and 1.

    References
    ----------
    Taught as: control of the client base. Interval: Wilson (1927), on the effective number of contacts, for a
    client's contacts are alike (design effect of clusters: Kish 1965).
    """
    check_columns(contacts, "contacts", ["client_id", "initiated_by", *by])
    told = contacts.filter(contacts.initiated_by.notnull() & contacts.client_id.notnull())
    clients = told.group_by([*by, "client_id"]).agg(
        whole=told.count(), part=(told.initiated_by == "us").sum().fill_null(0)
    )
    sums = shared(clients, by, level)
    result = sums.select(
        *by, "clients", contacts=sums.whole, ours=sums.part, initiative_share=sums.rate, initiative_low=sums.low,
        initiative_high=sums.high,
    )  # fmt: skip
    return result.order_by(by) if by else result
