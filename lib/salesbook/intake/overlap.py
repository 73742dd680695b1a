"""Exports whose periods overlap: the same order in two files is counted once, as the latest export has it.

An order is known again by its number, with its client where a number serves several clients, and with its day where
numbers begin anew (receipts of a till); else with its year, for document numbers begin anew each January.
What stands twice within one file is left alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import ibis

from salesbook.errors import DataError
from salesbook.tables.contracts import contracts
from salesbook.tables.names import listed

AGREE = 0.9  # of the numbers in two files, to take the numbering for one and what differs for a correction
FEW = 5  # common orders from which “most of them differ” means something
RANK, CLIENT, DAY, YEAR = (f"_salesbook_{name}" for name in ("rank", "client", "day", "year"))
Note = tuple[str, dict[str, Any]]
SHOWN = {CLIENT: "client_id", DAY: "day", YEAR: "year"}


@dataclass(frozen=True)
class Overlaps:
    """What stands in several of ``files`` (oldest first); ``without_overlaps`` takes exactly this out.

    ``lines_repeated``: earlier copies of orders that are the same in each file; ``lines_replaced``: of those posted
    again. ``amount_before``: orders posted again as the first export has them, ``amount_after``: as the latest;
    ``amount_out``: all that is taken out; null where currencies are mixed. ``ask``: nothing is to be taken out
    unasked, for ``why`` (``no_number``, ``differ``, ``parts``). ``pairs``: earlier file, the one that counts, how many
    orders (lines, without numbers). ``by``: what an order is known by; empty: every column. ``doubtful``: numbers in
    two files for another client or day, both kept. ``lines_alike``: equal lines without a number, all kept.
    """

    files: tuple[str, ...]
    orders_repeated: int = 0
    lines_repeated: int = 0
    orders_reposted: int = 0
    lines_replaced: int = 0
    amount_before: float | None = 0.0
    amount_after: float | None = 0.0
    amount_out: float | None = 0.0
    ask: bool = False
    why: str = ""
    pairs: tuple[tuple[str, str, int], ...] = ()
    by: tuple[str, ...] = ()
    doubtful: int = 0
    lines_alike: int = 0


def find_overlaps(orders: ibis.Table, files: Sequence[str]) -> Overlaps:
    """What stands in more than one of ``files``, from the oldest export to the newest.

    Reads ``source_file`` and the contract's columns of ``orders``.

    Raises
    ------
    DataError
        ``orders`` has lines of a file that is not among ``files``.
    """
    names = tuple(dict.fromkeys(files))
    _check(orders, names)
    if len(names) < 2:
        return Overlaps(names)
    rows = _ranked(orders, names)
    unnumbered = rows if "order_id" not in rows.columns else rows.filter(rows.order_id.isnull())
    numbered = _one(rows.aggregate(n=rows.order_id.count()))["n"] if unnumbered is not rows else 0
    if not numbered:
        return _of_lines(rows, names)
    by = _identity(rows)
    found = _of_orders(rows, names, by)
    return Overlaps(**found, lines_alike=_one(_copies(unnumbered, names).aggregate(n=_total("n")))["n"])


def said(overlaps: Overlaps) -> tuple[Note, ...]:
    """What people are told of ``overlaps``: keys of phrases with their values."""
    found = overlaps
    change = None
    if found.amount_before is not None and found.amount_after is not None:
        change = round(found.amount_after - found.amount_before, 2)
    amounts = {"before": found.amount_before, "after": found.amount_after, "change": change}
    reposted = {"orders": found.orders_reposted, **(amounts if change is not None else {})}
    told: list[tuple[int, str, dict[str, Any]]] = [
        (found.orders_repeated, "repeated", {"orders": found.orders_repeated, "lines": found.lines_repeated}),
        (found.orders_reposted, "reposted" if change is not None else "reposted_mixed", reposted),
        (found.ask, f"ask_{found.why}", {"orders": found.orders_reposted, "lines": found.lines_repeated}),
        (found.doubtful, "doubtful", {"numbers": found.doubtful}),
        (found.lines_alike, "alike", {"lines": found.lines_alike}),
    ]
    return tuple((f"import.overlap.{key}", values) for is_so, key, values in told if is_so)


def without_overlaps(orders: ibis.Table, overlaps: Overlaps) -> ibis.Table:
    """``orders`` without the lines that ``overlaps`` counts; where it says ``ask``, only for those who agreed."""
    if len(overlaps.files) < 2:
        return orders
    rows = _ranked(orders, overlaps.files)
    if overlaps.by:
        keys = [next((own for own, shown in SHOWN.items() if shown == name), name) for name in overlaps.by]
        old = _standing(rows, keys).filter(lambda t: t[RANK] < t["last"]).select(*keys, RANK)
        kept = rows.anti_join(old, [*keys, RANK])
    else:
        old = _copies(rows, overlaps.files)
        kept = rows.anti_join(old, [rows[c].identical_to(old[c]) for c in (*_columns(rows), RANK)])
    return kept.select(*orders.columns)


def _check(orders: ibis.Table, names: tuple[str, ...]) -> None:
    present = orders.select("source_file").distinct().to_pyarrow()["source_file"].to_pylist()
    strange = sorted(str(name) for name in set(present) - set(names))
    if strange:
        raise DataError("orders", f"lines of files that were not named: {listed(strange)}.", "Name every file.")


def _ranked(orders: ibis.Table, names: tuple[str, ...]) -> ibis.Table:
    """``orders`` with the place of their file, from 0, and what an order may be known by beside its number."""
    rank = ibis.cases(*((orders.source_file == name, place) for place, name in enumerate(names)), else_=0)
    client = orders.client_id.fill_null("") if "client_id" in orders.columns else ibis.literal("")
    moment = orders.ordered_at
    return orders.mutate(**{RANK: rank.cast("int64"), CLIENT: client, DAY: moment.date(), YEAR: moment.year()})


def _identity(rows: ibis.Table) -> list[str]:
    """The columns that make two orders one: the number, and as few others as the numbers need."""
    keys = ["order_id"]
    if _differs(rows, keys, CLIENT):
        keys.append(CLIENT)
    return [*keys, DAY if _differs(rows, keys, DAY) else YEAR]


def _differs(rows: ibis.Table, keys: list[str], column: str) -> bool:
    """Whether the same number stands for several values of ``column``: in one file, or in most of those it is in."""
    numbers = rows.filter(rows.order_id.notnull())
    ends = {"low": numbers[column].min(), "high": numbers[column].max()}
    each = numbers.group_by([*keys, RANK]).agg(**ends)
    each = each.mutate(several=(each.low != each.high).cast("int64"))
    whole = each.group_by(keys).agg(files=each.count(), low=each.low.min(), high=each.high.max(), n=each.several.max())
    common = whole.files > 1
    found = _one(
        whole.aggregate(
            inside=whole.n.max(),
            common=common.cast("int64").sum(),
            agree=(common & (whole.low == whole.high)).cast("int64").sum(),
        )
    )
    return bool(found["inside"]) or (found["agree"] or 0) < AGREE * (found["common"] or 0)


def _standing(rows: ibis.Table, keys: list[str]) -> ibis.Table:
    """Each order that is in several files, once a file: its lines, its amount, the first and the last file it is in."""
    numbers = rows.filter(rows.order_id.notnull())
    each = numbers.group_by([*keys, RANK]).agg(lines=numbers.count(), amount=_amount(numbers).sum())
    whole = each.group_by(keys).agg(files=each.count(), first=each[RANK].min(), last=each[RANK].max())
    return each.join(whole.filter(whole.files > 1), keys)


def _amount(rows: ibis.Table) -> Any:
    if "amount" in rows.columns:
        return rows.amount
    return rows.quantity * rows.unit_price if {"quantity", "unit_price"} <= set(rows.columns) else ibis.literal(0.0)


def _changed(rows: ibis.Table, keys: list[str], standing: ibis.Table) -> ibis.Table:
    """Each of those orders: whether its files tell different lines, and whether they have no product in common."""
    digits = {"quantity": 3, "amount": 2, "unit_price": 2}
    told = {c: rows[c].round(n) for c, n in digits.items() if c in rows.columns}
    product = rows["product"] if "product" in rows.columns else ibis.null("string")
    lines = rows.semi_join(standing, keys).select(*keys, RANK, **told, sold=product)
    each = lines.group_by([*keys, *told, "sold", RANK]).agg(n=lines.count())
    line = each.group_by([*keys, *told, "sold"]).agg(files_of=each.count(), low=each.n.min(), high=each.n.max())
    whole = standing.group_by(keys).agg(files=standing.files.max())
    line = line.join(whole, keys)
    other = ((line.files_of != line.files) | (line.low != line.high)).cast("int64")
    changed = line.group_by(keys).agg(changed=other.max())
    goods = each.group_by([*keys, "sold"]).agg(low=each[RANK].min(), high=each[RANK].max())
    apart = goods.group_by(keys).agg(apart=(goods.low == goods.high).cast("int64").min())
    return changed.join(apart, keys)


def _of_orders(rows: ibis.Table, names: tuple[str, ...], keys: list[str]) -> dict[str, Any]:
    standing = _standing(rows, keys)
    each = standing.join(_changed(rows, keys, standing), keys)
    old, new = each[RANK] < each["last"], each.changed == 1
    final = each[RANK] == each["last"]
    found = _one(
        each.aggregate(
            orders_repeated=_sum(final & ~new, 1),
            orders_reposted=_sum(final & new, 1),
            lines_repeated=_sum(old & ~new, each.lines),
            lines_replaced=_sum(old & new, each.lines),
            amount_before=_sum((each[RANK] == each["first"]) & new, each.amount),
            amount_after=_sum(final & new, each.amount),
            amount_out=_sum(old, each.amount),
            apart=_sum(final & (each.apart == 1), 1),
        )
    )
    found = {name: value or 0 for name, value in found.items()}
    apart, common = found.pop("apart"), found["orders_repeated"] + found["orders_reposted"]
    most = found["orders_reposted"] * 2 > common >= FEW
    why = "parts" if apart * 2 > common else "differ" if most else ""
    pairs = _pairs(standing.filter(standing[RANK] < standing["last"]).mutate(n=1), names)
    by = tuple(SHOWN.get(key, key) for key in keys)
    told = {"ask": bool(why), "why": why, "pairs": pairs, "by": by, "doubtful": _doubtful(rows, standing)}
    return {"files": names, **found, **_amounts(rows, found), **told}


def _doubtful(rows: ibis.Table, standing: ibis.Table) -> int:
    """Numbers that are in several files, and nowhere there for the same order."""
    numbers = rows.filter(rows.order_id.notnull())
    ends = numbers.group_by("order_id").agg(low=numbers[RANK].min(), high=numbers[RANK].max())
    several = ends.filter(ends.low < ends.high).anti_join(standing.select("order_id").distinct(), "order_id")
    return int(_one(several.aggregate(n=several.count()))["n"])


def _amounts(rows: ibis.Table, found: dict[str, Any]) -> dict[str, float | None]:
    """The amounts to the cent; null where they are of several currencies, which must not be added."""
    mixed = "currency" in rows.columns and _one(rows.aggregate(n=rows.currency.nunique()))["n"] > 1
    names = ("amount_before", "amount_after", "amount_out")
    return {name: None if mixed else round(float(found[name]), 2) for name in names}


def _columns(rows: ibis.Table) -> list[str]:
    return [name for name in contracts()["orders"].columns if name in rows.columns]


def _copies(rows: ibis.Table, names: tuple[str, ...]) -> ibis.Table:
    """Lines equal in every column in several files, but for the file that has most of them, the latest of these.

    Columns of the contract, ``RANK``, ``last`` (the file that counts), ``n``: how many times the line is there.
    """
    days = rows.group_by(DAY).agg(low=rows[RANK].min(), high=rows[RANK].max())
    near = rows.semi_join(days.filter(days.low < days.high), DAY)
    columns = _columns(rows)
    each = near.group_by([*columns, RANK]).agg(n=near.count())
    each = each.mutate(weight=each.n * len(names) + each[RANK])
    most = each.mutate(best=each.weight.max().over(group_by=columns))
    return most.filter(most.weight < most.best).mutate(last=lambda t: t.best % len(names)).drop("weight", "best")


def _of_lines(rows: ibis.Table, names: tuple[str, ...]) -> Overlaps:
    """Without numbers equal lines are only a suggestion: two equal sales are possible."""
    copies = _copies(rows, names)
    found = _one(copies.aggregate(lines=_total("n"), amount_out=(_amount(copies) * copies.n).sum().fill_null(0)))
    n, pairs = int(found["lines"]), _pairs(copies, names)
    out = _amounts(rows, {"amount_before": 0, "amount_after": 0, "amount_out": found["amount_out"]})["amount_out"]
    why = "no_number" if n else ""
    return Overlaps(names, lines_repeated=n, amount_out=out, ask=bool(n), why=why, pairs=pairs)


def _pairs(old: ibis.Table, names: tuple[str, ...]) -> tuple[tuple[str, str, int], ...]:
    counts = old.group_by([RANK, "last"]).agg(many=old.n.sum()).order_by([RANK, "last"])
    return tuple((names[r[RANK]], names[r["last"]], int(r["many"])) for r in counts.to_pyarrow().to_pylist())


def _total(name: str) -> Any:
    return ibis._[name].sum().fill_null(0)


def _sum(condition: Any, value: Any) -> Any:
    return ibis.ifelse(condition, value, 0).sum()


def _one(row: ibis.Table) -> dict[str, Any]:
    found: dict[str, Any] = row.to_pyarrow().to_pylist()[0]
    return found
