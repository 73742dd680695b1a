"""Predicted lifetime value (CLTV): what each client is likely to buy next."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Unpack

import ibis
import numpy as np

from salesbook.errors import TooLittle
from salesbook.metrics.fit.forecast import fit, futures, redrawn
from salesbook.metrics.lifetime_groups import Group, Wanted, groups_of, known, types_of, wanted
from salesbook.metrics.purchases import Rules


def lifetime(
    orders: ibis.Table,
    *,
    by: Sequence[str] = (),
    horizon_days: int = 365,
    model: str = "bg_nbd",
    min_repeaters: int = 50,
    max_correlation: float = 0.3,
    level: float = 0.95,
    replicates: int = 200,
    seed: int = 1,
    as_of: dt.date | None = None,
    **rules: Unpack[Rules],
) -> ibis.Table:
    r"""What each client is likely to buy within ``horizon_days``, one row a client.

    .. math:: expected\ amount = P(alive) \cdot E[purchases \mid alive] \cdot E[amount\ of\ a\ purchase]

    Purchases by BG/NBD or MBG/NBD, amounts by Gamma-Gamma, fitted to the clients of each group by themselves. All
    that a client buys on one day is one purchase. **All lengths of time are in days.**

    Parameters
    ----------
    orders
        Order lines. Reads ``client_id``, ``ordered_at``, ``amount``; ``quantity`` where present.
    by
        Columns to group by; each group has a model of its own.
    horizon_days
        How far to look ahead, days.
    model
        ``bg_nbd``: nobody leaves on the first purchase, so that whoever bought once has ``p_alive`` 1; ``mbg_nbd``: one
        may.
    min_repeaters
        Repeat buyers that a group must have for its models to be fitted.
    max_correlation
        The most that frequency and mean amount may correlate (by ranks, repeat buyers) for spend to be modelled:
        Gamma-Gamma takes them for independent.
    level
        Coverage of the intervals, 0 to 1.
    replicates, seed
        How often clients are drawn anew for the intervals, and where chance begins: the same seed, the same interval.
    as_of
        The day that the forecast starts from; the last purchase day of the whole table where not given.
    **rules
        Which lines count: see :class:`~salesbook.metrics.purchases.Rules`. Here ``returns`` is ``net`` unless given:
        models of spend need what stayed with the client.

    Returns
    -------
    Table
        ``*by``, ``client_id``, ``frequency`` (repeat purchases), ``recency_days``, ``age_days``, ``mean_amount`` (money
        a repeat purchase), ``p_alive`` (chance to be still buying), ``expected_purchases``, ``purchases_low``,
        ``purchases_high`` (in the horizon; the interval is one of prediction), ``expected_order_value`` (money a
        purchase), ``expected_amount``, ``amount_low``, ``amount_high`` (money in the horizon), ``amount_share`` (of all
        that is expected), ``horizon_days``, ``refused``, ``amount_refused`` (``too_few``, ``not_positive``,
        ``correlated``; null where it was fitted, and the figures null where not), the largest expected amount first.

    Raises
    ------
    TooLittle, DataError
        There are clients, but no group has repeat buyers enough; a column of ``by`` is missing.
    RequestError
        A parameter is outside its range.

    References
    ----------
    Taught as: lifetime value by forecast. Fader, Hardie and Lee (2005); Batislam, Denizel and Filiztekin (2007);
    Fader and Hardie (2013).
    """
    asked = wanted(model, horizon_days, min_repeaters, max_correlation, level, replicates, seed)
    groups, _ = groups_of(orders, by, as_of, rules)
    found: dict[str, list[Any]] = {c: [] for c in (*by, *_COLUMNS)}
    for group in groups:
        for name, values in zip(by, group.key, strict=True):
            found[name] += [values] * len(group.client_id)
        for name, column in _forecast(group, asked).items():
            found[name] += column
    if groups and set(found["refused"]) == {"too_few"}:
        fix = "Take a longer time, fewer groups, or look at client_value, which only adds up what was bought."
        raise TooLittle("orders", f"no group with {min_repeaters} clients who bought again: too few to predict.", fix)
    total = sum(value for value in found["expected_amount"] if value is not None)
    found["amount_share"] = [None if v is None or not total else v / total for v in found["expected_amount"]]
    result = ibis.memtable(found, schema=types_of(orders, by) | _COLUMNS)
    first = [ibis.desc(result[c], nulls_first=False) for c in ("expected_amount", "expected_purchases")]
    return result.order_by([*first, "client_id"])


_COLUMNS = {
    "client_id": "string", "frequency": "int64", "recency_days": "int64", "age_days": "int64",
    "mean_amount": "float64", "p_alive": "float64", "expected_purchases": "float64", "purchases_low": "float64",
    "purchases_high": "float64", "expected_order_value": "float64", "expected_amount": "float64",
    "amount_low": "float64", "amount_high": "float64", "amount_share": "float64", "horizon_days": "int64",
    "refused": "string", "amount_refused": "string",
}  # fmt: skip


def _forecast(group: Group, asked: Wanted) -> dict[str, list[Any]]:
    """The columns of one group's clients."""
    clients, many = group.clients, len(group.client_id)
    fitted = fit(clients, asked.model, asked.limits)
    bought, each = fitted.purchases(asked.horizon_days), fitted.spend()
    columns: dict[str, Any] = {
        "p_alive": fitted.p_alive, "expected_purchases": bought, "expected_order_value": each,
        "expected_amount": bought * each,
    }  # fmt: skip
    if fitted.buying is not None:
        rng = group.chance(asked.seed)
        own = futures(clients, redrawn(fitted, asked.replicates, rng), asked.horizon_days, asked.level, rng)
        columns |= {c: getattr(own, c) for c in ("purchases_low", "purchases_high", "amount_low", "amount_high")}
    given = {name: known(columns[name]) if columns.get(name) is not None else [None] * many for name in _FIGURES}
    counts = {c: getattr(clients, c).astype(np.int64).tolist() for c in ("frequency", "recency_days", "age_days")}
    return given | counts | {
        "client_id": group.client_id, "mean_amount": known(clients.mean_amount), "amount_share": [None] * many,
        "horizon_days": [asked.horizon_days] * many, "refused": [fitted.refused or None] * many,
        "amount_refused": [fitted.amount_refused or None] * many,
    }  # fmt: skip


_FIGURES = (
    "p_alive", "expected_purchases", "purchases_low", "purchases_high", "expected_order_value", "expected_amount",
    "amount_low", "amount_high",
)  # fmt: skip
