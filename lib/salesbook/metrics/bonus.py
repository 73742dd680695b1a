"""What a bonus scheme pays each rep, and what two schemes cost the company."""

import datetime as dt
from collections import defaultdict
from typing import Any, Unpack

import ibis

from salesbook.errors import AbsentColumn
from salesbook.metrics.purchases import Rules
from salesbook.metrics.team import team as counts_of
from salesbook.metrics.team_loyalty import judge
from salesbook.tables.schemes import Multiplier, Scheme
from salesbook.tables.schemes import scheme as read_scheme

Row = dict[str, Any]
SCHEMA = ibis.schema(
    {"manager_id": "string", "manager_name": "string", "scheme": "string", "volume_amount": "float64",
     "base_amount": "float64", "factor": "float64", "met": "string", "capped": "boolean", "bonus_amount": "float64",
     "other_scheme": "string", "other_amount": "float64", "difference_amount": "float64"}
)  # fmt: skip


def bonus(
    orders: ibis.Table,
    *,
    clients: ibis.Table | None = None,
    surveys: ibis.Table | None = None,
    complaints: ibis.Table | None = None,
    contacts: ibis.Table | None = None,
    team: ibis.Table | None = None,
    scheme: str = "loyalty",
    against: str = "volume",
    window_days: int = 90,
    answer_days: int = 3,
    level: float = 0.95,
    as_of: dt.date | None = None,
    **rules: Unpack[Rules],
) -> ibis.Table:
    r"""What each rep would get by ``scheme`` for the last ``window_days``, beside what ``against`` would pay.

    .. math:: bonus = \min\left(volume \cdot rate \cdot \min(\max(\textstyle\prod f_j, f_{min}), f_{max}), cap\right)

    over the multipliers whose limit the rep reaches. Loyalty is measured by the value drawn towards the team
    (``by: estimate``) or by the end of its interval that speaks least for the limit (``by: sure``), see
    :func:`salesbook.metrics.team_loyalty.team_loyalty`: a lucky quarter with few answers pays little. Where a rep
    cannot be judged, a multiplier does not hold. Returns are subtracted from the volume only with ``returns=net``.

    Parameters
    ----------
    orders, clients, surveys, complaints, contacts, team, window_days, answer_days, level, as_of, **rules
        As in :func:`salesbook.metrics.team_loyalty.team_loyalty`.
    scheme, against
        Bonus schemes: an example (``loyalty``, ``volume``) or the path of a file, see :mod:`salesbook.tables.schemes`.

    Returns
    -------
    Table
        One row a rep: ``manager_id``, ``manager_name``, ``scheme``, ``volume_amount`` (what it counts), ``base_amount``
        (money before multipliers), ``factor``, ``met`` (the measures whose limit was reached, parted by commas),
        ``capped``, ``bonus_amount``, ``other_scheme``, ``other_amount``, ``difference_amount`` (this − other; money),
        the largest bonus first. Clients whom nobody looks after bring nobody a bonus.

    Raises
    ------
    DataError
        A scheme counts profit and the orders have neither cost nor profit; a scheme is none.
    RequestError
        There is no such scheme.

    References
    ----------
    Taught as: what reps are paid for (a % of own clients' purchases; bonus for satisfaction), team.
    """
    one, other = read_scheme(scheme), read_scheme(against)
    tables: Any = {"clients": clients, "surveys": surveys, "complaints": complaints, "contacts": contacts, "team": team}
    how: Any = {"window_days": window_days, "answer_days": answer_days, "as_of": as_of, **rules}
    counted = counts_of(orders, **tables, **how).to_pyarrow().to_pylist()
    judged: dict[str, dict[str, Row]] = defaultdict(dict)
    for row in judge(counted, "manager_id", level):
        judged[row["manager_id"]][row["measure"]] = row
    rows = []
    for rep in counted:
        if rep["manager_id"] is None or not rep["orders"]:
            continue
        paid, beside = (_paid(rep, judged[rep["manager_id"]], each) for each in (one, other))
        names = {key: rep[key] for key in ("manager_id", "manager_name")}
        rest = {"other_scheme": other.name, "other_amount": beside["bonus_amount"]}
        rows.append({**names, **paid, **rest, "difference_amount": paid["bonus_amount"] - beside["bonus_amount"]})
    return ibis.memtable(sorted(rows, key=lambda row: -row["bonus_amount"]), schema=SCHEMA)


