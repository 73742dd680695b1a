"""How often we contact clients with news, against rules that a company can change."""

import datetime as dt
from typing import Any

import ibis

from salesbook.errors import AbsentColumn
from salesbook.metrics.interval import wilson
from salesbook.metrics.purchases import check_columns, purchases
from salesbook.metrics.rhythm import check_days, rhythms
from salesbook.tables.cadence import CHANNELS, CONTENTS, Rule, cadence_rules

MAILED = ("email", "sms", "social")  # without initiated_by: what a client begins comes by telephone or messenger


def cadence(
    contacts: ibis.Table,
    *,
    clients: ibis.Table | None = None,
    orders: ibis.Table | None = None,
    rules: str = "",
    window_days: int = 90,
    factor: float = 2.0,
    min_days: int = 14,
    level: float = 0.95,
    as_of: dt.date | None = None,
) -> ibis.Table:
    r"""How many clients each rule of contact was broken for in the last ``window_days``, one row a rule and channel.

    .. math:: breaking = \frac{clients\ for\ whom\ the\ rule\ was\ broken}{clients\ whom\ it\ is\ about}

    Only news counts: contacts begun by us, of content advert, useful or mixed. **At most**: clients with such a
    contact in the window; broken by one that came sooner than allowed after those before it, also those before the
    window. **At least**: clients with such a contact up to the window; broken by a longer silence in it, also one that
    lasts. **Each**: clients with such a contact; broken by one of another content. **Channels**: clients of the kind
    with any news in the window; broken by news through a channel that is not theirs, a row each.

    Parameters
    ----------
    contacts
        Reads ``client_id``, ``contacted_at``, ``channel``, ``content`` (null = not known, not counted as news),
        ``initiated_by``; without that column letters and messages of ``email``, ``sms`` and ``social`` are ours, and
        the rules of other channels cannot be told.
    clients
        Reads ``client_id``, ``kind``, for the rules of channels.
    orders
        Order lines, for rules with ``win_back: free``: a call to a client who was late against the own rhythm is no
        news. Without them every call with news is.
    rules
        A rule set of the package (``letters``, ``news``), or a file of the same form that ends in ``.yaml``; empty for
        all of the package.
    window_days
        The days that are looked at.
    factor, min_days
        When a client is late: silent for more than so many own gaps, and so many days.
    level
        Coverage of the interval, 0 to 1.
    as_of
        The last day; the last day of ``contacts`` where not given.

    Returns
    -------
    Table
        ``rule_set``, ``rule``, ``channel``, ``clients`` (whom it is about), ``breaking`` (clients), ``breaks`` (how
        often it was broken) (counts), ``breaking_share``, ``breaking_low``, ``breaking_high`` (0 to 1; null where it is
        about nobody), ``lacks`` (the column without which it cannot be told, else null), in the order of the rules.

    Raises
    ------
    AbsentColumn
        There is no column ``content``.
    RequestError, Faults
        No such rules, a fault in the file, or a number that is none.

    References
    ----------
    Taught as: rules of contact. Interval: Wilson (1927).
    """
    held = cadence_clients(
        contacts, clients=clients, orders=orders, rules=rules, window_days=window_days, factor=factor,
        min_days=min_days, as_of=as_of,
    )  # fmt: skip
    counts = held.group_by(["place", "channel"]).agg(
        clients=held.count(), breaking=(held.breaks > 0).sum(), breaks=held.breaks.sum()
    )
    base = counts.clients.nullif(0)
    rate = counts.breaking / base
    middle, error = wilson(rate, base, level)
    counts = counts.mutate(breaking_share=rate, breaking_low=(middle - error).clip(lower=0),
                           breaking_high=(middle + error).clip(upper=1))  # fmt: skip
    of_clients = set() if clients is None else set(clients.columns)
    listed = _listed(cadence_rules(rules), set(contacts.columns), of_clients)
    both = listed.left_join(counts, ["place", "channel"])
    told = both.lacks.isnull()
    zero = {c: ibis.ifelse(told, both[c].fill_null(0), ibis.null("int64")) for c in ("clients", "breaking", "breaks")}
    return both.order_by(["place", "channel"]).select(
        "rule_set", "rule", "channel", **zero, breaking_share=both.breaking_share, breaking_low=both.breaking_low,
        breaking_high=both.breaking_high, lacks=both.lacks,
    )  # fmt: skip


def cadence_clients(
    contacts: ibis.Table,
    *,
    clients: ibis.Table | None = None,
    orders: ibis.Table | None = None,
    rules: str = "",
    window_days: int = 90,
    factor: float = 2.0,
    min_days: int = 14,
    as_of: dt.date | None = None,
) -> ibis.Table:
    """Each rule held against each client whom it is about; parameters as in :func:`cadence`.

    Returns
    -------
    Table
        ``place`` (of the rule, from 0), ``rule_set``, ``rule``, ``channel``, ``client_id``, ``breaks`` (count).

    References
    ----------
    Taught as: rules of contact.
    """
    check_days(window_days=window_days)
    check_columns(contacts, "contacts", ["client_id", "contacted_at", "channel", "content"])
    news = _news(contacts, window_days, as_of)
    late = None if orders is None else _late_calls(news, orders, factor, min_days)
    kinds = clients if clients is not None and "kind" in clients.columns else None
    rows = []
    for place, rule in enumerate(cadence_rules(rules)):
        if rule.channels and kinds is None:
            continue
        if rule.channels:
            found = _by_channel(news, kinds, rule)
        else:
            its = late if rule.win_back == "free" and late is not None else news
            found = _by_client(its, rule, window_days).mutate(channel=ibis.literal(rule.channel))
        rows.append(found.select(
            "client_id", "channel", "breaks", place=ibis.literal(place, "int64"), rule_set=ibis.literal(rule.rule_set),
            rule=ibis.literal(rule.name),
        ))  # fmt: skip
    if not rows:
        raise AbsentColumn("clients", "no column kind.", "Add whether a client is B2B or B2C, or give other rules.")
    result = ibis.union(*rows) if len(rows) > 1 else rows[0]
    return result.select("place", "rule_set", "rule", "channel", "client_id", "breaks").order_by(
        ["place", "channel", ibis.desc("breaks"), "client_id"]
    )


