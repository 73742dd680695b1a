"""Recency, frequency and monetary scores (RFM), and a segment for every combination of them."""

import csv
import datetime as dt
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Any, Unpack

import ibis

from salesbook.metrics.client_summary import client_summary
from salesbook.metrics.purchases import Rules

SCORES = 5
CENTS = 6  # digits of money: sums of another order differ in later ones, and no score may hang on that


def rfm(
    orders: ibis.Table, *, by: Sequence[str] = (), as_of: dt.date | None = None, **rules: Unpack[Rules]
) -> ibis.Table:
    r"""How lately, how often and for how much each client bought, as scores from 1 to 5, one row a client.

    .. math:: score = 1 + \left\lfloor 5 \cdot \frac{clients\ who\ are\ worse}{clients} \right\rfloor

    Equals have equal scores, and the worst have 1, however many they are: quantiles would break where most clients
    bought once.

    Parameters
    ----------
    orders
        Order lines. Reads ``client_id``, ``ordered_at``, ``amount``; ``quantity`` where present.
    by
        Columns to group by; a client is scored among the clients of each group.
    as_of
        The day silence is measured to; the last purchase day of the whole table where not given.
    **rules
        Which lines count: see :class:`~salesbook.metrics.purchases.Rules`.

    Returns
    -------
    Table
        ``*by``, ``client_id``, ``silent_days``, ``purchase_days`` (count), ``revenue`` (money), ``recency_score``,
        ``frequency_score``, ``monetary_score`` (1 to 5, 5 the best), ``rfm`` (the three, e.g. ``543``), ``rfm_segment``
        (a name of rfm_segments.csv), the largest revenue first.

    Raises
    ------
    DataError
        A column of ``by`` is missing.

    References
    ----------
    Hughes (1994) for the three scores; by the share of clients who are worse instead of fifths of a sorted list.
    """
    clients = client_summary(orders, by=by, as_of=as_of, **rules)
    clients = clients.mutate(
        silent_days=clients.as_of.delta(clients.last_order, unit="day"), _spent=clients.revenue.round(CENTS)
    )
    scored = clients.mutate(
        recency_score=_score(clients, ibis.desc("silent_days"), by),
        frequency_score=_score(clients, ibis.asc("purchase_days"), by),
        monetary_score=_score(clients, ibis.asc("_spent"), by),
    )
    scores = "recency_score", "frequency_score", "monetary_score"
    named = scored.inner_join(_named(), list(scores))
    columns = "client_id", "silent_days", "purchase_days", "revenue", *scores, "rfm", "rfm_segment"
    return named.select(*by, *columns).order_by([*by, ibis.desc("revenue"), "client_id"])


def rfm_segments(
    orders: ibis.Table, *, by: Sequence[str] = (), as_of: dt.date | None = None, **rules: Unpack[Rules]
) -> ibis.Table:
    """How many clients each segment of :func:`rfm` has and what they brought, one row a segment.

    Parameters
    ----------
    orders, by, as_of, **rules
        As in :func:`rfm`.

    Returns
    -------
    Table
        ``*by``, ``rfm_segment``, ``clients`` (count), ``client_share``, ``revenue`` (money), ``revenue_share`` (shares
        of the group's), ``silent_days``, ``purchase_days`` (medians), the largest revenue first. A segment without
        clients is not listed.

    Raises
    ------
    DataError
        A column of ``by`` is missing.
    """
    clients = rfm(orders, by=by, as_of=as_of, **rules)
    sums = clients.group_by([*by, "rfm_segment"]).agg(
        clients=clients.count(), revenue=clients.revenue.sum(), silent_days=clients.silent_days.median(),
        purchase_days=clients.purchase_days.median(),
    )  # fmt: skip
    everybody, all_revenue = (sums[c].sum().over(group_by=by).nullif(0) for c in ("clients", "revenue"))
    return sums.select(
        *by, "rfm_segment", "clients", client_share=sums.clients / everybody, revenue=sums.revenue,
        revenue_share=sums.revenue / all_revenue, silent_days=sums.silent_days, purchase_days=sums.purchase_days,
    ).order_by([*by, ibis.desc("revenue"), "rfm_segment"])  # fmt: skip


@cache
def segments() -> dict[tuple[int, int, int], str]:
    """The segment of every combination of scores: the first in rfm_segments.csv whose ranges hold it."""
    text = (files("salesbook.metrics") / "rfm_segments.csv").read_text("utf-8")
    found: dict[tuple[int, int, int], str] = {}
    for row in csv.DictReader(text.splitlines()):
        name = row.pop("segment")
        r, f, m = (range(int(row[f"{s}_low"]), int(row[f"{s}_high"]) + 1) for s in "rfm")
        for scores in product(r, f, m):
            found.setdefault(scores, name)
    return found


def _named() -> ibis.Table:
    rows = [(*scores, "".join(map(str, scores)), name) for scores, name in segments().items()]
    columns = "recency_score", "frequency_score", "monetary_score", "rfm", "rfm_segment"
    types = dict(zip(columns, ("int64", "int64", "int64", "string", "string"), strict=True))
    return ibis.memtable(dict(zip(columns, zip(*rows, strict=True), strict=True)), schema=types)


def _score(clients: ibis.Table, worst_first: Any, by: Sequence[str]) -> Any:
    worse = ibis.rank().over(group_by=by, order_by=worst_first)
    n = clients.count().over(group_by=by)
    return 1 + (SCORES * worse) // n.nullif(0)
