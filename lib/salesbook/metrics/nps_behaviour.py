"""What clients say against what they do: promoters who stopped buying, critics who still buy."""

import datetime as dt
from collections.abc import Sequence
from typing import Unpack

import ibis

from salesbook.errors import AbsentColumn, RequestError
from salesbook.metrics.interval import wilson
from salesbook.metrics.nps import nps_answers
from salesbook.metrics.purchases import Rules, purchases
from salesbook.metrics.rhythm import rhythms, state_of

SAID = ("promoter", "passive", "detractor")
STATES = ("buying", "stopped", "no_rhythm")
STOPPED = ("late", "sleeping", "lost")


def nps_behaviour(
    surveys: ibis.Table,
    orders: ibis.Table | None = None,
    *,
    by: Sequence[str] = (),
    min_orders: int = 3,
    factor: float = 2.0,
    min_days: int = 14,
    level: float = 0.95,
    as_of: dt.date | None = None,
    **rules: Unpack[Rules],
) -> ibis.Table:
    r"""How many promoters, passives and detractors have stopped buying, one row per group and kind of answer.

    .. math:: stopped\ rate = \frac{stopped}{stopped + buying}

    Each client counts once, by the last answer; *stopped* is late, sleeping or lost by
    :func:`~salesbook.metrics.sleeping.sleeping`. Answers to a survey are never fully objective: what clients do tells
    more than what they say.

    Parameters
    ----------
    surveys
        One row per survey answer; reads ``score``, ``client_id``; ``answered_at`` and ``kind`` where present.
    orders
        Order lines; reads ``client_id``, ``ordered_at``, ``amount``. None: the company has no such table.
    by
        Columns of ``surveys`` to group by, as the client's last answer has them.
    min_orders, factor, min_days
        As in :func:`~salesbook.metrics.sleeping.sleeping`.
    level
        Coverage of the interval, 0 to 1.
    as_of
        The day silence is measured to, and the last day answers count; the last purchase day where not given.
    **rules
        Which order lines count: see :class:`~salesbook.metrics.purchases.Rules`.

    Returns
    -------
    Table
        ``*by``, ``said`` (promoter, passive or detractor), ``clients``, ``buying``, ``stopped``, ``no_rhythm``
        (counts; the last: too few purchases to tell), ``stopped_rate``, ``stopped_low``, ``stopped_high`` (shares;
        null where no client has a rhythm), ``buying_monthly_amount``, ``stopped_monthly_amount`` (money a month while
        they were buying), ``stopped_largest_amount`` (of these, that of the largest client alone), ordered by
        ``by`` and ``said``.

    Raises
    ------
    DataError
        A column that it reads, or the table of orders, is missing.

    References
    ----------
    Taught as: NPS, voluntary loyalty, sleeping clients. Interval: Wilson (1927).
    """
    each = nps_clients(
        surveys, orders, by=by, min_orders=min_orders, factor=factor, min_days=min_days, as_of=as_of, **rules
    )
    stopped = each.state.isin(STOPPED)
    buying = each.state == "buying"
    sums = each.group_by([*by, "said"]).agg(
        clients=each.count(), buying=buying.sum().fill_null(0), stopped=stopped.sum().fill_null(0),
        buying_monthly_amount=each.monthly_amount.sum(where=buying).fill_null(0.0),
        stopped_monthly_amount=each.monthly_amount.sum(where=stopped).fill_null(0.0),
        stopped_largest_amount=each.monthly_amount.max(where=stopped),
    )  # fmt: skip
    known = (sums.buying + sums.stopped).nullif(0)
    rate = sums.stopped / known
    middle, error = wilson(rate, known, level)
    return sums.select(
        *by, "said", "clients", "buying", "stopped", no_rhythm=sums.clients - sums.buying - sums.stopped,
        stopped_rate=rate, stopped_low=middle - error, stopped_high=middle + error,
        buying_monthly_amount=sums.buying_monthly_amount, stopped_monthly_amount=sums.stopped_monthly_amount,
        stopped_largest_amount=sums.stopped_largest_amount,
    ).order_by([*by, "said"])  # fmt: skip