def bonus_total(
    orders: ibis.Table,
    *,
    clients: ibis.Table | None = None,
    surveys: ibis.Table | None = None,
    complaints: ibis.Table | None = None,
    contacts: ibis.Table | None = None,
    team: ibis.Table | None = None,
    scheme: str = "loyalty",
    against: str = "volume",
    window_days: int = 90,
    answer_days: int = 3,
    level: float = 0.95,
    as_of: dt.date | None = None,
    **rules: Unpack[Rules],
) -> ibis.Table:
    """What the company pays in all by each of two schemes.

    Parameters
    ----------
    orders, clients, surveys, complaints, contacts, team, window_days, answer_days, level, as_of, **rules
        As in :func:`bonus`.
    scheme, against
        As in :func:`bonus`.

    Returns
    -------
    Table
        Two rows: ``scheme``, ``reps`` (who get a bonus), ``volume_amount``, ``paid_amount`` (money), ``paid_rate``
        (of the volume), ``least_amount``, ``most_amount`` (money; what one rep gets), the first scheme first.
    """
    tables: Any = {"clients": clients, "surveys": surveys, "complaints": complaints, "contacts": contacts, "team": team}
    how: Any = {"window_days": window_days, "answer_days": answer_days, "level": level, "as_of": as_of, **rules}
    each = bonus(orders, **tables, scheme=scheme, against=against, **how)
    both = _total(each, "scheme", "bonus_amount", 0).union(_total(each, "other_scheme", "other_amount", 1))
    return both.order_by("place").drop("place")


def _total(each: ibis.Table, name: str, amount: str, place: int) -> ibis.Table:
    sums = each.group_by(name).agg(
        reps=(each[amount] > 0).sum(), volume_amount=each.volume_amount.sum(), paid_amount=each[amount].sum(),
        least_amount=each[amount].min(), most_amount=each[amount].max(),
    )  # fmt: skip
    return sums.select(
        scheme=sums[name], reps=sums.reps, volume_amount=sums.volume_amount, paid_amount=sums.paid_amount,
        paid_rate=sums.paid_amount / sums.volume_amount.nullif(0.0), least_amount=sums.least_amount,
        most_amount=sums.most_amount, place=ibis.literal(place),
    )  # fmt: skip


def _paid(rep: Row, loyalty: dict[str, Row], scheme: Scheme) -> Row:
    """What one scheme pays one rep."""
    volume = rep[scheme.volume]
    if volume is None:
        fix = f"Give cost or profit, or let {scheme.name} count revenue."
        raise AbsentColumn("orders", "no column cost or profit.", fix)
    met = [rule for rule in scheme.multipliers if _holds(rule, loyalty.get(rule.measure))]
    factor = 1.0
    for rule in met:
        factor *= rule.factor
    factor = min(max(factor, scheme.least_factor), scheme.most_factor)
    base = max(volume, 0.0) * scheme.base_rate
    capped = scheme.cap_amount is not None and base * factor > scheme.cap_amount
    return {
        "scheme": scheme.name, "volume_amount": volume, "base_amount": base, "factor": factor,
        "met": ", ".join(rule.measure for rule in met), "capped": capped,
        "bonus_amount": scheme.cap_amount if capped else base * factor,
    }  # fmt: skip


def _holds(rule: Multiplier, row: Row | None) -> bool:
    """Whether a rep reaches the limit of ``rule``, as surely as the rule asks."""
    if row is None or row["estimate"] is None:
        return False
    low, high = ("estimate_low", "estimate_high") if rule.by == "sure" else ("estimate", "estimate")
    above = rule.least is None or row[low] >= rule.least
    return bool(above and (rule.most is None or row[high] <= rule.most))
