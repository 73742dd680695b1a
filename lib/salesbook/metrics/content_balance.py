"""The balance of offers and useful content in what we send."""

import datetime as dt
from collections.abc import Sequence

import ibis

from salesbook.metrics.contacted import shared
from salesbook.metrics.purchases import check_columns


def content_balance(
    contacts: ibis.Table,
    *,
    by: Sequence[str] = (),
    window_days: int = 90,
    level: float = 0.95,
    as_of: dt.date | None = None,
) -> ibis.Table:
    r"""The share of offers in our news of the last ``window_days``, one row per group.

    .. math:: offers = \frac{advert + \tfrac12 mixed}{advert + mixed + useful}

    The source wants half and half. Service messages are no news and are counted beside.

    Parameters
    ----------
    contacts
        Reads ``client_id``, ``contacted_at``, ``content``, ``initiated_by``; without the last all contacts are ours.
    by
        Columns to group by, e.g. ``channel``; empty for one row in all.
    window_days
        The days that are looked at.
    level
        Coverage of the interval, 0 to 1.
    as_of
        The last day; the last day of ``contacts`` where not given.

    Returns
    -------
    Table
        ``*by``, ``news``, ``advert``, ``mixed``, ``useful``, ``service``, ``unknown`` (contacts without a content)
        (counts), ``clients`` (with news), ``offer_share``, ``offer_low``, ``offer_high`` (0 to 1; the limits are null
        with fewer than two clients), ordered by ``by``.

    Raises
    ------
    AbsentColumn
        ``content`` or a column of ``by`` is missing.

    References
    ----------
    Taught as: rules of contact, ``letters``. Interval: Wilson (1927) on the effective number of contacts.
    """
    check_columns(contacts, "contacts", ["client_id", "contacted_at", "content", *by])
    rows = contacts.mutate(day=contacts.contacted_at.date())
    rows = rows.filter(rows.initiated_by == "us") if "initiated_by" in rows.columns else rows
    last = rows.aggregate(end=rows.day.max())
    rows = rows.mutate(end=ibis.date(as_of.isoformat())) if as_of else rows.cross_join(last)
    age = rows.end.delta(rows.day, unit="day")
    rows = rows.filter((age >= 0) & (age < window_days) & rows.client_id.notnull())
    kinds = {kind: (rows.content == kind).sum().fill_null(0) for kind in ("advert", "mixed", "useful", "service")}
    each = rows.group_by([*by, "client_id"]).agg(**kinds, unknown=rows.content.isnull().sum().fill_null(0))
    groups = each.group_by(by) if by else each
    counts = groups.aggregate(
        **{k: each[k].sum().fill_null(0) for k in (*kinds, "unknown")},
        clients=((each.advert + each.mixed + each.useful) > 0).sum().fill_null(0),
    )
    counts = counts.mutate(news=counts.advert + counts.mixed + counts.useful)
    clients = each.mutate(whole=each.advert + each.mixed + each.useful, part=each.advert + each.mixed / 2)
    rates = shared(clients.filter(clients.whole > 0), by, level).select(
        *by, offer_share=ibis._.rate, offer_low=ibis._.low, offer_high=ibis._.high
    )
    same = [counts[c].identical_to(rates[c]) for c in by]  # a group may be null
    both = counts.left_join(rates, same, rname="{name}_rates") if by else counts.cross_join(rates)
    result = both.select(
        *by, "news", "advert", "mixed", "useful", "service", "unknown", "clients", "offer_share", "offer_low",
        "offer_high",
    )  # fmt: skip
    return result.order_by(by) if by else result