def nps_clients(
    surveys: ibis.Table,
    orders: ibis.Table | None = None,
    *,
    by: Sequence[str] = (),
    min_orders: int = 3,
    factor: float = 2.0,
    min_days: int = 14,
    sleep_days: int = 90,
    lost_days: int = 365,
    said: str = "",
    state: str = "",
    as_of: dt.date | None = None,
    **rules: Unpack[Rules],
) -> ibis.Table:
    """Each client's last answer beside what the client does, one row a client; parameters of :func:`nps_behaviour` and
    of :func:`~salesbook.metrics.sleeping.sleeping`.

    Of several answers at one moment the lowest counts. ``said`` (promoter, passive, detractor) and ``state`` (buying,
    stopped, no_rhythm) leave these clients only.

    Returns
    -------
    Table
        ``*by``, ``client_id``, ``score``, ``said`` (promoter, passive or detractor), ``answered_on`` (date; null
        where answers have none), ``state`` (buying, late, sleeping, lost or no_rhythm), ``last_order`` (date),
        ``silent_days``, ``mean_gap_days``, ``monthly_amount`` (money a month while the client was buying; null with
        no rhythm), the largest ``monthly_amount`` first.
    """
    if orders is None:
        raise AbsentColumn("orders", "no such table.", "What clients do is told by their orders.")
    _check(said, state)
    end = purchases(orders, as_of=as_of, **rules).aggregate(_end=ibis._.as_of.max())
    answers = _last_answers(surveys, by, end)
    kept = ("last_order", "silent_days", "mean_gap_days", "monthly_amount")
    regular = rhythms(orders, min_orders=min_orders, as_of=as_of, **rules)
    regular = regular.mutate(state=state_of(regular, factor, min_days, sleep_days, lost_days))
    both = answers.left_join(regular.select("client_id", "state", *kept), "client_id").drop("client_id_right")
    states = both.state.fill_null("no_rhythm").replace("on_time", "buying")
    each = both.select(
        *by, "client_id", "score", "said", "answered_on", state=states, **{name: both[name] for name in kept}
    )
    each = each.filter(each.said == said) if said else each
    each = each.filter(each.state.isin(STOPPED if state == "stopped" else (state,))) if state else each
    return each.order_by([ibis.desc("monthly_amount"), "client_id"])


def _check(said: str, state: str) -> None:
    for name, value, known in (("said", said, SAID), ("state", state, STATES)):
        if value and value not in known:
            raise RequestError(name, f"no {value}.", f"There are {', '.join(known)}.")


def _last_answers(surveys: ibis.Table, by: Sequence[str], end: ibis.Table) -> ibis.Table:
    """One answer a client: the last until ``end``, of several at that moment the lowest."""
    rows = nps_answers(surveys, ["client_id", *by])
    rows = rows.filter(rows.score.notnull() & rows.client_id.notnull())
    dated = "answered_at" in rows.columns
    rows = rows.mutate(_at=rows.answered_at if dated else ibis.null("timestamp"))
    if dated:
        rows = rows.cross_join(end)
        rows = rows.filter(rows["_at"].isnull() | rows["_end"].isnull() | (rows["_at"].date() <= rows["_end"]))
    last = rows.group_by("client_id").agg(_last=rows["_at"].max())
    rows = rows.inner_join(last, "client_id").filter(ibis._["_at"].identical_to(ibis._["_last"]))
    # a tie is broken by the score, then by the groups, so that every run counts the same answer
    rows = rows.mutate(_place=ibis.row_number().over(group_by="client_id", order_by=["score", *by]))
    rows = rows.filter(rows["_place"] == 0)
    said = ibis.cases((rows.score >= 9, "promoter"), (rows.score >= 7, "passive"), else_="detractor")
    return rows.select(*by, "client_id", "score", said=said, answered_on=rows["_at"].date())
