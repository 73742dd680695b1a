"""Groups so small that a figure about them tells of somebody."""

from collections.abc import Sequence

import ibis

from salesbook.errors import AbsentColumn, RequestError
from salesbook.tables.names import listed

SMALLEST = 5


def small_groups(rows: ibis.Table, by: Sequence[str], k: int = SMALLEST) -> ibis.Table:
    """The groups of ``rows`` by the columns ``by`` that have fewer than ``k`` clients.

    Returns
    -------
    Table
        ``*by``, ``clients`` (clients in the group; rows, where there is no column ``client_id``), the smallest first.

    Raises
    ------
    RequestError
        There is nothing to group by, or ``k`` is less than 2.
    AbsentColumn
        A column of ``by`` is missing.
    """
    if not by or k < 2:
        raise RequestError("small_groups", "a column to group by and k of 2 or more are needed.", "Give both.")
    if missing := [column for column in by if column not in rows.columns]:
        raise AbsentColumn("small_groups", f"no column {listed(missing)}.", f"The table has {listed(rows.columns)}.")
    clients = rows["client_id"].nunique() if "client_id" in rows.columns else rows.count()
    groups = rows.group_by(list(by)).agg(clients=clients)
    return groups.filter(groups["clients"] < k).order_by(["clients", *by])
