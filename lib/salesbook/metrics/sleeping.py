"""Clients who are late, sleeping or lost against their own rhythm."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Unpack

import ibis

from salesbook.metrics.purchases import Rules
from salesbook.metrics.return_rate import return_rate
from salesbook.metrics.rhythm import last_year, rhythms, state_of

FEW = 10  # silences below which the past does not tell a chance


def call_order() -> list[Any]:
    """The order to call clients in: by what is expected, the seasonal last; unless it is known, the lost last too."""
    expected = ibis.desc("at_risk_amount", nulls_first=False)
    return ["seasonal", expected, ibis._.state == "lost", ibis.desc("monthly_amount"), "client_id"]


def sleeping(
    orders: ibis.Table,
    *,
    by: Sequence[str] = (),
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
    r"""Regular clients who have stopped, one row a client, in the order to call them; who is not late is not listed.

    .. math:: gap = \frac{last - first}{purchase\ days - 1}, \qquad
        at\ risk = monthly\ amount \cdot chance \cdot horizon

    **late**: silent for more than ``factor`` gaps and more than ``min_days``; **sleeping**: late, and silent for more
    than ``sleep_days``; **lost**: late, and silent for more than ``lost_days``. The strongest that holds.

    The chance is what the company's own past says: of the silences that had lasted as many own gaps, the share that
    ended within ``return_days`` (:func:`~salesbook.metrics.return_rate.return_rate`), as :math:`(returned + 1) /
    (silences + 2)`; with fewer than ten such silences it is not known, and the monthly amount alone ranks.

    **seasonal**: on the same day last year (52 weeks before) the client was as late, bought again after it, and the
    silence of this year is no more than ``factor`` gaps longer. Such a client keeps the state and is listed last.

    Parameters
    ----------
    orders
        Order lines. Reads ``client_id``, ``ordered_at``, ``amount``; ``order_id`` and ``quantity`` where present.
    by
        Further columns; a client has one row in each group.
    min_orders
        Purchase days that a client needs to have a rhythm.
    factor, min_days, sleep_days, lost_days
        The thresholds above, in gaps and in days.
    return_days
        How long a return is waited for, days.
    horizon_months
        For how many months of buying a client who returns is reckoned.
    as_of
        The day silence is measured to; the last purchase day of the whole table where not given.
    **rules
        Which lines count: see :class:`~salesbook.metrics.purchases.Rules`.

    Returns
    -------
    Table
        ``*by``, ``client_id``, ``state``, ``last_order`` (date), ``silent_days``, ``mean_gap_days``, ``orders``,
        ``purchase_days`` (counts), ``revenue`` (money), ``monthly_amount`` (money a month while the client was
        buying), ``return_chance_rate`` (0 to 1), ``silences`` (its base), ``at_risk_amount`` (money over the horizon),
        ``season_silent_days`` (on the same day last year; null where no such silence ended), ``seasonal``. Not
        seasonal first, then the largest ``at_risk_amount``; where it is not known the lost last, then the largest
        ``monthly_amount``.

    Raises
    ------
    DataError
        A column of ``by`` is missing.

    References
    ----------
    Taught as: sleeping clients. Chance: Laplace's rule of succession.
    """
    clients = rhythms(orders, by=by, min_orders=min_orders, as_of=as_of, **rules)
    clients = clients.mutate(state=state_of(clients, factor, min_days, sleep_days, lost_days))
    late = clients.filter(clients.state != "on_time")
    past = return_rate(
        orders, min_orders=min_orders, factor=factor, min_days=min_days, return_days=return_days, as_of=as_of, **rules
    )  # fmt: skip
    late = _seasonal(_chances(late, past, factor), last_year(orders, by=by, as_of=as_of, **rules), by, factor, min_days)
    return late.select(
        *by, "client_id", "state", "last_order", "silent_days", "mean_gap_days", "orders", "purchase_days", "revenue",
        "monthly_amount", "return_chance_rate", "silences",
        at_risk_amount=late.monthly_amount * late.return_chance_rate * horizon_months,
        season_silent_days=late.season_silent_days, seasonal=late.seasonal,
    ).order_by([*call_order(), *by])  # fmt: skip


def _chances(late: ibis.Table, past: ibis.Table, factor: float) -> ibis.Table:
    """``late`` with the chance of the band that each client's silence has reached; null where the past is short."""
    gaps = late.silent_days / late.mean_gap_days.nullif(0)
    # a client whose purchases are a day apart is late by days, before the first band is reached
    late = late.mutate(gaps=ibis.greatest(gaps, factor))
    here = [late.gaps >= past.from_gaps, past.to_gaps.isnull() | (late.gaps < past.to_gaps)]
    both = late.left_join(past, here)
    chance = (both.returned + 1) / (both.silences + 2)
    return both.mutate(return_chance_rate=ibis.ifelse(both.silences >= FEW, chance, ibis.null("float64")))


def _seasonal(late: ibis.Table, then: ibis.Table, by: Sequence[str], factor: float, min_days: int) -> Any:
    """``late`` with last year's silence on the same day, and whether this one is like it."""
    same = [late[c].identical_to(then[c]) for c in (*by, "client_id")]  # a group may be null
    both = late.left_join(then, same, rname="{name}_then")
    was, gap = both.season_silent_days, both.mean_gap_days
    as_late = (was > factor * gap) & (was > min_days)
    return both.mutate(seasonal=(as_late & (both.silent_days <= was + factor * gap)).fill_null(False))
