"""The scoreboard of the team: what each rep sells, and how loyal the clients are."""

import datetime as dt
from typing import Any, Unpack

import ibis

from salesbook.errors import RequestError
from salesbook.metrics.owners import last_days, with_owner, with_team
from salesbook.metrics.purchases import Rules, check_columns, purchases, with_end

UNITS = ("manager_id", "team")
SOLD = ("client_id", "day", "as_of", "bought", "manager_id", "order_id", "amount", "cost", "profit")  # read of a line

COUNTS = (
    "orders", "clients", "revenue", "profit", "start", "kept", "lost", "answered", "promoters", "detractors",
    "complaints", "complaints_late", "contacted_by_us",
)  # fmt: skip


def team(
    orders: ibis.Table,
    *,
    clients: ibis.Table | None = None,
    surveys: ibis.Table | None = None,
    complaints: ibis.Table | None = None,
    contacts: ibis.Table | None = None,
    team: ibis.Table | None = None,
    unit: str = "manager_id",
    window_days: int = 90,
    answer_days: int = 3,
    as_of: dt.date | None = None,
    **rules: Unpack[Rules],
) -> ibis.Table:
    """Volume and loyalty of each rep (or team) in the last ``window_days``: counts, as they are.

    Clients belong to whoever looked after them at the time: see :func:`salesbook.metrics.owners.with_owner`. How these
    counts are to be judged, with luck taken off, is :func:`salesbook.metrics.team_loyalty.team_loyalty`.

    Parameters
    ----------
    orders
        Order lines. Reads ``client_id``, ``ordered_at``, ``amount``; ``order_id``, ``quantity``, ``manager_id``,
        ``cost`` or ``profit`` where present.
    clients, surveys, complaints, contacts, team
        Where the company has them.
    unit
        ``manager_id``: a row a rep; ``team``: a row a team, by who was in it at the time.
    window_days
        Length of the window that ends with ``as_of``, days.
    answer_days
        A complaint answered later than so many days, or not at all, was answered late.
    as_of
        The last day that counts; the last purchase day where not given.
    **rules
        Which lines count: see :class:`~salesbook.metrics.purchases.Rules`.

    Returns
    -------
    Table
        ``manager_id`` or ``team`` (null: clients whom nobody looked after), ``manager_name`` (of a rep, where known),
        ``orders``, ``clients`` (who bought), ``revenue``, ``profit`` (money; null where cost and profit are unknown),
        ``order_value``, ``order_value_sd`` (money), ``start``, ``kept`` (clients who bought in the window before, and
        of them again in this one), ``lost`` (start − kept), ``answered``, ``promoters``, ``detractors`` (NPS answers),
        ``complaints`` (opened in the window; those of the last ``answer_days`` without an answer left out),
        ``complaints_late``, ``contacted_by_us`` (of the clients who bought, those to whom we started a contact); 0
        where there is no such row, null where the company has no such table; ``window_days``; the largest revenue
        first.

    Raises
    ------
    DataError
        Neither orders nor clients name a rep; ``unit="team"`` and the company has no table team.
    RequestError
        A unit or a length that is none.

    References
    ----------
    Taught as: team, what reps are paid for.
    """
    _check(unit, window_days, answer_days)
    if "manager_id" not in orders.columns and (clients is None or "manager_id" not in clients.columns):
        check_columns(orders, "orders", ["manager_id"])
    if unit == "team":
        check_columns(orders if team is None else team, "orders" if team is None else "team", ["team"])
    lines = purchases(orders, as_of=as_of, **rules)
    lines = lines.filter(lines.client_id.notnull()).select(*(c for c in SOLD if c in lines.columns))

    def within(rows: Any, column: str, *others: str) -> ibis.Table:
        own = [c for c in ("client_id", "manager_id", *others) if c in rows.columns]
        rows = with_end(rows.select(*own, day=rows[column].date()), lines, as_of)
        return rows.filter(rows.client_id.notnull(), last_days(rows, rows.end, window_days))

    parts = [_sold(lines, window_days), _start(lines, as_of, window_days)]
    have = {
        "answer": surveys is not None and {"client_id", "answered_at"} <= set(surveys.columns),
        "complaint": complaints is not None and {"client_id", "answered_at"} <= set(complaints.columns),
        "contact": contacts is not None and "initiated_by" in contacts.columns,
    }
    if have["answer"]:
        parts.append(_answers(within(surveys, "answered_at", "score", "kind")))
    if have["complaint"]:
        parts.append(_complaints(within(complaints, "opened_at", "answered_at"), answer_days))
    if have["contact"]:
        parts.append(_contacts(within(contacts, "contacted_at", "initiated_by"), parts[0]))
    every = parts[0]
    for part in parts[1:]:
        every = every.union(part)
    every = with_owner(every, sales=lines, clients=clients, team=team)
    every = with_team(every, team) if unit == "team" else every
    result = _counted(every, [what for what, there in have.items() if not there])
    return _named(result, unit, team, window_days).order_by([ibis.desc("revenue"), unit])


def _row(rows: ibis.Table, what: str, **values: Any) -> ibis.Table:
    """Rows of one kind in the form that all share: whose, when, what, and up to two marks."""
    none = {"number": ibis.null("string"), "amount": ibis.null("float64"), "gain": ibis.null("float64")}
    marks = {"hit": ibis.null("boolean"), "miss": ibis.null("boolean")}
    manager = rows.manager_id if "manager_id" in rows.columns else ibis.null("string")
    return rows.select(
        client_id=rows.client_id, day=rows.day, manager_id=manager, what=ibis.literal(what), **(none | marks | values)
    )


