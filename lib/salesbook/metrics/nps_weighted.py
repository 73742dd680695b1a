"""NPS in which answers weigh: by revenue, or against non-response."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Unpack

import ibis

from salesbook.errors import AbsentColumn, RequestError
from salesbook.metrics.nps import nps, nps_answers
from salesbook.metrics.purchases import Rules, check_columns, purchases

REVENUE = "revenue"


def nps_weighted(
    surveys: ibis.Table,
    *,
    by: Sequence[str] = (),
    weigh: str = REVENUE,
    days: int = 365,
    level: float = 0.95,
    as_of: dt.date | None = None,
    clients: ibis.Table | None = None,
    orders: ibis.Table | None = None,
    **rules: Unpack[Rules],
) -> ibis.Table:
    r"""The score with answers that weigh what their client bought, or what makes them stand for all clients.

    With ``weigh="revenue"``, :math:`w` is what the client bought in the last ``days``; a client who answered twice in
    a group weighs once, spread over the answers. With the name of a column, e.g. ``segment``, it mends non-response
    by that column:

    .. math:: w_c = \frac{N_c / N}{n_c / n}

    :math:`N_c` clients who could be asked (those who bought in the last ``days``; all where there are no orders),
    :math:`n_c` answers. It mends what the column tells and no more: silence may have other reasons.

    Parameters
    ----------
    surveys
        One row per survey answer; reads ``score``, ``client_id``; ``kind`` and the column of ``weigh`` where present.
    by
        Columns to group by; weights are made within each group.
    weigh
        ``revenue`` or a column of ``surveys`` and ``clients``.
    days
        How far back buying counts, days.
    level
        Coverage of the interval, 0 to 1.
    as_of
        The day ``days`` are counted back from; the last purchase day where not given.
    clients, orders
        Tables of the company; ``revenue`` needs orders, a column needs clients.
    **rules
        Which order lines count: see :class:`~salesbook.metrics.purchases.Rules`.

    Returns
    -------
    Table
        As :func:`~salesbook.metrics.nps.nps` with a weight: ``*by``, ``answered``, ``promoters``, ``passives``,
        ``detractors`` (counts), ``nps``, ``nps_low``, ``nps_high`` (points), ``weighed`` (answers that have a
        weight), ``effective`` (as many equal answers would tell as much).

    Raises
    ------
    DataError
        A table or column that it needs is missing.
    RequestError
        ``days`` is below 1.

    References
    ----------
    Kish (1965), Survey Sampling: weighting cells, effective number of answers.
    """
    if days < 1:
        raise RequestError("days", f"{days} is not a length.", "Give a whole number of days, e.g. 365.")
    answers = nps_answers(surveys, ["client_id", *by])
    answers = answers.filter(answers.score.notnull())
    spent = None if orders is None else _spent(orders, days, as_of, **rules)
    if weigh == REVENUE:
        if spent is None:
            raise AbsentColumn("orders", "no such table.", "Weigh by a column of clients, e.g. segment.")
        weighed = _by_revenue(answers, by, spent)
    else:
        if clients is None:
            raise AbsentColumn("clients", "no such table.", "Weigh by revenue, or add the table of clients.")
        weighed = _by_column(answers, by, weigh, clients if spent is None else clients.semi_join(spent, "client_id"))
    return nps(weighed, by=by, level=level, weight="_weight")


def _spent(orders: ibis.Table, days: int, as_of: dt.date | None, **rules: Any) -> ibis.Table:
    """What each client bought in the last ``days``."""
    lines = purchases(orders, as_of=as_of, **rules)
    recent = lines.filter(lines.as_of.delta(lines.day, unit="day") < days)
    spent = recent.group_by("client_id").agg(_spent=recent.amount.sum())
    return spent.filter(spent.client_id.notnull() & (spent["_spent"] > 0))


def _by_revenue(answers: ibis.Table, by: Sequence[str], spent: ibis.Table) -> ibis.Table:
    joined = answers.left_join(spent, "client_id").drop("client_id_right")
    times = joined.count().over(group_by=["client_id", *by])
    return joined.mutate(_weight=joined["_spent"] / times.nullif(0))


def _by_column(answers: ibis.Table, by: Sequence[str], column: str, clients: ibis.Table) -> ibis.Table:
    check_columns(clients, "clients", ["client_id", column])
    each = clients.group_by("client_id").agg(_cell=clients[column].max().cast("string"))
    each = each.filter(each["_cell"].notnull())
    cells = each.group_by("_cell").agg(_clients=each.count())
    cells = cells.mutate(_share=cells["_clients"] / cells["_clients"].sum().over(ibis.window()).nullif(0))
    if column in answers.columns:
        known = answers.mutate(_cell=answers[column].cast("string"))
    else:
        known = answers.left_join(each, "client_id").drop("client_id_right")
    known = known.left_join(cells, "_cell").drop("_cell_right")
    here, group = known["_share"].notnull().sum(), list(by)
    in_cell = here.over(group_by=[*group, "_cell"])
    in_all = here.over(group_by=group) if group else here.over(ibis.window())
    return known.mutate(_weight=known["_share"] * in_all / in_cell.nullif(0))