def _news(contacts: ibis.Table, window_days: int, as_of: dt.date | None) -> ibis.Table:
    """Our news up to the last day: ``client_id``, ``channel``, ``content``, ``at``, ``day``, ``end``, ``recent``."""
    end = ibis.date(as_of.isoformat()) if as_of else None
    rows = contacts.filter(contacts.client_id.notnull() & contacts.contacted_at.notnull())
    rows = rows.mutate(day=rows.contacted_at.date())
    rows = rows.mutate(end=end) if end is not None else rows.cross_join(rows.aggregate(end=rows.day.max()))
    ours = rows.initiated_by == "us" if "initiated_by" in rows.columns else rows.channel.isin(MAILED)
    rows = rows.filter((rows.day <= rows.end) & ours & rows.content.isin(CONTENTS))
    recent = rows.end.delta(rows.day, unit="day") < window_days
    return rows.select("client_id", "channel", "content", "day", "end", at=rows.contacted_at, recent=recent)


def _by_client(news: ibis.Table, rule: Rule, window_days: int) -> ibis.Table:
    """``client_id`` and ``breaks`` of a rule of one channel, for the clients whom it is about."""
    rows = news.filter((news.channel == rule.channel) & news.content.isin(rule.content))
    if rule.each:
        rows = rows.filter(rows.recent)
        return rows.group_by("client_id").agg(breaks=(rows.content != rule.each).sum())
    own = ibis.window(group_by="client_id", order_by=["at", "content"])
    if rule.at_most:
        earlier = rows.day.lag(rule.at_most).over(own)
        rows = rows.mutate(soon=(rows.day.delta(earlier, unit="day") < rule.days).fill_null(False))
        rows = rows.filter(rows.recent)
        return rows.group_by("client_id").agg(breaks=rows.soon.sum())
    # silences that ended within the window, and the one that lasts; nobody is counted before the first letter
    rows = rows.mutate(silence=rows.day.delta(rows.day.lag().over(own), unit="day"))
    ended = rows.recent & (rows.silence > rule.days)
    each = rows.group_by(["client_id", "end"]).agg(ended=ended.sum().fill_null(0), last=rows.day.max())
    lasts = (each.end.delta(each["last"], unit="day") > rule.days).cast("int64")
    return each.select("client_id", breaks=each.ended + lasts)


def _by_channel(news: ibis.Table, clients: Any, rule: Rule) -> ibis.Table:
    """``client_id``, ``channel``, ``breaks`` for each channel that is not one of the kind's."""
    theirs = clients.filter(clients.kind == rule.kind).select("client_id")
    rows = news.filter(news.recent).semi_join(theirs, "client_id")
    about = rows.select("client_id").distinct()
    seen = rows.group_by(["client_id", "channel"]).agg(n=rows.count())
    others = ibis.memtable({"channel": [c for c in CHANNELS if c not in rule.channels]}, schema={"channel": "string"})
    grid = about.cross_join(others)
    both = grid.left_join(seen, ["client_id", "channel"])
    return both.select("client_id", "channel", breaks=both.n.fill_null(0))


def _late_calls(news: ibis.Table, orders: ibis.Table, factor: float, min_days: int) -> ibis.Table:
    """``news`` without the calls to clients who were late against their own rhythm at that time."""
    lines = purchases(orders)
    days = lines.filter(lines.bought & lines.client_id.notnull()).select("client_id", bought=lines.day).distinct()
    gaps = rhythms(orders).select("client_id", "mean_gap_days")
    calls = news.filter(news.channel == "phone").select("client_id", "at", "day").distinct()
    before = calls.inner_join(days, "client_id").filter(lambda t: t.bought < t.day)
    last = before.group_by(["client_id", "at", "day"]).agg(last=before.bought.max()).inner_join(gaps, "client_id")
    silent = last.day.delta(last["last"], unit="day")
    late = last.filter((silent > factor * last.mean_gap_days) & (silent > min_days)).select("client_id", "at")
    phone = news.filter(news.channel == "phone").anti_join(late, ["client_id", "at"])
    return news.filter(news.channel != "phone").union(phone)


def _listed(rules: tuple[Rule, ...], contacts: set[str], clients: set[str]) -> ibis.Table:
    """Every rule and channel in order, with the column that it lacks."""
    rows: list[tuple[int, str, str, str, str | None]] = []
    for place, rule in enumerate(rules):
        unknown = "clients.kind" if rule.channels and "kind" not in clients else None
        for channel in [c for c in CHANNELS if c not in rule.channels] if rule.channels else [rule.channel]:
            silent = "initiated_by" not in contacts and channel not in MAILED
            rows.append((place, rule.rule_set, rule.name, channel, "contacts.initiated_by" if silent else unknown))
    names = {"place": "int64", "rule_set": "string", "rule": "string", "channel": "string", "lacks": "string"}
    return ibis.memtable(dict(zip(names, zip(*rows, strict=True), strict=True)), schema=names)