def _sold(lines: ibis.Table, window_days: int) -> ibis.Table:
    """Lines sold in the window; ``hit``: it is a purchase and no return."""
    rows = lines.filter(last_days(lines, lines.as_of, window_days))
    gain = ibis.null("float64")
    if "profit" in rows.columns:
        gain = rows.profit
    elif "cost" in rows.columns:
        gain = rows.amount - rows.cost
    number = rows.order_id if "order_id" in rows.columns else ibis.null("string")
    return _row(rows, "sold", number=number, amount=rows.amount, gain=gain, hit=rows.bought)


def _start(lines: ibis.Table, as_of: dt.date | None, window_days: int) -> ibis.Table:
    """Clients of the window before, on its last day; ``hit``: bought again in this one."""
    bought = lines.filter(lines.bought)
    now, before = (last_days(bought, bought.as_of, window_days, skip) for skip in (0, window_days))
    each = bought.group_by("client_id").agg(now=now.any(), before=before.any())
    each = with_end(each.filter(each.before), lines, as_of)
    each = each.mutate(day=each.end - ibis.interval(days=window_days))
    return _row(each, "start", hit=each.now)


def _answers(rows: ibis.Table) -> ibis.Table:
    """Answers to NPS; ``hit``: promoter, ``miss``: detractor."""
    asked = [rows.kind.isnull() | (rows.kind == "nps")] if "kind" in rows.columns else []
    rows = rows.filter(rows.score.notnull(), *asked)
    return _row(rows, "answer", hit=rows.score >= 9, miss=rows.score <= 6)


def _complaints(rows: ibis.Table, answer_days: int) -> ibis.Table:
    """Complaints of which it is known whether they were answered in time; ``hit``: they were not."""
    rows = rows.mutate(took=rows.answered_at.date().delta(rows.day, unit="day"))
    rows = rows.filter(rows.took.notnull() | (rows.end.delta(rows.day, unit="day") > answer_days))
    return _row(rows, "complaint", hit=rows.took.isnull() | (rows.took > answer_days))


def _contacts(rows: ibis.Table, sold: ibis.Table) -> ibis.Table:
    """Clients who bought and to whom we started a contact, once for each rep who sold to them."""
    ours = rows.filter(rows.initiated_by == "us").select("client_id").distinct()
    reached = sold.filter(sold.hit).semi_join(ours, "client_id")
    return reached.mutate(what=ibis.literal("contact"))


def _counted(rows: ibis.Table, absent: list[str]) -> ibis.Table:
    """One row an owner; what ``absent`` would tell is null."""
    rows = rows.mutate(sold=(rows.what == "sold") & rows.hit)  # said once, it is also asked for once
    kind = {what: rows.what == what for what in ("sold", "start", "answer", "complaint", "contact")}
    counts = {
        "start": (kind["start"].sum(), ""), "kept": ((kind["start"] & rows.hit).sum(), ""),
        "lost": ((kind["start"] & ~rows.hit).sum(), ""),
        "answered": (kind["answer"].sum(), "answer"), "promoters": ((kind["answer"] & rows.hit).sum(), "answer"),
        "detractors": ((kind["answer"] & rows.miss).sum(), "answer"),
        "complaints": (kind["complaint"].sum(), "complaint"),
        "complaints_late": ((kind["complaint"] & rows.hit).sum(), "complaint"),
        "contacted_by_us": (rows.client_id.nunique(where=kind["contact"]), "contact"),
    }  # fmt: skip
    nothing = ibis.null("int64")
    known = {name: nothing if of in absent else value.fill_null(0) for name, (value, of) in counts.items()}
    sums = rows.group_by("owner").agg(
        orders=rows.number.nunique(where=rows.sold) + (rows.sold & rows.number.isnull()).sum(),
        clients=rows.client_id.nunique(where=rows.sold), revenue=rows.amount.sum(where=kind["sold"]).fill_null(0.0),
        profit=rows.gain.sum(where=kind["sold"]), **known,
    )  # fmt: skip
    spread = _spread(rows)
    return sums.left_join(spread, sums.owner.identical_to(spread.owner), rname="{name}_spread")


def _spread(rows: ibis.Table) -> ibis.Table:
    """How much the orders of each owner differ: their standard deviation; a line without a number is an order."""
    named = rows.filter(rows.sold, rows.number.notnull()).group_by(["owner", "number"]).agg(came=ibis._.amount.sum())
    single = rows.filter(rows.sold, rows.number.isnull()).select("owner", came="amount")
    orders = named.select("owner", "came").union(single)
    return orders.group_by("owner").agg(order_value_sd=orders.came.std(how="sample"))


def _named(counts: ibis.Table, unit: str, team: ibis.Table | None, window_days: int) -> ibis.Table:
    """The counts of each owner under their own names, with the name of a rep."""
    name = ibis.null("string")
    if unit == "manager_id" and team is not None and "manager_name" in team.columns:
        names = team.group_by("manager_id").agg(manager_name=team.manager_name.max())
        counts = counts.left_join(names, counts.owner == names.manager_id)
        name = counts.manager_name
    return counts.select(
        **{unit: counts.owner}, manager_name=name, **{c: counts[c] for c in COUNTS},
        order_value=counts.revenue / counts.orders.nullif(0), order_value_sd=counts.order_value_sd,
        window_days=ibis.literal(window_days),
    )  # fmt: skip


def _check(unit: str, window_days: int, answer_days: int) -> None:
    if unit not in UNITS:
        raise RequestError("unit", f"no choice {unit}.", f"It may be {' or '.join(UNITS)}.")
    if window_days < 1 or answer_days < 0:
        raise RequestError("team", "a length that is none.", "Give whole numbers of days, e.g. 90 and 3.")
