"""How the tables hang together: one name under several ids, ids listed twice, clients that only one table knows."""

import ibis

from salesbook.quality.effects import Compare, Effect
from salesbook.quality.finding import Finding, count, examples
from salesbook.tables.reidentify import SMALLEST, small_groups

GROUPED = ("segment", "region", "kind")  # by which reports are split
KEYS = {"clients": "client_id", "surveys": "response_id", "complaints": "complaint_id"}


def namesakes(clients: ibis.Table, orders: ibis.Table | None, compare: Compare | None) -> Finding | None:
    """Clients of one name (letter case and spaces aside) under several ids; counted, never named nor merged."""
    if "client_name" not in clients.columns:
        return None
    named = clients.mutate(own_name=clients.client_name.lower().re_replace(r"\s+", " ").strip())
    named = named.filter((named.own_name != "").fill_null(False))
    groups = named.group_by("own_name").agg(one=named.client_id.min(), ids=named.client_id.nunique())
    several = groups.filter(groups.ids > 1)
    row = several.aggregate(n=several.count(), ids=several.ids.sum().fill_null(0)).to_pyarrow().to_pylist()[0]
    if not row["n"]:
        return None
    effects: tuple[Effect, ...] = ()
    if orders is not None and compare is not None:
        pairs = named.inner_join(several, "own_name").select("client_id", "one").distinct(on="client_id")
        both = orders.left_join(pairs, "client_id")
        effects = compare(both.mutate(client_id=both.one.coalesce(both.client_id)).select(orders.columns))
    return Finding("namesakes", "clients", row["n"], count(groups), "counted", "merged", effects, {"ids": row["ids"]})


def listed_twice(rows: ibis.Table, table: str) -> Finding | None:
    """Ids that should stand once, and stand on several rows."""
    column = KEYS.get(table, "")
    if column not in rows.columns:
        return None
    ids = rows.filter(rows[column].notnull()).group_by(column).agg(times=ibis._.count())
    twice = ids.filter(ids.times > 1)
    n = count(twice)
    if not n:
        return None
    first = examples(twice, also=["times"], order_by=[ibis.desc("times"), column])
    treated = "counted" if table == "surveys" else ""
    return Finding("listed_twice", table, n, count(ids), treated, values={"column": column}, examples=first)


def strangers(rows: ibis.Table, clients: ibis.Table, table: str, compare: Compare | None) -> Finding | None:
    """Rows of clients whom the list of clients does not have."""
    known = rows.filter(rows.client_id.notnull())
    absent = known.anti_join(clients, "client_id")
    n = count(absent)
    if not n:
        return None
    each = absent.group_by("client_id").agg(lines=absent.count())
    effects = (
        compare(rows.filter(rows.client_id.isnull()).union(known.semi_join(clients, "client_id"))) if compare else ()
    )
    first = examples(each, also=["lines"], order_by=[ibis.desc("lines"), "client_id"])
    treated = "counted" if compare else ""
    return Finding("strangers", table, n, count(rows), treated, "without", effects, {"clients": count(each)}, first)


def without_orders(clients: ibis.Table, orders: ibis.Table) -> Finding | None:
    """Clients of the list who have no order."""
    ids = clients.select("client_id").distinct()
    n = count(ids.anti_join(orders.filter(orders.client_id.notnull()), "client_id"))
    return Finding("without_orders", "clients", n, count(ids)) if n else None


def in_small_groups(clients: ibis.Table) -> Finding | None:
    """Groups by segment, region or kind so small that a figure about them tells of somebody."""
    found = [c for c in GROUPED if c in clients.columns]
    sizes = {c: small_groups(clients.filter(clients[c].notnull()), [c]) for c in found}
    small = {c: n for c, groups in sizes.items() if (n := count(groups))}
    if not small:
        return None
    of = sum(count(clients.filter(clients[c].notnull()).select(c).distinct()) for c in small)
    values = {"k": SMALLEST, "columns": ", ".join(small)}
    return Finding("small_groups", "clients", sum(small.values()), of, values=values)
